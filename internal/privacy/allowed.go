package privacy

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// stands is how every purpose stands for each of the people: five queries, however many they are. Somebody who is no pupil has
// nothing needed and nothing said, except what was said about them.
func (s *Service) stands(ctx context.Context, people []org.PersonID) (map[org.PersonID][]Stand, error) {
	k, err := s.known(ctx, people)
	if err != nil {
		return nil, err
	}
	lists := map[org.UnitID][]Purpose{} // schools of one page: few
	out := make(map[org.PersonID][]Stand, len(people))
	for _, p := range people {
		school := k.school[p]
		list, ok := lists[school]
		if !ok {
			if list, err = s.purposesAt(ctx, school); err != nil {
				return nil, err
			}
			lists[school] = list
		}
		for _, purpose := range list {
			out[p] = append(out[p], k.stand(p, purpose))
		}
	}
	return out, nil
}

func (s *Service) purposesAt(ctx context.Context, school org.UnitID) ([]Purpose, error) {
	node := org.Node(school)
	if school.IsZero() {
		u, err := s.Org.RegionUnit(ctx)
		if err != nil {
			return nil, err
		}
		node = u.Node()
	}
	return s.Purposes(ctx, node)
}

// known is what the rules go by.
type known struct {
	young  map[org.PersonID]bool
	school map[org.PersonID]org.UnitID
	said   map[org.PersonID][]Consent // newest of each voice and purpose, of voices that count
}

func (s *Service) known(ctx context.Context, people []org.PersonID) (known, error) {
	now := s.now()
	k := known{map[org.PersonID]bool{}, map[org.PersonID]org.UnitID{}, map[org.PersonID][]Consent{}}
	places, err := s.Org.PlacesOf(ctx, people, now)
	if err != nil {
		return k, err
	}
	for _, p := range places {
		k.school[p.Person] = p.School
		if p.Stage == org.Primary || p.Stage == org.Junior {
			k.young[p.Person] = true // until the date of birth says otherwise
		}
	}
	profiles, err := s.Org.Profiles(ctx, people)
	if err != nil {
		return k, err
	}
	for p, profile := range profiles {
		if under, ok := profile.Under(Age, now); ok {
			k.young[p] = under
		}
	}
	wards, err := s.Org.GuardiansOf(ctx, people, now)
	if err != nil {
		return k, err
	}
	return k, s.voices(ctx, &k, people, wards)
}

// voices keeps the newest word of each voice: paper, and those who are guardians now.
func (s *Service) voices(ctx context.Context, k *known, people []org.PersonID, wards []org.Ward) error {
	guards := map[org.Ward]bool{}
	for _, w := range wards {
		guards[w] = true
	}
	return db.Each(s.Core.Reader(ctx), selConsents, func(r db.Row) error {
		c, err := scanConsent(r)
		if err != nil || !c.Giver.IsZero() && !guards[org.Ward{Guardian: c.Giver, Child: c.Person}] {
			return err
		}
		said := k.said[c.Person]
		for i, old := range said {
			if old.Purpose == c.Purpose && old.voice() == c.voice() {
				said = append(said[:i:i], said[i+1:]...)
				break
			}
		}
		k.said[c.Person] = append(said, c)
		return nil
	}, db.IDs(people))
}

// stand applies the rules: one refusal outweighs any consent; a consent counts for the text that it was given to.
func (k known) stand(p org.PersonID, purpose Purpose) Stand {
	st := Stand{Purpose: purpose, Needed: k.young[p] && !purpose.Basic}
	for _, c := range k.said[p] {
		if c.Purpose != purpose.Code {
			continue
		}
		st.Said = append(st.Said, c)
		switch {
		case c.State != Given:
			st.State = Refused
		case c.Version < purpose.Version:
			st.Stale = true
		case st.State == Unsaid:
			st.State = Given
		}
	}
	return st
}

// Allowed reports whether a purpose may be pursued with a person: for a pupil what results from the guardians' words, for a guardian
// whether they themselves said no for every child they have, for anybody else yes. A purpose that is in no list is not allowed.
func (s *Service) Allowed(ctx context.Context, p org.PersonID, purpose string) (bool, error) {
	not, err := s.without(ctx, []org.PersonID{p}, purpose)
	if err != nil || not[p] {
		return false, err
	}
	children, err := s.Org.WardsOf(ctx, []org.PersonID{p}, s.now())
	if err != nil || len(children) == 0 {
		return err == nil, err
	}
	said, err := db.All(s.Core.Reader(ctx), selSaid, scanConsent, p, purpose)
	if err != nil {
		return false, err
	}
	last := map[org.PersonID]string{}
	for _, c := range said {
		last[c.Person] = c.State
	}
	for _, w := range children {
		if state := last[w.Child]; state != Refused && state != Withdrawn {
			return true, nil
		}
	}
	return false, nil
}

// without are those of the people with whom a purpose may not be pursued.
func (s *Service) without(ctx context.Context, people []org.PersonID, purpose string) (map[org.PersonID]bool, error) {
	all, err := s.stands(ctx, people)
	if err != nil {
		return nil, err
	}
	out := map[org.PersonID]bool{}
	for p, list := range all {
		ok := false
		for _, st := range list {
			ok = ok || st.Code == purpose && st.Allowed()
		}
		if !ok {
			out[p] = true
		}
	}
	return out, nil
}

// Withheld are those of the people whose learning records do not leave the house: a guardian refused, or nobody consented for a pupil
// under 14. It asks a handful of indexed queries for a whole page of people. Unknown ids are not withheld: they are nobody's here.
func (s *Service) Withheld(ctx context.Context, people []org.PersonID) (map[org.PersonID]bool, error) {
	return s.without(ctx, people, Forwarding)
}
