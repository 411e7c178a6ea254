package way

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/fault"
)

// provider is a server that answers as a provider's documents say. answer is asked with the path and the body; "" means the normal
// answer, "HANG", "DROP" and "HTTP 503" are what lines and gateways do.
type provider struct {
	*httptest.Server
	mu     sync.Mutex
	asked  []string // path and body
	tokens int      // given so far: the newest is the only good one
	normal func(path string, body map[string]any, r *http.Request) string
	answer func(path string, n int) string
	count  map[string]int
}

func newProvider(t *testing.T, normal func(path string, body map[string]any, r *http.Request) string) *provider {
	t.Helper()
	p := &provider{normal: normal, count: map[string]int{}}
	p.Server = httptest.NewServer(http.HandlerFunc(p.serve))
	t.Cleanup(p.Close)
	return p
}

func (p *provider) serve(w http.ResponseWriter, r *http.Request) {
	var body map[string]any
	_ = json.NewDecoder(r.Body).Decode(&body)
	p.mu.Lock()
	p.count[r.URL.Path]++
	n := p.count[r.URL.Path]
	text, _ := json.Marshal(body)
	p.asked = append(p.asked, r.URL.Path+" "+string(text))
	p.mu.Unlock()
	a := ""
	if p.answer != nil {
		a = p.answer(r.URL.Path, n)
	}
	switch a {
	case "":
		a = p.normal(r.URL.Path, body, r)
	case "HANG":
		time.Sleep(400 * time.Millisecond)
	case "DROP":
		if c, _, err := w.(http.Hijacker).Hijack(); err == nil {
			_ = c.Close()
		}
		return
	case "HTTP 503", "HTTP 429", "HTTP 500":
		code := 0
		_, _ = fmt.Sscanf(a, "HTTP %d", &code)
		http.Error(w, "busy", code)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = fmt.Fprint(w, a)
}

// token hands out t1, t2, …
func (p *provider) token() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tokens++
	return fmt.Sprintf(`{"errcode":0,"errmsg":"ok","access_token":"t%d","expires_in":7200}`, p.tokens)
}

func (p *provider) good(r *http.Request) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return r.URL.Query().Get("access_token") == fmt.Sprintf("t%d", p.tokens)
}

func (p *provider) times(path string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.count[path]
}

func client() *http.Client { return &http.Client{Timeout: 200 * time.Millisecond} }

func calls(ck clock.Clock) *caller { return &caller{client(), ck} }

// once answers a path's first request so.
func once(path, with string) func(string, int) string {
	return func(p string, n int) string {
		if p == path && n == 1 {
			return with
		}
		return ""
	}
}

func always(path, with string) func(string, int) string {
	return func(p string, _ int) string {
		if p == path {
			return with
		}
		return ""
	}
}

// failing is what a way makes of trouble that every HTTP provider can give; to is its path of sending and n the number of messages.
func failing(t *testing.T, p *provider, w Way, send, tokens string, ms []Message, okAgain string) {
	t.Helper()
	unsure := "unsure no answer"
	for i := 1; i < len(ms); i++ {
		if w.Name() == Official || w.Name() == SMS { // one after another: the others were not tried
			unsure += ", later"
		} else {
			unsure += ", unsure no answer"
		}
	}
	none := strings.TrimSuffix(strings.Repeat("later, ", len(ms)), ", ")
	for _, c := range []struct {
		name, path, with, want string
	}{
		{"no answer in time", send, "HANG", unsure}, {"line breaks after the request", send, "DROP", unsure}, {"500", send, "HTTP 500", unsure},
		{"gateway full", send, "HTTP 503", strings.Replace(none, "later", "later no answer", 1)}, {"429", send, "HTTP 429", strings.Replace(none, "later", "later no answer", 1)}, {"not JSON", send, "<html>", unsure},
	} {
		p.answer = always(c.path, c.with)
		out, err := w.Send(bg, ms)
		want := c.want
		if w.Name() == WeCom || w.Name() == DingTalk {
			want = strings.ReplaceAll(strings.ReplaceAll(want, "later no answer", "later"), "later", "later no answer")
		}
		if states(out) != want || err == nil || fault.KindOf(err) == fault.Invalid {
			t.Errorf("%s: %s, %v; want %s", c.name, states(out), err, want)
		}
		if err != nil && (strings.Contains(err.Error(), "access_token") || strings.Contains(err.Error(), "geheim")) {
			t.Errorf("%s: the error tells a secret: %v", c.name, err)
		}
	}
	p.answer = nil
	if out, err := w.Send(bg, ms); err != nil || states(out) != okAgain {
		t.Errorf("well again: %s, %v", states(out), err)
	}
	if tokens != "" && p.times(tokens) > 2 {
		t.Errorf("%d tokens fetched: a token is kept", p.times(tokens))
	}
}

