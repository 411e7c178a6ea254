package commons

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/index"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// TermID names a term of the region's lists.
type TermID = id.Of[Term]

// The two lists. A hint is never a verdict: it shows the reviewer where to look. A negative hit must be answered in words before a
// version can pass.
const (
	Negative = "negative" // 资源负面清单
	Hint     = "hint"     // 提示词
)

// Term is one entry of a list. An ended one stays with its dates.
type Term struct {
	ID     TermID
	Kind   string
	Term   string
	Reason string
	Since  clock.Micros
	Until  clock.Micros
	Actor  org.PersonID
}

// Limits of the lists: what one scan of a lesson can carry.
const (
	MaxTerms   = 5000
	maxTermLen = 40
	maxHits    = 200
)

// Caught is one place where a list hits a version. It stays with the version.
type Caught struct {
	Number   int
	Kind     string
	Term     string
	Reason   string
	Place    string // title, chapter, body, file or practice
	Excerpt  string
	Answer   string
	Tier     int // the stage at which it was answered
	Person   org.PersonID
	Answered clock.Micros
}

// Terms lists the entries in force of both lists, for who keeps the region's rules of review.
func (s *Service) Terms(ctx context.Context, a *org.Actor, kind string, after string) ([]Term, error) {
	if _, err := s.ruled(ctx, a); err != nil {
		return nil, err
	}
	scope, err := s.org.Reach(ctx, a, org.ReviewRule)
	if err != nil {
		return nil, err
	}
	return db.All(s.core.Reader(ctx), selListed, scanTerm, scope, kind, s.now(), after, 50)
}

// AddTerms puts entries on a list, all or none; those that are on it already are left out. It reports how many are new.
func (s *Service) AddTerms(ctx context.Context, a *org.Actor, all []Term) (int, error) {
	n, err := s.ruled(ctx, a)
	if err != nil {
		return 0, err
	}
	for i := range all {
		t := &all[i]
		t.Term, t.Reason = line(t.Term), line(t.Reason)
		if err := t.check(i + 1); err != nil {
			return 0, err
		}
	}
	if len(all) == 0 || len(all) > MaxTerms {
		return 0, fault.Fieldsf(fault.Field{Name: "term", Message: "请填写词语；一次最多 5000 条"})
	}
	now := s.now()
	fresh := 0
	err = s.core.InSlices(ctx, 0, len(all), func(tx *db.Tx, lo, hi int) error {
		added := 0
		for _, t := range all[lo:hi] {
			k, err := tx.Exec(insTerm, id.New[Term](), n, t.Kind, t.Term, t.Reason, now, clock.Forever, a.Person, n, t.Kind, t.Term, now)
			if err != nil {
				return err
			}
			added += int(k)
		}
		_, err := s.log.Append(tx, ruleEvent(a, "review.terms.added", n), map[string]any{"count": added})
		if lo == 0 {
			fresh = 0
		}
		fresh += added
		return err
	})
	return fresh, err
}

func ruleEvent(a *org.Actor, kind string, n org.Node) bus.Event {
	return bus.Event{Kind: kind, Owner: n, Actor: id.As[any](a.Person), Request: a.Request}
}

func (t Term) check(row int) error {
	switch {
	case t.Kind != Negative && t.Kind != Hint:
		return fault.Fieldsf(fault.Field{Name: "kind", Message: fmt.Sprintf("第 %d 行：请选负面清单或提示词", row)})
	case len(squeeze(t.Term).runes) == 0 || utf8.RuneCountInString(t.Term) > maxTermLen:
		return fault.Fieldsf(fault.Field{Name: "term", Message: fmt.Sprintf("第 %d 行：词语要有 1 到 40 个字", row)})
	case t.Reason == "" || utf8.RuneCountInString(t.Reason) > 200:
		return fault.Fieldsf(fault.Field{Name: "reason", Message: fmt.Sprintf("第 %d 行：请写明原因，200 字以内", row)})
	}
	return nil
}

// ReadTerms reads a CSV with the columns 类别 (负面 or 提示), 词语 and 原因; a first line that is a heading is left out.
func ReadTerms(r io.Reader) ([]Term, error) {
	in := csv.NewReader(io.LimitReader(r, 2<<20))
	in.FieldsPerRecord = -1
	var out []Term
	for row := 1; ; row++ {
		f, err := in.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil || len(f) < 3 || !utf8.ValidString(strings.Join(f, "")) {
			return nil, fault.Fieldsf(fault.Field{Name: "file", Message: fmt.Sprintf("第 %d 行读不懂：每行要有类别、词语、原因三列，保存为 UTF-8 的 CSV", row)})
		}
		kind := map[string]string{"负面": Negative, "负面清单": Negative, "提示": Hint, "提示词": Hint}[strings.TrimSpace(strings.TrimPrefix(f[0], "\ufeff"))]
		if kind == "" && row == 1 {
			continue
		}
		out = append(out, Term{Kind: kind, Term: f[1], Reason: f[2]})
	}
}

// EndTerm ends an entry now.
func (s *Service) EndTerm(ctx context.Context, a *org.Actor, t TermID) error {
	n, err := s.ruled(ctx, a)
	if err != nil {
		return err
	}
	now := s.now()
	return s.core.Write(ctx, func(tx *db.Tx) error {
		k, err := tx.Exec(endTerm, now, t, n, now)
		if err != nil {
			return err
		}
		if k == 0 {
			return fault.New(fault.NotFound, "没有找到这一条，或已经停用")
		}
		_, err = s.log.Append(tx, ruleEvent(a, "review.term.ended", n), map[string]any{"term": t})
		return err
	})
}

