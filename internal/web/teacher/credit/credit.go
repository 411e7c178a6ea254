// Package credit is a person's page of the own ledger of contributions 贡献记录, with the rules in plain words, an export and appeals, the
// page on which a responsible person answers an appeal, and the auditor's of uses drawn by lot and hints. It shows nobody another's ledger:
// who answers sees the one entry that the author brings, who audits sees uses without people and points. It orders by time only and has no
// total over people.
package credit

import (
	"context"
	_ "embed"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"

	"github.com/xuri/excelize/v2"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/insight/credit"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
	"github.com/tongxue-edu/tongxue/spec/oneroster"
)

//go:embed en.json
var en []byte

// Catalogue is the English of this package.
func Catalogue() map[string]string { return i18n.MustParse(en) }

// Pages are the pages of this package.
type Pages struct {
	Credit *credit.Service
	Org    *org.Service
}

// Routes lists the pages.
func (p *Pages) Routes() []httpx.Route {
	read := string(org.LibraryRead)
	own := []httpx.Route{
		{Pattern: "GET /teacher/credit", Verb: read, Target: "self", Serve: p.own},
		{Pattern: "GET /teacher/credit.xlsx", Verb: read, Target: "self", Serve: p.excel},
		{Pattern: "GET /teacher/credit/rules", Verb: read, Target: "self", Serve: p.rules},
	}
	return slices.Concat(own, p.appealRoutes(), p.auditRoutes())
}

const base = "/teacher/credit"

func (p *Pages) own(w http.ResponseWriter, r *http.Request) error {
	l, err := p.Credit.Own(r.Context(), org.ActorFrom(r.Context()))
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, ownPage(l))
}

func (p *Pages) rules(w http.ResponseWriter, r *http.Request) error {
	l, err := p.Credit.Own(r.Context(), org.ActorFrom(r.Context()))
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, rulesPage(l.Rule))
}

// points is an amount in points.
func points(m credit.Milli) string { return ui.Number(float64(m)/1000, 2) }

var kinds = map[credit.Kind]string{credit.Used: "外校用了您的课", credit.Upstream: "外校用了改编自您的课", credit.Adopted: "在乡村学校用了外校的课", credit.Reviewed: "审核",
	credit.Answered: "回复用课的老师", credit.Correction: "更正"}

// why says how an entry was computed.
func why(ctx context.Context, l credit.Ledger, e credit.Entry) string {
	r := l.Rule
	var s string
	switch e.Kind {
	case credit.Used, credit.Upstream:
		s = i18n.T(ctx, "%s 本学期第一次用，班里有学生开始做", l.Schools[e.School])
		if e.Setting == "rural" {
			s += i18n.T(ctx, "；乡村学校按 %d%% 计", r.Rural)
		}
		if e.Kind == credit.Upstream {
			s += i18n.T(ctx, "；改编的课分给原课 %d%%", r.Share)
		}
		s += i18n.T(ctx, "；同一课用的学校越多，每多一所加得越少")
	case credit.Adopted:
		s = i18n.T(ctx, "%[1]s 分 × %[2]d%%", points(credit.Milli(r.Adopt)), r.Rural)
	case credit.Reviewed:
		s = i18n.T(ctx, "每审一个版本记一次，通过和退回一样")
	case credit.Answered:
		s = i18n.T(ctx, "回复一条评价")
	case credit.Correction:
		return i18n.T(ctx, corrected[e.Reason])
	}
	if e.Amount != e.Raw {
		s += i18n.T(ctx, "；当月超过 %[1]s 分，按比例减为 %[2]s", points(credit.Milli(r.Cap)), points(e.Amount))
	}
	return s
}

// corrected says why a correction was added.
var corrected = map[string]string{credit.Withdrawal: "课被审核员撤下，已记的退回；原来的记录保留", credit.Struck: "抽查没有核实这次使用，已记的退回；原来的记录保留",
	credit.Appealed: "申诉后补记；原来的记录保留"}

// noted is why, with what somebody wrote about a correction.
func noted(ctx context.Context, l credit.Ledger, e credit.Entry) string {
	s := why(ctx, l, e)
	if n := l.Notes[e.Cause]; n != "" {
		s += i18n.T(ctx, "。依据：%s", n)
	}
	return s
}

func title(l credit.Ledger, e credit.Entry) string {
	if t := l.Titles[e.Work]; t != "" {
		return t
	}
	return ui.Dash
}

func (p *Pages) excel(w http.ResponseWriter, r *http.Request) error {
	l, err := p.Credit.Own(r.Context(), org.ActorFrom(r.Context()))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	w.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(i18n.T(r.Context(), "贡献记录")+".xlsx"))
	return workbook(r.Context(), w, l)
}

func workbook(ctx context.Context, to io.Writer, l credit.Ledger) error {
	f := excelize.NewFile()
	defer f.Close() //nolint:errcheck // temporary files
	var err error
	row := 0
	put := func(cells ...any) {
		row++
		for i, c := range cells {
			if s, ok := c.(string); ok {
				cells[i] = oneroster.Defuse(s)
			}
		}
		if err == nil {
			err = f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", row), &cells)
		}
	}
	put(i18n.T(ctx, "月份"), i18n.T(ctx, "日期"), i18n.T(ctx, "事由"), i18n.T(ctx, "课"), i18n.T(ctx, "怎么算的"), i18n.T(ctx, "分"), i18n.T(ctx, "是否入账"))
	for _, part := range []struct {
		es    []credit.Entry
		state string
	}{{l.Open, "月底入账"}, {l.Settled, "已入账"}} {
		for _, e := range part.es {
			put(e.Month, clock.Local(e.At).Format("2006-01-02"), i18n.T(ctx, kinds[e.Kind]), title(l, e), noted(ctx, l, e), float64(e.Amount)/1000, i18n.T(ctx, part.state))
		}
	}
	if err == nil {
		err = f.Write(to)
	}
	if err != nil {
		return fmt.Errorf("credit: workbook: %w", err)
	}
	return nil
}
