package upload_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/upload"
)

func open(t rapid.TB, dir string, c clock.Clock) *upload.Store {
	s, err := upload.Open(dir, c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// cut is a body that breaks after some bytes.
type cut struct {
	r    io.Reader
	left int
}

func (c *cut) Read(p []byte) (int, error) {
	if c.left == 0 {
		return 0, errors.New("the line broke")
	}
	n, err := c.r.Read(p[:min(len(p), c.left)])
	c.left -= n
	return n, err
}

// Whatever is cut, however often the process dies and whatever it had written without counting it, the file and its pieces come
// out the same, and an offset that was told never goes back.
func TestGoesOnAfterAnything(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp("", "upload")
		if err != nil {
			rt.Fatal(err)
		}
		defer os.RemoveAll(dir)
		c := clock.NewFake(time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC))
		size := rapid.SampledFrom([]int{1, 1 << 20, 1<<20 + 1, 5<<20 + 77}).Draw(rt, "size")
		body := make([]byte, size)
		rnd := rand.New(rand.NewPCG(uint64(size), 1))
		for i := range body {
			body[i] = byte(rnd.Uint32())
		}
		owner, s := id.New[any](), open(rt, dir, c)
		u, err := s.Create(owner, "work", "课.mp4", "s", int64(size))
		if err != nil {
			rt.Fatal(err)
		}
		for told := int64(0); told < int64(size); {
			n := rapid.IntRange(0, size).Draw(rt, "sent")
			var src io.Reader = bytes.NewReader(body[told:])
			broken := rapid.Bool().Draw(rt, "broken")
			if broken {
				src = &cut{src, n}
			} else {
				src = io.LimitReader(src, int64(n))
			}
			got, err := s.Append(context.Background(), owner, u.ID, told, src, nil)
			if err != nil && !errors.Is(err, upload.ErrBroken) {
				rt.Fatal(err)
			}
			if got.Offset < told || got.Offset != min(told+int64(n), int64(size)) {
				rt.Fatalf("offset %d after %d and %d", got.Offset, told, n)
			}
			told = got.Offset
			if rapid.Bool().Draw(rt, "killed") {
				if f, err := os.OpenFile(filepath.Join(dir, u.ID.String()+".bin"), os.O_APPEND|os.O_WRONLY, 0); err == nil {
					_, _ = f.Write([]byte("written, but never counted"))
					_ = f.Close()
				}
				s = open(rt, dir, c)
				again, err := s.Get(owner, u.ID)
				if err != nil || again.Offset != told {
					rt.Fatalf("after a restart %d, %v; want %d", again.Offset, err, told)
				}
			}
		}
		store, err := blob.OpenDir(filepath.Join(dir, "blobs"))
		if err != nil {
			rt.Fatal(err)
		}
		calls := 0
		for range 2 {
			done, err := s.Finish(owner, u.ID, func(path string, u upload.Upload) (string, error) {
				calls++
				return "file", blob.Move(context.Background(), store, path, u.Ref())
			})
			if err != nil || done.Done != "file" {
				rt.Fatal(done, err)
			}
			if done.Ref().Hash != blob.Hash(body) {
				rt.Fatal("another hash than the whole has")
			}
			want, err := blob.Pieces(context.Background(), store, done.Ref().Hash)
			if err != nil || !bytes.Equal(want, done.Pieces()) {
				rt.Fatal("pieces differ", err)
			}
		}
		if calls != 1 {
			rt.Fatalf("finished %d times", calls)
		}
		if err := store.Verify(context.Background(), blob.Hash(body)); err != nil {
			rt.Fatal(err)
		}
	})
}

