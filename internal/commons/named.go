package commons

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/tongxue-edu/tongxue/internal/db"
)

const (
	eachFile db.SQL = `-- unscoped: the sweep asks which bytes are named; nobody is shown them
SELECT hash FROM work_file`

	eachVersion db.SQL = `-- unscoped: the sweep asks which bytes are named; nobody is shown them
SELECT files FROM work_version WHERE files <> '[]'`

	eachMaterial db.SQL = `-- unscoped: the sweep asks which bytes are named; nobody is shown them
SELECT hash FROM class_material WHERE expires > ?`
)

// EachBlob calls f with the hash of every file that a draft, a version in whatever state or a class's material names. Material that has
// ended with its term names nothing any more.
func (s *Service) EachBlob(ctx context.Context, f func(hash string) error) error {
	x := s.core.Reader(ctx)
	if err := db.EachValue(x, eachFile, f); err != nil {
		return err
	}
	if err := db.EachValue(x, eachMaterial, f, s.now()); err != nil {
		return err
	}
	return db.EachValue(x, eachVersion, func(raw string) error {
		var files []struct{ Hash string }
		if err := json.Unmarshal([]byte(raw), &files); err != nil {
			return fmt.Errorf("commons: files of a version: %w", err)
		}
		for _, file := range files {
			if err := f(file.Hash); err != nil {
				return err
			}
		}
		return nil
	})
}
