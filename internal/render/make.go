package render

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Made is one file that was made: Name is what it is for, Path where it lies in the folder that was given.
type Made struct {
	Name, Mime, Path string
}

// ErrNothing says that a program ran and made nothing usable: the file is broken or not what it says.
var ErrNothing = errors.New("render: nothing was made")

// Document makes a PDF of an Office file.
func (t Tools) Document(ctx context.Context, src, dir string) (Made, error) {
	out := filepath.Join(dir, "out")
	err := t.run(ctx, dir, officeLimits, nil, t.Office, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--norestore",
		"--nolockcheck", "--convert-to", "pdf", "--outdir", out, src)
	if err != nil {
		return Made{}, err
	}
	made, err := filepath.Glob(filepath.Join(out, "*.pdf"))
	if err != nil || len(made) != 1 {
		return Made{}, ErrNothing
	}
	return Made{"pdf", "application/pdf", made[0]}, usable(made[0])
}

// Page makes a small picture of the first page of a PDF.
func (t Tools) Page(ctx context.Context, src, dir string) (Made, error) {
	out := filepath.Join(dir, "page")
	if err := t.run(ctx, dir, pageLimits, nil, t.PDFToPPM, "-png", "-scale-to", "480", "-f", "1", "-l", "1", "-singlefile", src, out); err != nil {
		return Made{}, err
	}
	return Made{"thumb", "image/png", out + ".png"}, usable(out + ".png")
}

// Film is what ffprobe tells of a video.
type Film struct {
	Length        time.Duration
	Width, Height int
	Sound         bool
}

// Probe reads a video's measures.
func (t Tools) Probe(ctx context.Context, src, dir string) (Film, error) {
	var b strings.Builder
	err := t.run(ctx, dir, pageLimits, func(s string) { b.WriteString(s) }, t.FFprobe, "-v", "error", "-protocol_whitelist", "file", "-show_entries",
		"format=duration:stream=codec_type,width,height", "-of", "json", src)
	if err != nil {
		return Film{}, err
	}
	var told struct {
		Streams []struct {
			Type          string `json:"codec_type"`
			Width, Height int
		}
		Format struct{ Duration string }
	}
	if err := json.Unmarshal([]byte(b.String()), &told); err != nil {
		return Film{}, fmt.Errorf("render: ffprobe: %w", err)
	}
	var f Film
	for _, s := range told.Streams {
		switch {
		case s.Type == "video" && f.Height == 0:
			f.Width, f.Height = s.Width, s.Height
		case s.Type == "audio":
			f.Sound = true
		}
	}
	s, err := strconv.ParseFloat(told.Format.Duration, 64)
	if err != nil && f.Height > 0 { // a recording of a browser: WebM written as it went, with no length at its head
		if s, err = t.last(ctx, src, dir); err != nil {
			return f, err
		}
	}
	if f.Height == 0 || s <= 0 || s > 24*3600 {
		return f, ErrNothing
	}
	f.Length = time.Duration(s * float64(time.Second))
	return f, nil
}

// last is the time of a film's last picture, in seconds: it reads the whole file, but decodes nothing.
func (t Tools) last(ctx context.Context, src, dir string) (s float64, err error) {
	err = t.run(ctx, dir, pageLimits, func(line string) {
		if n, err := strconv.ParseFloat(strings.Trim(line, ", "), 64); err == nil {
			s = max(s, n)
		}
	}, t.FFprobe, "-v", "error", "-protocol_whitelist", "file", "-select_streams", "v:0", "-show_entries", "packet=pts_time", "-of", "csv=p=0", src)
	return s, err
}

