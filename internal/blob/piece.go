package blob

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// PieceSize is the unit of delivery: what a broken line costs at most, and what has a hash of its own.
const PieceSize int64 = 1 << 20

// Pieces reads stored bytes and gives the SHA-256 of each piece, 32 bytes one after another. The last piece may be shorter.
func Pieces(ctx context.Context, s Store, hash string) ([]byte, error) {
	r, _, err := s.Open(ctx, hash)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var out []byte
	for {
		h := sha256.New()
		n, err := io.CopyN(h, ctxReader{ctx, r}, PieceSize)
		if n > 0 {
			out = h.Sum(out)
		}
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, fmt.Errorf("blob: pieces of %s: %w", hash, err)
		}
	}
}

// mover is a store that can take a finished file without reading it.
type mover interface {
	move(path string, ref Ref) error
}

// Move stores a file that is complete and on disk, under the hash that its receiver computed. A directory of the same file system
// takes it by its name; every other store reads it, and then its hash must agree. The file may be gone afterwards.
func Move(ctx context.Context, s Store, path string, ref Ref) error {
	if m, ok := s.(mover); ok {
		if err := m.move(path, ref); err == nil || !errors.Is(err, errElsewhere) {
			return err
		}
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) { // moved before, by a run that was stopped then
		if st, statErr := s.Stat(ctx, ref.Hash); statErr == nil && st.Size == ref.Size {
			return nil
		}
	}
	if err != nil {
		return fmt.Errorf("blob: move: %w", err)
	}
	defer f.Close()
	got, err := s.Put(ctx, f, ref.Size)
	if err == nil && got != ref {
		return fmt.Errorf("%w: %s arrived as %s", ErrCorrupt, ref.Hash, got.Hash)
	}
	return err
}

// errElsewhere says that a file cannot be renamed into the store.
var errElsewhere = errors.New("blob: on another file system")

// move implements mover.
func (d *Dir) move(path string, ref Ref) error {
	to, err := d.path(ref.Hash)
	if err != nil {
		return err
	}
	st, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return errElsewhere
	}
	if err != nil {
		return wrapIO(err, "move")
	}
	if st.Size() != ref.Size {
		return fmt.Errorf("%w: %s has %d of %d bytes", ErrCorrupt, ref.Hash, st.Size(), ref.Size)
	}
	d.publish.RLock()
	defer d.publish.RUnlock()
	if st, err := os.Stat(to); err == nil && st.Size() == ref.Size {
		if err := touch(to); err != nil {
			return wrapIO(err, "move")
		}
		return wrapIO(d.syncNames(to), "move")
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o750); err != nil {
		return wrapIO(err, "move")
	}
	if err := os.Rename(path, to); err != nil {
		return fmt.Errorf("%w: %w", errElsewhere, err)
	}
	if err := touch(to); err != nil { // the file may have waited for days in the upload's folder
		return wrapIO(err, "move")
	}
	return wrapIO(d.syncNames(to), "move")
}

// WriteFile replaces a file so that a crash leaves the old one or the new one; tmp is a free name in the same folder.
func WriteFile(path, tmp string, b []byte) error {
	f, err := os.OpenFile(tmp, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return wrapIO(err, "write")
	}
	_, err = f.Write(b)
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(tmp, path)
	}
	if err == nil {
		err = syncDir(filepath.Dir(path))
	}
	if err != nil {
		_ = os.Remove(tmp)
	}
	return wrapIO(err, "write")
}

// NoRoom turns an error of the file system into a fault as the stores do: no room is Full, all else stays what it is.
func NoRoom(err error, doing string) error { return wrapIO(err, doing) }