func weComProvider(t *testing.T) *provider {
	var p *provider
	p = newProvider(t, func(path string, body map[string]any, r *http.Request) string {
		switch path {
		case "/cgi-bin/gettoken":
			if r.URL.Query().Get("corpid") != "ww1" || r.URL.Query().Get("corpsecret") != "geheim" {
				return `{"errcode":40001,"errmsg":"invalid credential"}`
			}
			return p.token()
		case "/cgi-bin/message/send":
			if !p.good(r) {
				return `{"errcode":40014,"errmsg":"invalid access_token"}`
			}
			all := strings.Split(body["touser"].(string), "|")
			var bad []string
			for _, u := range all {
				if strings.HasPrefix(u, "Gone") {
					bad = append(bad, strings.ToLower(u)) // the document: lower case
				}
			}
			if len(bad) == len(all) {
				return `{"errcode":81013,"errmsg":"user & party & tag all invalid"}`
			}
			return fmt.Sprintf(`{"errcode":0,"errmsg":"ok","invaliduser":"%s","msgid":"m"}`, strings.Join(bad, "|"))
		}
		return "{}"
	})
	return p
}

func TestWeCom(t *testing.T) {
	p, ck := weComProvider(t), clock.NewFake(start)
	w, err := newWeCom(WeComConfig{Corp: "ww1", Agent: 7, Secret: "wecom", Base: p.URL}, known("wecom", "geheim", "127.0.0.1"), calls(ck))
	if err != nil {
		t.Fatal(err)
	}
	ms := letters("li", "Gone1", "wang")
	if out, err := w.Send(bg, ms); err != nil || states(out) != "sent, refused invaliduser, sent" {
		t.Errorf("partly: %s, %v", states(out), err)
	}
	last := p.asked[len(p.asked)-1]
	for _, part := range []string{`"touser":"li|Gone1|wang"`, `"agentid":7`, `"enable_duplicate_check":1`, `您有一条新通知\nhttps://tongxue.example/inbox/1`} {
		if !strings.Contains(last, part) {
			t.Errorf("no %s in %s", part, last)
		}
	}
	if out, err := w.Send(bg, letters("Gone1", "Gone2")); err != nil || states(out) != "refused 81013, refused 81013" {
		t.Errorf("all gone: %s, %v", states(out), err)
	}
	// A token that the platform has forgotten is fetched anew, and the message goes out once.
	for _, code := range []string{"40014", "42001"} {
		p.answer = once("/cgi-bin/message/send", "")
		before := p.times("/cgi-bin/message/send")
		p.answer = func(path string, n int) string {
			if path == "/cgi-bin/message/send" && n == before+1 {
				return `{"errcode":` + code + `,"errmsg":"expired"}`
			}
			return ""
		}
		tokens := p.times("/cgi-bin/gettoken")
		if out, err := w.Send(bg, letters("li")); err != nil || states(out) != "sent" || p.times("/cgi-bin/gettoken") != tokens+1 {
			t.Errorf("%s: %s, %v", code, states(out), err)
		}
	}
	// The token's own end is known beforehand.
	p.answer = nil
	tokens := p.times("/cgi-bin/gettoken")
	ck.Advance(7200 * time.Second)
	if out, err := w.Send(bg, letters("li")); err != nil || states(out) != "sent" || p.times("/cgi-bin/gettoken") != tokens+1 {
		t.Errorf("two hours later: %s, %v, %d tokens", states(out), err, p.times("/cgi-bin/gettoken")-tokens)
	}
	for code, kind := range map[int]fault.Kind{45009: fault.Internal, -1: fault.Internal, 45033: fault.Internal, 60020: fault.Invalid, 40056: fault.Invalid} {
		p.answer = always("/cgi-bin/message/send", fmt.Sprintf(`{"errcode":%d}`, code))
		if out, err := w.Send(bg, letters("li")); err == nil || fault.KindOf(err) != kind || out[0].State != Later {
			t.Errorf("%d: %s, %v", code, states(out), err)
		}
	}
	p.answer = always("/cgi-bin/message/send", `{"errcode":42001}`)
	before := p.times("/cgi-bin/message/send")
	if out, err := w.Send(bg, letters("li")); err == nil || out[0].State != Later || p.times("/cgi-bin/message/send") != before+2 {
		t.Errorf("always expired: %s, %v", states(out), err)
	}
}

