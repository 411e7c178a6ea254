package upload

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// Life is how long an upload waits for its next bytes before it is swept, and how long a finished one is remembered.
const Life = 48 * time.Hour

// MaxOpen is how many unfinished uploads one owner may have.
const MaxOpen = 20

// ID names an upload.
type ID = id.Of[Upload]

// Upload is how far a file has come.
type Upload struct {
	ID      ID           `json:"id"`
	Owner   id.Any       `json:"owner"`  // who sends it
	Target  string       `json:"target"` // what it is for, as its maker names it
	Name    string       `json:"name"`   // as the browser sent it
	Stamp   string       `json:"stamp"`  // by which the browser knows the file again; letters, digits and hyphens
	Size    int64        `json:"size"`
	Offset  int64        `json:"offset"` // durable bytes
	Expires clock.Micros `json:"expires"`
	Done    string       `json:"done,omitempty"` // what it became, for its maker
	Hasher  hasher       `json:"hasher"`
}

// Complete reports whether all bytes are there.
func (u Upload) Complete() bool { return u.Offset == u.Size }

// Ref is the hash and size of a complete upload.
func (u Upload) Ref() blob.Ref { return blob.Ref{Hash: u.Hasher.sum(), Size: u.Size} }

// Pieces are the hashes of the pieces of a complete upload.
func (u Upload) Pieces() []byte { return u.Hasher.pieces() }

// Store keeps uploads in a folder. It is safe for concurrent use in one process.
type Store struct {
	dir   string
	clock clock.Clock

	mu   sync.Mutex
	busy map[ID]func() // who appends or finishes, and how to interrupt them
}

// Open opens or makes the folder and sweeps what has expired.
func Open(dir string, c clock.Clock) (*Store, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("upload: %w", err)
	}
	s := &Store{dir: dir, clock: c, busy: map[ID]func(){}}
	_, err := s.Sweep()
	return s, err
}

func (s *Store) path(u ID, ending string) string { return filepath.Join(s.dir, u.String()+ending) }

func missing(cause error) error {
	return fault.Wrap(cause, fault.NotFound, "没有这次上传，或已过期，请重新选择文件")
}

// Create begins an upload of a known size. Faults: Invalid, TooMany, Full.
func (s *Store) Create(owner id.Any, target, name, stamp string, size int64) (Upload, error) {
	if size <= 0 {
		return Upload{}, fault.Fieldsf(fault.Field{Name: "file", Message: "文件是空的"})
	}
	all, err := s.of(owner)
	if err != nil {
		return Upload{}, err
	}
	open := 0
	for _, u := range all {
		if u.Done == "" {
			open++
		}
	}
	if open >= MaxOpen {
		return Upload{}, fault.New(fault.TooMany, "未完成的上传太多，请先续传或取消")
	}
	u := Upload{ID: id.New[Upload](), Owner: owner, Target: target, Name: name, Stamp: stamp, Size: size, Hasher: newHasher()}
	f, err := os.OpenFile(s.path(u.ID, ".bin"), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return Upload{}, blob.NoRoom(err, "upload")
	}
	if err := f.Close(); err != nil {
		return Upload{}, blob.NoRoom(err, "upload")
	}
	if err := s.save(&u); err != nil {
		s.forget(u.ID)
		return Upload{}, err
	}
	return u, nil
}

// Get reads an upload of its owner; another's is NotFound.
func (s *Store) Get(owner id.Any, u ID) (Upload, error) {
	got, err := s.load(u)
	if err != nil {
		return Upload{}, err
	}
	if got.Owner != owner || got.Expires <= clock.At(s.clock.Now()) {
		return Upload{}, missing(nil)
	}
	return got, nil
}

// Unfinished lists the owner's unfinished uploads for a target, for a page that offers to go on.
func (s *Store) Unfinished(owner id.Any, target string) ([]Upload, error) {
	all, err := s.of(owner)
	var out []Upload
	for _, u := range all {
		if u.Target == target && u.Done == "" {
			out = append(out, u)
		}
	}
	return out, err
}

func (s *Store) of(owner id.Any) ([]Upload, error) {
	var out []Upload
	err := s.each(func(u Upload) error {
		if u.Owner == owner && u.Expires > clock.At(s.clock.Now()) {
			out = append(out, u)
		}
		return nil
	})
	return out, err
}

