package caption_test

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/commons/caption"
	"github.com/tongxue-edu/tongxue/internal/fault"
)

func TestOf(t *testing.T) {
	for _, c := range []struct {
		name, video string
		alone       bool
		lang        string // "": another video's
	}{
		{"一次函数.vtt", "一次函数.mp4", false, "zh-CN"},
		{"一次函数.EN.srt", "一次函数.mp4", false, "en"},
		{"一次函数-中文字幕.srt", "一次函数.mp4", false, "zh-CN"},
		{"Lesson_en.vtt", "lesson_en.webm", false, "en"},
		{"Lesson.vtt", "LESSON.mp4", false, "zh-CN"},
		{"藏文.vtt", "一次函数.mp4", true, "zh-CN"},
		{"课-藏文.vtt", "一次函数.mp4", true, "bo"},
		{"二次函数.vtt", "一次函数.mp4", false, ""},
	} {
		got, ok := caption.Of(c.name, c.video, c.alone)
		if ok != (c.lang != "") || ok && got.Lang != c.lang {
			t.Errorf("%s beside %s: %v, %v", c.name, c.video, got, ok)
		}
	}
}

func encoded(t *testing.T, e encoding.Encoding, text string) string {
	t.Helper()
	s, err := e.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestRead(t *testing.T) {
	text := "1\r\n00:00:01,000 --> 00:00:02,000\r\n同学们好，𠀀\r\n"
	gb := encoded(t, simplifiedchinese.GB18030, text)
	little, big := encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), text), encoded(t, unicode.UTF16(unicode.BigEndian, unicode.UseBOM), text)
	for _, in := range []string{text, "\ufeff" + text, gb, little, big} {
		if cues, err := caption.Read(strings.NewReader(in), blob.SRT); err != nil || len(cues) != 1 || cues[0].Text != "同学们好，𠀀" {
			t.Errorf("%.9q: %v, %v", in, cues, err)
		}
		vtt := strings.ReplaceAll("WEBVTT\r\n\r\n"+text, ",0", ".0")
		if in == little {
			vtt = encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), vtt)
		}
		if cues, err := caption.Read(strings.NewReader(vtt), blob.VTT); err != nil || len(cues) != 1 {
			t.Errorf("%.9q: %v, %v", vtt, cues, err)
		}
	}
	for _, in := range []string{little[:len(little)-1], gb + "\xff\xff", little[2:], "\xff\xfe\x00\x00" + text} {
		if _, err := caption.Read(strings.NewReader(in), blob.SRT); !fault.Is(err, fault.Invalid) {
			t.Errorf("%.9q: %v", in, err)
		}
	}
	for _, in := range []string{text, "WEBVTT\n\n00:03.000 --> 00:01.000\nx", "WEBVTT\n", strings.Repeat("a", caption.MaxSize+1)} {
		if _, err := caption.Read(strings.NewReader(in), blob.VTT); !fault.Is(err, fault.Invalid) {
			t.Errorf("%.30q: %v", in, err)
		}
	}
}
