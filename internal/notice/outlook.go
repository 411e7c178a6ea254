package notice

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Outlook is whom a draft would reach if it were sent now.
type Outlook struct {
	People   int          // inbox rows
	Children int          // for guardians: whom it is about
	Alone    int          // children without any guardian known here: they get a slip
	Held     int          // people who would get it in the morning
	Morning  clock.Micros // when the last of them would; clock.Forever when the clock cannot be right
}

// Outlook looks ahead for a draft of the author's own. Verb notice.send at its place.
func (s *Service) Outlook(ctx context.Context, a *org.Actor, n NoticeID) (Outlook, error) {
	row, err := s.Notice(ctx, a, n)
	if err != nil {
		return Outlook{}, err
	}
	who, err := s.resolve(ctx, row)
	if err != nil {
		return Outlook{}, err
	}
	now := s.now()
	out := Outlook{People: len(who.people), Children: len(who.children)}
	reached := map[org.PersonID]bool{}
	for _, p := range who.people {
		if open := p.hours.Open(now); open > now {
			out.Held++
			out.Morning = max(out.Morning, open)
		}
		for _, c := range p.children {
			reached[c] = true
		}
	}
	for _, c := range who.children {
		if !reached[c] {
			out.Alone++
		}
	}
	return out, nil
}

// Pickable lists by name the people whom an author may pick in a class: its pupils; in a unit: its staff. Verb notice.send there.
func (s *Service) Pickable(ctx context.Context, a *org.Actor, n org.Node) ([]org.Enrolled, error) {
	if err := s.Org.Must(ctx, a, org.NoticeSend, n); err != nil {
		return nil, err
	}
	at, err := s.place(ctx, n)
	if err != nil {
		return nil, err
	}
	now := s.now()
	if !at.class.IsZero() {
		return s.Org.Roster(ctx, at.class, now)
	}
	staff, err := s.Org.StaffAt(ctx, n, now)
	if err != nil || len(staff) > maxPicked {
		return nil, err
	}
	names, err := s.Org.Names(ctx, staff)
	out := make([]org.Enrolled, len(staff))
	for i, p := range staff {
		out[i] = org.Enrolled{Person: p, Name: names[p]}
	}
	return out, err
}

// IsClass reports whether a place is a class.
func (s *Service) IsClass(ctx context.Context, n org.Node) (bool, error) {
	at, err := s.place(ctx, n)
	return !at.class.IsZero(), err
}
