package homework

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Clauses that refuse an assignment, as the pages print them.
const (
	ClauseNoWritten = "教基厅函〔2021〕13号" // homework: ten rules
	ClauseNoPhone   = "教基厅函〔2021〕3号"  // mobile phones of pupils
)

// limits are the minutes of written homework a day by grade when no setting says otherwise: 教基厅函〔2021〕13号, rule on amounts.
var limits = map[int]int{1: 0, 2: 0, 3: 60, 4: 60, 5: 60, 6: 60, 7: 90, 8: 90, 9: 90}

// Load is how full a day of a class is.
type Load struct {
	Used    int    // minutes already given for this day, at home
	Limit   int    // minutes allowed a day; meaningless unless Limited
	Limited bool   // grades 1 to 9
	Source  string // where the limit comes from
}

// Left is the number of minutes that may still be given; never below 0.
func (l Load) Left() int { return max(l.Limit-l.Used, 0) }

// DayOf is the beginning of a moment's day in China.
func DayOf(m clock.Micros) clock.Micros {
	t := clock.Local(m)
	return clock.At(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, clock.Shanghai))
}

// limit is the daily limit of a class at a moment.
func (s *Service) limit(ctx context.Context, class org.Class, at clock.Micros) (Load, error) {
	l := Load{Source: ClauseNoWritten}
	l.Limit, l.Limited = limits[class.Grade]
	raw, where, err := s.org.Setting(ctx, "homework.minutes", class.Node(), at)
	if err != nil || raw == nil {
		return l, err
	}
	var set struct {
		ByGrade map[string]int `json:"by_grade"`
		Source  string         `json:"source"`
	}
	if err := json.Unmarshal(raw, &set); err != nil {
		return l, nil // a setting of another form: the national limit stays in force
	}
	if n, ok := set.ByGrade[strconv.Itoa(class.Grade)]; ok {
		l.Limit, l.Limited = n, true
		if l.Source = set.Source; l.Source == "" {
			l.Source = where
		}
	}
	return l, nil
}

// Load is how much homework a class has on the day of a moment. Verb assign on the class.
func (s *Service) Load(ctx context.Context, a *org.Actor, class org.ClassID, at clock.Micros) (Load, error) {
	if err := s.org.Must(ctx, a, org.Assign, id.As[any](class)); err != nil {
		return Load{}, err
	}
	c, err := s.org.Class(ctx, class)
	if err != nil {
		return Load{}, err
	}
	return s.load(ctx, s.core.Reader(ctx), c, DayOf(at))
}

func (s *Service) load(ctx context.Context, x db.Querier, class org.Class, day clock.Micros) (Load, error) {
	l, err := s.limit(ctx, class, day)
	if err != nil {
		return l, err
	}
	l.Used, err = used(x, class.ID, day)
	return l, err
}

func used(x db.Querier, class org.ClassID, day clock.Micros) (int, error) {
	n, err := db.One(x, sumMinutes, db.Value[int64], class, day, AtHome)
	return int(n), err
}

// lawful refuses what no reason can allow.
func lawful(class org.Class, mode, place string) error {
	if place != AtHome {
		return nil
	}
	if class.Grade <= 2 {
		return fault.New(fault.Unlawful, "一、二年级不布置家庭书面作业，只能在课堂上用(%s)", ClauseNoWritten)
	}
	if mode == Device && class.Compulsory() {
		return fault.New(fault.Unlawful, "不得布置要用手机或其他设备在家完成的作业，请改为纸质，或改在学校里做(%s)", ClauseNoPhone)
	}
	return nil
}

// examKind is what pupils write on, in the words of the exam register.
func examKind(mode string) string {
	if mode == Device {
		return "screen"
	}
	return "paper"
}

// affordable asks for a reason when the day becomes fuller than the limit.
func affordable(l Load, minutes int, place, reason string) error {
	if place != AtHome || !l.Limited || l.Used+minutes <= l.Limit {
		return nil
	}
	if n := len([]rune(reason)); n >= 4 {
		return nil
	}
	f := fault.Fieldsf(fault.Field{Name: "reason", Message: "超出当天总量，请写明理由(至少 4 个字)"})
	f.Message, f.Args = "这个班当天已布置 %d 分钟，加上 %d 分钟超过每天 %d 分钟的上限(%s)", []any{l.Used, minutes, l.Limit, l.Source}
	return f
}
