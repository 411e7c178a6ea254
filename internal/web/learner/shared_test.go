package learner

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/assess"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// TestSomebodyElseIsSignedIn: a page that stayed open sends under its own pupil or not at all; on a shared device what the browser
// keeps is sealed and named by its pupil.
func TestSomebodyElseIsSignedIn(t *testing.T) {
	s := newSite(t)
	me, you := s.PupilsB[0], s.PupilsB[1]
	base := "/learn/sittings/" + s.sittings[you.Person].String()
	form := url.Values{"item": {"1"}, "rev": {"0"}, "idem": {"i"}, "seq": {"1"}, "a.1.RESPONSE": {"B"}, "owner": {me.Person.String()}}
	if code, body, _ := s.ask(t, you, base+"/answers", form); code != 401 || strings.Contains(body, "saved") {
		t.Errorf("the page of another pupil: %d %s", code, body)
	}
	form.Set("owner", you.Person.String())
	if code, body, _ := s.ask(t, you, base+"/answers", form); code != 200 {
		t.Errorf("the own page: %d %s", code, body)
	}
	if _, body, _ := s.ask(t, me, "/learn/sittings/"+s.sittings[me.Person].String(), nil); strings.Contains(body, "data-save-seal") {
		t.Error("a seal away from shared devices")
	}
	s.h = serve(s.World, &Pages{Assess: s.assess, Homework: s.home, Org: s.Org, Seal: func(context.Context, *org.Actor) (string, error) { return "c2VhbA==", nil }})
	_, body, _ := s.ask(t, me, "/learn/sittings/"+s.sittings[me.Person].String(), nil)
	if !strings.Contains(body, `data-save-seal="c2VhbA=="`) || !strings.Contains(body, `data-save-key="p:`+me.Person.String()+":sitting:") {
		t.Error("the practice on a shared device is not sealed")
	}
}

// TestLeftAnswerIsNotStoredOverALaterOne is what the lock screen sends for somebody who has gone on elsewhere.
func TestLeftAnswerIsNotStoredOverALaterOne(t *testing.T) {
	s := newSite(t)
	me, ctx := s.PupilsB[0], context.Background()
	give := func(idem, value string, base *int64) (int64, error) {
		return s.assess.Save(ctx, me, s.sittings[me.Person], assess.Given{No: 1, Form: map[string][]string{"RESPONSE": {value}}, Idem: idem, Base: base})
	}
	zero, one := int64(0), int64(1)
	if rev, err := give("left", "A", &zero); err != nil || rev != 1 {
		t.Fatal(rev, err)
	}
	if rev, err := give("later", "B", nil); err != nil || rev != 2 {
		t.Fatal(rev, err)
	}
	if _, err := give("copy", "A", &one); !errors.Is(err, assess.ErrSuperseded) {
		t.Errorf("stored over a later answer: %v", err)
	}
	if rev, err := give("left", "A", &zero); err != nil || rev != 1 {
		t.Errorf("the repeated one gets its first revision: %d %v", rev, err)
	}
}
