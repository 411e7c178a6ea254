package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
	"github.com/tongxue-edu/tongxue/internal/fault"
)

// partSize is both the largest single request of an upload and the unit of a multipart one (S3 asks for 5 MiB to 5 GiB).
const partSize = 16 << 20

// fresh is how old bytes may be that a Put of the same leaves alone: older ones are sent again, which is how a bucket learns that they
// are wanted.
const fresh = 24 * time.Hour

// S3Config says where the bucket is. The bucket must exist unless Create is set.
type S3Config struct {
	Endpoint  string // host:port, without a scheme
	Bucket    string
	Prefix    string // put before every key, for example "tongxue/"; may be empty
	AccessKey string
	SecretKey string
	Region    string // empty: us-east-1, which most servers outside AWS expect
	Insecure  bool   // plain HTTP
	Create    bool   // make the bucket when it is not there
	Attempts  int    // tries of one request before it counts as unreachable; 0: 4, with growing pauses of a second or two
	SpoolDir  string // where an upload waits until its hash is known; empty: the system's temporary directory
}

// S3 is a Store in a bucket of any server that speaks S3: PREFIX sha256/ab/cdef…
type S3 struct {
	c   *minio.Client
	cfg S3Config
}

var _ Store = (*S3)(nil)

// OpenS3 connects and checks that the bucket is there.
func OpenS3(ctx context.Context, cfg S3Config) (*S3, error) {
	if cfg.Region == "" {
		cfg.Region = "us-east-1"
	}
	if cfg.Attempts == 0 {
		cfg.Attempts = 4 // a person waits at the other end
	}
	c, err := minio.New(cfg.Endpoint, &minio.Options{
		Creds:  credentials.NewStaticV4(cfg.AccessKey, cfg.SecretKey, ""),
		Secure: !cfg.Insecure, Region: cfg.Region, BucketLookup: minio.BucketLookupPath, MaxRetries: cfg.Attempts,
	})
	if err != nil {
		return nil, fmt.Errorf("blob: s3 settings: %w", err)
	}
	s := &S3{c: c, cfg: cfg}
	ok, err := c.BucketExists(ctx, cfg.Bucket)
	switch {
	case err != nil:
		return nil, s.wrap(err, "")
	case !ok && !cfg.Create:
		return nil, fault.New(fault.Down, "对象存储里没有名为 %s 的存储桶", cfg.Bucket)
	case !ok:
		if err := c.MakeBucket(ctx, cfg.Bucket, minio.MakeBucketOptions{Region: cfg.Region}); err != nil {
			return nil, s.wrap(err, "")
		}
	}
	return s, nil
}

func (s *S3) key(hash string) (string, error) {
	shard, rest, err := split(hash)
	return s.cfg.Prefix + "sha256/" + shard + "/" + rest, err
}

// wrap turns an answer of the server, or its absence, into a fault.
func (s *S3) wrap(err error, hash string) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("blob: s3: %w", err)
	}
	var r minio.ErrorResponse
	if !errors.As(err, &r) {
		return fault.Wrap(err, fault.Down, "对象存储暂时连接不上")
	}
	switch {
	case r.Code == "NoSuchKey" || (r.StatusCode == http.StatusNotFound && r.Code != "NoSuchBucket"):
		return notFound(hash, err)
	case r.StatusCode == http.StatusInsufficientStorage || r.Code == "XMinioStorageFull" || r.Code == "QuotaExceeded":
		return fault.Wrap(err, fault.Full, "对象存储已满，暂时不能保存文件")
	case r.StatusCode >= 500 || r.Code == "SlowDown":
		return fault.Wrap(err, fault.Down, "对象存储暂时连接不上")
	}
	return fmt.Errorf("blob: s3 says %s: %w", r.Code, err)
}

// Put implements Store. The bytes wait in a temporary file, because a key that is their hash is known only at their end.
func (s *S3) Put(ctx context.Context, r io.Reader, limit int64) (Ref, error) {
	tmp, err := os.CreateTemp(s.cfg.SpoolDir, "tongxue-*.tmp")
	if err != nil {
		return Ref{}, wrapIO(err, "spool")
	}
	defer os.Remove(tmp.Name())
	defer tmp.Close()
	ref, err := spool(ctx, tmp, r, limit)
	if err != nil {
		return Ref{}, err
	}
	there, put, err := s.stat(ctx, ref.Hash)
	if err == nil && there.Size == ref.Size && time.Since(put) < fresh {
		return ref, nil
	} else if err != nil && !fault.Is(err, fault.NotFound) {
		return Ref{}, err
	}
	if _, err := tmp.Seek(0, io.SeekStart); err != nil {
		return Ref{}, wrapIO(err, "spool")
	}
	if err := s.upload(ctx, tmp, ref, err == nil); err != nil {
		return Ref{}, err
	}
	return ref, nil
}

