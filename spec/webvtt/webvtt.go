// Package webvtt reads captions, WebVTT as browsers want it and SubRip (.srt) as most programs write it, and writes WebVTT.
//
// Reading is strict where a viewer would notice: a time that is none, an end before its begin, a file without a cue. It is tolerant in
// what differs between programs: a comma or a point before the milliseconds, numbers of cues, blank lines in between, any line ends.
// What a player is not asked to do is left out: style sheets, regions, notes, SubRip's fonts and positions.
//
// The package opens nothing and knows nothing internal.
//
// Source: W3C WebVTT (Candidate Recommendation 2019-04-04), sections 4 and 6. SubRip has no specification; what is read here is the form
// that ffmpeg and VLC read.
package webvtt

import (
	"bufio"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Bounds of a file: they are far above what a lesson holds and keep a hostile one small.
const (
	MaxCues = 20_000
	MaxText = 2_000 // characters of one cue
)

// Cue is a text that is shown from Start until End. Text is in WebVTT's own markup: lines, and tags such as <i> and <v name>.
type Cue struct {
	Start, End time.Duration
	Settings   string // where it stands, as WebVTT writes it
	Text       string
}

// Error says in which line a file could not be read.
type Error struct {
	Line int // from 1; 0 for the whole file
	What Problem
}

// Problem is what is wrong with a file.
type Problem string

// The problems.
const (
	NoHeader  Problem = "no WEBVTT in the first line"
	NoCues    Problem = "no cue"
	BadTime   Problem = "a time that is none"
	Backwards Problem = "an end that is not after its begin"
	TooMany   Problem = "too many cues"
	TooLong   Problem = "a cue that is too long"
)

// Error implements error.
func (e *Error) Error() string {
	if e.Line == 0 {
		return "webvtt: " + string(e.What)
	}
	return fmt.Sprintf("webvtt: line %d: %s", e.Line, e.What)
}

// Read reads WebVTT. Cues come back in the order of their begin.
func Read(text string) ([]Cue, error) {
	lines := split(text)
	if head := lines[0]; head != "WEBVTT" && !strings.HasPrefix(head, "WEBVTT ") && !strings.HasPrefix(head, "WEBVTT\t") {
		return nil, &Error{1, NoHeader}
	}
	at := 1
	for at < len(lines) && strings.TrimSpace(lines[at]) != "" { // what stands below the header belongs to it
		at++
	}
	return cues(lines, at, false)
}

// ReadSRT reads SubRip and makes its cues those of WebVTT.
func ReadSRT(text string) ([]Cue, error) { return cues(split(text), 0, true) }

func split(text string) []string {
	text = strings.TrimPrefix(text, "\ufeff")
	return strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "\ufffd").Replace(text), "\n")
}

// cues reads blocks that blank lines part. A block without a time is no cue: a note, a style sheet, a stray line.
func cues(lines []string, at int, srt bool) ([]Cue, error) {
	var out []Cue
	for at < len(lines) {
		if !strings.Contains(lines[at], "-->") {
			at++
			continue
		}
		c, err := timing(lines[at], at+1, srt)
		if err != nil {
			return nil, err
		}
		begin := at
		var text []string
		for at++; at < len(lines) && strings.TrimSpace(lines[at]) != "" && !strings.Contains(lines[at], "-->"); at++ {
			text = append(text, strings.TrimRight(lines[at], " \t"))
		}
		if c.Text = strings.Join(text, "\n"); srt {
			c.Text = written(fromSRT(c.Text))
		}
		switch {
		case utf8.RuneCountInString(c.Text) > MaxText:
			return nil, &Error{begin + 1, TooLong}
		case len(out) == MaxCues:
			return nil, &Error{begin + 1, TooMany}
		case strings.TrimSpace(c.Text) != "":
			out = append(out, c)
		}
	}
	if len(out) == 0 {
		return nil, &Error{0, NoCues}
	}
	slices.SortStableFunc(out, func(a, b Cue) int { return int(a.Start - b.Start) })
	return out, nil
}

// times is a begin, an end, and what follows them.
var times = regexp.MustCompile(`^\s*(?:(\d{1,4}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})\s*-->\s*(?:(\d{1,4}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})(?:\s+(\S.*?))?\s*$`)

func timing(line string, no int, srt bool) (Cue, error) {
	m := times.FindStringSubmatch(line)
	if m == nil {
		return Cue{}, &Error{no, BadTime}
	}
	from, ok1 := clock(m[1:5])
	to, ok2 := clock(m[5:9])
	switch {
	case !ok1 || !ok2:
		return Cue{}, &Error{no, BadTime}
	case to <= from:
		return Cue{}, &Error{no, Backwards}
	}
	c := Cue{Start: from, End: to}
	if !srt { // SubRip writes pixels there
		c.Settings = m[9]
	}
	return c, nil
}

func clock(m []string) (time.Duration, bool) {
	n := func(s string) (v time.Duration) {
		for _, r := range s {
			v = v*10 + time.Duration(r-'0')
		}
		return v
	}
	for len(m[3]) < 3 {
		m[3] += "0"
	}
	min, sec := n(m[1]), n(m[2])
	return n(m[0])*time.Hour + min*time.Minute + sec*time.Second + n(m[3])*time.Millisecond, min < 60 && sec < 60
}

var (
	override = regexp.MustCompile(`\{\\[^}]*\}`) // {\an8}: positions from another format
	tag      = regexp.MustCompile(`(?i)</?([a-z]+)[^<>]*>`)
)

// written leaves out lines of which nothing is left; in WebVTT they would end the cue.
func written(text string) string {
	var out []string
	for _, l := range strings.Split(text, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return strings.Join(out, "\n")
}

// fromSRT makes SubRip's text WebVTT's: <i>, <b> and <u> stay, other tags go, and what is left of < and & is text.
func fromSRT(s string) string {
	s = override.ReplaceAllString(s, "")
	var b strings.Builder
	for {
		at := tag.FindStringSubmatchIndex(s)
		if at == nil {
			b.WriteString(plain.Replace(s))
			return b.String()
		}
		b.WriteString(plain.Replace(s[:at[0]]))
		if name := strings.ToLower(s[at[2]:at[3]]); name == "i" || name == "b" || name == "u" {
			end := ""
			if s[at[0]+1] == '/' {
				end = "/"
			}
			b.WriteString("<" + end + name + ">")
		}
		s = s[at[1]:]
	}
}

var plain = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// Write writes WebVTT.
func Write(w io.Writer, all []Cue) error {
	b := bufio.NewWriter(w)
	_, _ = b.WriteString("WEBVTT\n") // a bufio.Writer keeps its first error
	for _, c := range all {
		settings := c.Settings
		if settings != "" {
			settings = " " + settings
		}
		_, _ = fmt.Fprintf(b, "\n%s --> %s%s\n%s\n", stamp(c.Start), stamp(c.End), settings, c.Text)
	}
	return b.Flush()
}

func stamp(d time.Duration) string {
	return fmt.Sprintf("%02d:%02d:%02d.%03d", int(d.Hours()), int(d.Minutes())%60, int(d.Seconds())%60, d.Milliseconds()%1000)
}
