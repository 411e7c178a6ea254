package thanks

import (
	"context"
	"embed"
	"errors"
	"math"
	"unicode/utf8"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Migrations creates this package's table in the core store.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Classes tells which class used what. homework satisfies it through app and asks org about the class itself.
type Classes interface {
	Taught(ctx context.Context, a *org.Actor, assignment id.Any) (Taught, error)
}

// Service holds the use cases. It is safe for concurrent use.
type Service struct {
	core    *db.DB
	log     *bus.Log
	org     *org.Service
	works   *commons.Service
	classes Classes
	clock   clock.Clock
}

// New returns the service over the core store.
func New(core *db.DB, log *bus.Log, o *org.Service, works *commons.Service, classes Classes, c clock.Clock) *Service {
	return &Service{core, log, o, works, classes, c}
}

const (
	columns = `SELECT t.id, t.work, t.version, t.grade, t.setting, t.verdict, t.what, t.words, t.said, t.answer, t.answered, t.hidden, t.why, t.person FROM thanks_voice t `

	selOnce db.SQL = `-- unscoped: the actor's own voice
SELECT COUNT(*) FROM thanks_voice WHERE person = ? AND version = ?`
	insVoice db.SQL = `-- unscoped: who taught with it, after org was asked about the class
INSERT INTO thanks_voice (id, person, work, version, assignment, school, grade, setting, verdict, what, words, said, answer, answered, hidden, why)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 0, 0, '') ON CONFLICT (person, version) DO NOTHING`
	selOf db.SQL = `-- unscoped: the work was read with @scope before
` + columns + `WHERE t.work = ? AND t.verdict <> 'later' ORDER BY t.said DESC, t.id LIMIT 500`
	selVoice db.SQL = `-- unscoped: the service asks for the author of the lesson, or for lesson.review where it is shared
` + columns + `WHERE t.id = ?`
	selAll db.SQL = `-- unscoped: a mean over all lessons
SELECT COALESCE(SUM(CASE WHEN verdict = 'useful' THEN 1 ELSE 0 END), 0), COUNT(*) FROM thanks_voice WHERE verdict <> 'later' AND hidden = 0`
	setAnswer db.SQL = `-- unscoped: the service has asked who the author is
UPDATE thanks_voice SET answer = ?, answered = ? WHERE id = ? AND answered = 0`
	setHidden db.SQL = `-- unscoped: the service has asked org for lesson.review
UPDATE thanks_voice SET hidden = ?, hider = ?, why = ? WHERE id = ? AND hidden = 0`
	eraseWords db.SQL = `-- unscoped: the erasure of one person
UPDATE thanks_voice SET words = '' WHERE person = ?`
)

func scanVoice(r db.Row) (Voice, error) {
	var v Voice
	var what string
	var hidden clock.Micros
	err := r.Scan(&v.ID, &v.Work, &v.Version, &v.Grade, &v.Setting, &v.Verdict, &what, &v.Words, &v.Said, &v.Answer, &v.Answered, &hidden, &v.Why, &v.person)
	v.What, v.Hidden = list(what), hidden > 0
	return v, err
}

func (s *Service) now() clock.Micros { return clock.At(s.clock.Now()) }

// Ask tells whether the actor is to be asked about the lesson of an assignment now: who gave it, nothing said about this version yet, and the
// last day past, or used before the class already (sheet is true when its review-lesson sheet is open).
func (s *Service) Ask(ctx context.Context, a *org.Actor, assignment id.Any, sheet bool) (bool, error) {
	t, err := s.classes.Taught(ctx, a, assignment)
	if err != nil || t.Teacher != a.Person || !sheet && t.Due >= s.now() {
		return false, err
	}
	n, err := db.One(s.core.Reader(ctx), selOnce, db.Value[int], a.Person, t.Version)
	return n == 0, err
}

// told is lesson.thanked. It holds no words and names nobody.
type told struct {
	Voice   VoiceID           `json:"voice"`
	Work    commons.WorkID    `json:"work"`
	Version commons.VersionID `json:"version"`
	School  org.UnitID        `json:"school"` // of the class
	Grade   int               `json:"grade"`
	Setting string            `json:"setting"`
	Verdict Verdict           `json:"verdict"`
	What    []string          `json:"what"`
}

// Say keeps what the actor says about the lesson of an own assignment. A second answer about the same version changes nothing.
func (s *Service) Say(ctx context.Context, a *org.Actor, assignment id.Any, d Said) error {
	t, err := s.classes.Taught(ctx, a, assignment)
	if err != nil {
		return err
	}
	if t.Teacher != a.Person {
		return fault.New(fault.Denied, "只有用这一课上过课的老师可以评价")
	}
	if err := d.check(); err != nil {
		return err
	}
	shown, err := s.works.Shown(ctx, a, nil, []commons.VersionID{t.Version})
	if err != nil {
		return err
	}
	if len(shown) == 0 {
		return fault.New(fault.NotFound, "没有找到这一课，或不在您的范围内")
	}
	v := id.New[Voice]()
	work := shown[0].Work
	return s.core.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(insVoice, v, a.Person, work, t.Version, t.Assignment, t.School, t.Grade, t.Setting, string(d.Verdict), textOf(d.What), d.Words, s.now())
		if err != nil || n == 0 || d.Verdict == Later {
			return err
		}
		_, err = s.log.Append(tx, bus.Event{Kind: "lesson.thanked", Owner: id.As[any](t.School), Actor: id.As[any](a.Person), Request: a.Request},
			told{v, work, t.Version, t.School, t.Grade, t.Setting, d.Verdict, d.What})
		return err
	})
}