func TestWeComFails(t *testing.T) {
	p := weComProvider(t)
	w, err := newWeCom(WeComConfig{Corp: "ww1", Agent: 7, Secret: "wecom", Base: p.URL}, known("wecom", "geheim", "127.0.0.1"), calls(clock.NewFake(start)))
	if err != nil {
		t.Fatal(err)
	}
	failing(t, p, w, "/cgi-bin/message/send", "/cgi-bin/gettoken", letters("li", "wang"), "sent, sent")
	// Before a token is there nothing can have gone out, whatever happens to the line.
	fresh, err := newWeCom(WeComConfig{Corp: "ww1", Agent: 7, Secret: "wecom", Base: p.URL}, known("wecom", "geheim", "127.0.0.1"), calls(clock.NewFake(start)))
	if err != nil {
		t.Fatal(err)
	}
	for _, with := range []string{"HANG", "DROP", `{"errcode":45009}`} {
		p.answer = always("/cgi-bin/gettoken", with)
		if out, err := fresh.Send(bg, letters("li")); err == nil || out[0].State != Later || strings.Contains(err.Error(), "geheim") {
			t.Errorf("token %s: %s, %v", with, states(out), err)
		}
	}
	p.answer = always("/cgi-bin/gettoken", `{"errcode":40001}`)
	if out, err := fresh.Send(bg, letters("li")); !fault.Is(err, fault.Invalid) || out[0].State != Later {
		t.Errorf("a wrong secret: %s, %v", states(out), err)
	}
	// Nobody listens: it surely did not go out.
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	_ = l.Close()
	w.base = "http://" + addr
	if out, err := w.Send(bg, letters("li")); err == nil || out[0].State != Later {
		t.Errorf("nobody listens: %s, %v", states(out), err)
	}
}

