package blob_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/blob/blobtest"
	"github.com/tongxue-edu/tongxue/internal/fault"
)

func openDir(t *testing.T, root string) *blob.Dir {
	t.Helper()
	d, err := blob.OpenDir(root)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDir(t *testing.T) {
	blobtest.Run(t, func(t *testing.T) blob.Store { return openDir(t, t.TempDir()) })
}

// files lists every file below root, relative to it.
func files(t *testing.T, root string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(root, func(p string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			names = append(names, p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestLeftoversOfACrashAreSwept(t *testing.T) {
	root := t.TempDir()
	d := openDir(t, root)
	ref, err := d.Put(t.Context(), bytes.NewReader([]byte("kept")), 10)
	if err != nil {
		t.Fatal(err)
	}
	old, busy := filepath.Join(root, "sha256", "111.tmp"), filepath.Join(root, "sha256", "222.tmp")
	for _, p := range []string{old, busy} {
		if err := os.WriteFile(p, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	yesterday := time.Now().Add(-24 * time.Hour)
	if err := os.Chtimes(old, yesterday, yesterday); err != nil {
		t.Fatal(err)
	}
	openDir(t, root)
	if _, err := os.Stat(old); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the leftover is still there: %v", err)
	}
	if _, err := os.Stat(busy); err != nil {
		t.Errorf("a file that another process is writing went away: %v", err)
	}
	if err := d.Verify(t.Context(), ref.Hash); err != nil {
		t.Error(err)
	}
}

func TestRefusedUploadsLeaveNoFile(t *testing.T) {
	root := t.TempDir()
	d := openDir(t, root)
	if _, err := d.Put(t.Context(), bytes.NewReader(make([]byte, 100)), 10); !fault.Is(err, fault.TooLarge) {
		t.Fatal(err)
	}
	if got := files(t, root); len(got) != 0 {
		t.Errorf("left: %v", got)
	}
}

func TestVerifyFindsAChangedByte(t *testing.T) {
	root := t.TempDir()
	d := openDir(t, root)
	ref, err := d.Put(t.Context(), bytes.NewReader([]byte("课文")), 10)
	if err != nil {
		t.Fatal(err)
	}
	path := files(t, root)[0]
	if err := os.WriteFile(path, []byte("课汶"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := d.Verify(t.Context(), ref.Hash); !errors.Is(err, blob.ErrCorrupt) {
		t.Errorf("same size, other bytes: %v", err)
	}
	// A torn file of another size is mended by storing the bytes again.
	if err := os.Truncate(path, 2); err != nil {
		t.Fatal(err)
	}
	if err := d.Verify(t.Context(), ref.Hash); !errors.Is(err, blob.ErrCorrupt) {
		t.Errorf("torn: %v", err)
	}
	if _, err := d.Put(t.Context(), bytes.NewReader([]byte("课文")), 10); err != nil {
		t.Fatal(err)
	}
	if err := d.Verify(t.Context(), ref.Hash); err != nil {
		t.Errorf("after storing again: %v", err)
	}
}

// A Put that returned must find its bytes unless a Delete started after it did.
func TestPutBesideDelete(t *testing.T) {
	d := openDir(t, t.TempDir())
	b := []byte("wanted and unwanted")
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 50 {
				if _, err := d.Put(context.Background(), bytes.NewReader(b), 100); err != nil {
					t.Error(err)
				}
				if err := d.Delete(context.Background(), blob.Hash(b)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if _, err := d.Put(t.Context(), bytes.NewReader(b), 100); err != nil {
		t.Fatal(err)
	}
	if err := d.Verify(t.Context(), blob.Hash(b)); err != nil {
		t.Error(err)
	}
}

func TestWalkPassesOverStrangers(t *testing.T) {
	root := t.TempDir()
	d := openDir(t, root)
	if err := os.MkdirAll(filepath.Join(root, "sha256", "ab"), 0o750); err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{"sha256/README", "sha256/ab/notes.txt", "lost+found"} {
		if err := os.WriteFile(filepath.Join(root, p), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Walk(t.Context(), func(r blob.Ref) error { t.Errorf("saw %+v", r); return nil }); err != nil {
		t.Error(err)
	}
}

func BenchmarkDirPut(b *testing.B) {
	d, err := blob.OpenDir(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	body := blobtest.Random(3, 1<<20)
	b.SetBytes(int64(len(body)))
	for i := 0; b.Loop(); i++ {
		body[0], body[1], body[2] = byte(i), byte(i>>8), byte(i>>16)
		if _, err := d.Put(b.Context(), bytes.NewReader(body), blob.Unlimited); err != nil {
			b.Fatal(err)
		}
	}
}

// TestPutRenews: bytes that lay there for long and are put or moved in again are not idle any more.
func TestPutRenews(t *testing.T) {
	old := time.Now().Add(-60 * 24 * time.Hour)
	for name, again := range map[string]func(d *blob.Dir, ref blob.Ref) error{
		"put": func(d *blob.Dir, _ blob.Ref) error {
			_, err := d.Put(t.Context(), bytes.NewReader([]byte("same")), 9)
			return err
		},
		"move": func(d *blob.Dir, ref blob.Ref) error {
			file := filepath.Join(t.TempDir(), "staged")
			return errors.Join(os.WriteFile(file, []byte("same"), 0o600), blob.Move(t.Context(), d, file, ref))
		},
	} {
		root := t.TempDir()
		d := openDir(t, root)
		ref, err := d.Put(t.Context(), bytes.NewReader([]byte("same")), 9)
		if err != nil {
			t.Fatal(err)
		}
		files, err := filepath.Glob(filepath.Join(root, "sha256", "??", "*"))
		if err != nil || len(files) != 1 {
			t.Fatal(files, err)
		}
		if err := errors.Join(os.Chtimes(files[0], old, old), again(d, ref)); err != nil {
			t.Fatal(err)
		}
		if gone, err := d.DeleteIdle(t.Context(), ref.Hash, time.Now().Add(-time.Hour)); gone || err != nil {
			t.Errorf("%s: deleted %v, %v", name, gone, err)
		}
	}
}
