package way

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// DingTalkConfig is an internal application of the school's DingTalk (open.dingtalk.com: gettoken, corpconversation/asyncsend_v2 and
// getsendresult).
type DingTalkConfig struct {
	Key    string `json:"key"`    // appkey
	Agent  int64  `json:"agent"`  // agent_id
	Secret string `json:"secret"` // name of the secret
	IDs    string `json:"ids"`    // "number": people without an id of their own are reached by their 工号
	Base   string `json:"base"`   // another address, for 专属钉钉
}

type dingTalk struct {
	cfg  DingTalkConfig
	base string
	call *caller
	tok  *token
	wait time.Duration // before the result is asked for
}

// dingTalkBatch is the longest userid_list.
const dingTalkBatch = 100

func newDingTalk(cfg DingTalkConfig, secrets Secrets, call *caller) (*dingTalk, error) {
	base, host, err := baseURL(cfg.Base, "https://oapi.dingtalk.com")
	if err != nil {
		return nil, err
	}
	if cfg.Key == "" || cfg.Agent == 0 {
		return nil, wrong("钉钉的设置要有 key 和 agent")
	}
	secret, err := secrets.get(cfg.Secret, host)
	if err != nil {
		return nil, err
	}
	d := &dingTalk{cfg: cfg, base: base, call: call, wait: time.Second}
	d.tok = &token{fetch: func(ctx context.Context) (string, time.Duration, error) {
		var got struct {
			reply
			Token string `json:"access_token"`
			Life  int64  `json:"expires_in"`
		}
		if f := call.get(ctx, base+"/gettoken?"+url.Values{"appkey": {cfg.Key}, "appsecret": {secret}}.Encode(), &got); f != nil {
			return "", 0, &failure{false, f.cause}
		}
		return got.Token, time.Duration(got.Life) * time.Second, dingTalkError(got.reply)
	}}
	return d, nil
}

// dingTalkError sorts codes: 143103 and 143104 requests or people a minute, 90018 and 90002 the platform's own brake, 1430003 its
// protection, -1 busy; 88 wraps a sub code.
func dingTalkError(r reply) error {
	switch {
	case r.Code == 0:
		return nil
	case slices.Contains([]int{-1, 90002, 90018, 143103, 143104, 1430003}, r.Code), r.Code == 88 && (strings.HasPrefix(r.SubCode, "isp.") || r.SubCode == "90018"):
		return later("DingTalk", strconv.Itoa(r.Code)+" "+r.SubCode)
	}
	return wrong("钉钉拒绝了请求(%d)，请检查应用的设置", r.Code)
}

func (*dingTalk) Name() string { return DingTalk }
func (*dingTalk) Batch() int   { return dingTalkBatch }

// Send gives all messages, which say the same, as one task, and asks once what became of it: the platform works behind its answer.
// The same words to the same person are delivered once a day only; ours carry the time.
func (d *dingTalk) Send(ctx context.Context, ms []Message) ([]Outcome, error) {
	if len(ms) == 0 {
		return nil, nil
	}
	ids := make([]string, len(ms))
	for i, m := range ms {
		ids[i] = m.To
	}
	body := map[string]any{"agent_id": d.cfg.Agent, "userid_list": strings.Join(ids, ","),
		"msg": map[string]any{"msgtype": "text", "text": map[string]string{"content": ms[0].Text + "\n" + ms[0].Link}}}
	var got struct {
		reply
		Task int64 `json:"task_id"`
	}
	err := d.call.withToken(ctx, d.tok, func(token string) (bool, *failure) {
		got.reply, got.Task = reply{}, 0
		f := d.call.post(ctx, d.base+"/topapi/message/corpconversation/asyncsend_v2?access_token="+url.QueryEscape(token), body, &got)
		return got.expired(), f
	})
	if err != nil {
		return settle(ms, err), err
	}
	if slices.Contains([]int{1430000, 33012, 400002}, got.Code) { // nobody valid among them
		return all(ms, Refused, strconv.Itoa(got.Code)), nil
	}
	if err := dingTalkError(got.reply); err != nil {
		return all(ms, Later, strconv.Itoa(got.Code)), err
	}
	return d.result(ctx, ms, got.Task), nil
}

// result asks what became of a task; without an answer it counts as sent, because the task was taken.
func (d *dingTalk) result(ctx context.Context, ms []Message, task int64) []Outcome {
	out := all(ms, Done, "")
	select {
	case <-time.After(d.wait):
	case <-ctx.Done():
		return out
	}
	var got struct {
		reply
		Result struct {
			Invalid   []string `json:"invalid_user_id_list"`
			Forbidden []string `json:"forbidden_user_id_list"`
			Failed    []string `json:"failed_user_id_list"`
		} `json:"send_result"`
	}
	err := d.call.withToken(ctx, d.tok, func(token string) (bool, *failure) {
		f := d.call.post(ctx, d.base+"/topapi/message/corpconversation/getsendresult?access_token="+url.QueryEscape(token),
			map[string]any{"agent_id": d.cfg.Agent, "task_id": task}, &got)
		return got.expired(), f
	})
	if err != nil || got.Code != 0 {
		return out
	}
	for i, m := range ms {
		switch {
		case slices.Contains(got.Result.Invalid, m.To):
			out[i] = Outcome{Refused, "invalid"}
		case slices.Contains(got.Result.Forbidden, m.To):
			out[i] = Outcome{Refused, "forbidden"}
		case slices.Contains(got.Result.Failed, m.To):
			out[i] = Outcome{Refused, "failed"}
		}
	}
	return out
}
