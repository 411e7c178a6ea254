package upload_test

import (
	"bytes"
	"os"
	"syscall"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// A disk that is really full: the rest is refused as Full (507), what was told stays, and the upload goes on when there is room.
func TestFullDisk(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("skipped: only root can mount a small tmpfs")
	}
	root := t.TempDir()
	if err := syscall.Mount("tmpfs", root, "tmpfs", 0, "size=8m"); err != nil {
		t.Skipf("skipped: this machine does not allow mounting a tmpfs (%v)", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(root, 0) })
	s := open(t, root, clock.System{})
	me, body := id.New[any](), make([]byte, 12<<20)
	for i := range body {
		body[i] = byte(i * 7 >> 3)
	}
	u, err := s.Create(me, "w", "x", "s", int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.Append(t.Context(), me, u.ID, 0, bytes.NewReader(body), nil)
	if !fault.Is(err, fault.Full) || got.Offset == 0 {
		t.Fatalf("a full disk: %v at %d", err, got.Offset)
	}
	if again, err := s.Get(me, u.ID); err != nil || again.Offset != got.Offset {
		t.Fatalf("told %d, kept %d, %v", got.Offset, again.Offset, err)
	}
	if err := syscall.Mount("tmpfs", root, "tmpfs", syscall.MS_REMOUNT, "size=40m"); err != nil {
		t.Fatal(err)
	}
	got, err = s.Append(t.Context(), me, u.ID, got.Offset, bytes.NewReader(body[got.Offset:]), nil)
	if err != nil || got.Ref().Hash != blob.Hash(body) {
		t.Errorf("after there was room again: %v at %d", err, got.Offset)
	}
}
