package blob

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// leftoverAge is how long a temporary file must have been untouched before it counts as left by a crash: another process of
// the product (a backup, an import) may be writing into the same directory just now.
const leftoverAge = time.Hour

// Dir is a Store in a directory: ROOT/sha256/ab/cdef…, and ROOT/sha256/*.tmp while something arrives.
type Dir struct {
	root string // ROOT/sha256

	// publish lets many Puts publish at once but none beside a Delete, so that a Put which finds its bytes already there
	// cannot lose them before it returns.
	publish sync.RWMutex
}

var _ Store = (*Dir)(nil)

// OpenDir opens or makes the store in root and removes what a crash left behind.
func OpenDir(root string) (*Dir, error) {
	d := &Dir{root: filepath.Join(root, "sha256")}
	if err := os.MkdirAll(d.root, 0o750); err != nil {
		return nil, wrapIO(err, "open")
	}
	if err := errors.Join(syncDir(root), d.sweep(time.Now().Add(-leftoverAge))); err != nil {
		return nil, wrapIO(err, "open")
	}
	return d, nil
}

// sweep removes temporary files last written before t.
func (d *Dir) sweep(t time.Time) error {
	names, err := filepath.Glob(filepath.Join(d.root, "*.tmp"))
	if err != nil {
		return err
	}
	for _, name := range names {
		if st, err := os.Stat(name); err == nil && st.Mode().IsRegular() && st.ModTime().Before(t) {
			if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	return nil
}

func (d *Dir) path(hash string) (string, error) {
	shard, rest, err := split(hash)
	return filepath.Join(d.root, shard, rest), err
}

// Put implements Store.
func (d *Dir) Put(ctx context.Context, r io.Reader, limit int64) (ref Ref, err error) {
	tmp, err := os.CreateTemp(d.root, "*.tmp")
	if err != nil {
		return Ref{}, wrapIO(err, "store")
	}
	defer func() {
		tmp.Close()
		if err != nil {
			ref = Ref{}
		}
		os.Remove(tmp.Name()) // after the rename there is nothing under this name
	}()
	if ref, err = spool(ctx, tmp, r, limit); err != nil {
		return ref, err
	}
	d.publish.RLock()
	defer d.publish.RUnlock()
	path, err := d.path(ref.Hash)
	if err != nil {
		return ref, err
	}
	if st, err := os.Stat(path); err == nil && st.Size() == ref.Size {
		// Whoever wrote it synced the file before giving it this name; the name itself may not be on disk yet.
		if err := touch(path); err != nil {
			return ref, wrapIO(err, "store")
		}
		return ref, wrapIO(d.syncNames(path), "store")
	}
	if err := tmp.Sync(); err != nil {
		return ref, wrapIO(err, "store")
	}
	if err := tmp.Close(); err != nil {
		return ref, wrapIO(err, "store")
	}
	if err := os.Mkdir(filepath.Dir(path), 0o750); err != nil && !errors.Is(err, fs.ErrExist) {
		return ref, wrapIO(err, "store")
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		// Windows refuses to replace a file that is being read; the same bytes under the name are as good.
		if st, statErr := os.Stat(path); statErr != nil || st.Size() != ref.Size {
			return ref, wrapIO(err, "store")
		}
	}
	return ref, wrapIO(d.syncNames(path), "store")
}

// touch makes now the time of the last Put, so that DeleteIdle leaves the file alone. The caller holds publish.
func touch(path string) error {
	now := time.Now()
	return os.Chtimes(path, now, now)
}

// syncNames makes the blob's name and its folder's name survive a power cut.
func (d *Dir) syncNames(path string) error {
	if err := syncDir(filepath.Dir(path)); err != nil {
		return err
	}
	return syncDir(d.root)
}

// Open implements Store.
func (d *Dir) Open(_ context.Context, hash string) (io.ReadSeekCloser, int64, error) {
	path, err := d.path(hash)
	if err != nil {
		return nil, 0, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, 0, d.missing(err, hash)
	}
	st, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, 0, wrapIO(err, "open")
	}
	return f, st.Size(), nil
}

// Stat implements Store.
func (d *Dir) Stat(_ context.Context, hash string) (Ref, error) {
	path, err := d.path(hash)
	if err != nil {
		return Ref{}, err
	}
	st, err := os.Stat(path)
	if err != nil {
		return Ref{}, d.missing(err, hash)
	}
	return Ref{Hash: hash, Size: st.Size()}, nil
}

func (d *Dir) missing(err error, hash string) error {
	if errors.Is(err, fs.ErrNotExist) {
		return notFound(hash, err)
	}
	return wrapIO(err, "open")
}

// Delete implements Store.
func (d *Dir) Delete(_ context.Context, hash string) error {
	path, err := d.path(hash)
	if err != nil {
		return err
	}
	d.publish.Lock()
	defer d.publish.Unlock()
	switch err := os.Remove(path); {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return wrapIO(err, "delete")
	}
	return wrapIO(syncDir(filepath.Dir(path)), "delete")
}

// DeleteIdle implements Store. No Put publishes between the look at the time and the removal.
func (d *Dir) DeleteIdle(_ context.Context, hash string, before time.Time) (bool, error) {
	path, err := d.path(hash)
	if err != nil {
		return false, err
	}
	d.publish.Lock()
	defer d.publish.Unlock()
	st, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, wrapIO(err, "delete")
	}
	if !st.ModTime().Before(before) {
		return false, nil
	}
	if err := os.Remove(path); err != nil {
		return false, wrapIO(err, "delete")
	}
	return true, wrapIO(syncDir(filepath.Dir(path)), "delete")
}

// Walk implements Store. Files that are not blobs are passed over: an operator may have put a note there.
func (d *Dir) Walk(ctx context.Context, f func(Ref) error) error {
	shards, err := os.ReadDir(d.root) // sorted by name
	if err != nil {
		return wrapIO(err, "walk")
	}
	for _, shard := range shards {
		if !shard.IsDir() {
			continue
		}
		files, err := os.ReadDir(filepath.Join(d.root, shard.Name()))
		if err != nil {
			return wrapIO(err, "walk")
		}
		for _, file := range files {
			if err := ctx.Err(); err != nil {
				return err
			}
			h := shard.Name() + file.Name()
			if len(shard.Name()) != 2 || !isHex(h) {
				continue
			}
			st, err := file.Info()
			if errors.Is(err, fs.ErrNotExist) {
				continue
			} else if err != nil {
				return wrapIO(err, "walk")
			}
			if err := f(Ref{Hash: prefix + h, Size: st.Size()}); err != nil {
				return err
			}
		}
	}
	return nil
}

// Verify implements Store.
func (d *Dir) Verify(ctx context.Context, hash string) error { return verify(ctx, d, hash) }

// String names the store for doctor and logs.
func (d *Dir) String() string {
	return "dir:" + strings.TrimSuffix(d.root, string(filepath.Separator)+"sha256")
}
