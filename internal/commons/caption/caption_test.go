package caption_test

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

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

func TestRead(t *testing.T) {
	text := "1\n00:00:01,000 --> 00:00:02,000\n同学们好\n"
	gbk, _ := simplifiedchinese.GBK.NewEncoder().String(text)
	for _, in := range []string{text, gbk} {
		if cues, err := caption.Read(strings.NewReader(in), blob.SRT); err != nil || len(cues) != 1 || cues[0].Text != "同学们好" {
			t.Error(cues, err)
		}
	}
	for _, in := range []string{text, "WEBVTT\n\n00:03.000 --> 00:01.000\nx", "WEBVTT\n", strings.Repeat("a", caption.MaxSize+1)} {
		if _, err := caption.Read(strings.NewReader(in), blob.VTT); !fault.Is(err, fault.Invalid) {
			t.Errorf("%.30q: %v", in, err)
		}
	}
}
