package oneroster

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// writeBig makes a clean set: schools of 500 pupils, each pupil in nine classes of ten, streamed to disk.
func writeBig(t testing.TB, users, enrolments int) string {
	t.Helper()
	dir := t.TempDir()
	open := func(table string, fill func(w *bufio.Writer)) {
		f, err := os.Create(filepath.Join(dir, table+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		w := bufio.NewWriter(f)
		if table != "manifest" {
			w.WriteString(head(table)) //nolint:errcheck // Flush tells
		}
		fill(w)
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	schools := max(users/500, 1)
	open("manifest", func(w *bufio.Writer) {
		fmt.Fprint(w, "propertyName,value\nmanifest.version,1.0\noneroster.version,1.2\n", strings.Join(fileLines(map[string]string{AcademicSessions: "bulk", Orgs: "bulk",
			Courses: "bulk", Classes: "bulk", Users: "bulk", Roles: "bulk", Demographics: "bulk", Enrollments: "bulk"}), ""))
	})
	open(AcademicSessions, func(w *bufio.Writer) { fmt.Fprint(w, "y,,,2025,schoolYear,2025-09-01,2026-08-31,,2026\n") })
	open(Orgs, func(w *bufio.Writer) {
		for i := range schools {
			fmt.Fprintf(w, "school-%d,,,第%d中学,school,%07d,\n", i, i, i)
		}
	})
	open(Courses, func(w *bufio.Writer) {
		for i := range schools {
			fmt.Fprintf(w, "course-%d,,,y,数学,M,07,school-%d,数学,S01\n", i, i)
		}
	})
	open(Classes, func(w *bufio.Writer) {
		for i := range schools * 10 {
			fmt.Fprintf(w, "class-%d,,,七年级(%d)班,07,course-%d,%02d,homeroom,,school-%d,y,,,\n", i, i%10+1, i/10, i%10+1, i/10)
		}
	})
	open(Users, func(w *bufio.Writer) {
		for i := range users {
			fmt.Fprintf(w, "user-%08d,,,true,login%08d,{xueji:G%017d},小明,张,,N%08d,,,,,07,,,,,,school-%d,\n", i, i, i, i, i%schools)
		}
	})
	open(Roles, func(w *bufio.Writer) {
		for i := range users {
			fmt.Fprintf(w, "role-%08d,,,user-%08d,primary,student,2025-09-01,,school-%d,\n", i, i, i%schools)
		}
	})
	open(Demographics, func(w *bufio.Writer) {
		for i := range users {
			fmt.Fprintf(w, "user-%08d,,,2012-05-01,male,,,,,,,,CHN,,,\n", i)
		}
	})
	open(Enrollments, func(w *bufio.Writer) {
		for i := range enrolments {
			s := i % users % schools
			fmt.Fprintf(w, "enrolment-%08d,,,class-%d,school-%d,user-%08d,student,false,2025-09-01,2026-07-15\n", i, s*10+i/users%10, s, i%users)
		}
	})
	return dir
}

// peakHeap runs fn and gives the largest heap that was seen, above what was there before.
func peakHeap(fn func()) uint64 {
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var peak atomic.Uint64
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-stop:
				return
			case <-time.After(5 * time.Millisecond):
				runtime.ReadMemStats(&now)
				peak.Store(max(peak.Load(), now.HeapInuse))
			}
		}
	}()
	fn()
	close(stop)
	<-done
	return peak.Load() - min(peak.Load(), before.HeapInuse)
}

// TestMemory: 60,000 people and 500,000 enrolments are checked within 100 MB.
func TestMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: the large set takes some seconds (-short)")
	}
	dir := writeBig(t, 60000, 500000)
	var r Report
	start := time.Now()
	peak := peakHeap(func() { r = checkPath(t, dir, Options{}) })
	t.Logf("%d people, %d enrolments: %v, heap peak %d MB", r.Active[Users], r.Active[Enrollments], time.Since(start).Round(time.Millisecond), peak>>20)
	if r.Verdict != Accept || r.Active[Enrollments] != 500000 {
		t.Fatalf("%+v", r)
	}
	if peak > 100<<20 {
		t.Errorf("heap peak %d MB", peak>>20)
	}
}

// BenchmarkCheck is the check of 60,000 people and 440,000 enrolments.
func BenchmarkCheck(b *testing.B) {
	dir := writeBig(b, 60000, 440000)
	b.ReportAllocs()
	for b.Loop() {
		if r := checkPath(b, dir, Options{}); r.Verdict != Accept {
			b.Fatalf("%+v", r.Findings)
		}
	}
}

// TestCancelled: the check ends with its context.
func TestCancelled(t *testing.T) {
	s, err := Open(writeBig(t, 2000, 20000))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close() //nolint:errcheck // read only
	ctx, cancel := context.WithCancel(context.Background())
	rows := 0
	_, err = Check(ctx, s, Options{Progress: func(string, int) {
		rows++
		cancel()
	}})
	if err == nil || rows == 0 {
		t.Errorf("err %v after %d", err, rows)
	}
}

// TestIsDay agrees with the standard library on every day and its neighbours.
func TestIsDay(t *testing.T) {
	for y := 1896; y < 2204; y++ {
		for m := range 14 {
			for d := range 33 {
				v := fmt.Sprintf("%04d-%02d-%02d", y, m, d)
				_, err := time.Parse(time.DateOnly, v)
				if want := err == nil && y >= 1900 && y < 2200; isDay(v) != want {
					t.Fatalf("%s: %v", v, !want)
				}
			}
		}
	}
	for _, v := range []string{"", "2025-9-01", "2025-09-1x", "2025/09/01", "20250901", "2025-09-01T"} {
		if isDay(v) {
			t.Errorf("%q", v)
		}
	}
}
