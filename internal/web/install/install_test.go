package install

import (
	"bytes"
	"encoding/base64"
	"encoding/pem"
	"encoding/xml"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/tongxue-edu/tongxue/internal/cert"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

// TestEnglish: every sentence of the pages, of the guides and probes (which the parser does not see as keys), and of the answers of
// internal/cert has its English.
func TestEnglish(t *testing.T) {
	all := ui.Catalogue()
	for k, v := range Catalogue() {
		all[k] = v
	}
	var missing []string
	for _, dir := range []string{".", "../../cert"} {
		m, err := i18n.Missing(dir, all)
		if err != nil {
			t.Fatal(err)
		}
		missing = append(missing, m...)
	}
	var keys []string
	for _, g := range guides {
		keys = append(append(keys, g.Title, g.Note, g.FileLabel), g.Steps...)
		for _, a := range g.Also {
			keys = append(append(keys, a.Title), a.Steps...)
		}
	}
	for _, p := range probes {
		keys = append(keys, p.Title, p.Yes, p.No, p.Denied, p.Ask)
	}
	keys = append(append(append(keys, still...), lost...), found...)
	for _, k := range keys {
		if strings.ContainsFunc(k, func(r rune) bool { return unicode.Is(unicode.Han, r) }) && all[k] == "" && !slices.Contains(missing, k) {
			missing = append(missing, k)
		}
	}
	for _, m := range missing {
		t.Errorf("no English: %s", m)
	}
}

// found are the sentences of cert.Inspect, which are no faults.
var found = []string{"证书在 %s 已经过期", "证书要到 %s 才开始有效", "证书在 %s 就要过期", "证书里没有域名(主题备用名称)，浏览器不会接受", "证书不包含本机的域名 %s，只包含 %s",
	"证书是自签名的，设备要先信任它", "文件里没有中间证书，有的设备会不信任；请用带证书链(fullchain)的文件", "自己签发", "自带", "在用", "已过期", "快到期"}

var today = time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)

// pages are the open pages of a box whose clock stands at wall, reached from another device without HTTPS.
func pages(t *testing.T, mode cert.Mode, wall time.Time) (*Pages, http.Handler) {
	t.Helper()
	m, err := cert.Open(cert.Config{Dir: t.TempDir(), Mode: mode, Names: []string{"tongxue.lan"}, Clock: clock.NewFake(wall), Built: today.Add(-24 * time.Hour),
		Hosts: func() []string { return []string{"192.168.3.7"} }})
	if err != nil {
		t.Fatal(err)
	}
	p := &Pages{Certs: m, Clock: clock.NewFake(wall), Brand: `甲&乙"市`, At: func(r *http.Request) Site {
		return Site{Mode: mode, HTTPS: "https://tongxue.lan", HTTP: "http://tongxue.lan", Paper: "http://tongxue.lan", Secure: httpx.ClientOf(r).Secure, Local: httpx.Local(r)}
	}}
	mux := httpx.NewMux(slog.New(slog.DiscardHandler), nil, func(w http.ResponseWriter, _ *http.Request, err error) {
		http.Error(w, err.Error(), fault.KindOf(err).Status())
	})
	mux.Handle(nil, p.Routes()[:6]...)
	return p, mux
}

func get(t *testing.T, h http.Handler, path string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "http://tongxue.lan"+path, nil))
	return w
}

