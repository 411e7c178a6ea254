package lesson

import (
	"net/http"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// day is a moment's day in China as a date field has it; the end of a consent is the end of that day.
func day(at clock.Micros) string {
	if at == 0 {
		return ""
	}
	return clock.Time(at - 1).In(clock.Shanghai).Format(time.DateOnly)
}

func endOfDay(s string) clock.Micros {
	t, err := time.ParseInLocation(time.DateOnly, s, clock.Shanghai)
	if err != nil {
		return 0 // no day, which the service refuses where one is wanted
	}
	return clock.At(t.AddDate(0, 0, 1))
}

func (p *Pages) note(w http.ResponseWriter, r *http.Request) error {
	work, err := workOf(r)
	if err != nil {
		return err
	}
	f, err := fileOf(r)
	if err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	n := commons.FileNote{People: commons.People(r.PostForm.Get("people")), Until: endOfDay(r.PostForm.Get("until")), Evidence: r.PostForm.Get("evidence") != ""}
	err = p.Works.SetFile(r.Context(), org.ActorFrom(r.Context()), work, f, n)
	switch {
	case err == nil:
		ui.Say(w, ui.Success, "已保存")
		ui.Redirect(w, r, path(work, "")+"#file-"+f.String())
		return nil
	case fault.Is(err, fault.Invalid):
		return p.show(w, r, work, http.StatusUnprocessableEntity, func(v *editView) { v.NoteErr, v.NoteOf, v.NoteSent = err, f, r.PostForm })
	}
	return err
}

func (p *Pages) endConsent(w http.ResponseWriter, r *http.Request) error {
	work, err := workOf(r)
	if err != nil {
		return err
	}
	f, err := fileOf(r)
	if err != nil {
		return err
	}
	if err := p.Works.EndConsent(r.Context(), org.ActorFrom(r.Context()), work, f); err != nil {
		return err
	}
	ui.Say(w, ui.Success, "已撤下含有这个文件的版本")
	ui.Redirect(w, r, path(work, "")+"#file-"+f.String())
	return nil
}