func TestOfficial(t *testing.T) {
	var p *provider
	p = newProvider(t, func(path string, body map[string]any, r *http.Request) string {
		switch path {
		case "/cgi-bin/stable_token":
			if body["appid"] != "wx1" || body["secret"] != "geheim" || body["grant_type"] != "client_credential" {
				return `{"errcode":40125}`
			}
			return p.token()
		case "/cgi-bin/message/template/send", "/cgi-bin/message/subscribe/bizsend":
			if !p.good(r) {
				return `{"errcode":40001,"errmsg":"invalid credential, access_token is invalid or not latest"}`
			}
			switch body["touser"] {
			case "gone":
				return `{"errcode":43004,"errmsg":"require subscribe"}`
			case "no":
				return `{"errcode":43101,"errmsg":"user refuse to accept the msg"}`
			case "who":
				return `{"errcode":40003,"errmsg":"invalid openid"}`
			}
			return `{"errcode":0,"errmsg":"ok","msgid":200228332}`
		}
		return "{}"
	})
	cfg := OfficialConfig{App: "wx1", Secret: "mp", Template: "T1", Data: map[string]string{"thing1": "{school}{school}{school}{school}{school}{school}", "time2": "{time}"}, Base: p.URL}
	w, err := newOfficial(cfg, known("mp", "geheim", "127.0.0.1"), calls(clock.NewFake(start)))
	if err != nil {
		t.Fatal(err)
	}
	ms := letters("o1", "gone", "no", "who", "o2")
	if out, err := w.Send(bg, ms); err != nil || states(out) != "sent, refused 43004, refused 43101, refused 40003, sent" {
		t.Errorf("%s, %v", states(out), err)
	}
	last := p.asked[len(p.asked)-1]
	for _, part := range []string{`"template_id":"T1"`, `"client_msg_id":"`, `"url":"https://tongxue.example/inbox/1"`, `"time2":{"value":"2026-11-23`} {
		if !strings.Contains(last, part) {
			t.Errorf("no %s in %s", part, last)
		}
	}
	if n := strings.Count(last, "山前中学"); n != 4 { // 19 characters and …
		t.Errorf("a thing has twenty characters: %s", last)
	}
	p.answer = func(path string, n int) string {
		if path == "/cgi-bin/message/template/send" && n == 7 {
			return `{"errcode":45009,"errmsg":"reach max api daily quota limit"}`
		}
		return ""
	}
	if out, err := w.Send(bg, letters("o1", "o2", "o3")); err == nil || states(out) != "sent, later 45009, later" {
		t.Errorf("quota: %s, %v", states(out), err)
	}
	p.answer = once("/cgi-bin/message/template/send", "")
	p.tokens++ // the platform has made another one: ours is no longer the newest
	if out, err := w.Send(bg, letters("o1")); err != nil || states(out) != "sent" {
		t.Errorf("an old token: %s, %v", states(out), err)
	}
	p.answer = always("/cgi-bin/message/template/send", `{"errcode":40037}`)
	if out, err := w.Send(bg, letters("o1")); !fault.Is(err, fault.Invalid) || out[0].State != Later {
		t.Errorf("a wrong template: %s, %v", states(out), err)
	}
	failing(t, p, w, "/cgi-bin/message/template/send", "", letters("o1", "o2"), "sent, sent")
	cfg.Kind = "subscribe"
	if w, err = newOfficial(cfg, known("mp", "geheim", "127.0.0.1"), calls(clock.NewFake(start))); err != nil {
		t.Fatal(err)
	}
	if out, err := w.Send(bg, letters("o1", "no")); err != nil || states(out) != "sent, refused 43101" || !strings.Contains(p.asked[len(p.asked)-1], `"page":`) {
		t.Errorf("subscription: %s, %v", states(out), err)
	}
}

