package notice

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Hours are quiet hours: from Bed to Morning, in minutes of the day in China. The zero value is never quiet.
type Hours struct{ Bed, Morning int }

// ClauseSleep is the source of bedtimes, as pages print it.
const ClauseSleep = "教育部办公厅关于进一步加强中小学生睡眠管理工作的通知(2021)"

const dayMinutes = 24 * 60

// morning is when held messages are delivered unless a setting says later.
const morning = 6*60 + 30

// bedtimes are the latest lawful ones; a setting may only be earlier.
var bedtimes = map[string]int{org.Primary: 21*60 + 20, org.Junior: 22 * 60, org.Senior: 23 * 60}

// believable is the earliest moment that the clock can show truly: this program did not exist before. A box whose clock battery is
// dead stands at 1970 or at its year of make.
var believable = clock.At(time.Date(2026, 1, 1, 0, 0, 0, 0, clock.Shanghai))

// Quiet reports whether a moment lies in the quiet hours.
func (h Hours) Quiet(m clock.Micros) bool {
	if h == (Hours{}) {
		return false
	}
	t := clock.Local(m)
	at := t.Hour()*60 + t.Minute()
	if h.Bed < h.Morning {
		return at >= h.Bed && at < h.Morning
	}
	return at >= h.Bed || at < h.Morning
}

// Open is the first moment at or after m outside the quiet hours. A clock that cannot be right gives clock.Forever for people with
// quiet hours: whether it is night is not known. The mending job looks again when the clock is right.
func (h Hours) Open(m clock.Micros) clock.Micros {
	if h == (Hours{}) {
		return m
	}
	if m < believable {
		return clock.Forever
	}
	if !h.Quiet(m) {
		return m
	}
	t := clock.Local(m)
	at := time.Date(t.Year(), t.Month(), t.Day(), h.Morning/60, h.Morning%60, 0, 0, clock.Shanghai)
	if clock.At(at) <= m {
		at = at.AddDate(0, 0, 1)
	}
	return clock.At(at)
}

// stricter are the hours in which either is quiet, for a guardian of several children: the earlier bed, the later morning. A bed
// after midnight is later than one before.
func (h Hours) stricter(o Hours) Hours {
	switch {
	case h == (Hours{}):
		return o
	case o == (Hours{}):
		return h
	}
	late := func(bed int) int { return (bed + dayMinutes/2) % dayMinutes } // noon is the beginning
	if late(o.Bed) < late(h.Bed) {
		h.Bed = o.Bed
	}
	h.Morning = max(h.Morning, o.Morning)
	return h
}

// String is the hours as people write them, "21:20–06:30".
func (h Hours) String() string {
	return fmt.Sprintf("%02d:%02d–%02d:%02d", h.Bed/60, h.Bed%60, h.Morning/60, h.Morning%60)
}

func minutes(s string) (int, bool) {
	t, err := time.Parse("15:04", s)
	return t.Hour()*60 + t.Minute(), err == nil
}

// bedtimeSetting is the form of the settings "bedtime" and "notice.quiet".
type bedtimeSetting struct {
	Primary string `json:"primary"`
	Junior  string `json:"junior"`
	Senior  string `json:"senior"`
	From    string `json:"from"` // notice.quiet: staff
	Morning string `json:"morning"`
}

// hoursOf reads a stage's quiet hours from the setting "bedtime". A setting that cannot be read, or is later than the law, leaves the
// law in force; a morning before 06:00 is not one.
func hoursOf(raw json.RawMessage, stage string) Hours {
	law, ok := bedtimes[stage]
	if !ok {
		law = bedtimes[org.Primary] // a stage that nobody knows gets the strictest
	}
	h := Hours{law, morning}
	var set bedtimeSetting
	if raw == nil || json.Unmarshal(raw, &set) != nil {
		return h
	}
	text := map[string]string{org.Primary: set.Primary, org.Junior: set.Junior, org.Senior: set.Senior}[stage]
	if at, ok := minutes(text); ok && at >= 12*60 && at < law {
		h.Bed = at
	}
	if at, ok := minutes(set.Morning); ok && at >= 6*60 && at < 12*60 {
		h.Morning = at
	}
	return h
}

// staffHours reads the optional setting "notice.quiet" {"from":"22:00","morning":"06:30"}.
func staffHours(raw json.RawMessage) Hours {
	var set bedtimeSetting
	if raw == nil || json.Unmarshal(raw, &set) != nil {
		return Hours{}
	}
	from, ok := minutes(set.From)
	to, ok2 := minutes(set.Morning)
	if !ok || !ok2 || from == to {
		return Hours{}
	}
	return Hours{from, to}
}

// nights finds quiet hours by school and stage, each setting read once.
type nights struct {
	s    *Service
	at   clock.Micros
	seen map[org.Node]json.RawMessage
}

func (s *Service) nights(at clock.Micros) *nights {
	return &nights{s, at, map[org.Node]json.RawMessage{}}
}

func (n *nights) pupil(ctx context.Context, p org.Placed) (Hours, error) {
	node := org.Unit{ID: p.School}.Node()
	raw, ok := n.seen[node]
	if !ok {
		var err error
		if raw, _, err = n.s.Org.Setting(ctx, "bedtime", node, n.at); err != nil {
			return Hours{}, err
		}
		n.seen[node] = raw
	}
	return hoursOf(raw, p.Stage), nil
}

func (n *nights) staff(ctx context.Context, node org.Node) (Hours, error) {
	raw, _, err := n.s.Org.Setting(ctx, "notice.quiet", node, n.at)
	return staffHours(raw), err
}
