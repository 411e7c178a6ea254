// Package blob keeps bytes under the name of their own SHA-256: pictures, PDF, video, uploaded packages, large event payloads.
//
// What is stored never changes, so it can be cached, copied to a village box and checked by anyone who knows its name. There are two
// stores, a directory (Dir) and an S3 bucket (S3); package blobtest holds the promises that both keep. A blob has no owner, no
// file name and no type here: rows of the domains hold those, and decide when a blob may be deleted. The package may not import a
// domain, and no name that a person typed ever reaches the file system or a bucket.
package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"
	"time"

	"github.com/tongxue-edu/tongxue/internal/fault"
)

// prefix names the algorithm in every hash, so that SM3 can stand beside SHA-256 later.
const prefix = "sha256:"

// Unlimited as a limit of Put means: as long as there is room. For operators' imports only, never for an upload by a person.
const Unlimited int64 = -1

// ErrCorrupt says that stored bytes no longer have the hash they are stored under.
var ErrCorrupt = errors.New("blob: stored bytes do not match their hash")

// Ref names stored bytes. Hash is "sha256:" and 64 lower-case hex digits; Size is in bytes.
type Ref struct {
	Hash string
	Size int64
}

// Store keeps bytes by their hash. It is safe for concurrent use. Two implementations: *Dir and *S3.
//
// Faults: Invalid for a malformed hash, NotFound, TooLarge, Full (no room), Down (S3 not reachable).
type Store interface {
	// Put reads r to its end and stores it. When it returns without an error the bytes survive a power cut. Storing the same bytes
	// again, also at the same moment, is no error. More than limit bytes are TooLarge, and nothing is kept. Bytes count as put at the
	// last Put of them, to within a day.
	Put(ctx context.Context, r io.Reader, limit int64) (Ref, error)
	// Open gives the bytes and their number. The caller closes. ctx must outlive the reading.
	Open(ctx context.Context, hash string) (io.ReadSeekCloser, int64, error)
	// Stat gives the size without reading.
	Stat(ctx context.Context, hash string) (Ref, error)
	// Delete removes the bytes; an unknown hash is no error. The caller knows that no row names them any more.
	Delete(ctx context.Context, hash string) error
	// DeleteIdle is Delete of bytes that were last put before a moment; it reports whether they went. It is for the sweep: bytes that
	// somebody has put since may be about to be named by a row. An unknown hash is no error and false.
	DeleteIdle(ctx context.Context, hash string, before time.Time) (bool, error)
	// Walk calls f for every blob in the order of hashes until f returns an error, which Walk returns. A blob that is stored or
	// deleted meanwhile may be seen or not.
	Walk(ctx context.Context, f func(Ref) error) error
	// Verify reads the bytes and compares their hash; a mismatch has ErrCorrupt in its chain.
	Verify(ctx context.Context, hash string) error
}

// Hash is the name under which b would be stored.
func Hash(b []byte) string {
	s := sha256.Sum256(b)
	return prefix + hex.EncodeToString(s[:])
}

// Valid reports whether s has the form of a hash.
func Valid(s string) bool {
	h, ok := strings.CutPrefix(s, prefix)
	return ok && isHex(h)
}

// isHex reports 64 lower-case hex digits. It is the wall between a request's text and the file system.
func isHex(h string) bool {
	if len(h) != 2*sha256.Size {
		return false
	}
	for i := range len(h) {
		if c := h[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// split gives the two parts of a blob's place: 256 folders keep each of them listable.
func split(hash string) (shard, rest string, err error) {
	if !Valid(hash) {
		return "", "", fault.New(fault.Invalid, "文件编号的格式不对：%.80q", hash)
	}
	h := hash[len(prefix):]
	return h[:2], h[2:], nil
}

func notFound(hash string, cause error) error {
	return fault.Wrap(cause, fault.NotFound, "没有找到这个文件：%s", hash)
}

// spool copies r to w while hashing, and stops as soon as there is more than limit.
func spool(ctx context.Context, w io.Writer, r io.Reader, limit int64) (Ref, error) {
	h := sha256.New()
	src := io.Reader(ctxReader{ctx, r})
	if limit >= 0 {
		src = io.LimitReader(src, limit+1)
	}
	buf := make([]byte, 256<<10)
	n, err := io.CopyBuffer(io.MultiWriter(w, h), src, buf)
	if err != nil {
		return Ref{}, wrapIO(err, "store")
	}
	if limit >= 0 && n > limit {
		return Ref{}, fault.New(fault.TooLarge, "文件太大：最多 %d 字节", limit)
	}
	return Ref{Hash: sum(h), Size: n}, nil
}

func sum(h hash.Hash) string { return prefix + hex.EncodeToString(h.Sum(nil)) }

// ctxReader ends a long upload when its request ends.
type ctxReader struct {
	ctx context.Context
	r   io.Reader
}

func (c ctxReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

// wrapIO turns an error of the file system into a fault: no room is Full, all else stays what it is.
func wrapIO(err error, doing string) error {
	if err == nil {
		return nil
	}
	if noRoom(err) {
		return fault.Wrap(err, fault.Full, "磁盘已满，暂时不能保存文件")
	}
	return fmt.Errorf("blob: %s: %w", doing, err)
}

// verify is Verify for any store.
func verify(ctx context.Context, s Store, hash string) error {
	r, size, err := s.Open(ctx, hash)
	if err != nil {
		return err
	}
	defer r.Close()
	h := sha256.New()
	n, err := io.Copy(h, ctxReader{ctx, r})
	if err != nil {
		return fmt.Errorf("blob: read %s: %w", hash, err)
	}
	if got := sum(h); got != hash || n != size {
		return fmt.Errorf("%w: %s now reads as %s, %d of %d bytes", ErrCorrupt, hash, got, n, size)
	}
	return nil
}
