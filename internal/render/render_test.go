package render_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/tongxue-edu/tongxue/internal/render"
)

func tools(t *testing.T, have func(render.Tools) bool, what string) render.Tools {
	t.Helper()
	found := render.Find()
	if !have(found) {
		t.Skip("skipped: " + what + " is not installed")
	}
	return found
}

func TestDocument(t *testing.T) {
	found := tools(t, render.Tools.Documents, "LibreOffice")
	dir := t.TempDir()
	x := excelize.NewFile()
	_ = x.SetCellStr("Sheet1", "A1", "分数的初步认识")
	src := filepath.Join(dir, "in.xlsx")
	if err := x.SaveAs(src); err != nil {
		t.Fatal(err)
	}
	pdf, err := found.Document(t.Context(), src, dir)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(pdf.Path); err != nil || !bytes.HasPrefix(b, []byte("%PDF-")) {
		t.Fatal("no PDF", err)
	}
	if !found.Pages() {
		t.Skip("skipped: poppler is not installed")
	}
	if p, err := found.Page(t.Context(), pdf.Path, dir); err != nil || p.Mime != "image/png" {
		t.Error(p, err)
	}
}

func TestVideo(t *testing.T) {
	found := tools(t, render.Tools.Media, "ffmpeg")
	dir := t.TempDir()
	src := filepath.Join(dir, "in.mp4")
	if out, err := exec.Command(found.FFmpeg, "-loglevel", "error", "-f", "lavfi", "-i", "testsrc=size=1280x720:rate=10:duration=3", "-f", "lavfi", "-i", "sine=duration=3",
		"-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-shortest", src).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	last := 0.0
	made, err := found.Video(t.Context(), src, dir, func(p float64) { last = max(last, p) })
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]render.Made{}
	for _, m := range made {
		got[m.Name] = m
	}
	for _, name := range []string{"thumb", "audio.m4a", "480.mp4", "720.mp4", "hls.m3u8", "hls-480.m3u8", "hls-480.m4s", "hls-720.m3u8"} {
		if got[name].Path == "" {
			t.Errorf("no %s", name)
		}
	}
	f, err := found.Probe(t.Context(), got["480.mp4"].Path, dir)
	if err != nil || f.Height != 480 || !f.Sound {
		t.Error(f, err)
	}
	if b, _ := os.ReadFile(got["hls-480.m3u8"].Path); !bytes.Contains(b, []byte("#EXT-X-BYTERANGE")) || !bytes.Contains(b, []byte("#EXT-X-MAP")) || bytes.Contains(b, []byte("/")) {
		t.Errorf("the playlist: %s", b)
	}
	if last < .5 {
		t.Errorf("progress came to %.2f", last)
	}
	if err := os.WriteFile(src, []byte("\x00\x00\x00\x18ftypisom broken"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := found.Video(t.Context(), src, dir, nil); err == nil {
		t.Error("a broken film became something")
	}
}

// A film of an odd size, as a recording of a window is, becomes one with even sides.
func TestOddVideo(t *testing.T) {
	found := tools(t, render.Tools.Media, "ffmpeg")
	dir := t.TempDir()
	src := filepath.Join(dir, "in.webm")
	if out, err := exec.Command(found.FFmpeg, "-loglevel", "error", "-f", "lavfi", "-i", "testsrc=size=321x241:rate=5:duration=1", "-c:v", "libvpx", src).CombinedOutput(); err != nil {
		t.Skipf("skipped: ffmpeg makes no WebM: %s", out)
	}
	made, err := found.Video(t.Context(), src, dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range made {
		if m.Name != "480.mp4" {
			continue
		}
		if f, err := found.Probe(t.Context(), m.Path, dir); err != nil || f.Height != 240 || f.Width%2 != 0 {
			t.Error(f, err)
		}
	}
}

// A film that does not say how long it is, as browsers write what they record, is measured.
func TestRecording(t *testing.T) {
	found := tools(t, render.Tools.Media, "ffmpeg")
	dir := t.TempDir()
	src := filepath.Join(dir, "in.webm")
	b, err := exec.Command(found.FFmpeg, "-loglevel", "error", "-f", "lavfi", "-i", "testsrc=size=320x240:rate=10:duration=3", "-c:v", "libvpx", "-f", "webm", "pipe:1").Output()
	if err != nil {
		t.Skipf("skipped: ffmpeg makes no WebM: %v", err)
	}
	if err := os.WriteFile(src, b, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := found.Probe(t.Context(), src, dir)
	if err != nil || f.Length < 2500*time.Millisecond || f.Length > 3*time.Second {
		t.Fatal(f, err)
	}
	made, err := found.Video(t.Context(), src, dir, nil)
	if err != nil || len(made) == 0 {
		t.Fatal(made, err)
	}
}

// A program that does not end is killed with its children when the context ends.
func TestKilled(t *testing.T) {
	found := tools(t, func(r render.Tools) bool { return r.Shell != "" }, "a shell")
	dir := t.TempDir()
	script := filepath.Join(dir, "soffice")
	if err := os.WriteFile(script, []byte("#!/bin/sh\nsleep 60 & echo $! > \""+dir+"/child\"\nwait\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	found.Office = script
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	start := time.Now()
	_, err := found.Document(ctx, "x", dir)
	if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > 20*time.Second {
		t.Errorf("%v after %v", err, time.Since(start))
	}
	b, err := os.ReadFile(filepath.Join(dir, "child"))
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(100 * time.Millisecond)
	if stat, err := os.ReadFile("/proc/" + string(bytes.TrimSpace(b)) + "/stat"); err == nil && !bytes.Contains(stat, []byte(") Z ")) {
		t.Error("a child lives on")
	}
}
