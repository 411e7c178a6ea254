package webvtt_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/spec/webvtt"
)

const srt = "\ufeff1\r\n00:00:01,000 --> 00:00:03,500 X1:10 X2:20\r\n<font color=\"#ff0\">同学们</font>，<I>今天</I>看 a<b & c\r\n\r\n\r\n2\r\n00:00:03,5 --> 01:00:04,000\r\n{\\an8}第一行\r\n{\\an8}\r\n第二行\r\n"

func TestSubRipBecomesWebVTT(t *testing.T) {
	cues, err := webvtt.ReadSRT(srt)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := webvtt.Write(&b, cues); err != nil {
		t.Fatal(err)
	}
	want := "WEBVTT\n\n00:00:01.000 --> 00:00:03.500\n同学们，<i>今天</i>看 a&lt;b &amp; c\n\n00:00:03.500 --> 01:00:04.000\n第一行\n第二行\n"
	if b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
	again, err := webvtt.Read(b.String())
	if err != nil || len(again) != 2 || again[1] != cues[1] {
		t.Error(again, err)
	}
}

func TestRead(t *testing.T) {
	cues, err := webvtt.Read("WEBVTT - 课\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nNOTE 说明\n\nb\n00:05.000 --> 00:06.000 align:start\n<v 老师>后\n\n00:01.000 --> 00:02.000\n先\n")
	if err != nil || len(cues) != 2 || cues[0].Text != "先" || cues[1].Settings != "align:start" || cues[1].Text != "<v 老师>后" {
		t.Error(cues, err)
	}
}

func TestRefused(t *testing.T) {
	for text, want := range map[string]webvtt.Error{
		"":                                  {1, webvtt.NoHeader},
		"1\n00:01.000 --> 00:02.000\nx":     {1, webvtt.NoHeader},
		"WEBVTTX\n\n":                       {1, webvtt.NoHeader},
		"WEBVTT\n\nx\n":                     {0, webvtt.NoCues},
		"WEBVTT\n\n00:01.000 --> \nx":       {3, webvtt.BadTime},
		"WEBVTT\n\n00:61.000 --> 2:00.00\n": {3, webvtt.BadTime},
		"WEBVTT\n\n00:02.000 --> 00:02.000": {3, webvtt.Backwards},
		"WEBVTT\n\n00:02.000 --> 00:03.000\n" + strings.Repeat("字", webvtt.MaxText+1): {3, webvtt.TooLong},
	} {
		var e *webvtt.Error
		if _, err := webvtt.Read(text); !errors.As(err, &e) || *e != want {
			t.Errorf("%.30q: %v, want %v", text, err, want)
		}
	}
	if _, err := webvtt.ReadSRT("1\n00:00:01,000 --> 00:00:02,000\nx\n" + strings.Repeat("\n00:00:01,000 --> 00:00:02,000\nx\n", webvtt.MaxCues)); err == nil {
		t.Error("too many are taken")
	}
}

func FuzzRead(f *testing.F) {
	f.Add(srt)
	f.Add("WEBVTT\n\n00:01.000 --> 00:02.000 line:1\n<i>x\n")
	f.Fuzz(func(t *testing.T, s string) {
		for _, read := range []func(string) ([]webvtt.Cue, error){webvtt.Read, webvtt.ReadSRT} {
			cues, err := read(s)
			if err != nil {
				continue
			}
			var b strings.Builder
			if err := webvtt.Write(&b, cues); err != nil {
				t.Fatal(err)
			}
			again, err := webvtt.Read(b.String())
			if err != nil || len(again) != len(cues) {
				t.Errorf("%q: %d cues, then %d, %v", s, len(cues), len(again), err)
			}
		}
	})
}
