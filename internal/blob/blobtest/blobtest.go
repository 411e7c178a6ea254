// Package blobtest is the suite of promises that every blob.Store keeps. It runs on the directory in internal/blob and on a real
// S3-speaking server in test/s3. It is for tests only and may not be imported by the product.
package blobtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/fault"
)

// Run checks every promise on fresh, empty stores that open gives.
func Run(t *testing.T, open func(t *testing.T) blob.Store) {
	for _, c := range []struct {
		name string
		f    func(*testing.T, blob.Store)
	}{
		{"PutOpen", putOpen}, {"Same", same}, {"Limit", limit}, {"BadReader", badReader}, {"Cancelled", cancelled}, {"Missing", missing},
		{"Malformed", malformed}, {"Delete", deletes}, {"DeleteIdle", idle}, {"Walk", walk}, {"Verify", verify}, {"Concurrent", concurrent}, {"Seek", seek},
	} {
		t.Run(c.name, func(t *testing.T) { c.f(t, open(t)) })
	}
}

// Random is n bytes that do not compress, the same for the same seed.
func Random(seed uint64, n int) []byte {
	b := make([]byte, n)
	var s [32]byte
	s[0], s[1] = byte(seed), byte(seed>>8)
	_, _ = rand.NewChaCha8(s).Read(b)
	return b
}

// idle: bytes go by DeleteIdle only when nobody has put them since.
func idle(t *testing.T, s blob.Store) {
	ref := put(t, s, []byte("nobody names this"))
	gone := func(before time.Time) bool {
		t.Helper()
		ok, err := s.DeleteIdle(t.Context(), ref.Hash, before)
		if err != nil {
			t.Fatal(err)
		}
		return ok
	}
	if gone(time.Now().Add(-time.Hour)) {
		t.Error("bytes that were put a moment ago are gone")
	}
	if _, err := s.Stat(t.Context(), ref.Hash); err != nil {
		t.Error(err)
	}
	if !gone(time.Now().Add(time.Hour)) || gone(time.Now().Add(time.Hour)) {
		t.Error("idle bytes stay, or go twice")
	}
	if _, err := s.Stat(t.Context(), ref.Hash); !fault.Is(err, fault.NotFound) {
		t.Error(err)
	}
	if _, err := s.DeleteIdle(t.Context(), "sha256:x", time.Now()); !fault.Is(err, fault.Invalid) {
		t.Errorf("a malformed hash: %v", err)
	}
}

