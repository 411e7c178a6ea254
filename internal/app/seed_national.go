package app

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/exchange/invent"
	"github.com/tongxue-edu/tongxue/preset"
	"github.com/tongxue-edu/tongxue/spec/smartedu"
)

// national is an invented catalogue of the national platform in two states, so that pages show books, chapters, a queue of tags, a
// tombstone and a log.
func (s *seeder) national(ctx context.Context) error {
	books, err := preset.Books()
	if err != nil {
		return err
	}
	at := clock.Local(s.a.Org.Now() - 30*day24)
	for state := 1; state <= 2; state++ {
		if err := s.a.Exchange.BringMade(ctx, invent.Catalogue(books, s.a.subjectName, state, at)); err != nil {
			return err
		}
	}
	a, err := s.actor(ctx, "sys")
	if err != nil {
		return err
	}
	return s.a.Exchange.Answer(ctx, a, smartedu.DimensionEdition, invent.TagOf("示例艺术版"), "示例艺术版", []string{"示例艺术版"})
}
