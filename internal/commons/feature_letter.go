package commons

import (
	"context"
	"slices"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// FeatureStep is what a letter about a proposal says.
type FeatureStep string

// The letters.
const (
	LetterAsked    FeatureStep = "asked"    // to judges: a proposal waits for two of other schools
	LetterDiffer   FeatureStep = "differ"   // to judges of the unit: two differ, a third decides
	LetterFeatured FeatureStep = "featured" // to the author
	LetterClosed   FeatureStep = "closed"   // to the author
)

// FeatureLetter is what is told about a proposal. Words are the judges' reasons without their names, for the author.
type FeatureLetter struct {
	Feature
	Step  FeatureStep
	From  org.PersonID
	To    []org.PersonID
	Words []string
}

// askMost is how many judges are written to: a region has hundreds of reviewers, and everybody who may judge finds the proposal in the list.
const askMost = 20

// askMostUnits is how many units below are looked through for judges.
const askMostUnits = 60

// judgesFor are reviewers who may vote on a proposal, those of its unit first, then with below those of the units below; never who has a
// part in it.
func (s *Service) judgesFor(ctx context.Context, f Feature, votes []Vote, below bool) ([]org.PersonID, error) {
	makers, err := s.makersOf(ctx, f.Work, f.Author)
	if err != nil {
		return nil, err
	}
	barred := append([]org.PersonID{f.Proposer, f.Author}, makers...)
	for _, v := range votes {
		barred = append(barred, v.person)
	}
	nodes := []org.Node{nodeOf(f.Owner)}
	if below {
		units, err := s.org.UnitsBelow(ctx, nodeOf(f.Owner))
		if err != nil {
			return nil, err
		}
		for _, u := range units[:min(len(units), askMostUnits)] {
			if u.ID != f.School && u.ID != f.Owner {
				nodes = append(nodes, u.Node())
			}
		}
	}
	now := s.now()
	var out []org.PersonID
	for _, n := range nodes {
		all, err := s.org.AbleAt(ctx, org.LessonReview, n, now)
		if err != nil {
			return nil, err
		}
		var who []org.PersonID
		for _, x := range all {
			if x.At == n && !slices.Contains(barred, x.Person) && !slices.Contains(out, x.Person) {
				who = append(who, x.Person)
			}
		}
		homes, err := s.org.HomeOf(ctx, who)
		if err != nil {
			return nil, err
		}
		for _, p := range who {
			if homes[p] != f.School {
				out = append(out, p)
			}
		}
		if len(out) >= askMost {
			return out[:askMost], nil
		}
	}
	return out, nil
}

// tellJudges writes a letter in the transaction of what it tells.
func (s *Service) tellJudges(tx *db.Tx, l FeatureLetter) error {
	if s.review.Judged == nil || len(l.To) == 0 {
		return nil
	}
	return s.review.Judged(tx, l)
}

// LetterID names the letter of a step, so that it is told once.
func (l FeatureLetter) LetterID() id.Any { return id.Named[any](l.ID, string(l.Step)) }
