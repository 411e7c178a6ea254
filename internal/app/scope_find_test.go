package app_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// synonyms leaves a group of the region's own.
func (b *builder) synonyms() {
	keeper := b.actor(b.find(string(org.Researcher)))
	if err := b.app.Lessons.AddSynonyms(b.ctx, keeper, []string{"嗓音课", "声音"}, ""); err != nil {
		b.t.Fatal(err)
	}
	all := must[commons.Synonyms](b)(b.app.Lessons.Synonyms(b.ctx, keeper))
	b.add("synonyms", object{node: at(id.As[any](b.region)), form: "words=" + url.QueryEscape("甲乙 丙丁") + "&group=" + all.Groups[0].ID.String()})
}

// TestWordsOnlyByTheRegion: the region's synonyms are changed by who keeps them for the region; below it they are read.
func TestWordsOnlyByTheRegion(t *testing.T) {
	_, in := demo(t)
	group := url.Values{"words": {"嗓音课、声音"}}
	for _, login := range []string{"li", "song", "zhao", "shen", "qian", "sys", "sq01", "jia", "du"} {
		for _, x := range []struct{ method, path string }{{"GET", "/teacher/library/words"}, {"POST", "/teacher/library/words"}, {"POST", "/teacher/library/words/remove"}} {
			if rec := in(login).do(x.method, x.path, group); rec.Code != 403 && rec.Code != 404 {
				t.Errorf("%s %s %s: %d", login, x.method, x.path, rec.Code)
			}
		}
	}
	jiao, ju := in("jiao"), in("ju")
	if rec := jiao.do("GET", "/teacher/library/words", nil); rec.Code != 200 {
		t.Errorf("a researcher of a district reads: %d", rec.Code)
	}
	if rec := jiao.do("POST", "/teacher/library/words", group); rec.Code != 404 {
		t.Errorf("a researcher of a district adds: %d", rec.Code)
	}
	if rec := ju.do("POST", "/teacher/library/words", url.Values{"words": {"声音"}}); rec.Code != 422 || !strings.Contains(rec.Body.String(), "至少要两个不同的词") {
		t.Errorf("one word: %d", rec.Code)
	}
	if rec := ju.do("POST", "/teacher/library/words", group); rec.Code != 303 {
		t.Errorf("a leader of the region's bureau: %d", rec.Code)
	}
	if body := ju.do("GET", "/teacher/library/words", nil).Body.String(); !strings.Contains(body, "嗓音课、声音") {
		t.Error("the group is not listed")
	}
	if rec := ju.do("POST", "/teacher/library/words/remove", url.Values{"group": {"x"}}); rec.Code != 404 {
		t.Errorf("a group that is none: %d", rec.Code)
	}
}
