package app

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
)

// A backup is a gzipped tar: the three stores, then blobs and keys, and last MANIFEST.json with the SHA-256 of every member. The
// order matters while the server runs: record and search first, so that their positions are never ahead of the core's event log;
// blobs last, so that every file that a row names is there.
//
// The keys are inside: a backup without them could not open what is sealed (internal/seal), and a school that keeps one file keeps
// everything. So the file opens what is sealed, too: it is written for its owner alone (0600) and belongs into a safe. Who wants them
// apart keeps the folder keys elsewhere and puts it back after the restore; until then doctor says that the keys do not belong to
// the store, and nothing new is sealed.

const manifestName = "MANIFEST.json"

// Manifest says what a backup holds.
type Manifest struct {
	Format  int               `json:"format"`
	Made    time.Time         `json:"made"`
	Preset  string            `json:"preset"`
	Members map[string]string `json:"members"` // name → sha256:hex
}

// BackupReport is the answer of the backup verb.
type BackupReport struct {
	File    string `json:"file"`
	Bytes   int64  `json:"bytes"`
	Members int    `json:"members"`
}

// Backup writes a backup of the running store to a new file; an existing file is refused.
func (a *App) Backup(ctx context.Context, to string) (BackupReport, error) {
	if a.Core.Engine() == db.Postgres {
		return BackupReport{}, fault.New(fault.Invalid, "数据在 PostgreSQL 里：请用它自己的备份工具，再复制数据目录")
	}
	f, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return BackupReport{}, fault.New(fault.Conflict, "文件已存在：%s", to)
	}
	if err != nil {
		return BackupReport{}, fault.Wrap(err, fault.Invalid, "不能写到 %s", to)
	}
	w := &backupWriter{man: Manifest{Format: 1, Made: a.Config.Clock.Now(), Preset: a.Config.Preset, Members: map[string]string{}}}
	w.zip = gzip.NewWriter(f)
	w.tar = tar.NewWriter(w.zip)
	err = a.fillBackup(ctx, w)
	for _, c := range []func() error{w.tar.Close, w.zip.Close, f.Sync, f.Close} {
		err = errors.Join(err, c())
	}
	if err != nil {
		os.Remove(to)
		return BackupReport{}, err
	}
	st, err := os.Stat(to)
	if err != nil {
		return BackupReport{}, err
	}
	// The first page of the administrator says when this was long ago.
	if err := os.WriteFile(a.folder.file(lastBackup), []byte(to+"\n"), 0o600); err != nil {
		return BackupReport{}, err
	}
	return BackupReport{File: to, Bytes: st.Size(), Members: len(w.man.Members)}, nil
}

func (a *App) fillBackup(ctx context.Context, w *backupWriter) error {
	tmp, err := os.MkdirTemp(a.folder.path, "backup-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	for _, d := range []*db.DB{a.Record, a.Search, a.Core} {
		p := filepath.Join(tmp, d.Name()+".db")
		if err := d.CopyTo(p); err != nil {
			return err
		}
		if err := w.file(d.Name()+".db", p); err != nil {
			return err
		}
		os.Remove(p)
	}
	for _, sub := range []string{"blobs", "keys"} {
		root := a.folder.file(sub)
		err := filepath.WalkDir(root, func(p string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || ctx.Err() != nil {
				return errors.Join(err, ctx.Err())
			}
			rel, err := filepath.Rel(a.folder.path, p)
			if err != nil || strings.HasPrefix(e.Name(), ".") { // unfinished uploads
				return err
			}
			return w.file(filepath.ToSlash(rel), p)
		})
		if err != nil {
			return err
		}
	}
	return w.manifest()
}

type backupWriter struct {
	zip *gzip.Writer
	tar *tar.Writer
	man Manifest
}

func (w *backupWriter) file(name, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return err
	}
	if err := w.tar.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: st.Size(), ModTime: w.man.Made}); err != nil {
		return err
	}
	h := sha256.New()
	if _, err := io.Copy(io.MultiWriter(w.tar, h), f); err != nil {
		return fmt.Errorf("app: backup %s: %w", name, err)
	}
	w.man.Members[name] = sumText(h)
	return nil
}

func (w *backupWriter) manifest() error {
	b, err := json.MarshalIndent(w.man, "", " ")
	if err != nil {
		return err
	}
	if err := w.tar.WriteHeader(&tar.Header{Name: manifestName, Mode: 0o600, Size: int64(len(b)), ModTime: w.man.Made}); err != nil {
		return err
	}
	_, err = w.tar.Write(b)
	return err
}

func sumText(h hash.Hash) string { return "sha256:" + hex.EncodeToString(h.Sum(nil)) }

// RestoreReport is the answer of the restore verb.
type RestoreReport struct {
	Members int       `json:"members"`
	Made    time.Time `json:"made"`
}

// Restore unpacks a backup into a new data directory. A directory that holds anything is refused; every member is compared with
// the manifest before the directory appears under its name, so a broken backup leaves nothing behind.
func Restore(from, dir string) (RestoreReport, error) {
	if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
		return RestoreReport{}, fault.New(fault.Conflict, "目录 %s 不是空的：恢复只写到空目录", dir)
	}
	f, err := os.Open(from)
	if err != nil {
		return RestoreReport{}, fault.Wrap(err, fault.NotFound, "没有找到备份文件 %s", from)
	}
	defer f.Close()
	dir, err = filepath.Abs(dir)
	if err != nil {
		return RestoreReport{}, err
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o700); err != nil {
		return RestoreReport{}, err
	}
	tmp, err := os.MkdirTemp(filepath.Dir(dir), ".restore-")
	if err != nil {
		return RestoreReport{}, err
	}
	defer os.RemoveAll(tmp)
	man, err := unpack(f, tmp)
	if err != nil {
		return RestoreReport{}, fault.Wrap(err, fault.Invalid, "备份文件不完整或被改动过")
	}
	_ = os.Remove(dir) // an empty directory may stand there
	if err := os.Rename(tmp, dir); err != nil {
		return RestoreReport{}, err
	}
	return RestoreReport{Members: len(man.Members), Made: man.Made}, nil
}

func unpack(f io.Reader, dir string) (Manifest, error) {
	var man Manifest
	z, err := gzip.NewReader(f)
	if err != nil {
		return man, err
	}
	got := map[string]string{}
	t := tar.NewReader(z)
	for {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return man, err
		}
		if h.Name == manifestName {
			if err := json.NewDecoder(t).Decode(&man); err != nil {
				return man, err
			}
			continue
		}
		if !filepath.IsLocal(h.Name) || h.Typeflag != tar.TypeReg {
			return man, fmt.Errorf("member %q does not belong into a backup", h.Name)
		}
		if got[h.Name], err = unpackOne(t, filepath.Join(dir, filepath.FromSlash(h.Name))); err != nil {
			return man, err
		}
	}
	if man.Format != 1 || len(got) != len(man.Members) {
		return man, fmt.Errorf("format %d, %d members where the manifest names %d", man.Format, len(got), len(man.Members))
	}
	for name, sum := range man.Members {
		if got[name] != sum {
			return man, fmt.Errorf("member %s differs from the manifest", name)
		}
	}
	return man, nil
}

func unpackOne(r io.Reader, path string) (string, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", err
	}
	out, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	_, err = io.Copy(io.MultiWriter(out, h), r)
	return sumText(h), errors.Join(err, out.Sync(), out.Close())
}
