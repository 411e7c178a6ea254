package db_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

const upsAnswer db.SQL = `-- unscoped: a table of this test
INSERT INTO note (n, body) VALUES (?, ?) ON CONFLICT (n) DO UPDATE SET body = excluded.body`

// ack is a row that was acknowledged when the log was wal bytes long. Several rows may share a length: one commit held them.
type ack struct {
	n, version int
	wal        int64
}

// TestAcknowledgedIsInTheLog notes the length of the write-ahead log at each acknowledgement. Then it does what a power cut does
// to a file of which everything up to the last fsync is there and anything after it may be: it opens copies cut at lengths noted
// and at odd places between them, and looks for every answer acknowledged by then.
func TestAcknowledgedIsInTheLog(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "core.db")
	d := testkit.Open(t, db.Config{Name: "core", Path: path, NoCheckpoint: true}, notes)
	if err := d.Write(bg, func(tx *db.Tx) error { _, err := tx.Exec(upsAnswer, -1, "0"); return err }); err != nil { // makes the log
		t.Fatal(err)
	}
	base := size(t, path+"-wal")
	writers, each := 16, 40
	if testkit.Long() {
		writers, each = 64, 150
	}
	var mu sync.Mutex
	var acks []ack
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				n, version := 1000*w+i/2, i%2 // each answer is changed once
				err := d.Write(bg, func(tx *db.Tx) error { _, err := tx.Exec(upsAnswer, n, strconv.Itoa(version)); return err })
				if err != nil {
					t.Error(err)
					return
				}
				// The length now is at least the length at the commit: read before anything else can be noted.
				mu.Lock()
				acks = append(acks, ack{n, version, size(t, path+"-wal")})
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	slices.SortFunc(acks, func(a, b ack) int { return int(a.wal - b.wal) })
	full := acks[len(acks)-1].wal
	if full <= base || len(acks) != writers*each {
		t.Fatalf("the log grew from %d to %d with %d answers", base, full, len(acks))
	}
	rng := rand.New(rand.NewPCG(1, 2))
	cuts := []int64{base, full}
	for range 24 {
		at := acks[rng.IntN(len(acks))].wal
		cuts = append(cuts, at, min(full, at+1+rng.Int64N(8192)))
	}
	seen := 0
	for _, cut := range cuts {
		seen += checkCut(t, path, cut, acks)
	}
	if seen == 0 {
		t.Error("no cut held an answer: the test looked at nothing")
	}
}

func size(t *testing.T, path string) int64 {
	st, err := os.Stat(path)
	if err != nil {
		t.Error(err)
		return 0
	}
	return st.Size()
}

// checkCut opens a copy of the store whose log ends at cut and returns how many answers had to be there.
func checkCut(t *testing.T, path string, cut int64, acks []ack) int {
	t.Helper()
	copied := filepath.Join(t.TempDir(), "cut.db")
	if err := errors.Join(copyFile(path, copied, -1), copyFile(path+"-wal", copied+"-wal", cut)); err != nil {
		t.Fatal(err)
	}
	d, err := db.Open(bg, db.Config{Name: "core", Path: copied})
	if err != nil {
		t.Fatalf("cut at %d: %v", cut, err)
	}
	defer d.Close()
	there := map[int]int{}
	err = db.Each(d.Reader(bg), "-- unscoped: a table of this test\nSELECT n, body FROM note", func(r db.Row) error {
		var n, version int
		err := r.Scan(&n, &version)
		there[n] = version
		return err
	})
	if err != nil {
		t.Fatalf("cut at %d: %v", cut, err)
	}
	due := 0
	for _, a := range acks {
		if a.wal > cut {
			break
		}
		due++
		if v, ok := there[a.n]; !ok || v < a.version {
			t.Errorf("log cut at %d: answer %d version %d was acknowledged at %d and is not there", cut, a.n, a.version, a.wal)
			break
		}
	}
	if ok, err := db.One(d.Reader(bg), "-- unscoped: the engine's own check\nPRAGMA integrity_check", db.Value[string]); err != nil || ok != "ok" {
		t.Errorf("cut at %d: integrity %q, %v", cut, ok, err)
	}
	return due
}

func copyFile(from, to string, n int64) error {
	b, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if n >= 0 {
		b = b[:n]
	}
	return os.WriteFile(to, b, 0o600)
}