// Waiting is the number of bytes that an owner has announced and not finished, for quotas.
func (s *Store) Waiting(owner id.Any) (n int64, err error) {
	all, err := s.of(owner)
	for _, u := range all {
		if u.Done == "" {
			n += u.Size
		}
	}
	return n, err
}

func (s *Store) each(f func(Upload) error) error {
	names, err := filepath.Glob(filepath.Join(s.dir, "*.json"))
	if err != nil {
		return fmt.Errorf("upload: %w", err)
	}
	for _, name := range names {
		u, err := id.Parse[Upload](strings.TrimSuffix(filepath.Base(name), ".json"))
		if err != nil {
			continue // an operator may have put a note there
		}
		got, err := s.load(u)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err == nil {
			err = f(got)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Remove ends an upload and frees its bytes; one that is gone already is no error.
func (s *Store) Remove(owner id.Any, u ID) error {
	if _, err := s.Get(owner, u); err != nil {
		return err
	}
	release, err := s.take(u, nil)
	if err != nil {
		return err
	}
	defer release()
	s.forget(u)
	return nil
}

// Purge removes what is complete and has a hash, whoever sent it, and returns how many there were. What is not complete yet has no hash;
// whoever takes it at its end asks again.
func (s *Store) Purge(hash string) (n int, err error) {
	err = s.each(func(u Upload) error {
		if !u.Complete() || u.Ref().Hash != hash {
			return nil
		}
		release, err := s.take(u.ID, nil)
		if err != nil {
			return err
		}
		defer release()
		s.forget(u.ID)
		n++
		return nil
	})
	return n, err
}

func (s *Store) forget(u ID) {
	for _, ending := range []string{".bin", ".json", ".tmp"} {
		_ = os.Remove(s.path(u, ending)) // what stays is swept
	}
}

// Sweep removes what has expired or belongs to no state, and returns how many files went.
func (s *Store) Sweep() (int, error) {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return 0, fmt.Errorf("upload: %w", err)
	}
	n := 0
	for _, e := range entries {
		base, _, ok := strings.Cut(e.Name(), ".")
		u, err := id.Parse[Upload](base)
		if !ok || err != nil {
			continue
		}
		got, err := s.load(u)
		if err == nil && got.Expires > clock.At(s.clock.Now()) {
			continue
		}
		if err != nil && !fault.Is(err, fault.NotFound) {
			return n, err
		}
		if info, err := e.Info(); err != nil || got.ID.IsZero() && time.Since(info.ModTime()) < time.Hour {
			continue // just being made
		}
		release, err := s.take(u, nil)
		if err != nil {
			continue
		}
		if os.Remove(filepath.Join(s.dir, e.Name())) == nil {
			n++
		}
		release()
	}
	return n, nil
}

// patience is how long a newcomer waits for whoever held the upload before: a line that died without a word holds it until it is told.
const patience = 5 * time.Second

// take makes the caller the only one who changes an upload. Whoever changes it now is interrupted: that is mostly the same browser
// whose line broke. interrupt may be nil for somebody who is soon done.
func (s *Store) take(u ID, interrupt func()) (release func(), err error) {
	for until := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		s.mu.Lock()
		held, busy := s.busy[u]
		if !busy {
			s.busy[u] = interrupt
			s.mu.Unlock()
			return func() { s.mu.Lock(); defer s.mu.Unlock(); delete(s.busy, u) }, nil
		}
		s.mu.Unlock()
		if held != nil {
			held()
		}
		if time.Now().After(until) {
			return nil, fault.New(fault.Conflict, "这个文件正在另一个窗口上传")
		}
	}
}

func (s *Store) load(u ID) (Upload, error) {
	b, err := os.ReadFile(s.path(u, ".json"))
	if errors.Is(err, fs.ErrNotExist) {
		return Upload{}, missing(err)
	}
	if err != nil {
		return Upload{}, fmt.Errorf("upload: %w", err)
	}
	var got Upload
	if err := json.Unmarshal(b, &got); err != nil || got.ID != u || got.Offset < 0 || got.Offset > got.Size {
		return Upload{}, missing(fmt.Errorf("upload: state of %s: %w", u, err))
	}
	return got, nil
}

// save writes the state so that a crash leaves the old one or the new one.
func (s *Store) save(u *Upload) error {
	u.Expires = clock.At(s.clock.Now().Add(Life))
	b, err := json.Marshal(u)
	if err != nil {
		return fmt.Errorf("upload: %w", err)
	}
	return blob.WriteFile(s.path(u.ID, ".json"), s.path(u.ID, ".tmp"), b)
}
