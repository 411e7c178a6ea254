package way

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// WeComConfig is a WeCom application of the school's own 企业微信自建应用 (developer.work.weixin.qq.com, document 90236 and 91039).
type WeComConfig struct {
	Corp   string `json:"corp"`   // corpid
	Agent  int64  `json:"agent"`  // agentid
	Secret string `json:"secret"` // name of the secret
	IDs    string `json:"ids"`    // "number": people without an id of their own are reached by their 工号
	Base   string `json:"base"`   // another address, for 政务微信
}

type weCom struct {
	cfg  WeComConfig
	base string
	call *caller
	tok  *token
}

// WeCom's limits and codes: 1,000 people a request; 81013 nobody valid; 45009 and 45033 too many requests, -1 busy; 40001, 40013,
// 60020 and others mean the setting.
const weComBatch = 1000

func newWeCom(cfg WeComConfig, secrets Secrets, call *caller) (*weCom, error) {
	base, host, err := baseURL(cfg.Base, "https://qyapi.weixin.qq.com")
	if err != nil {
		return nil, err
	}
	if cfg.Corp == "" || cfg.Agent == 0 {
		return nil, wrong("企业微信的设置要有 corp 和 agent")
	}
	secret, err := secrets.get(cfg.Secret, host)
	if err != nil {
		return nil, err
	}
	w := &weCom{cfg: cfg, base: base, call: call}
	w.tok = &token{fetch: func(ctx context.Context) (string, time.Duration, error) {
		var got struct {
			reply
			Token string `json:"access_token"`
			Life  int64  `json:"expires_in"`
		}
		if f := call.get(ctx, base+"/cgi-bin/gettoken?"+url.Values{"corpid": {cfg.Corp}, "corpsecret": {secret}}.Encode(), &got); f != nil {
			return "", 0, &failure{false, f.cause} // no message was in it
		}
		return got.Token, time.Duration(got.Life) * time.Second, weComError(got.Code)
	}}
	return w, nil
}

func weComError(code int) error {
	switch code {
	case 0:
		return nil
	case -1, 45009, 45033, 50001:
		return later("WeCom", strconv.Itoa(code))
	}
	return wrong("企业微信拒绝了请求(%d)，请检查应用的设置", code)
}

func (*weCom) Name() string { return WeCom }
func (*weCom) Batch() int   { return weComBatch }

// Send gives all messages, which say the same, in one request; who is not in the application's range is refused.
func (w *weCom) Send(ctx context.Context, ms []Message) ([]Outcome, error) {
	if len(ms) == 0 {
		return nil, nil
	}
	ids := make([]string, len(ms))
	for i, m := range ms {
		ids[i] = m.To
	}
	// The provider itself drops the same body within four hours: a second belt.
	body := map[string]any{"touser": strings.Join(ids, "|"), "msgtype": "text", "agentid": w.cfg.Agent,
		"text": map[string]string{"content": ms[0].Text + "\n" + ms[0].Link}, "safe": 0, "enable_duplicate_check": 1, "duplicate_check_interval": 14400}
	var got struct {
		reply
		Invalid    string `json:"invaliduser"`
		Unlicensed string `json:"unlicenseduser"`
	}
	err := w.call.withToken(ctx, w.tok, func(token string) (bool, *failure) {
		got.reply, got.Invalid, got.Unlicensed = reply{}, "", ""
		f := w.call.post(ctx, w.base+"/cgi-bin/message/send?access_token="+url.QueryEscape(token), body, &got)
		return got.expired(), f
	})
	if err != nil {
		return settle(ms, err), err
	}
	if got.Code == 81013 {
		return all(ms, Refused, "81013"), nil
	}
	if err := weComError(got.Code); err != nil {
		return all(ms, Later, strconv.Itoa(got.Code)), err
	}
	bad := map[string]string{}
	for _, id := range strings.Split(strings.ToLower(got.Invalid), "|") {
		bad[id] = "invaliduser"
	}
	for _, id := range strings.Split(strings.ToLower(got.Unlicensed), "|") {
		bad[id] = "unlicenseduser"
	}
	out := all(ms, Done, "")
	for i, m := range ms {
		if code := bad[strings.ToLower(m.To)]; code != "" {
			out[i] = Outcome{Refused, code}
		}
	}
	return out, nil
}
