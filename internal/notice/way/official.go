package way

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// OfficialConfig is an official account 服务号: template messages 模板消息, or subscription messages 订阅通知 where a reader has agreed to
// them (developers.weixin.qq.com: stable_token, message/template/send, message/subscribe/bizsend).
type OfficialConfig struct {
	App      string            `json:"app"`      // appid
	Secret   string            `json:"secret"`   // name of the secret
	Kind     string            `json:"kind"`     // "template" (default) or "subscribe"
	Template string            `json:"template"` // template_id
	Data     map[string]string `json:"data"`     // the template's words: {"thing1": "{school}", "time2": "{time}"}
	Base     string            `json:"base"`
}

type official struct {
	cfg  OfficialConfig
	base string
	call *caller
	tok  *token
}

func newOfficial(cfg OfficialConfig, secrets Secrets, call *caller) (*official, error) {
	base, host, err := baseURL(cfg.Base, "https://api.weixin.qq.com")
	if err != nil {
		return nil, err
	}
	if cfg.Kind == "" {
		cfg.Kind = "template"
	}
	if cfg.App == "" || cfg.Template == "" || len(cfg.Data) == 0 || cfg.Kind != "template" && cfg.Kind != "subscribe" {
		return nil, wrong("公众号的设置要有 app、template 和 data")
	}
	secret, err := secrets.get(cfg.Secret, host)
	if err != nil {
		return nil, err
	}
	o := &official{cfg: cfg, base: base, call: call}
	o.tok = &token{fetch: func(ctx context.Context) (string, time.Duration, error) {
		var got struct {
			reply
			Token string `json:"access_token"`
			Life  int64  `json:"expires_in"`
		}
		ask := map[string]any{"grant_type": "client_credential", "appid": cfg.App, "secret": secret, "force_refresh": false}
		if f := call.post(ctx, base+"/cgi-bin/stable_token", ask, &got); f != nil {
			return "", 0, &failure{false, f.cause}
		}
		_, err := officialState(got.Code)
		return got.Token, time.Duration(got.Life) * time.Second, err
	}}
	return o, nil
}

// officialState sorts the account's codes: people who do not follow (43004), have refused (43101) or are unknown (40003) are refused;
// 45009 and 45011 are limits, -1 is busy; everything else is the setting.
func officialState(code int) (State, error) {
	switch code {
	case 0:
		return Done, nil
	case 40003, 43004, 43101, 43019, 43116:
		return Refused, nil
	case -1, 45009, 45011, 45047:
		return Later, later("official account", strconv.Itoa(code))
	}
	return Later, wrong("公众号拒绝了请求(%d)，请检查账号和模板的设置", code)
}

func (*official) Name() string { return Official }
func (*official) Batch() int   { return 100 }

// Send sends one message after another; it stops at the first failure that is not the reader's own.
func (o *official) Send(ctx context.Context, ms []Message) ([]Outcome, error) {
	out := all(ms, Later, "")
	for i, m := range ms {
		path, body := o.body(m)
		var got reply
		err := o.call.withToken(ctx, o.tok, func(token string) (bool, *failure) {
			got = reply{}
			f := o.call.post(ctx, o.base+path+"?access_token="+url.QueryEscape(token), body, &got)
			return got.expired() || got.Code == 40001, f
		})
		if err != nil {
			out[i] = settle(ms[:1], err)[0]
			return out, err
		}
		state, err := officialState(got.Code)
		out[i] = Outcome{state, codeOf(got.Code)}
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

func codeOf(code int) string {
	if code == 0 {
		return ""
	}
	return strconv.Itoa(code)
}

func (o *official) body(m Message) (path string, body map[string]any) {
	data := map[string]any{}
	for key, template := range o.cfg.Data {
		v := fill(template, m)
		if r := []rune(v); strings.HasPrefix(key, "thing") && len(r) > 20 { // the platform's limit for a thing
			v = string(r[:19]) + "…"
		}
		data[key] = map[string]string{"value": v}
	}
	body = map[string]any{"touser": m.To, "template_id": o.cfg.Template, "data": data}
	if o.cfg.Kind == "subscribe" {
		body["page"] = m.Link
		return "/cgi-bin/message/subscribe/bizsend", body
	}
	sum := sha256.Sum256([]byte(m.Key))
	body["url"], body["client_msg_id"] = m.Link, hex.EncodeToString(sum[:16]) // the platform drops the same id within ten minutes
	return "/cgi-bin/message/template/send", body
}
