package cli

import (
	"context"
	"strings"
	"unicode"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/index"
)

// recallPages is how far a result is walked: a query with more matches is compared on its first pages only, and by its count.
const recallPages = 100

// sampled is a query with what a plain reading of all lessons finds.
type sampled struct {
	q     commons.Query
	words []string
	want  map[int]bool
}

// recall reads every lesson as text and compares.
func recall(ctx context.Context, s *stock, queries map[string][]commons.Query, res *searchResult) error {
	var sample []*sampled
	for _, name := range []string{"one character", "two characters", "two characters, filter", "three words", "phrase", "phrase, filters"} {
		all := queries[name]
		for i := 0; i < len(all); i += max(1, len(all)/12) {
			sample = append(sample, &sampled{q: all[i], words: index.Words(all[i].Text), want: map[int]bool{}})
		}
	}
	for n := range s.n {
		l := s.lessons.Lesson(n)
		if !s.seen(l) {
			continue
		}
		text := index.Fold(strings.Join([]string{l.Title, l.Chapter, l.Text}, "\n"))
		for _, x := range sample {
			if passes(x.q, l.Subject, l.Stage, l.Edition, l.Volume, l.Grade, l.Practice, l.Video) && holdsAll(text, x.words) {
				x.want[n] = true
			}
		}
	}
	for _, x := range sample {
		if err := walk(ctx, s, x, res); err != nil {
			return err
		}
	}
	res.Checked = len(sample)
	return nil
}

func passes(q commons.Query, subject, stage, edition, volume string, grade int, practice, video bool) bool {
	return (q.Subject == "" || q.Subject == subject) && (q.Stage == "" || q.Stage == stage) && (q.Edition == "" || q.Edition == edition) && (q.Volume == "" || q.Volume == volume) &&
		(q.Grade == 0 || q.Grade == grade) && (len(q.Has) == 0 || practice && video)
}

// holdsAll reads as a person does: the characters stand there; a word of letters is a whole word.
func holdsAll(text string, words []string) bool {
	for _, w := range words {
		i := strings.Index(text, w)
		if i < 0 {
			return false
		}
		if r := rune(w[0]); r < 0x80 && !wholeWord(text, w, i) {
			return false
		}
	}
	return true
}

func wholeWord(text, w string, at int) bool {
	letter := func(i int) bool {
		return i >= 0 && i < len(text) && text[i] < 0x80 && (unicode.IsLetter(rune(text[i])) || unicode.IsDigit(rune(text[i])))
	}
	for at >= 0 {
		if !letter(at-1) && !letter(at+len(w)) {
			return true
		}
		next := strings.Index(text[at+1:], w)
		if next < 0 {
			return false
		}
		at += 1 + next
	}
	return false
}

// walk goes through the pages of a result. One that ends within recallPages must hold every match; of a longer one the count says that
// there are as many as the plain reading found, up to its cap, and what was shown is all among them or beyond them.
func walk(ctx context.Context, s *stock, x *sampled, res *searchResult) error {
	got, more := 0, 0
	q := x.q
	total, capped := 0, false
	for page := range recallPages {
		f, err := s.a.Lessons.Search(ctx, s.teacher, q)
		if err != nil {
			return err
		}
		if page == 0 {
			total, capped = f.Total, f.More
		}
		for _, h := range f.Hits {
			if x.want[s.number(h.ID)] {
				got++
			} else {
				more++
			}
		}
		if q.After = f.Next; q.After == "" {
			break
		}
	}
	res.Matches += len(x.want)
	res.Beyond += more
	if q.After == "" {
		res.Missed += len(x.want) - got
	} else if !capped && total < len(x.want) || total < min(len(x.want), commons.MaxCount) {
		res.Missed += len(x.want) - total
	}
	return nil
}
