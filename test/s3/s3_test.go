package s3

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/blob/blobtest"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/versity/versitygw/backend/meta"
	"github.com/versity/versitygw/backend/posix"
	"github.com/versity/versitygw/embedgw"
)

const access, secret = "tongxue-test", "tongxue-test-secret"

// endpoint is the one server of this test binary: versitygw allows one per process.
var endpoint, dataDir string

func TestMain(m *testing.M) {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func run(m *testing.M) (int, error) {
	root, err := os.MkdirTemp("", "tongxue-s3-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(root)
	dataDir = filepath.Join(root, "data")
	side := filepath.Join(root, "meta")
	if err := errors.Join(os.Mkdir(dataDir, 0o750), os.Mkdir(side, 0o750)); err != nil {
		return 0, err
	}
	store, err := meta.NewSideCar(side) // side files, because not every temporary directory has extended attributes
	if err != nil {
		return 0, err
	}
	be, err := posix.New(dataDir, store, posix.PosixOpts{SideCarDir: side})
	if err != nil {
		return 0, err
	}
	if endpoint, err = freePort(); err != nil {
		return 0, err
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	done := make(chan error, 1)
	go func() {
		done <- embedgw.RunVersityGW(ctx, be, &embedgw.Config{
			RootUserAccess: access, RootUserSecret: secret, Ports: []string{endpoint}, Quiet: true, KeepAlive: true,
			MaxConnections: 4096, MaxRequests: 4096, MultipartMaxParts: 10000, HealthPath: "/healthz",
		})
	}()
	if err := ready(done); err != nil {
		return 0, err
	}
	return m.Run(), nil
}

func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

func ready(done <-chan error) error {
	for range 200 {
		select {
		case err := <-done:
			return fmt.Errorf("the server ended before it was ready: %w", err)
		case <-time.After(50 * time.Millisecond):
		}
		if r, err := http.Get("http://" + endpoint + "/healthz"); err == nil {
			r.Body.Close()
			if r.StatusCode == http.StatusOK {
				return nil
			}
		}
	}
	return errors.New("the server did not become ready in 10 s")
}

var buckets atomic.Int64

func config(t *testing.T) blob.S3Config {
	return blob.S3Config{
		Endpoint: endpoint, Bucket: fmt.Sprintf("tongxue-%d", buckets.Add(1)), Prefix: "region/", AccessKey: access, SecretKey: secret,
		Insecure: true, Create: true, SpoolDir: t.TempDir(),
	}
}

func open(t *testing.T, cfg blob.S3Config) *blob.S3 {
	t.Helper()
	s, err := blob.OpenS3(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestS3(t *testing.T) {
	blobtest.Run(t, func(t *testing.T) blob.Store { return open(t, config(t)) })
}

// A file above the part size goes up in parts and comes back whole; the spool is empty afterwards.
func TestMultipart(t *testing.T) {
	cfg := config(t)
	s := open(t, cfg)
	b := blobtest.Random(11, 40<<20+3)
	for range 2 {
		ref, err := s.Put(t.Context(), bytes.NewReader(b), blob.Unlimited)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Verify(t.Context(), ref.Hash); err != nil {
			t.Fatal(err)
		}
	}
	left, err := os.ReadDir(cfg.SpoolDir)
	if err != nil || len(left) != 0 {
		t.Errorf("spool: %v, %v", left, err)
	}
}

// The bytes are under the key that the documentation names, so that other tools find them.
func TestKey(t *testing.T) {
	cfg := config(t)
	ref, err := open(t, cfg).Put(t.Context(), strings.NewReader("课文"), 100)
	if err != nil {
		t.Fatal(err)
	}
	c, err := minio.New(endpoint, &minio.Options{Creds: credentials.NewStaticV4(access, secret, ""), Region: "us-east-1"})
	if err != nil {
		t.Fatal(err)
	}
	h := strings.TrimPrefix(ref.Hash, "sha256:")
	o, err := c.GetObject(t.Context(), cfg.Bucket, "region/sha256/"+h[:2]+"/"+h[2:], minio.GetObjectOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	if b, err := io.ReadAll(o); err != nil || string(b) != "课文" {
		t.Errorf("%q, %v", b, err)
	}
}

// An empty file leaves nothing on the line that the server would take for the next request. It did in one of some thirty tries.
func TestEmpty(t *testing.T) {
	s := open(t, config(t))
	for i := range 150 {
		ref, err := s.Put(t.Context(), strings.NewReader(""), 0)
		if err != nil {
			t.Fatal(i, err)
		}
		if st, err := s.Stat(t.Context(), ref.Hash); err != nil || st != ref {
			t.Fatalf("after %d: %+v, %v", i, st, err)
		}
		if err := s.Delete(t.Context(), ref.Hash); err != nil {
			t.Fatal(i, err)
		}
	}
}

func TestVerifyFindsChangedBytes(t *testing.T) {
	cfg := config(t)
	s := open(t, cfg)
	ref, err := s.Put(t.Context(), strings.NewReader("right"), 100)
	if err != nil {
		t.Fatal(err)
	}
	h := strings.TrimPrefix(ref.Hash, "sha256:")
	if err := os.WriteFile(filepath.Join(dataDir, cfg.Bucket, "region", "sha256", h[:2], h[2:]), []byte("wrong"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.Verify(t.Context(), ref.Hash); !errors.Is(err, blob.ErrCorrupt) {
		t.Errorf("got %v", err)
	}
}

func TestUnreachableAndWrongSettings(t *testing.T) {
	ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
	defer stop()
	cfg := config(t)
	cfg.Create = false
	if _, err := blob.OpenS3(ctx, cfg); !fault.Is(err, fault.Down) {
		t.Errorf("no bucket: %v", err)
	}
	cfg = config(t)
	cfg.SecretKey = "guessed"
	if _, err := blob.OpenS3(ctx, cfg); err == nil {
		t.Error("a wrong key was accepted")
	}
	cfg = config(t)
	free, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	cfg.Endpoint, cfg.Attempts = free, 1
	if _, err := blob.OpenS3(ctx, cfg); !fault.Is(err, fault.Down) {
		t.Errorf("nobody there: %v", err)
	}
}
