package way

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"sort"
	"strings"
	"time"
)

// SMSConfig is an SMS service with Aliyun's interface (help.aliyun.com: SendSms 2017-05-25, signature V3 ACS3-HMAC-SHA256). The
// template holds the words; the variables are filled by Data.
type SMSConfig struct {
	Key      string            `json:"key"`      // AccessKey id
	Secret   string            `json:"secret"`   // name of the secret
	Sign     string            `json:"sign"`     // 短信签名
	Template string            `json:"template"` // 模板号
	Data     map[string]string `json:"data"`     // {"school": "{school}"}
	Base     string            `json:"base"`
}

type sms struct {
	cfg    SMSConfig
	base   string
	secret string
	call   *caller
	nonce  func() string
}

func newSMS(cfg SMSConfig, secrets Secrets, call *caller) (*sms, error) {
	base, host, err := baseURL(cfg.Base, "https://dysmsapi.aliyuncs.com")
	if err != nil {
		return nil, err
	}
	if cfg.Key == "" || cfg.Sign == "" || cfg.Template == "" {
		return nil, wrong("短信的设置要有 key、sign 和 template")
	}
	secret, err := secrets.get(cfg.Secret, host)
	if err != nil {
		return nil, err
	}
	return &sms{cfg: cfg, base: base, secret: secret, call: call, nonce: rand.Text}, nil
}

func (*sms) Name() string { return SMS }
func (*sms) Batch() int   { return 50 }

// mobile is a mobile number of the mainland, with or without its country code.
var mobile = regexp.MustCompile(`^(?:\+?86)?(1[3-9][0-9]{9})$`)

// Send sends one message after another, so that each number has an answer of its own.
func (s *sms) Send(ctx context.Context, ms []Message) ([]Outcome, error) {
	out := all(ms, Later, "")
	var held error
	for i, m := range ms {
		number := mobile.FindStringSubmatch(strings.NewReplacer(" ", "", "-", "").Replace(m.To))
		if number == nil {
			out[i] = Outcome{Refused, "number"}
			continue
		}
		code, err := s.one(ctx, number[1], m)
		if err != nil {
			out[i] = settle(ms[:1], err)[0]
			return out, err
		}
		state, err := smsState(code)
		out[i] = Outcome{state, code}
		switch {
		case errors.Is(err, errSlow):
			held = err // this number alone has had too many
		case err != nil:
			return out, err
		}
		if state == Done {
			out[i].Code = ""
		}
	}
	return out, held
}

// one sends to one number and returns the service's code.
func (s *sms) one(ctx context.Context, number string, m Message) (string, error) {
	data := map[string]string{}
	for k, template := range s.cfg.Data {
		data[k] = fill(template, m)
	}
	param, err := json.Marshal(data)
	if err != nil {
		return "", err
	}
	q := url.Values{"PhoneNumbers": {number}, "SignName": {s.cfg.Sign}, "TemplateCode": {s.cfg.Template}, "TemplateParam": {string(param)}, "OutId": {m.Key}}
	r, err := http.NewRequest(http.MethodPost, s.base+"/?"+canonicalQuery(q), nil)
	if err != nil {
		return "", errors.New("way: the address is no URL")
	}
	sign(r, "SendSms", "2017-05-25", s.cfg.Key, s.secret, s.call.clock.Now(), s.nonce())
	var got struct {
		Code string `json:"Code"`
	}
	if f := s.call.do(ctx, r, &got); f != nil {
		return "", f
	}
	return got.Code, nil
}

// smsState sorts the service's codes.
func smsState(code string) (State, error) {
	switch {
	case code == "OK":
		return Done, nil
	case code == "isv.BUSINESS_LIMIT_CONTROL": // too many to this number
		return Later, errSlow
	case strings.HasPrefix(code, "Throttling"), code == "isp.SYSTEM_ERROR", code == "ServiceUnavailable", code == "InternalError":
		return Later, later("SMS", code)
	case code == "isv.MOBILE_NUMBER_ILLEGAL", code == "isv.MOBILE_COUNT_OVER_LIMIT", code == "isv.BLACK_KEY_CONTROL_LIMIT",
		code == "isv.DOMESTIC_NUMBER_NOT_SUPPORTED", code == "MOBILE_IN_BLACK":
		return Refused, nil
	}
	return Later, wrong("短信服务拒绝了请求(%s)，请检查签名、模板和余额", code)
}

// escape is RFC 3986 §2.3: everything but letters, digits and -_.~ as %XX.
func escape(s string) string {
	return strings.NewReplacer("+", "%20", "*", "%2A", "%7E", "~").Replace(url.QueryEscape(s))
}

func canonicalQuery(q url.Values) string {
	keys := make([]string, 0, len(q))
	for k := range q {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	var b strings.Builder
	for _, k := range keys {
		for _, v := range q[k] {
			if b.Len() > 0 {
				b.WriteByte('&')
			}
			b.WriteString(escape(k) + "=" + escape(v))
		}
	}
	return b.String()
}

// sign adds the headers of signature V3 to a request without a body: the hash of its canonical form, signed with the secret.
func sign(r *http.Request, action, version, key, secret string, now time.Time, nonce string) {
	empty := sha256.Sum256(nil)
	h := map[string]string{"host": r.URL.Host, "x-acs-action": action, "x-acs-content-sha256": hex.EncodeToString(empty[:]),
		"x-acs-date": now.UTC().Format("2006-01-02T15:04:05Z"), "x-acs-signature-nonce": nonce, "x-acs-version": version}
	names := make([]string, 0, len(h))
	for k := range h {
		names = append(names, k)
	}
	sort.Strings(names)
	var lines strings.Builder
	for _, k := range names {
		lines.WriteString(k + ":" + h[k] + "\n")
		if k != "host" {
			r.Header.Set(k, h[k])
		}
	}
	path := r.URL.EscapedPath()
	if path == "" {
		path = "/"
	}
	signed := strings.Join(names, ";")
	sum := sha256.Sum256([]byte(strings.Join([]string{r.Method, path, canonicalQuery(r.URL.Query()), lines.String(), signed, h["x-acs-content-sha256"]}, "\n")))
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("ACS3-HMAC-SHA256\n" + hex.EncodeToString(sum[:])))
	r.Header.Set("Authorization", "ACS3-HMAC-SHA256 Credential="+key+",SignedHeaders="+signed+",Signature="+hex.EncodeToString(mac.Sum(nil)))
}