func TestDingTalk(t *testing.T) {
	var p *provider
	result := `{"errcode":0,"send_result":{"invalid_user_id_list":["gone"],"forbidden_user_id_list":["often"],"failed_user_id_list":["broken"],"unread_user_id_list":["li"]}}`
	p = newProvider(t, func(path string, body map[string]any, r *http.Request) string {
		switch path {
		case "/gettoken":
			if r.URL.Query().Get("appkey") != "ding1" || r.URL.Query().Get("appsecret") != "geheim" {
				return `{"errcode":40089}`
			}
			return p.token()
		case "/topapi/message/corpconversation/asyncsend_v2":
			if !p.good(r) {
				return `{"errcode":40014,"errmsg":"不合法的access_token"}`
			}
			return `{"errcode":0,"task_id":256271667526,"request_id":"r"}`
		case "/topapi/message/corpconversation/getsendresult":
			if body["task_id"] != float64(256271667526) {
				return `{"errcode":33001}`
			}
			return result
		}
		return "{}"
	})
	w, err := newDingTalk(DingTalkConfig{Key: "ding1", Agent: 9, Secret: "ding", Base: p.URL}, known("ding", "geheim", "127.0.0.1"), calls(clock.NewFake(start)))
	if err != nil {
		t.Fatal(err)
	}
	w.wait = 0
	if out, err := w.Send(bg, letters("li", "gone", "often", "broken")); err != nil || states(out) != "sent, refused invalid, refused forbidden, refused failed" {
		t.Errorf("%s, %v", states(out), err)
	}
	if sent := p.asked[1]; !strings.Contains(sent, `"userid_list":"li,gone,often,broken"`) || !strings.Contains(sent, `"msgtype":"text"`) {
		t.Error(sent)
	}
	p.tokens++
	if out, err := w.Send(bg, letters("li")); err != nil || states(out) != "sent" {
		t.Errorf("an old token: %s, %v", states(out), err)
	}
	for _, trouble := range []string{"HANG", "DROP", `{"errcode":-1}`} { // the task was taken, whatever its result
		p.answer = always("/topapi/message/corpconversation/getsendresult", trouble)
		if out, err := w.Send(bg, letters("li", "gone")); err != nil || states(out) != "sent, sent" {
			t.Errorf("result %s: %s, %v", trouble, states(out), err)
		}
	}
	for code, kind := range map[string]fault.Kind{`143103`: fault.Internal, `90018`: fault.Internal, `88,"sub_code":"isp.top-remote-connection-error"`: fault.Internal, `88,"sub_code":"isv.x"`: fault.Invalid, `60011`: fault.Invalid} {
		p.answer = always("/topapi/message/corpconversation/asyncsend_v2", `{"errcode":`+code+`}`)
		if out, err := w.Send(bg, letters("li")); err == nil || fault.KindOf(err) != kind || out[0].State != Later {
			t.Errorf("%s: %s, %v", code, states(out), err)
		}
	}
	failing(t, p, w, "/topapi/message/corpconversation/asyncsend_v2", "", letters("li", "wang"), "sent, sent")
}

// TestSignature is the fixed example of the provider's document "V3 request structure and signature".
func TestSignature(t *testing.T) {
	q := url.Values{"ImageId": {"win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"}, "RegionId": {"cn-shanghai"}}
	r, err := http.NewRequest(http.MethodPost, "https://ecs.cn-shanghai.aliyuncs.com/?"+canonicalQuery(q), nil)
	if err != nil {
		t.Fatal(err)
	}
	sign(r, "RunInstances", "2014-05-26", "YourAccessKeyId", "YourAccessKeySecret", time.Date(2023, 10, 26, 10, 22, 32, 0, time.UTC), "3156853299f313e23d1673dc12e1703d")
	want := "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version," +
		"Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
	if got := r.Header.Get("Authorization"); got != want {
		t.Errorf("signed\n%s, want\n%s", got, want)
	}
	if got := escape("a b*c+d/e=f&g:h~-_.山"); got != "a%20b%2Ac%2Bd%2Fe%3Df%26g%3Ah~-_.%E5%B1%B1" {
		t.Error(got)
	}
}

