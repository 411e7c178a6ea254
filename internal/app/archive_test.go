package app_test

import (
	"bytes"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/tongxue-edu/tongxue/internal/app"
)

var exportOf = regexp.MustCompile(`data-request="([0-9a-f-]{36})"`)

// TestArchive: what one person asks for another approves; the workbook holds everything of the school and nothing of another, results
// in the form that the stage allows, and only who asked fetches it, which is recorded.
func TestArchive(t *testing.T) {
	a, in := demo(t)
	settle(t, a)
	office, head, teacher := in("jiaowu"), in("qian"), in("wang")
	list := office.do("GET", "/archive", nil).Body.String()
	m := exportOf.FindStringSubmatch(list) // the demonstration begins with one that waits
	if m == nil || !strings.Contains(list, "等批准") {
		t.Fatal("nothing waits")
	}
	one := "/archive/" + m[1]
	if rec := office.do("POST", one, url.Values{"decision": {"approve"}}); rec.Code != http.StatusForbidden && rec.Code != http.StatusNotFound {
		t.Errorf("the registrar approves the own request: %d", rec.Code)
	}
	if rec := teacher.do("GET", "/archive", nil); rec.Code != http.StatusForbidden {
		t.Errorf("a teacher's list: %d", rec.Code)
	}
	if rec := office.do("GET", one+"/file", nil); rec.Code != http.StatusGone {
		t.Errorf("before the approval: %d", rec.Code)
	}
	if rec := head.do("POST", one, url.Values{"decision": {"refuse"}}); rec.Code != http.StatusUnprocessableEntity || !strings.Contains(rec.Body.String(), "不批准要写明理由") {
		t.Errorf("a refusal without a reason: %d", rec.Code)
	}
	if rec := head.do("POST", one, url.Values{"decision": {"approve"}}); rec.Code != http.StatusSeeOther {
		t.Fatal(rec.Code, rec.Body.String())
	}
	if rec := head.do("POST", one, url.Values{"decision": {"approve"}}); rec.Code != http.StatusConflict {
		t.Errorf("approved twice: %d", rec.Code)
	}
	settle(t, a)
	if rec := head.do("GET", one+"/file", nil); rec.Code != http.StatusForbidden {
		t.Errorf("the head fetches what the registrar asked for: %d", rec.Code)
	}
	rec := office.do("GET", one+"/file", nil)
	if rec.Code != http.StatusOK || !strings.Contains(rec.Header().Get("Content-Disposition"), ".xlsx") {
		t.Fatal(rec.Code)
	}
	whole(t, rec.Body.Bytes())
	if body := office.do("GET", "/archive", nil).Body.String(); !strings.Contains(body, "最近下载") || !strings.Contains(body, "已经准备好") {
		t.Error("the list does not say that it was fetched")
	}
	if body := in("audit").do("GET", "/admin/audit?action=decide.export", nil).Body.String(); !strings.Contains(body, "答复导出申请") || !strings.Contains(body, "蓟州区山前中学") {
		t.Error("the auditor does not find the decision")
	}
	if body := in("audit").do("GET", "/admin/audit?action=look.minors", nil).Body.String(); !strings.Contains(body, "下载学校全部数据") {
		t.Error("the fetch is no look")
	}
}

// settle lets the consumers and jobs of a test's program come to their end, as a server does beside its pages.
func settle(t *testing.T, a *app.App) {
	t.Helper()
	for range 2 { // what a job writes is read by consumers, and what they find may be a job
		if err := errors.Join(a.Log.Drain(t.Context()), a.Reports.Enqueue(t.Context()), a.Jobs.Drain(t.Context())); err != nil {
			t.Fatal(err)
		}
	}
}

// whole reads the workbook and looks for what must and must not be in it.
func whole(t *testing.T, file []byte) {
	t.Helper()
	x, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	want := []string{"说明", "机构", "班级", "人员", "在班", "任职任课与监护", "课", "布置", "练习回答", "考试结果", "查看与审计"}
	if got := x.GetSheetList(); !slices.Equal(got, want) {
		t.Fatalf("sheets %v", got)
	}
	all := ""
	for _, name := range want {
		rows, err := x.GetRows(name)
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) < 2 && name != "课" { // the rural school has made no lesson
			t.Errorf("%s has %d rows", name, len(rows))
		}
		for _, r := range rows {
			all += name + "\t" + strings.Join(r, "\t") + "\n"
		}
	}
	for _, s := range []string{"王秀峰", "任课教师", "七年级(1)班", "一元一次方程的解法", "-3", "七年级期中考试", "监护", "look.minors", "许知行"} {
		if !strings.Contains(all, s) {
			t.Errorf("the workbook does not say %q", s)
		}
	}
	for _, s := range []string{"argon2", "李文澜", "河西区第二中学"} {
		if i := strings.Index(all, s); i >= 0 {
			t.Errorf("the workbook says %q: %s", s, all[max(0, i-60):i+60])
		}
	}
	for _, line := range strings.Split(all, "\n") {
		if c := strings.Split(line, "\t"); c[0] == "考试结果" && len(c) > 9 && c[9] != "" && strings.Trim(c[9], "0123456789.") == "" {
			t.Fatalf("grade 7 has a mark: %s", line)
		}
	}
}
