package upload

import (
	"bytes"
	"context"
	"crypto/sha1" //nolint:gosec // one of the checksums that tus names; it guards against a bad line, not against people
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"

	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// every is how many bytes come in between two durable offsets: what a kill can cost at most.
const every = 4 << 20

// ErrChecksum says that a piece arrived changed; nothing of it was kept.
var ErrChecksum = errors.New("upload: checksum mismatch")

// ErrBroken says that the body ended before its end; what came is kept.
var ErrBroken = errors.New("upload: the body broke")

// Checksum is what a client says about the body of one request. Algo is sha1 or sha256.
type Checksum struct {
	Algo string
	Sum  []byte
}

func (c Checksum) hash() hash.Hash {
	switch c.Algo {
	case "sha1":
		return sha1.New() //nolint:gosec // see above
	case "sha256":
		return sha256.New()
	}
	return nil
}

// Interrupter is a body whose reading can be ended from outside.
type Interrupter interface{ Interrupt() }

// Append adds the body at an offset, which must be the upload's own: otherwise Conflict, and the answer holds the right one. What
// came before the body broke is kept, unless a checksum was given. The returned upload tells the durable offset in every case.
// Faults: NotFound, Conflict, TooLarge, Full; ErrChecksum.
func (s *Store) Append(ctx context.Context, owner id.Any, u ID, offset int64, body io.Reader, sum *Checksum) (Upload, error) {
	if _, err := s.Get(owner, u); err != nil {
		return Upload{}, err
	}
	var interrupt func()
	if i, ok := body.(Interrupter); ok {
		interrupt = i.Interrupt
	}
	release, err := s.take(u, interrupt)
	if err != nil {
		return Upload{}, err
	}
	defer release()
	got, err := s.Get(owner, u) // again: it may have moved before it was ours
	if err != nil {
		return Upload{}, err
	}
	if got.Offset != offset {
		return got, fault.New(fault.Conflict, "上传的位置不对，已收到 %d 字节", got.Offset)
	}
	if got.Complete() {
		return got, nil
	}
	f, err := os.OpenFile(s.path(u, ".bin"), os.O_WRONLY, 0o600)
	if err != nil {
		return got, missing(err)
	}
	defer f.Close()
	if err := f.Truncate(got.Offset); err != nil { // what was written and never counted
		return got, blob.NoRoom(err, "upload")
	}
	if _, err := f.Seek(got.Offset, io.SeekStart); err != nil {
		return got, blob.NoRoom(err, "upload")
	}
	return s.receive(ctx, f, got, body, sum)
}

// receive copies the body, making the offset durable every few MiB, or once at the end when a checksum decides.
func (s *Store) receive(ctx context.Context, f *os.File, u Upload, body io.Reader, sum *Checksum) (Upload, error) {
	var check hash.Hash
	if sum != nil {
		check = sum.hash()
	}
	durable := u
	next := u
	next.Hasher = u.Hasher.clone()
	keep := func() error {
		if next.Offset == durable.Offset {
			return nil
		}
		if err := f.Sync(); err != nil {
			return blob.NoRoom(err, "upload")
		}
		next.Hasher.freeze()
		if err := s.save(&next); err != nil {
			return err
		}
		durable = next
		durable.Hasher = next.Hasher.clone()
		return nil
	}
	buf := make([]byte, 256<<10)
	for {
		n, readErr := body.Read(buf)
		if readErr == nil {
			readErr = ctx.Err()
		}
		if int64(n) > next.Size-next.Offset {
			return durable, fault.New(fault.TooLarge, "收到的比文件声明的多")
		}
		if n > 0 {
			if _, err := f.Write(buf[:n]); err != nil {
				_ = f.Truncate(durable.Offset) // gives back the room of what does not count
				return durable, blob.NoRoom(err, "upload")
			}
			next.Hasher.write(buf[:n])
			next.Offset += int64(n)
			if check != nil {
				check.Write(buf[:n])
			} else if next.Offset-durable.Offset >= every {
				if err := keep(); err != nil {
					return durable, err
				}
			}
		}
		if readErr == nil {
			continue
		}
		ended := errors.Is(readErr, io.EOF)
		if check != nil && (!ended || !bytes.Equal(check.Sum(nil), sum.Sum)) {
			if ended {
				return durable, ErrChecksum
			}
			return durable, fmt.Errorf("%w: %w", ErrBroken, readErr)
		}
		if err := keep(); err != nil {
			return durable, err
		}
		if !ended {
			return durable, fmt.Errorf("%w: %w", ErrBroken, readErr)
		}
		return durable, nil
	}
}

// Finish hands a complete upload to f, which moves its bytes and says what they became, and remembers that. A second call gives the
// same without calling f. f may run again after a crash, so it has to bear that.
func (s *Store) Finish(owner id.Any, u ID, f func(path string, u Upload) (done string, err error)) (Upload, error) {
	release, err := s.take(u, nil)
	if err != nil {
		return Upload{}, err
	}
	defer release()
	got, err := s.Get(owner, u)
	if err != nil || got.Done != "" {
		return got, err
	}
	if !got.Complete() {
		return got, fault.New(fault.Conflict, "文件还没有传完")
	}
	if err := exactly(s.path(u, ".bin"), got.Size); err != nil {
		return got, err
	}
	done, err := f(s.path(u, ".bin"), got)
	if err != nil {
		if k := fault.KindOf(err); k == fault.Invalid || k == fault.TooLarge { // the same bytes stay wrong
			s.forget(u)
		}
		return got, err
	}
	got.Done = done
	if err := s.save(&got); err != nil {
		return got, err
	}
	_ = os.Remove(s.path(u, ".bin")) // the sweep takes what stays
	return got, nil
}

// exactly cuts off what a crash left behind the last counted byte.
func exactly(path string, size int64) error {
	st, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && st.Size() == size {
		return nil // moved before, or as it should be
	}
	if err == nil {
		err = os.Truncate(path, size)
	}
	if err != nil {
		return fmt.Errorf("upload: %w", err)
	}
	return nil
}
