package commons

import (
	"context"
	"slices"
	"strconv"

	"github.com/tongxue-edu/tongxue/internal/index"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Facets are how many of the versions found have which value. When there are more than MaxCount, the first MaxCount in the static order
// were counted and every number says at least so many.
type Facets struct {
	Subject, Stage, Grade, Edition, Volume map[string]int
	Practice, Video                        int
	Total                                  int
	More                                   bool
}

// Facets counts what a query finds.
func (s *Service) Facets(ctx context.Context, a *org.Actor, q Query) (Facets, error) {
	f := Facets{Subject: map[string]int{}, Stage: map[string]int{}, Grade: map[string]int{}, Edition: map[string]int{}, Volume: map[string]int{}}
	p, err := s.plan(ctx, a, q)
	if err != nil || p.never {
		return f, err
	}
	read, err := s.candidates(ctx, p, -1, MaxCount)
	if err != nil {
		return f, err
	}
	rows, err := s.briefs(ctx, p.scope, read.hits)
	for _, r := range rows {
		f.Subject[r.subject]++
		f.Stage[r.stage]++
		f.Grade[strconv.Itoa(r.grade)]++
		if r.edition != "" {
			f.Edition[s.edition(r.edition)]++
		}
		if r.volume != "" {
			f.Volume[s.volume(r.volume)]++
		}
		if r.items > 0 {
			f.Practice++
		}
	}
	f.Total, f.More = len(rows), !read.all
	if err != nil || f.Total == 0 {
		return f, err
	}
	f.Video, err = s.videos(ctx, p, q, f.Total)
	return f, err
}

// videos counts those of a query's versions that bring a video: all of them when that was asked for. What files a version has stands in
// the index, not in the rows that are counted.
func (s *Service) videos(ctx context.Context, p plan, q Query, all int) (int, error) {
	if slices.Contains(q.Has, HasVideo) {
		return all, nil
	}
	p.asked = p.asked.And(index.Tag{Kind: tagHas, Value: string(HasVideo)}.Of())
	read, err := s.candidates(ctx, p, -1, MaxCount)
	return len(read.hits), err
}
