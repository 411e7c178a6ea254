package blob_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"syscall"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/blob/blobtest"
	"github.com/tongxue-edu/tongxue/internal/fault"
)

// A disk that is really full: a tmpfs of 1 MiB. Writes are refused as Full, nothing half written stays, reads go on.
func TestFullDisk(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("skipped: only root can mount a 1 MiB tmpfs; TestNoRoom below checks the error codes")
	}
	root := t.TempDir()
	if err := syscall.Mount("tmpfs", root, "tmpfs", 0, "size=1m"); err != nil {
		t.Skipf("skipped: this machine does not allow mounting a tmpfs (%v); TestNoRoom checks the error codes", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(root, 0); err != nil {
			t.Errorf("unmount: %v", err)
		}
	})
	d := openDir(t, root)
	small := blobtest.Random(1, 300_000)
	ref, err := d.Put(t.Context(), bytes.NewReader(small), blob.Unlimited)
	if err != nil {
		t.Fatal(err)
	}
	_, err = d.Put(t.Context(), bytes.NewReader(blobtest.Random(2, 2<<20)), blob.Unlimited)
	if !fault.Is(err, fault.Full) || !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("a full disk gave %v", err)
	}
	if got := files(t, root); len(got) != 1 {
		t.Errorf("files after the refusal: %v", got)
	}
	if err := d.Verify(t.Context(), ref.Hash); err != nil {
		t.Errorf("reading on a full disk: %v", err)
	}
	if _, err := d.Put(t.Context(), bytes.NewReader(blobtest.Random(3, 300_000)), blob.Unlimited); err != nil {
		t.Errorf("what still fits: %v", err)
	}
}

func TestNoRoom(t *testing.T) {
	for _, c := range []struct {
		err  error
		want fault.Kind
	}{
		{&os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}, fault.Full},
		{fmt.Errorf("copy: %w", syscall.EDQUOT), fault.Full},
		{syscall.EFBIG, fault.Full},
		{syscall.EIO, fault.Internal},
	} {
		d := openDir(t, t.TempDir())
		_, err := d.Put(t.Context(), failing{c.err}, blob.Unlimited)
		if fault.KindOf(err) != c.want || !errors.Is(err, errors.Unwrap(c.err)) && !errors.Is(err, c.err) {
			t.Errorf("%v became %v", c.err, err)
		}
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
