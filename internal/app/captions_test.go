package app_test

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// film is enough of a video for its type to be known.
const film = "\x00\x00\x00\x18ftypisom\x00\x00\x02\x00"

// TestCaptions: a video without captions tells its author how to add some; a .srt or .vtt beside it is checked at every way in and plays
// as a track in WebVTT with its language; nobody else reads it.
func TestCaptions(t *testing.T) {
	_, in := demo(t)
	li := in("li")
	lesson := newLesson(t, li, "字幕")
	put := func(name, body string) int {
		return sendFile(li, lesson+"/files", "file", name, body, 0, nil).Code
	}
	if code := put("一次函数.mp4", film); code != http.StatusSeeOther {
		t.Fatal(code)
	}
	page := li.do("GET", lesson, nil).Body.String()
	video := regexp.MustCompile(regexp.QuoteMeta(lesson) + `/files/[0-9a-f-]{36}`).FindString(page)
	if !strings.Contains(page, "没有字幕") {
		t.Error("the editor does not say that there are no captions")
	}
	if page := li.do("GET", video+"/view", nil).Body.String(); !strings.Contains(page, "这个视频还没有字幕") || strings.Contains(page, "<track") {
		t.Error("the page of the video offers no captions")
	}

	const srt = "1\r\n00:00:01,000 --> 00:00:02,500\r\n<font color=red>同学们</font>好 <script>\r\n"
	for name, body := range map[string]string{"一次函数.srt": "1\n00:00:05,000 --> 00:00:02,000\n好\n", "一次函数.vtt": srt, "空.vtt": "WEBVTT\n"} {
		if rec := sendFile(li, lesson+"/files", "file", name, body, 0, nil); rec.Code != 422 || !strings.Contains(rec.Body.String(), "字幕") {
			t.Errorf("%s: %d", name, rec.Code)
		}
	}
	wrong := "WEBVTT\n\nx --> y\nz\n"
	rec := tus(li, "POST", lesson+"/uploads", nil, map[string]string{"Upload-Length": strconv.Itoa(len(wrong)), "Upload-Metadata": called("一次函数.vtt")})
	if rec = tus(li, "PATCH", rec.Header().Get("Location"), []byte(wrong), map[string]string{"Upload-Offset": "0"}); rec.Code != 422 || !strings.Contains(rec.Body.String(), "第 3 行") {
		t.Errorf("an upload that resumes: %d %s", rec.Code, rec.Body)
	}
	for name, body := range map[string]string{"一次函数.srt": srt, "一次函数.en.vtt": "WEBVTT\n\n00:01.000 --> 00:02.500\nHello\n"} {
		if code := put(name, body); code != http.StatusSeeOther {
			t.Fatal(name, code)
		}
	}

	tracks := regexp.MustCompile(`<track kind="captions" src="([^"]+)" srclang="([^"]+)" label="([^"]+)"( default)?`)
	for _, at := range []string{video + "/view", lesson + "/preview"} {
		all := tracks.FindAllStringSubmatch(li.do("GET", at, nil).Body.String(), -1)
		if len(all) != 2 || all[0][2] != "zh-CN" || all[0][4] == "" || all[1][2] != "en" || all[1][4] != "" {
			t.Fatal(at, all)
		}
		rec := li.do("GET", all[0][1], nil)
		if rec.Code != 200 || rec.Header().Get("Content-Type") != "text/vtt; charset=utf-8" || rec.Body.String() != "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\n同学们好\n" {
			t.Errorf("the track: %d %s %q", rec.Code, rec.Header(), rec.Body)
		}
		for _, who := range []string{"wang", "sys", "sq01"} {
			if rec := in(who).do("GET", all[0][1], nil); rec.Code != 403 && rec.Code != 404 {
				t.Errorf("%s reads a draft's captions: %d", who, rec.Code)
			}
		}
	}
	captionsOfWindows(t, li, put, lesson, video)
	if strings.Contains(li.do("GET", lesson, nil).Body.String(), "没有字幕") {
		t.Error("the editor still says that there are none")
	}
	if rec := li.do("GET", video+"/track", nil); rec.Code != 404 {
		t.Errorf("a video as captions: %d", rec.Code)
	}
}

// captionsOfWindows: captions as programs for Windows save them come in, stay as they came, and play in UTF-8.
func captionsOfWindows(t *testing.T, li *visitor, put func(name, body string) int, lesson, video string) {
	t.Helper()
	const text = "1\r\n00:00:01,000 --> 00:00:02,500\r\n同学们好\r\n"
	for name, e := range map[string]encoding.Encoding{"一次函数.ja.srt": unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), "一次函数.ko.srt": unicode.UTF16(unicode.BigEndian, unicode.UseBOM),
		"一次函数.ru.srt": simplifiedchinese.GB18030, "一次函数.bo.srt": unicode.UTF8BOM} {
		body, err := e.NewEncoder().String(text)
		if err != nil {
			t.Fatal(err)
		}
		if code := put(name, body); code != http.StatusSeeOther {
			t.Errorf("%s: %d", name, code)
			continue
		}
		lang := strings.Split(name, ".")[1]
		track := regexp.MustCompile(`<track kind="captions" src="([^"]+)" srclang="` + lang + `"`).FindStringSubmatch(li.do("GET", video+"/view", nil).Body.String())
		if track == nil {
			t.Errorf("%s has no track", name)
			continue
		}
		if got := li.do("GET", track[1], nil).Body.String(); got != "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\n同学们好\n" {
			t.Errorf("%s plays %q", name, got)
		}
		file := strings.TrimSuffix(track[1], "/track")
		if got := li.do("GET", file, nil).Body.String(); got != body {
			t.Errorf("%s is not as it was: %q", name, got)
		}
		if page := li.do("GET", file+"/view", nil).Body.String(); !strings.Contains(page, "同学们好") || strings.Contains(page, "\ufffd") {
			t.Errorf("the page of %s does not show its text", name)
		}
	}
}
