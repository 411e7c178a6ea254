package exchange

import (
	"net/http"

	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// nameCourse takes a course by the address of its page, because the platform has no public list of them.
func (p *Pages) nameCourse(w http.ResponseWriter, r *http.Request) error {
	if err := p.must(r, org.ExchangeManage); err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	err := p.Exchange.NameCourse(r.Context(), actor(r), r.PostForm.Get("title"), r.PostForm.Get("address"))
	if err != nil && refused(err) {
		return p.showHome(w, r, "course", err)
	}
	if err != nil {
		return err
	}
	ui.Say(w, ui.Success, "已添加，活动在下次收取时收来")
	ui.Redirect(w, r, "/exchange#courses")
	return nil
}

func (p *Pages) dropCourse(w http.ResponseWriter, r *http.Request) error {
	if err := p.must(r, org.ExchangeManage); err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	if err := p.Exchange.DropCourse(r.Context(), actor(r), r.PostForm.Get("course")); err != nil {
		return err
	}
	ui.Say(w, ui.Success, "已移除")
	ui.Redirect(w, r, "/exchange#courses")
	return nil
}
