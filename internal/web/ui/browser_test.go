package ui

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"
)

// tab is one page of a real Chromium, driven over its debugging pipe, so that no driver or port is needed.
type tab struct {
	t       *testing.T
	w       io.Writer
	r       *bufio.Reader
	id      int
	session string
}

// openTab starts Chromium with an empty profile; it skips with its reason where there is none.
func openTab(t *testing.T) *tab {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("skipped: the debugging pipe needs inherited file descriptors, which Windows does not have")
	}
	path := ""
	for _, n := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(n); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		t.Skip("skipped: no Chromium on this machine (apt-get install chromium)")
	}
	inR, inW, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	outR, outW, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
		"--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--remote-debugging-pipe", "--user-data-dir="+t.TempDir(), "about:blank")
	cmd.ExtraFiles = []*os.File{inR, outW}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	inR.Close()
	outW.Close()
	b := &tab{t: t, w: inW, r: bufio.NewReader(outR)}
	t.Cleanup(func() {
		b.call("Browser.close", nil)
		done := make(chan struct{})
		go func() { _ = cmd.Wait(); close(done) }()
		select {
		case <-done:
		case <-time.After(5 * time.Second):
			_ = cmd.Process.Kill()
			<-done
		}
		inW.Close()
		outR.Close()
	})
	_ = outR.SetReadDeadline(time.Now().Add(90 * time.Second))
	target := b.call("Target.createTarget", map[string]any{"url": "about:blank"})["targetId"]
	b.session, _ = b.call("Target.attachToTarget", map[string]any{"targetId": target, "flatten": true})["sessionId"].(string)
	b.call("Page.enable", nil)
	return b
}

func (b *tab) call(method string, params map[string]any) map[string]any {
	b.t.Helper()
	b.id++
	msg := map[string]any{"id": b.id, "method": method}
	if params != nil {
		msg["params"] = params
	}
	if b.session != "" && method != "Browser.close" {
		msg["sessionId"] = b.session
	}
	out, err := json.Marshal(msg)
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.w.Write(append(out, 0)); err != nil {
		b.t.Fatal(err)
	}
	for {
		line, err := b.r.ReadBytes(0)
		if err != nil {
			if method == "Browser.close" {
				return nil
			}
			b.t.Fatalf("%s: %v", method, err)
		}
		var m struct {
			ID     int
			Result map[string]any
			Error  *struct{ Message string }
			Method string
		}
		if err := json.Unmarshal(line[:len(line)-1], &m); err != nil {
			b.t.Fatal(err)
		}
		if m.Method == "Page.javascriptDialogOpening" { // "leave the page?": yes
			b.id++
			fmt.Fprintf(b.w, `{"id":%d,"method":"Page.handleJavaScriptDialog","params":{"accept":true},"sessionId":%q}%c`, b.id, b.session, 0)
			continue
		}
		if m.ID == 0 || m.ID != b.id && m.Result == nil {
			continue
		}
		if m.Error != nil {
			b.t.Fatalf("%s: %s", method, m.Error.Message)
		}
		if msg["id"] == m.ID {
			return m.Result
		}
	}
}

// js evaluates an expression in the page; a failing script gives nil.
func (b *tab) js(expr string) any {
	b.t.Helper()
	r := b.call("Runtime.evaluate", map[string]any{"expression": expr, "returnByValue": true, "awaitPromise": true, "userGesture": true})
	if v, ok := r["result"].(map[string]any); ok {
		return v["value"]
	}
	return nil
}

func (b *tab) until(what, expr string) {
	b.t.Helper()
	for end := time.Now().Add(15 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if b.js(expr) == true {
			return
		}
	}
	b.t.Fatalf("%s never became true: %s", what, expr)
}

func (b *tab) open(url string) {
	b.t.Helper()
	b.call("Page.navigate", map[string]any{"url": url})
	b.until("page loaded", `document.readyState === "complete" && document.documentElement.classList.contains("js")`)
}

const (
	typeInto = `(() => { const f = document.querySelector("[name=%s]"); f.value = %q; f.dispatchEvent(new Event("input", {bubbles: true})); return true })()`
	stateOf  = `document.querySelector("[data-item=%s] [data-save-state]").textContent`
	waiting  = `Object.keys(localStorage).filter((k) => k.startsWith("tx:answer:")).length`
)