// Video makes a picture, sound alone, one file of 480 lines (of an even number when the film has fewer: H.264 knows no odd ones), one of
// 720 when the film has as many, and HLS of both (fMP4, one file each, cut by byte ranges). progress is told the share done, from 0 to 1.
func (t Tools) Video(ctx context.Context, src, dir string, progress func(float64)) ([]Made, error) {
	f, err := t.Probe(ctx, src, dir)
	if err != nil {
		return nil, err
	}
	l := mediaLimits(f.Length)
	ff := func(from, share float64, args ...string) error {
		base := []string{"-nostdin", "-hide_banner", "-loglevel", "error", "-y", "-protocol_whitelist", "file", "-threads", "2", "-progress", "pipe:1"}
		return t.run(ctx, dir, l, func(s string) {
			if us, ok := strings.CutPrefix(s, "out_time_us="); ok && progress != nil {
				if n, err := strconv.ParseFloat(us, 64); err == nil {
					progress(from + share*min(1, n/float64(f.Length.Microseconds())))
				}
			}
		}, t.FFmpeg, append(base, args...)...)
	}
	at := func(name string) string { return filepath.Join(dir, name) }
	made := []Made{{"thumb", "image/jpeg", at("thumb.jpg")}}
	if err := ff(0, .02, "-ss", fmt.Sprintf("%.2f", f.Length.Seconds()/10), "-i", src, "-frames:v", "1", "-vf", "scale=480:-2", at("thumb.jpg")); err != nil {
		return nil, err
	}
	if f.Sound {
		made = append(made, Made{"audio.m4a", "audio/mp4", at("audio.m4a")})
		if err := ff(.02, .08, "-i", src, "-vn", "-c:a", "aac", "-b:a", "48k", "-ac", "1", "-movflags", "+faststart", at("audio.m4a")); err != nil {
			return nil, err
		}
	}
	type size struct {
		lines, rate int
		from, share float64
	}
	sizes := []size{{480, 700, .1, .85}}
	if f.Height >= 700 {
		sizes = []size{{480, 700, .1, .3}, {720, 1500, .4, .55}}
	}
	for _, s := range sizes {
		one := at(fmt.Sprintf("%d.mp4", s.lines))
		made = append(made, Made{fmt.Sprintf("%d.mp4", s.lines), "video/mp4", one})
		rate := strconv.Itoa(s.rate) + "k"
		err := ff(s.from, s.share, "-i", src, "-map", "0:v:0", "-map", "0:a:0?", "-vf", fmt.Sprintf("scale=-2:'min(%d,trunc(ih/2)*2)'", s.lines), "-c:v", "libx264",
			"-preset", "veryfast", "-crf", "27", "-maxrate", rate, "-bufsize", strconv.Itoa(2*s.rate)+"k", "-pix_fmt", "yuv420p",
			"-force_key_frames", "expr:gte(t,n_forced*4)", "-c:a", "aac", "-b:a", "64k", "-ac", "2", "-movflags", "+faststart", one)
		if err != nil {
			return nil, err
		}
	}
	master := "#EXTM3U\n#EXT-X-VERSION:7\n"
	for _, s := range sizes {
		name := fmt.Sprintf("hls-%d", s.lines)
		made = append(made, Made{name + ".m4s", "video/iso.segment", at(name + ".m4s")}, Made{name + ".m3u8", "application/vnd.apple.mpegurl", at(name + ".m3u8")})
		err := ff(.97, 0, "-i", at(fmt.Sprintf("%d.mp4", s.lines)), "-c", "copy", "-f", "hls", "-hls_time", "4", "-hls_playlist_type", "vod", "-hls_segment_type", "fmp4",
			"-hls_flags", "single_file", "-hls_segment_filename", name+".m4s", at(name+".m3u8"))
		if err != nil {
			return nil, err
		}
		master += fmt.Sprintf("#EXT-X-STREAM-INF:BANDWIDTH=%d\n%s.m3u8\n", (s.rate+64)*1100, name)
	}
	if err := os.WriteFile(at("hls.m3u8"), []byte(master), 0o600); err != nil {
		return nil, fmt.Errorf("render: %w", err)
	}
	made = append(made, Made{"hls.m3u8", "application/vnd.apple.mpegurl", at("hls.m3u8")})
	for _, m := range made {
		if err := usable(m.Path); err != nil {
			return nil, err
		}
	}
	return made, nil
}

// usable refuses what is no file with something in it: a program may leave a link or nothing.
func usable(path string) error {
	st, err := os.Lstat(path)
	if err != nil || !st.Mode().IsRegular() || st.Size() == 0 {
		return ErrNothing
	}
	return nil
}