// upload sends one request, or parts when the file is larger than partSize.
//
// A small file goes with If-None-Match, so that two equal uploads at one moment do not make two versions. A refusal alone is no
// promise that the other upload ends well (a server may refuse while it is still under way), so the bytes must be seen to be there;
// otherwise they are sent again without the condition, which is harmless, being the same bytes. again sends them so at once: they are
// there, and only their time is to be new.
func (s *S3) upload(ctx context.Context, r io.ReadSeeker, ref Ref, again bool) error {
	key, err := s.key(ref.Hash)
	if err != nil {
		return err
	}
	plain := minio.PutObjectOptions{ContentType: "application/octet-stream", PartSize: partSize}
	// Without TLS the body is signed piece by piece, so that even an empty file has one, the signature of nothing. A server that does not
	// read it takes it for the next request and answers that one with 400.
	plain.DisableContentSha256 = ref.Size == 0
	opts := plain
	if ref.Size <= partSize && !again {
		opts.SetMatchETagExcept("*")
	}
	_, err = s.c.PutObject(ctx, s.cfg.Bucket, key, r, ref.Size, opts)
	var resp minio.ErrorResponse
	if errors.As(err, &resp) && (resp.StatusCode == http.StatusPreconditionFailed || resp.StatusCode == http.StatusConflict) {
		if st, statErr := s.Stat(ctx, ref.Hash); statErr == nil && st.Size == ref.Size {
			return nil
		}
		if _, err := r.Seek(0, io.SeekStart); err != nil {
			return wrapIO(err, "spool")
		}
		_, err = s.c.PutObject(ctx, s.cfg.Bucket, key, r, ref.Size, plain)
	}
	return s.wrap(err, ref.Hash)
}

// Open implements Store. Reading goes over the network; Seek is cheap, the next Read asks for that range.
func (s *S3) Open(ctx context.Context, hash string) (io.ReadSeekCloser, int64, error) {
	ref, err := s.Stat(ctx, hash) // GetObject alone would report a missing key at the first Read only
	if err != nil {
		return nil, 0, err
	}
	key, err := s.key(hash)
	if err != nil {
		return nil, 0, err
	}
	o, err := s.c.GetObject(ctx, s.cfg.Bucket, key, minio.GetObjectOptions{})
	if err != nil {
		return nil, 0, s.wrap(err, hash)
	}
	return o, ref.Size, nil
}

// Stat implements Store.
func (s *S3) Stat(ctx context.Context, hash string) (Ref, error) {
	ref, _, err := s.stat(ctx, hash)
	return ref, err
}

// stat also tells when the bytes were put.
func (s *S3) stat(ctx context.Context, hash string) (Ref, time.Time, error) {
	key, err := s.key(hash)
	if err != nil {
		return Ref{}, time.Time{}, err
	}
	st, err := s.c.StatObject(ctx, s.cfg.Bucket, key, minio.StatObjectOptions{})
	if err != nil {
		return Ref{}, time.Time{}, s.wrap(err, hash)
	}
	return Ref{Hash: hash, Size: st.Size}, st.LastModified, nil
}

// DeleteIdle implements Store. A bucket has no lock: another process that puts the same bytes in the moment between the look at their
// time and the removal loses them. The sweep asks for bytes that nothing has named for a month, so that moment is milliseconds in a month.
func (s *S3) DeleteIdle(ctx context.Context, hash string, before time.Time) (bool, error) {
	_, put, err := s.stat(ctx, hash)
	if fault.Is(err, fault.NotFound) || err == nil && !put.Before(before) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, s.Delete(ctx, hash)
}

// Delete implements Store.
func (s *S3) Delete(ctx context.Context, hash string) error {
	key, err := s.key(hash)
	if err != nil {
		return err
	}
	err = s.wrap(s.c.RemoveObject(ctx, s.cfg.Bucket, key, minio.RemoveObjectOptions{}), hash)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

// Walk implements Store. S3 lists keys in order, which is the order of hashes.
func (s *S3) Walk(ctx context.Context, f func(Ref) error) error {
	ctx, stop := context.WithCancel(ctx) // ends the listing goroutine when f says stop
	defer stop()
	pre := s.cfg.Prefix + "sha256/"
	for o := range s.c.ListObjects(ctx, s.cfg.Bucket, minio.ListObjectsOptions{Prefix: pre, Recursive: true}) {
		if o.Err != nil {
			return s.wrap(o.Err, "")
		}
		shard, rest, ok := strings.Cut(strings.TrimPrefix(o.Key, pre), "/")
		if !ok || len(shard) != 2 || !isHex(shard+rest) {
			continue
		}
		if err := f(Ref{Hash: prefix + shard + rest, Size: o.Size}); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// Verify implements Store.
func (s *S3) Verify(ctx context.Context, hash string) error { return verify(ctx, s, hash) }

// String names the store for doctor and logs, without its keys.
func (s *S3) String() string { return "s3:" + s.cfg.Endpoint + "/" + s.cfg.Bucket + "/" + s.cfg.Prefix }