func put(t *testing.T, s blob.Store, b []byte) blob.Ref {
	t.Helper()
	ref, err := s.Put(t.Context(), bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

func get(t *testing.T, s blob.Store, hash string) []byte {
	t.Helper()
	r, size, err := s.Open(t.Context(), hash)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil || int64(len(b)) != size {
		t.Fatalf("read %d of %d bytes: %v", len(b), size, err)
	}
	return b
}

func count(t *testing.T, s blob.Store) (n int) {
	t.Helper()
	if err := s.Walk(t.Context(), func(blob.Ref) error { n++; return nil }); err != nil {
		t.Fatal(err)
	}
	return n
}

func putOpen(t *testing.T, s blob.Store) {
	for _, n := range []int{0, 1, 255, 1 << 16, 3<<20 + 7} {
		want := Random(uint64(n), n)
		ref := put(t, s, want)
		if ref.Hash != blob.Hash(want) || ref.Size != int64(n) {
			t.Errorf("%d bytes: %+v", n, ref)
		}
		if st, err := s.Stat(t.Context(), ref.Hash); err != nil || st != ref {
			t.Errorf("Stat = %+v, %v; want %+v", st, err, ref)
		}
		if !bytes.Equal(get(t, s, ref.Hash), want) {
			t.Errorf("%d bytes came back changed", n)
		}
	}
}

func same(t *testing.T, s blob.Store) {
	b := []byte("同一份课件")
	if a, c := put(t, s, b), put(t, s, b); a != c {
		t.Errorf("%+v, then %+v", a, c)
	}
	if n := count(t, s); n != 1 {
		t.Errorf("%d blobs after storing the same bytes twice", n)
	}
}

func limit(t *testing.T, s blob.Store) {
	b := Random(1, 1000)
	for _, c := range []struct {
		limit int64
		ok    bool
	}{{1000, true}, {999, false}, {0, false}, {blob.Unlimited, true}} {
		_, err := s.Put(t.Context(), bytes.NewReader(b), c.limit)
		if c.ok && err != nil || !c.ok && !fault.Is(err, fault.TooLarge) {
			t.Errorf("limit %d: %v", c.limit, err)
		}
		if err := s.Delete(t.Context(), blob.Hash(b)); err != nil {
			t.Fatal(err)
		}
	}
	// An endless body is cut at the limit, not read for ever.
	endless := io.MultiReader(bytes.NewReader(b), zeros{})
	if _, err := s.Put(t.Context(), endless, 1<<20); !fault.Is(err, fault.TooLarge) {
		t.Errorf("endless: %v", err)
	}
	if n := count(t, s); n != 0 {
		t.Errorf("%d blobs left by refused uploads", n)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func badReader(t *testing.T, s blob.Store) {
	broken := errors.New("the line broke")
	r := io.MultiReader(strings.NewReader("half of it"), iotest.ErrReader(broken))
	if _, err := s.Put(t.Context(), r, 1000); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	if n := count(t, s); n != 0 {
		t.Errorf("%d blobs left by a broken upload", n)
	}
}

func cancelled(t *testing.T, s blob.Store) {
	ctx, stop := context.WithCancel(t.Context())
	r := io.MultiReader(strings.NewReader("one"), readerFunc(func([]byte) (int, error) { stop(); return 0, nil }), zeros{})
	if _, err := s.Put(ctx, r, blob.Unlimited); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if n := count(t, s); n != 0 {
		t.Errorf("%d blobs left by a cancelled upload", n)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func missing(t *testing.T, s blob.Store) {
	h := blob.Hash([]byte("never stored"))
	if _, _, err := s.Open(t.Context(), h); !fault.Is(err, fault.NotFound) {
		t.Errorf("Open: %v", err)
	}
	if _, err := s.Stat(t.Context(), h); !fault.Is(err, fault.NotFound) {
		t.Errorf("Stat: %v", err)
	}
	if err := s.Verify(t.Context(), h); !fault.Is(err, fault.NotFound) {
		t.Errorf("Verify: %v", err)
	}
	if err := s.Delete(t.Context(), h); err != nil {
		t.Errorf("Delete: %v", err)
	}
}

func malformed(t *testing.T, s blob.Store) {
	good := put(t, s, []byte("x")).Hash
	for _, h := range []string{
		"", "sha256:", good[7:], "sha256:../../../etc/passwd", strings.ToUpper(good), good + "0", good[:len(good)-1], "md5:" + good[7:],
		"sha256:" + strings.Repeat("/", 64), "sha256:" + strings.Repeat(".", 64), "sha256:..\\" + good[10:], good[:70] + "\x00",
	} {
		_, _, err := s.Open(t.Context(), h)
		_, err2 := s.Stat(t.Context(), h)
		for i, err := range []error{err, err2, s.Delete(t.Context(), h), s.Verify(t.Context(), h)} {
			if !fault.Is(err, fault.Invalid) {
				t.Errorf("%q, call %d: %v", h, i, err)
			}
		}
	}
}

func deletes(t *testing.T, s blob.Store) {
	a, b := put(t, s, []byte("a")), put(t, s, []byte("b"))
	for range 2 {
		if err := s.Delete(t.Context(), a.Hash); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Stat(t.Context(), a.Hash); !fault.Is(err, fault.NotFound) {
		t.Errorf("still there: %v", err)
	}
	if string(get(t, s, b.Hash)) != "b" {
		t.Error("the wrong one went")
	}
	if put(t, s, []byte("a")) != a {
		t.Error("cannot be stored again")
	}
}

func walk(t *testing.T, s blob.Store) {
	var want []blob.Ref
	for i := range 40 {
		want = append(want, put(t, s, fmt.Append(nil, "blob ", i*i)))
	}
	slices.SortFunc(want, func(a, b blob.Ref) int { return strings.Compare(a.Hash, b.Hash) })
	var got []blob.Ref
	if err := s.Walk(t.Context(), func(r blob.Ref) error { got = append(got, r); return nil }); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, want) {
		t.Errorf("walked %d, want %d in order", len(got), len(want))
	}
	enough := errors.New("enough")
	n := 0
	if err := s.Walk(t.Context(), func(blob.Ref) error { n++; return enough }); !errors.Is(err, enough) || n != 1 {
		t.Errorf("after the first error: %v, %d calls", err, n)
	}
}

func verify(t *testing.T, s blob.Store) {
	ref := put(t, s, Random(9, 100_000))
	if err := s.Verify(t.Context(), ref.Hash); err != nil {
		t.Error(err)
	}
}

func concurrent(t *testing.T, s blob.Store) {
	b := Random(5, 300_000)
	var wg sync.WaitGroup
	for i := range 12 {
		wg.Go(func() {
			ref, err := s.Put(context.Background(), iotest.OneByteReader(bytes.NewReader(b[:1000])), 1000)
			if err != nil || ref.Hash != blob.Hash(b[:1000]) {
				t.Errorf("same: %+v, %v", ref, err)
			}
			own := b[i*1000:]
			if ref, err = s.Put(context.Background(), bytes.NewReader(own), blob.Unlimited); err != nil {
				t.Errorf("own: %v", err)
			} else if err := s.Verify(context.Background(), ref.Hash); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := count(t, s); n != 13 {
		t.Errorf("%d blobs, want 13", n)
	}
}

func seek(t *testing.T, s blob.Store) {
	b := Random(7, 200_000)
	r, _, err := s.Open(t.Context(), put(t, s, b).Hash)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for _, at := range []int64{150_000, 0, 199_999, 77} { // a video player jumps about
		if _, err := r.Seek(at, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		got := make([]byte, min(500, len(b)-int(at)))
		if _, err := io.ReadFull(r, got); err != nil || !bytes.Equal(got, b[at:int(at)+len(got)]) {
			t.Errorf("at %d: wrong bytes, %v", at, err)
		}
	}
	if end, err := r.Seek(0, io.SeekEnd); err != nil || end != int64(len(b)) {
		t.Errorf("end %d, %v", end, err)
	}
}