// TestEveryFormHoldsTheSameCertificate: a device must end with the authority that the printed sheet names, whatever it downloaded.
func TestEveryFormHoldsTheSameCertificate(t *testing.T) {
	p, h := pages(t, cert.Own, today)
	der := p.Certs.CA().DER()
	print := cert.FingerprintOf(der)
	text := func(name string) []byte {
		w := get(t, h, "/install/file/"+name)
		if w.Code != 200 {
			t.Fatalf("%s: %d", name, w.Code)
		}
		return w.Body.Bytes()
	}
	for _, name := range []string{"tongxue-ca.cer", "tongxue-ca.crt"} {
		if !bytes.Equal(text(name), der) {
			t.Errorf("%s is another certificate", name)
		}
	}
	if b, _ := pem.Decode(text("tongxue-ca.pem")); b == nil || !bytes.Equal(b.Bytes, der) {
		t.Error("tongxue-ca.pem is another certificate")
	}
	profile := text("tongxue-ca.mobileconfig")
	if err := xml.Unmarshal(profile, new(struct{})); err != nil {
		t.Errorf("the profile is no XML, whatever the region is called: %v", err)
	}
	data := regexp.MustCompile(`<data>([^<]+)</data>`).FindSubmatch(profile)
	if got, err := base64.StdEncoding.DecodeString(string(data[1])); err != nil || !bytes.Equal(got, der) {
		t.Error("the profile holds another certificate")
	}
	cmd := text("tongxue-install.cmd")
	if bytes.Count(cmd, []byte("\n")) != bytes.Count(cmd, []byte("\r\n")) {
		t.Error("the command file has lines without CR")
	}
	plain, err := simplifiedchinese.GBK.NewDecoder().String(string(cmd))
	if err != nil || !strings.Contains(plain, "certutil -user -addstore Root") || !strings.Contains(plain, "根证书") {
		t.Errorf("the command file: %v\n%s", err, plain)
	}
	block := strings.ReplaceAll(regexp.MustCompile(`(?s)echo -----BEGIN CERTIFICATE-----\r\n(.*)echo -----END CERTIFICATE-----`).FindStringSubmatch(plain)[1], "echo ", "")
	if got, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(block), "")); err != nil || !bytes.Equal(got, der) {
		t.Error("the command file holds another certificate")
	}
	sheet := get(t, h, "/install/sheet").Body.String()
	for _, want := range []string{print.SHA256, print.SHA1, print.Words, "http://tongxue.lan/install", `<svg class="qr"`} {
		if !strings.Contains(sheet, want) {
			t.Errorf("the sheet lacks %s", want)
		}
	}
	if page := get(t, h, "/install/windows").Body.String(); !strings.Contains(page, p.mustAuthority(t).files.sum("tongxue-install.cmd")) {
		t.Error("the page lacks the installer's digest")
	}
	if w := get(t, h, "/install/file/ca.pem"); w.Code != 404 {
		t.Errorf("a file of the folder of keys: %d", w.Code)
	}
}

func (p *Pages) mustAuthority(t *testing.T) authority {
	t.Helper()
	a, ok := p.authority()
	if !ok {
		t.Fatal("no authority")
	}
	return a
}

// TestPagesNeverHoldAKey looks at everything that is served without signing in.
func TestPagesNeverHoldAKey(t *testing.T) {
	p, h := pages(t, cert.Own, today)
	for _, f := range []string{"ca.pem", "leaf.pem"} {
		b, err := os.ReadFile(filepath.Join(p.Certs.Dir, f))
		if err != nil {
			t.Fatal(err)
		}
		_, rest := pem.Decode(b)
		key, _ := pem.Decode(rest)
		secret := base64.StdEncoding.EncodeToString(key.Bytes)[40:80]
		paths := []string{"/install", "/install/check", "/install/sheet", "/install/time"}
		for _, g := range guides {
			paths = append(paths, "/install/"+g.Key)
		}
		for name := range p.mustAuthority(t).files {
			paths = append(paths, "/install/file/"+name)
		}
		for _, path := range paths {
			w := get(t, h, path)
			if w.Code != 200 {
				t.Errorf("%s: %d", path, w.Code)
			}
			if strings.Contains(strings.ReplaceAll(w.Body.String(), "\r\necho ", ""), secret) || bytes.Contains(w.Body.Bytes(), key.Bytes[30:60]) {
				t.Errorf("%s holds the key of %s", path, f)
			}
		}
	}
}

func TestDeadClockAndPlainHTTPAreExplained(t *testing.T) {
	_, dead := pages(t, cert.Own, time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC))
	for _, path := range []string{"/install", "/install/check"} {
		if b := get(t, dead, path).Body.String(); !strings.Contains(b, "服务器的时间不对") || !strings.Contains(b, "2010-01-01") {
			t.Errorf("%s with a dead clock says nothing", path)
		}
	}
	_, right := pages(t, cert.Own, today)
	check := get(t, right, "/install/check").Body.String()
	if strings.Contains(check, "服务器的时间不对") {
		t.Error("a right clock is called wrong")
	}
	for _, s := range append(slices.Clone(still), lost...) {
		if !strings.Contains(check, s) {
			t.Errorf("over plain HTTP the page does not say: %s", s)
		}
	}
	_, off := pages(t, cert.Off, today)
	if b := get(t, off, "/install").Body.String(); !strings.Contains(b, "没有要安装的证书") {
		t.Error("without HTTPS there is something to install")
	}
	if w := get(t, off, "/install/windows"); w.Code != http.StatusSeeOther {
		t.Errorf("steps for nothing: %d", w.Code)
	}
}
