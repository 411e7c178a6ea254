package exchange

import (
	"context"
	"errors"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/db"
)

// HarvestUntil harvests a module and dies after so many slices, as a process that is killed. It returns how many were written.
func HarvestUntil(ctx context.Context, s *Service, name string, slices int) (int, error) {
	m, _ := moduleNamed(name)
	n := 0
	_, err := s.harvest(ctx, nil, m, s.Source, false, func(*db.Tx, int, int) error {
		if n == slices {
			return errors.New("killed")
		}
		n++
		return nil
	})
	return n, err
}

// Unpacked is a stored body as text.
func Unpacked(t *testing.T, b []byte) string {
	t.Helper()
	out, err := unpack(b)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// Plain is a title as it is compared.
func Plain(s string) string { return plain(s) }

// FetchSets brings topics, papers and courses up to date as the job does, and gives the number of rows that differed.
func FetchSets(ctx context.Context, s *Service) (int, error) {
	_, rows, err := s.fetchSets(ctx, s.Source, s.now()-lessonAge, setsAtOnce)
	return rows, err
}