func TestRefusals(t *testing.T) {
	c := clock.NewFake(time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC))
	dir := t.TempDir()
	s := open(t, dir, c)
	me, other := id.New[any](), id.New[any]()
	want := func(err error, k fault.Kind) {
		t.Helper()
		if !fault.Is(err, k) {
			t.Errorf("%v, want %v", err, k)
		}
	}
	_, err := s.Create(me, "w", "x", "s", 0)
	want(err, fault.Invalid)
	u, err := s.Create(me, "w", "x", "s", 10)
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Get(other, u.ID)
	want(err, fault.NotFound)
	_, err = s.Append(t.Context(), other, u.ID, 0, bytes.NewReader([]byte("12345")), nil)
	want(err, fault.NotFound)
	want(s.Remove(other, u.ID), fault.NotFound)
	_, err = s.Finish(other, u.ID, nil)
	want(err, fault.NotFound)
	_, err = s.Append(t.Context(), me, u.ID, 3, bytes.NewReader([]byte("12345")), nil)
	want(err, fault.Conflict)
	_, err = s.Append(t.Context(), me, u.ID, 0, bytes.NewReader(make([]byte, 11)), nil)
	want(err, fault.TooLarge)
	_, err = s.Finish(me, u.ID, nil)
	want(err, fault.Conflict)
	bad := &upload.Checksum{Algo: "sha256", Sum: make([]byte, 32)}
	if got, err := s.Append(t.Context(), me, u.ID, 0, bytes.NewReader([]byte("12345")), bad); !errors.Is(err, upload.ErrChecksum) || got.Offset != 0 {
		t.Errorf("a changed piece: %v, %d", err, got.Offset)
	}
	sum := sha256.Sum256([]byte("12345"))
	if got, err := s.Append(t.Context(), me, u.ID, 0, bytes.NewReader([]byte("12345")), &upload.Checksum{Algo: "sha256", Sum: sum[:]}); err != nil || got.Offset != 5 {
		t.Errorf("a true piece: %v, %d", err, got.Offset)
	}
	for range upload.MaxOpen - 1 {
		if _, err := s.Create(me, "w", "x", "s", 1); err != nil {
			t.Fatal(err)
		}
	}
	_, err = s.Create(me, "w", "x", "s", 1)
	want(err, fault.TooMany)
	if list, err := s.Unfinished(me, "w"); err != nil || len(list) != upload.MaxOpen {
		t.Errorf("%d unfinished, %v", len(list), err)
	}
	if n, err := s.Waiting(me); err != nil || n != 10+upload.MaxOpen-1 {
		t.Errorf("%d bytes wait, %v", n, err)
	}
	c.Advance(upload.Life + time.Second)
	_, err = s.Get(me, u.ID)
	want(err, fault.NotFound)
	if n, err := s.Sweep(); err != nil || n != 2*upload.MaxOpen {
		t.Errorf("swept %d, %v", n, err)
	}
}

// A second window takes over from a line that hangs; the first learns that it is over, and no byte is lost or doubled.
func TestTwoWindows(t *testing.T) {
	s := open(t, t.TempDir(), clock.System{})
	me := id.New[any]()
	u, err := s.Create(me, "w", "x", "s", 10)
	if err != nil {
		t.Fatal(err)
	}
	hang := &hanging{first: []byte("1234"), told: make(chan struct{}), reading: make(chan struct{})}
	first := make(chan error)
	go func() { _, err := s.Append(context.Background(), me, u.ID, 0, hang, nil); first <- err }()
	<-hang.reading
	_, err = s.Append(t.Context(), me, u.ID, 0, bytes.NewReader([]byte("0000")), nil)
	if !fault.Is(err, fault.Conflict) {
		t.Errorf("an offset that is no longer true: %v", err)
	}
	if err := <-first; !errors.Is(err, upload.ErrBroken) {
		t.Errorf("the first window: %v", err)
	}
	got, err := s.Append(t.Context(), me, u.ID, 4, bytes.NewReader([]byte("567890")), nil)
	if err != nil || got.Ref().Hash != blob.Hash([]byte("1234567890")) {
		t.Error(got.Offset, err)
	}
}

type hanging struct {
	first         []byte
	told, reading chan struct{}
}

func (h *hanging) Read(p []byte) (int, error) {
	if n := copy(p, h.first); n > 0 {
		h.first = h.first[n:]
		return n, nil
	}
	close(h.reading)
	<-h.told
	return 0, os.ErrDeadlineExceeded
}

// Interrupt implements upload.Interrupter.
func (h *hanging) Interrupt() {
	select {
	case <-h.told:
	default:
		close(h.told)
	}
}

func FuzzState(f *testing.F) {
	f.Add([]byte(`{"offset":3}`))
	f.Fuzz(func(t *testing.T, state []byte) {
		dir := t.TempDir()
		u := id.New[upload.Upload]()
		if err := os.WriteFile(filepath.Join(dir, u.String()+".json"), state, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := open(t, dir, clock.System{}).Get(id.Any{}, u); err != nil && !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
	})
}