// squeezed is text without spaces and signs, folded, with the place of each rune in the text: what is written apart to slip through is
// found all the same.
type squeezed struct {
	text  string
	runes []int // for each rune of text, the index of the rune it comes from
}

func squeeze(s string) squeezed {
	var b strings.Builder
	var out squeezed
	for i, r := range []rune(s) {
		if r < utf8.RuneSelf {
			if r = unicode.ToLower(r); r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
				b.WriteRune(r)
				out.runes = append(out.runes, i)
			}
			continue
		}
		for _, f := range index.Fold(string(r)) {
			if unicode.IsLetter(f) || unicode.IsDigit(f) {
				b.WriteRune(f)
				out.runes = append(out.runes, i)
			}
		}
	}
	out.text = b.String()
	return out
}

// find is the part of the text around a term, or false.
func (q squeezed) find(all []rune, term string) (string, bool) {
	at := strings.Index(q.text, term)
	if at < 0 {
		return "", false
	}
	n := utf8.RuneCountInString(q.text[:at])
	from, to := q.runes[n], q.runes[n+utf8.RuneCountInString(term)-1]
	return strings.Join(strings.Fields(string(all[max(0, from-12):min(len(all), to+13)])), " "), true
}

// scan holds the lists against a version, once. The version is immutable, so nothing can slip in after it.
func (s *Service) scan(ctx context.Context, v Version) error {
	x := s.core.Reader(ctx)
	done, err := db.One(x, selScanned, db.Value[clock.Micros], v.ID)
	if errors.Is(err, db.ErrNone) || err == nil && done > 0 {
		return nil // submitted before there were lists, or scanned
	}
	if err != nil {
		return err
	}
	terms, err := db.All(x, selTermsNow, scanTerm, s.now(), MaxTerms)
	if err != nil {
		return err
	}
	places, err := s.placesOf(ctx, v)
	if err != nil {
		return err
	}
	hits := catch(places, terms)
	now := s.now()
	return s.core.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(updScanned, now, v.ID)
		if err != nil || n == 0 {
			return err
		}
		for i, h := range hits {
			if _, err := tx.Exec(insHit, v.ID, i+1, h.Kind, h.Term, h.Reason, h.Place, h.Excerpt); err != nil {
				return err
			}
		}
		return nil
	})
}

// place is a text of a version and what it is.
type place struct{ name, text string }

func (s *Service) placesOf(ctx context.Context, v Version) ([]place, error) {
	out := []place{{"title", v.Title}, {"chapter", v.Chapter}, {"body", v.Body}}
	for _, f := range v.Files {
		out = append(out, place{"file", f.Name})
	}
	lines, err := s.Practice(ctx, v.Paper, true)
	for _, l := range lines {
		out = append(out, place{"practice", strings.Join(append([]string{l.Prompt, l.Key}, l.Choices...), " ")})
	}
	return out, err
}

func catch(places []place, terms []Term) []Caught {
	var out []Caught
	folded := make([]string, len(terms))
	for i, t := range terms {
		folded[i] = squeeze(t.Term).text
	}
	for _, p := range places {
		q, all := squeeze(p.text), []rune(p.text)
		for i, t := range terms {
			if folded[i] == "" || len(out) >= maxHits {
				continue
			}
			if excerpt, found := q.find(all, folded[i]); found {
				out = append(out, Caught{Kind: t.Kind, Term: t.Term, Reason: t.Reason, Place: p.name, Excerpt: excerpt})
			}
		}
	}
	return out
}

// Caughts are the hits of a version that the actor may review, once its lists were held against it.
func (s *Service) Caughts(ctx context.Context, a *org.Actor, v VersionID) ([]Caught, error) {
	if _, err := s.ForReview(ctx, a, v); err != nil {
		return nil, err
	}
	return db.All(s.core.Reader(ctx), selHits, scanCaught, v)
}

// answered are the answers that a decision gives to hits. An approval leaves no negative hit without one.
func (s *Service) answered(ctx context.Context, v VersionID, d Decision) (map[int]string, error) {
	hits, err := db.All(s.core.Reader(ctx), selHits, scanCaught, v)
	if err != nil {
		return nil, err
	}
	out := map[int]string{}
	for _, h := range hits {
		answer := strings.TrimSpace(d.Answers[h.Number])
		if utf8.RuneCountInString(answer) > 300 {
			return nil, fault.Fieldsf(fault.Field{Name: fmt.Sprintf("hit-%d", h.Number), Message: "说明最多 300 字"})
		}
		if answer != "" {
			out[h.Number] = answer
		} else if d.Approve && h.Kind == Negative && h.Answer == "" {
			return nil, fault.Fieldsf(fault.Field{Name: fmt.Sprintf("hit-%d", h.Number), Message: "这里命中了负面清单：通过前请写明为什么可以"})
		}
	}
	return out, nil
}

func answerHits(tx *db.Tx, v VersionID, tier int, answers map[int]string, by org.PersonID, now clock.Micros) error {
	for n, text := range answers {
		if _, err := tx.Exec(updHit, text, tier, by, now, v, n); err != nil {
			return err
		}
	}
	return nil
}