// Of reads the voices about a work that the actor has found in the library.
func (s *Service) Of(ctx context.Context, a *org.Actor, work commons.WorkID) (Summary, error) {
	out := Summary{Mean: math.NaN(), Changes: map[string]int{}}
	shown, err := s.works.Shown(ctx, a, []commons.WorkID{work}, nil)
	if err != nil || len(shown) == 0 {
		return out, err
	}
	return s.sum(ctx, a, work)
}

func (s *Service) sum(ctx context.Context, a *org.Actor, work commons.WorkID) (Summary, error) {
	out := Summary{Mean: math.NaN(), Changes: map[string]int{}}
	x := s.core.Reader(ctx)
	all, err := db.All(x, selOf, scanVoice, work)
	if err != nil {
		return out, err
	}
	for _, v := range all {
		v.Mine = v.person == a.Person
		if !v.Hidden {
			out.N++
			if v.Verdict == Useful {
				out.Useful++
			}
			for _, w := range v.What {
				out.Changes[w]++
			}
		}
		if (v.Words != "" || len(v.What) > 0) && (!v.Hidden || v.Mine) {
			out.Voices = append(out.Voices, v)
		}
	}
	if out.N >= MinVoices {
		var k, n int
		if err := db.Each(x, selAll, func(r db.Row) error { return r.Scan(&k, &n) }); err != nil {
			return out, err
		}
		out.Mean = mean(out.Useful, out.N, float64(k)/float64(max(n, 1)))
	}
	return out, nil
}

// Mine reads the voices about one of the actor's own works.
func (s *Service) Mine(ctx context.Context, a *org.Actor, work commons.WorkID) (Summary, error) {
	if _, err := s.works.Get(ctx, a, work); err != nil {
		return Summary{}, err
	}
	return s.sum(ctx, a, work)
}

var errVoice = fault.New(fault.NotFound, "没有找到这条评价")

func (s *Service) voice(ctx context.Context, v VoiceID) (Voice, error) {
	got, err := db.One(s.core.Reader(ctx), selVoice, scanVoice, v)
	if errors.Is(err, db.ErrNone) {
		return got, errVoice
	}
	return got, err
}

// words checks an answer or a reason.
func words(text, field, empty string) (string, error) {
	text = tidy(text)
	if text == "" {
		return "", fault.Fieldsf(fault.Field{Name: field, Message: empty})
	}
	if utf8.RuneCountInString(text) > MaxWords {
		return "", fault.Fieldsf(fault.Field{Name: field, Message: "最多 200 字"})
	}
	return text, nil
}

// Answer lets the author of the lesson answer a voice, once.
func (s *Service) Answer(ctx context.Context, a *org.Actor, n VoiceID, text string) error {
	if _, err := s.org.Reach(ctx, a, org.LessonMake); err != nil {
		return err
	}
	v, err := s.voice(ctx, n)
	if err != nil {
		return err
	}
	w, err := s.works.Get(ctx, a, v.Work)
	if fault.Is(err, fault.Denied) { // a colleague's: what is said about it is no matter of the actor's
		return errVoice
	}
	if err != nil {
		return err
	}
	if text, err = words(text, "answer", "请写几个字"); err != nil {
		return err
	}
	return s.core.Write(ctx, func(tx *db.Tx) error {
		k, err := tx.Exec(setAnswer, text, s.now(), n)
		if err != nil {
			return err
		}
		if k == 0 {
			return fault.New(fault.Conflict, "这条评价已经回复过了")
		}
		_, err = s.log.Append(tx, bus.Event{Kind: "thanks.answered", Owner: id.As[any](w.Owner), Actor: id.As[any](a.Person), Request: a.Request},
			told{Voice: n, Work: v.Work, Version: v.Version})
		return err
	})
}

// Hide takes abuse away from the page, with a reason that who said it can read. A reviewer of the lesson.
func (s *Service) Hide(ctx context.Context, a *org.Actor, n VoiceID, why string) error {
	if _, err := s.org.Reach(ctx, a, org.LessonReview); err != nil {
		return err
	}
	v, err := s.voice(ctx, n)
	if err != nil {
		return err
	}
	lesson, err := s.works.ForReview(ctx, a, v.Version)
	if err != nil {
		return err
	}
	if err := s.org.Must(ctx, a, org.LessonReview, id.As[any](lesson.SharedTo)); err != nil { // a reviewer of an earlier stage may not
		return err
	}
	if why, err = words(why, "why", "请写明为什么隐藏"); err != nil {
		return err
	}
	return s.core.Write(ctx, func(tx *db.Tx) error {
		k, err := tx.Exec(setHidden, s.now(), a.Person, why, n)
		if err != nil || k == 0 {
			return err
		}
		_, err = s.log.Append(tx, bus.Event{Kind: "thanks.hidden", Owner: id.As[any](lesson.Owner), Actor: id.As[any](a.Person), Request: a.Request},
			told{Voice: n, Work: v.Work, Version: v.Version})
		return err
	})
}

// Erase takes away the words of a person whose data is erased; the tap stays a number.
func (s *Service) Erase(tx *db.Tx, p org.PersonID) error {
	_, err := tx.Exec(eraseWords, p)
	return err
}
