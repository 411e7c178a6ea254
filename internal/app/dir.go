package app

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// ErrHeld says that another process has the data directory open.
var ErrHeld = errors.New("the data directory is in use by another tongxue")

// folder is the data directory: one process at a time has it open.
//
//	core.db record.db search.db   rows (SQLite)
//	blobs/                        files by SHA-256
//	uploads/                      files that are still coming
//	keys/                         secrets of this installation
//	copies/                       copies made before a migration
//	reached                       the moment that was reached (steady.go)
//	control.sock  lock            how commands reach the running server
type folder struct {
	path string
	lock *flock.Flock
}

func openFolder(path string) (*folder, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	for _, sub := range []string{"", "blobs", "uploads", "keys", "copies"} {
		if err := os.MkdirAll(filepath.Join(path, sub), 0o700); err != nil {
			return nil, fmt.Errorf("app: data directory: %w", err)
		}
	}
	l := flock.New(filepath.Join(path, "lock"))
	ok, err := l.TryLock()
	if err != nil {
		return nil, fmt.Errorf("app: lock: %w", err)
	}
	if !ok {
		return nil, ErrHeld
	}
	return &folder{path, l}, nil
}

func (f *folder) file(name string) string { return filepath.Join(f.path, name) }

func (f *folder) close() error { return f.lock.Unlock() }
