package way

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tongxue-edu/tongxue/internal/fault"
)

// Names of the ways, as settings, rows and counters hold them.
const (
	Slip     = "slip"     // 纸条
	Email    = "email"    // 电子邮件
	WeCom    = "wecom"    // 企业微信
	Official = "official" // 微信公众号
	DingTalk = "dingtalk" // 钉钉
	SMS      = "sms"      // 短信
)

// Message is what goes out to one address. Key is the same whenever the same message is tried again.
type Message struct {
	Key     string
	To      string
	Subject string
	Text    string
	Link    string
	School  string
	Time    time.Time
}

// State is what became of a message.
type State string

// The states. Only Later is tried again.
const (
	Later   State = "later"   // surely did not go out
	Done    State = "sent"    // taken by the other side
	Refused State = "refused" // this address will never work: another way may
	Unsure  State = "unsure"  // may have gone out: never repeated
	ToPrint State = "print"   // waits on paper
)

// Outcome is what became of one message; Code is the other side's code, without addresses.
type Outcome struct {
	State State
	Code  string
}

// Way sends messages, at most Batch at once. There is one outcome for each message, in order. An error says why messages are Later:
// a fault of kind Invalid when somebody has to change a setting first, anything else is worth another try.
type Way interface {
	Name() string
	Batch() int
	Send(ctx context.Context, ms []Message) ([]Outcome, error)
}

// all gives every message the same outcome.
func all(ms []Message, s State, code string) []Outcome {
	out := make([]Outcome, len(ms))
	for i := range out {
		out[i] = Outcome{s, code}
	}
	return out
}

// wrong is a fault that only a person can mend.
func wrong(format string, a ...any) error {
	return fault.New(fault.Invalid, format, a...)
}

// errSlow says that the other side wants fewer requests.
var errSlow = errors.New("way: the other side asks to slow down")

// later is a temporary failure with the other side's code.
func later(what, code string) error { return fmt.Errorf("way: %s answers %s", what, code) }

// fill replaces {text}, {school}, {link} and {time} in a template's value.
func fill(template string, m Message) string {
	return strings.NewReplacer("{text}", m.Text, "{school}", m.School, "{link}", m.Link, "{time}", m.Time.Format("2006-01-02 15:04")).Replace(template)
}

// PrintedSlip is the way for people without any other: the sender prints them, see the slips page.
type PrintedSlip struct{}

// Name is the way's name.
func (PrintedSlip) Name() string { return Slip }

// Batch is how many slips are noted at once.
func (PrintedSlip) Batch() int { return 200 }

// Send notes that the slips wait on paper.
func (PrintedSlip) Send(_ context.Context, ms []Message) ([]Outcome, error) {
	return all(ms, ToPrint, ""), nil
}
