package prep

import (
	"context"
	"errors"
	"slices"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Made is how a version of a work came of a co-preparation; the zero value for a lesson made alone.
type Made struct {
	Session  ID // none when the reader may not open it
	Lead     org.PersonID
	Finished clock.Micros
	Gave     []Given // the lead first
	Ours     bool    // the reader was the lead or a member; others with PrepRead at the school have the finished page
}

// Given is what one person gave of the text as it stands.
type Given struct {
	Person org.PersonID
	Pieces []Piece
}

const (
	selMade db.SQL = `-- unscoped: how a version came to be that the caller has read; the session's id is shown only to those who may open it
SELECT id, owner, lead, finished FROM prep_session WHERE work = ? AND state = 'done' AND finished <= ? ORDER BY finished DESC, id DESC LIMIT 1`
	isWithin db.SQL = `-- unscoped: whether the actor was asked to the session
SELECT COUNT(*) FROM prep_member WHERE session = ? AND person = ?`
)

// MadeOf tells how a version, which the caller has read, came of the last co-preparation that was done when it was submitted. Paragraphs
// that the version does not have stay with the session.
func (s *Service) MadeOf(ctx context.Context, a *org.Actor, v commons.Version) (Made, error) {
	r := s.core.Reader(ctx)
	var m Made
	var owner org.UnitID
	m, err := db.One(r, selMade, func(r db.Row) (m Made, err error) {
		return m, r.Scan(&m.Session, &owner, &m.Lead, &m.Finished)
	}, v.Work, v.Submitted)
	if errors.Is(err, db.ErrNone) {
		return Made{}, nil
	}
	if err != nil {
		return Made{}, err
	}
	pieces, err := s.Pieces(ctx, m.Session)
	if err != nil {
		return Made{}, err
	}
	m.Gave = gave(m.Lead, pieces, v.Body)
	within, err := db.One(r, isWithin, db.Value[int], m.Session, a.Person)
	if err != nil {
		return Made{}, err
	}
	m.Ours = (m.Lead == a.Person || within > 0) && a.Has(org.LessonMake)
	if !m.Ours && !(a.Has(org.PrepRead) && s.org.Must(ctx, a, org.PrepRead, id.As[any](owner)) == nil) {
		m.Session = ID{}
	}
	return m, nil
}

// gave groups the paragraphs that still stand in a text by who gave them, the lead first, the others in the order of the text.
func gave(lead org.PersonID, pieces []Piece, body string) []Given {
	there := map[string]bool{}
	for _, q := range Parts(body) {
		there[q] = true
	}
	out := []Given{{Person: lead}}
	for _, p := range pieces {
		if !there[p.Text] {
			continue
		}
		i := slices.IndexFunc(out, func(g Given) bool { return g.Person == p.From })
		if i < 0 {
			i, out = len(out), append(out, Given{Person: p.From})
		}
		out[i].Pieces = append(out[i].Pieces, p)
	}
	return out
}