// TestNoAnswerIsLost: in a real browser an answer stays until the server has acknowledged it, through a server that is down, a
// page that is closed, a sign-in page in between and a refusal; handing in waits for it and carries everything again.
func TestNoAnswerIsLost(t *testing.T) {
	srv := httptest.NewServer(previewServer())
	defer srv.Close()
	b := openTab(t)
	mode := func(m string) {
		t.Helper()
		res, err := http.Post(srv.URL+"/mode?m="+m, "", nil)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
	}
	got := func() (all []map[string]string) {
		t.Helper()
		res, err := http.Get(srv.URL + "/got")
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		if err := json.NewDecoder(res.Body).Decode(&all); err != nil {
			t.Fatal(err)
		}
		return all
	}
	state := func(item, part string) {
		t.Helper()
		b.until(item+" shows "+part, fmt.Sprintf(stateOf+`.includes(%q)`, item, part))
	}
	page := srv.URL + "/styleguide?view=pupil"

	b.open(page)
	b.js(`document.querySelector("[name=a1][value=C]").click()`)
	state("i1", "已保存")
	if g := got(); len(g) != 1 || g[0]["a1"] != "C" || g[0]["rev"] != "2" || len(g[0]["idem"]) != 36 {
		t.Fatalf("the server got %v", g)
	}

	mode("down")
	b.js(fmt.Sprintf(typeInto, "a2", "18.84"))
	if n := b.js(waiting); n != 1.0 {
		t.Fatalf("%v answers kept right after typing, want 1", n)
	}
	state("i2", "正在重试")
	idem := b.js(`JSON.parse(localStorage[Object.keys(localStorage).find((k) => k.endsWith(":i2"))]).idem`)
	b.open(srv.URL + "/styleguide?view=board") // the page is closed while the server is down
	mode("ok")
	b.open(page)
	b.until("the answer is back in the page", `document.querySelector("[name=a2]").value === "18.84"`)
	state("i2", "已保存")
	if g := got(); g[len(g)-1]["a2"] != "18.84" || g[len(g)-1]["idem"] != idem {
		t.Fatalf("after coming back the server got %v, want idem %v", g, idem)
	}

	for _, m := range []string{"login", "html"} { // neither a redirect nor a page with status 200 is an acknowledgement
		mode(m)
		b.js(fmt.Sprintf(typeInto, "a2", "in "+m))
		state("i2", "正在重试")
		mode("ok")
		b.js(`dispatchEvent(new Event("online"))`)
		b.until(m+" is saved later", waiting+` === 0`)
	}

	mode("refuse")
	b.js(fmt.Sprintf(typeInto, "a2", "abc"))
	state("i2", "请填写数字")
	mode("ok")
	b.js(`document.querySelector("[name=a1][value=A]").click()`)
	state("i1", "已保存") // a refused item does not hold up the others

	b.js(`document.querySelector("form[data-save]").action = "/done"`)
	b.js(fmt.Sprintf(typeInto, "a3", "圆心到边一样远"))
	b.js(`document.querySelector("form[data-save] button[type=submit]").click()`)
	b.until("handed in", `location.pathname === "/done" && document.body.textContent.startsWith("done")`)
	body, _ := b.js(`document.body.textContent`).(string)
	for _, want := range []string{"a1=A", "a2=abc", "a3=%E5%9C%86"} {
		if !strings.Contains(body, want) {
			t.Errorf("the final POST lacks %s: %s", want, body)
		}
	}
	if g := got(); !strings.HasPrefix(g[len(g)-1]["a3"], "圆心") {
		t.Errorf("the last answer was not saved before: %v", g[len(g)-1])
	}
}

// TestFiguresAreDrawn: under the content policy every figure of the style guide is drawn as SVG and nothing is reported.
func TestFiguresAreDrawn(t *testing.T) {
	srv := httptest.NewServer(previewServer())
	defer srv.Close()
	b := openTab(t)
	b.call("Page.addScriptToEvaluateOnNewDocument", map[string]any{"source": `window.broken = [];
		document.addEventListener("securitypolicyviolation", (e) => broken.push(e.violatedDirective + " " + e.blockedURI));
		addEventListener("error", (e) => broken.push(String(e.message)));`})
	b.open(srv.URL + "/styleguide")
	b.until("every figure", `document.querySelectorAll(".chart svg path").length > 50 && document.querySelectorAll(".chart svg").length === document.querySelectorAll(".chart").length`)
	if n := b.js(`document.querySelectorAll(".chart").length`); n != float64(len(guideCharts())) {
		t.Errorf("%v figures on the page", n)
	}
	if v := b.js(`broken.join("; ")`); v != "" {
		t.Errorf("the browser reports: %v", v)
	}
	if v := b.js(`document.documentElement.scrollWidth <= innerWidth`); v != true {
		t.Error("the page is wider than the window")
	}
}
