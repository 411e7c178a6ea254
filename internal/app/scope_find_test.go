package app_test

import (
	"net/url"
	"strings"
	"testing"
)

// TestWordsOnlyByTheRegion: the region's synonyms are changed by a researcher of the region and by nobody else.
func TestWordsOnlyByTheRegion(t *testing.T) {
	_, in := demo(t)
	group := url.Values{"words": {"嗓音课、声音"}}
	for _, login := range []string{"li", "song", "zhao", "shen", "qian", "ju", "sys", "sq01", "jia", "du"} {
		for _, x := range []struct{ method, path string }{{"GET", "/teacher/library/words"}, {"POST", "/teacher/library/words"}, {"POST", "/teacher/library/words/remove"}} {
			if rec := in(login).do(x.method, x.path, group); rec.Code != 403 && rec.Code != 404 {
				t.Errorf("%s %s %s: %d", login, x.method, x.path, rec.Code)
			}
		}
	}
	jiao := in("jiao")
	if rec := jiao.do("POST", "/teacher/library/words", url.Values{"words": {"声音"}}); rec.Code != 422 || !strings.Contains(rec.Body.String(), "至少要两个不同的词") {
		t.Errorf("one word: %d", rec.Code)
	}
	if rec := jiao.do("POST", "/teacher/library/words", group); rec.Code != 303 {
		t.Errorf("a researcher of the region: %d", rec.Code)
	}
	if body := jiao.do("GET", "/teacher/library/words", nil).Body.String(); !strings.Contains(body, "嗓音课、声音") {
		t.Error("the group is not listed")
	}
	if rec := jiao.do("POST", "/teacher/library/words/remove", url.Values{"group": {"x"}}); rec.Code != 404 {
		t.Errorf("a group that is none: %d", rec.Code)
	}
}