func TestSMS(t *testing.T) {
	var p *provider
	p = newProvider(t, func(_ string, _ map[string]any, r *http.Request) string {
		// The server signs for itself what it was asked, and compares.
		again, _ := http.NewRequest(r.Method, "http://"+r.Host+r.URL.RequestURI(), nil)
		date, err := time.Parse("2006-01-02T15:04:05Z", r.Header.Get("x-acs-date"))
		sign(again, r.Header.Get("x-acs-action"), r.Header.Get("x-acs-version"), "ak1", "geheim", date, r.Header.Get("x-acs-signature-nonce"))
		q := r.URL.Query()
		if err != nil || again.Header.Get("Authorization") != r.Header.Get("Authorization") || r.Header.Get("x-acs-action") != "SendSms" {
			return `{"Code":"SignatureDoesNotMatch","Message":"…"}`
		}
		if q.Get("SignName") != "山前中学" || q.Get("TemplateCode") != "SMS_1" || q.Get("TemplateParam") != `{"school":"山前中学"}` {
			return `{"Code":"isv.TEMPLATE_MISSING_PARAMETERS"}`
		}
		switch q.Get("PhoneNumbers") {
		case "13900000002":
			return `{"Code":"isv.MOBILE_NUMBER_ILLEGAL","Message":"…","RequestId":"r"}`
		case "13900000003":
			return `{"Code":"isv.BUSINESS_LIMIT_CONTROL","Message":"触发小时级流控Permits:5","RequestId":"r"}`
		}
		return `{"Code":"OK","Message":"OK","BizId":"9006","RequestId":"r"}`
	})
	w, err := newSMS(SMSConfig{Key: "ak1", Secret: "sms", Sign: "山前中学", Template: "SMS_1", Data: map[string]string{"school": "{school}"}, Base: p.URL}, known("sms", "geheim", "127.0.0.1"), calls(clock.NewFake(start)))
	if err != nil {
		t.Fatal(err)
	}
	out, err := w.Send(bg, letters("+86 139-0000-0001", "13900000002", "13900000003", "010-12345678", "13900000004"))
	if err == nil || fault.KindOf(err) == fault.Invalid || states(out) != "sent, refused isv.MOBILE_NUMBER_ILLEGAL, later isv.BUSINESS_LIMIT_CONTROL, refused number, sent" {
		t.Errorf("%s, %v", states(out), err)
	}
	for code, kind := range map[string]fault.Kind{"Throttling.User": fault.Internal, "isp.SYSTEM_ERROR": fault.Internal, "isv.AMOUNT_NOT_ENOUGH": fault.Invalid,
		"isv.OUT_OF_SERVICE": fault.Invalid, "isv.SMS_SIGNATURE_ILLEGAL": fault.Invalid, "SignatureDoesNotMatch": fault.Invalid} {
		p.answer = always("/", `{"Code":"`+code+`"}`)
		if out, err := w.Send(bg, letters("13900000001", "13900000004")); err == nil || fault.KindOf(err) != kind || states(out) != "later "+code+", later" {
			t.Errorf("%s: %s, %v", code, states(out), err)
		}
	}
	failing(t, p, w, "/", "", letters("13900000001", "13900000004"), "sent, sent")
}

func TestMake(t *testing.T) {
	ck := clock.NewFake(start)
	secrets := func(n, h string) (string, error) {
		if n == "sms" {
			return "", wrong("没有")
		}
		return "geheim", nil
	}
	set, err := Make(json.RawMessage(`{"order":["wecom","sms","email","wecom","slip","pigeon"],"text":"新通知","wecom":{"corp":"c","agent":1,"secret":"w","ids":"number"},
		"sms":{"key":"k","secret":"sms","sign":"s","template":"t"},"email":{"host":"smtp.example.cn","tls":"implicit","from":"a@b.cn"}}`), secrets, client(), ck)
	if err != nil || strings.Join(set.Order, " ") != "wecom email" || !set.Number[WeCom] || set.Wrong[SMS] == nil || set.Wrong["pigeon"] == nil || set.Text != "新通知" {
		t.Errorf("%+v, %v", set, err)
	}
	for _, raw := range []string{`{"order":1}`, `{"password":"geheim"}`, `{"wecom":{"corpsecret":"geheim"}}`, `[]`} {
		if _, err := Make(json.RawMessage(raw), secrets, client(), ck); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", raw, err)
		}
	}
	if set, err := Make(nil, nil, client(), ck); err != nil || len(set.Order) != 0 {
		t.Errorf("nothing set: %+v, %v", set, err)
	}
	for _, base := range []string{"http://qyapi.weixin.qq.com", "ftp://x", "https://u:p@x.cn", "::"} {
		if _, _, err := baseURL(base, ""); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s was taken: %v", base, err)
		}
	}
	if out, err := (PrintedSlip{}).Send(bg, letters("x")); err != nil || states(out) != "print" {
		t.Errorf("%s, %v", states(out), err)
	}
	for _, n := range Names() {
		if NameOf(n) == "" {
			t.Error(n)
		}
	}
}
