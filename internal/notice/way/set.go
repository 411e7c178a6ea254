package way

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/fault"
)

// Config is the setting "notice.ways". Order is which way is tried first for a person; ways that are not in it are off.
type Config struct {
	Order    []string        `json:"order"`
	Text     string          `json:"text"` // what messages say; "您有一条新通知" when empty
	Email    *EmailConfig    `json:"email"`
	WeCom    *WeComConfig    `json:"wecom"`
	Official *OfficialConfig `json:"official"`
	DingTalk *DingTalkConfig `json:"dingtalk"`
	SMS      *SMSConfig      `json:"sms"`
}

// Set is the ways of a setting, made and ready.
type Set struct {
	Order []string
	Text  string
	Ways  map[string]Way
	// Number tells which ways reach people by their number 工号 when no address of their own is known.
	Number map[string]bool
	// Wrong tells why a way that is in the order could not be made.
	Wrong map[string]error
}

// Make makes the ways of a setting. A way whose secret is missing or whose setting is incomplete is in Wrong; the others work.
// Unknown names in the setting are a fault.
func Make(raw json.RawMessage, secrets Secrets, client *http.Client, c clock.Clock) (*Set, error) {
	s := &Set{Ways: map[string]Way{Slip: PrintedSlip{}}, Number: map[string]bool{}, Wrong: map[string]error{}}
	if len(raw) == 0 {
		return s, nil
	}
	var cfg Config
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&cfg); err != nil {
		return s, fault.Wrap(err, fault.Invalid, "外发通道的设置无法读取")
	}
	s.Text = cfg.Text
	for _, name := range cfg.Order {
		if slices.Contains(s.Order, name) || name == Slip {
			continue
		}
		w, number, err := cfg.one(name, secrets, client, c)
		if err != nil {
			s.Wrong[name] = err
			continue
		}
		s.Order, s.Ways[name], s.Number[name] = append(s.Order, name), w, number
	}
	return s, nil
}

func (c Config) one(name string, secrets Secrets, client *http.Client, ck clock.Clock) (Way, bool, error) {
	caller := &caller{client: client, clock: ck}
	switch {
	case name == Email && c.Email != nil:
		w, err := newEmail(*c.Email, secrets, ck)
		return w, false, err
	case name == WeCom && c.WeCom != nil:
		w, err := newWeCom(*c.WeCom, secrets, caller)
		return w, c.WeCom.IDs == "number", err
	case name == Official && c.Official != nil:
		w, err := newOfficial(*c.Official, secrets, caller)
		return w, false, err
	case name == DingTalk && c.DingTalk != nil:
		w, err := newDingTalk(*c.DingTalk, secrets, caller)
		return w, c.DingTalk.IDs == "number", err
	case name == SMS && c.SMS != nil:
		w, err := newSMS(*c.SMS, secrets, caller)
		return w, false, err
	}
	return nil, false, wrong("外发通道 %s 没有设置", name)
}

// NameOf is the way's name for people, in zh-CN.
func NameOf(name string) string {
	return map[string]string{Slip: "纸条", Email: "电子邮件", WeCom: "企业微信", Official: "微信公众号", DingTalk: "钉钉", SMS: "短信"}[name]
}

// Names lists all ways.
func Names() []string { return []string{Slip, Email, WeCom, Official, DingTalk, SMS} }
