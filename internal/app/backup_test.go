package app_test

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

const countPeople db.SQL = `-- unscoped: a test counts what came back
SELECT COUNT(*) FROM org_person`

func open(t *testing.T, dir string) *app.App {
	t.Helper()
	a, err := app.Open(context.Background(), app.Config{Dir: dir, Log: testkit.Logger(t)})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestRestoreDrill takes a backup of a living region, restores it elsewhere, and looks whether everything came back; a changed
// backup, a directory that is not empty and an existing file are refused and leave nothing behind.
func TestRestoreDrill(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	a := open(t, filepath.Join(dir, "a"))
	if _, err := a.Seed(ctx, 60); err != nil {
		t.Fatal(err)
	}
	who, sealed := id.New[any](), []byte(nil)
	err := a.Core.Write(ctx, func(tx *db.Tx) (err error) {
		sealed, err = a.Seal.Seal(tx, who, "G120101201205011234")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "b.tgz")
	if _, err := a.Backup(ctx, file); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Backup(ctx, file); !fault.Is(err, fault.Conflict) {
		t.Errorf("a backup was overwritten: %v", err)
	}
	want, err := db.One(a.Core.Reader(ctx), countPeople, db.Value[int64])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := app.Restore(file, filepath.Join(dir, "a")); !fault.Is(err, fault.Conflict) {
		t.Errorf("a living directory was overwritten: %v", err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := app.Restore(file, filepath.Join(dir, "c")); err != nil {
		t.Fatal(err)
	}
	c := open(t, filepath.Join(dir, "c"))
	defer c.Close()
	got, err := db.One(c.Core.Reader(ctx), countPeople, db.Value[int64])
	if err != nil || got != want {
		t.Errorf("%d people came back of %d: %v", got, want, err)
	}
	if text, err := c.Seal.Open(c.Core.Reader(ctx), who, sealed); err != nil || text != "G120101201205011234" {
		t.Errorf("what was sealed does not open after the restore: %v", err)
	}
	d, err := c.Doctor(ctx)
	if err != nil || !d.OK {
		t.Errorf("the restored store is not well: %+v %v", d.Checks, err)
	}
	tampered(t, file, dir)
}

func tampered(t *testing.T, file, dir string) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string][]byte{"cut": b[:len(b)/2], "changed": append(append([]byte{}, b[:len(b)-40]...), make([]byte, 40)...)} {
		p, to := filepath.Join(dir, name+".tgz"), filepath.Join(dir, name)
		if err := os.WriteFile(p, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := app.Restore(p, to); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s backup: %v", name, err)
		}
		if _, err := os.Stat(to); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s backup left a directory behind", name)
		}
	}
}

// TestCommandsReachTheServer sees that a command on a directory that a server holds is carried out by the server.
func TestCommandsReachTheServer(t *testing.T) {
	dir := t.TempDir()
	a := open(t, dir)
	if _, err := app.Open(context.Background(), app.Config{Dir: dir}); !errors.Is(err, app.ErrHeld) {
		t.Fatalf("two processes have one directory: %v", err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- a.Serve(ctx, l) }()
	cfg := app.Config{Dir: dir, Log: testkit.Logger(t)}
	var key struct{ Key, Secret string }
	for range 50 { // the socket appears a moment after the server
		if err = app.Run(context.Background(), cfg, "create-key", app.KeyArgs{Name: "x", Scope: "all"}, &key); err == nil {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if err != nil || key.Secret == "" {
		t.Errorf("create-key through the server: %v", err)
	}
	if err := app.Run(context.Background(), cfg, "create-admin", app.AdminArgs{Role: "nobody"}, nil); !fault.Is(err, fault.Invalid) {
		t.Errorf("a refusal loses its kind on the way: %v", err)
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if err := a.Close(); err != nil {
		t.Error(err)
	}
	if err := app.Run(context.Background(), cfg, "create-key", app.KeyArgs{Name: "y", Scope: "all"}, &key); err != nil {
		t.Errorf("create-key without a server: %v", err)
	}
}