// TestKill kills a writing process many times. Its rows are numbered: what it printed as acknowledged is there, once.
func TestKill(t *testing.T) {
	if os.Getenv("TONGXUE_KILL_ME") != "" {
		victim(t, os.Getenv("TONGXUE_KILL_ME"))
	}
	rounds := 8
	if testkit.Long() {
		rounds = 30
	}
	path := filepath.Join(t.TempDir(), "core.db")
	testkit.Open(t, db.Config{Name: "core", Path: path}, lines).Close()
	acknowledged := map[int64]bool{}
	rng := rand.New(rand.NewPCG(3, 4))
	for round := range rounds {
		cmd := exec.Command(os.Args[0], "-test.run=^TestKill$")
		cmd.Env = append(os.Environ(), "TONGXUE_KILL_ME="+path, "TONGXUE_KILL_ROUND="+strconv.Itoa(round))
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		said := bufio.NewScanner(out)
		if !said.Scan() || said.Text() != "ready" {
			t.Fatalf("round %d: the writer said %q", round, said.Text())
		}
		// In every fourth round the first write is hit; in the others rows are being acknowledged.
		kill := func() {
			time.AfterFunc(time.Duration(rng.IntN(60_000))*time.Microsecond, func() { _ = cmd.Process.Kill() })
		}
		if round%4 == 0 {
			kill()
		}
		before := len(acknowledged)
		for said.Scan() {
			if len(acknowledged) == before && round%4 != 0 {
				kill()
			}
			n, err := strconv.ParseInt(strings.TrimSuffix(said.Text(), "."), 10, 64)
			if err != nil || !strings.HasSuffix(said.Text(), ".") {
				continue // the line that the kill cut
			}
			acknowledged[n] = true
		}
		_, _ = io.Copy(io.Discard, out)
		_ = cmd.Wait()
		d, err := db.Open(bg, db.Config{Name: "core", Path: path})
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		rows, err := db.All(d.Reader(bg), allLines, db.Value[int64])
		if err := errors.Join(err, d.Close()); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		for n := range acknowledged {
			if _, ok := slices.BinarySearch(rows, n); !ok {
				t.Fatalf("round %d: row %d was acknowledged and is lost", round, n)
			}
		}
		if !slices.Equal(rows, slices.Compact(slices.Clone(rows))) {
			t.Fatalf("round %d: a row is there twice", round)
		}
		t.Logf("round %d: %d acknowledged, %d stored in all", round, len(acknowledged)-before, len(rows))
	}
	if len(acknowledged) == 0 {
		t.Error("nothing was acknowledged in any round")
	}
}

// lines has no key on n, so that a row stored twice is seen.
var lines = fstest.MapFS{"20000101000003_test_line.sql": {Data: []byte("-- +goose Up\nCREATE TABLE line (seq @serial, n @int NOT NULL);\n")}}

const (
	insLine db.SQL = `-- unscoped: a table of this test
INSERT INTO line (n) VALUES (?)`
	allLines db.SQL = `-- unscoped: a table of this test
SELECT n FROM line ORDER BY n`
)

// victim writes until it is killed.
func victim(t *testing.T, path string) {
	round, err := strconv.Atoi(os.Getenv("TONGXUE_KILL_ROUND"))
	if err != nil {
		t.Fatal(err)
	}
	d, err := db.Open(context.Background(), db.Config{Name: "core", Path: path})
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	os.Stdout.WriteString("ready\n")
	for w := range 8 {
		go func() {
			for i := 0; ; i++ {
				n := round*1_000_000 + w*100_000 + i
				if err := d.Write(bg, func(tx *db.Tx) error { _, err := tx.Exec(insLine, n); return err }); err != nil {
					fmt.Println(err)
					os.Exit(1)
				}
				os.Stdout.WriteString(strconv.Itoa(n) + ".\n") // one write call: never cut but by the kill
			}
		}()
	}
	select {}
}

// TestDiskFull fills a small disk of its own. Refused writes say why, reads go on, and freed room is used again.
func TestDiskFull(t *testing.T) {
	dir := smallDisk(t)
	d := testkit.Open(t, db.Config{Name: "core", Path: filepath.Join(dir, "core.db")}, notes)
	for i := range 10 {
		if err := d.Write(bg, insert(i)); err != nil {
			t.Fatal(err)
		}
	}
	ballast := filepath.Join(dir, "ballast")
	fill(t, ballast)
	acknowledged := map[int64]bool{}
	big := strings.Repeat("答", 100_000)
	var mu sync.Mutex
	var refused int
	sad := errors.New("no")
	// Groups of small and large rows, of closures that fail and of closures that swallow the error and go on.
	var wg sync.WaitGroup
	release := held(t, d)
	for i := range 60 {
		wg.Go(func() {
			n := 100 + 2*i
			err := d.Write(bg, func(tx *db.Tx) error {
				switch i % 4 {
				case 0:
					return insert(n)(tx)
				case 1:
					_, err := tx.Exec(upsAnswer, n, big)
					return err
				case 2:
					_, _ = tx.Exec(upsAnswer, n, big)
					return insert(n + 1)(tx)
				}
				return sad
			})
			mu.Lock()
			defer mu.Unlock()
			switch {
			case i%4 == 3:
				if !errors.Is(err, sad) && !fault.Is(err, fault.Full) {
					t.Errorf("closure %d, which says no: %v", i, err)
				}
			case err == nil:
				acknowledged[int64(n)] = true
			case fault.Is(err, fault.Full):
				refused++
			default:
				t.Errorf("closure %d: %v; want fault.Full", i, err)
			}
			if i%4 == 2 && err == nil {
				acknowledged[int64(n+1)] = true
			}
		})
	}
	time.Sleep(20 * time.Millisecond)
	release()
	wg.Wait()
	if refused == 0 || len(acknowledged) == 0 {
		t.Fatalf("%d refused, %d stored: want some of each", refused, len(acknowledged))
	}
	t.Logf("%d refused, %d rows stored", refused, len(acknowledged))
	// More than the page cache holds: the engine finds the disk full inside the closure, which goes on all the same.
	err := d.Write(bg, func(tx *db.Tx) error {
		for i := range 70 {
			_, _ = tx.Exec(upsAnswer, 2000+i, big)
		}
		_ = insert(2500)(tx)
		return nil
	})
	if !fault.Is(err, fault.Full) {
		t.Errorf("21 MB: %v; want fault.Full", err)
	}
	sameRows(t, d, acknowledged, "while the disk is full")
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if err := d.Write(bg, insert(5000)); err != nil {
		t.Fatalf("after room was made: %v", err)
	}
	acknowledged[5000] = true
	sameRows(t, d, acknowledged, "after room was made")
	if err := d.Close(); err != nil {
		t.Error(err)
	}
	again := testkit.Open(t, db.Config{Name: "core", Path: filepath.Join(dir, "core.db")})
	sameRows(t, again, acknowledged, "after a restart")
}

// sameRows wants the first ten rows and the acknowledged ones, no fewer and no more.
func sameRows(t *testing.T, d *db.DB, acknowledged map[int64]bool, when string) {
	t.Helper()
	rows := stored(t, d)
	if len(rows) != 10+len(acknowledged) {
		t.Errorf("%s: %d rows, want %d", when, len(rows), 10+len(acknowledged))
	}
	for n := range acknowledged {
		if !slices.Contains(rows, n) {
			t.Errorf("%s: row %d was acknowledged and is lost", when, n)
		}
	}
}

// smallDisk is a disk of one megabyte, for which one must be root on Linux.
func smallDisk(t *testing.T) string {
	if runtime.GOOS != "linux" || os.Geteuid() != 0 {
		t.Skip("a full disk is not tested: mounting a small tmpfs needs root on Linux")
	}
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("a full disk is not tested: mount: %v: %s", err, out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", dir).CombinedOutput(); err != nil {
			t.Logf("umount: %v: %s", err, out)
		}
	})
	return dir
}

func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	block := make([]byte, 4096)
	for err == nil {
		_, err = f.Write(block)
	}
	st, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Truncate(max(0, st.Size()-64<<10)); err != nil { // room for some of the rows
		t.Fatal(err)
	}
}

// TestLogIsBounded: writers and readers that never pause do not make the write-ahead log grow for ever.
func TestLogIsBounded(t *testing.T) {
	if !testkit.Long() {
		t.Skip("writes for ten seconds or more: only with TONGXUE_LONG=1")
	}
	d := testkit.SQLite(t, notes)
	ctx, cancel := context.WithTimeout(bg, 2*time.Minute)
	defer cancel()
	body := strings.Repeat("x", 6000)
	var wg sync.WaitGroup
	for w := range 16 {
		wg.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				err := d.Write(bg, func(tx *db.Tx) error { _, err := tx.Exec(upsAnswer, w*1_000_000+i%2000, body); return err })
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Go(func() {
		for ctx.Err() == nil {
			stored(t, d)
		}
	})
	const enough = 60_000          // writes: the log would have begun anew many times
	restarts := map[[4]byte]bool{} // its header numbers them in bytes 12 to 15
	for ; ctx.Err() == nil && len(restarts) < 3 && d.Stats().Writes < enough; time.Sleep(10 * time.Millisecond) {
		var head [16]byte
		f, err := os.Open(d.Path() + "-wal")
		if err != nil {
			continue
		}
		if _, err := io.ReadFull(f, head[:]); err == nil {
			restarts[[4]byte(head[12:])] = true
		}
		f.Close()
	}
	slow := ctx.Err() != nil
	cancel()
	wg.Wait()
	switch {
	case len(restarts) >= 3:
		t.Logf("%d beginnings of the log in %d writes", len(restarts), d.Stats().Writes)
	case slow:
		t.Skipf("this machine is too slow to tell: %d writes in two minutes", d.Stats().Writes)
	default:
		t.Errorf("the log began %d times in %d writes", len(restarts), d.Stats().Writes)
	}
}
