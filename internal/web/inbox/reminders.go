package inbox

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/notice"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// remindersView is where the reader is reminded outside; sent and wrong belong to the form of the way that was sent.
type remindersView struct {
	Ways  []notice.Reminder
	way   string
	sent  url.Values
	wrong error
}

func (v remindersView) values(r notice.Reminder) url.Values {
	if v.way != r.Way {
		return nil
	}
	return v.sent
}

func (v remindersView) err(r notice.Reminder) error {
	if v.way != r.Way {
		return nil
	}
	return v.wrong
}

func (p *Pages) reminders(w http.ResponseWriter, r *http.Request) error {
	return p.showReminders(w, r, remindersView{})
}

func (p *Pages) showReminders(w http.ResponseWriter, r *http.Request, v remindersView) error {
	if pupil(actor(r)) { // no phones for pupils (教基厅函〔2021〕3号): nothing reaches them outside
		return fault.New(fault.NotFound, "学生不在校外收提醒，消息都在这里看")
	}
	var err error
	if v.Ways, err = p.Notices.Reminders(r.Context(), actor(r)); err != nil {
		return err
	}
	status := http.StatusOK
	if v.wrong != nil {
		status = fault.KindOf(v.wrong).Status()
	}
	return ui.Render(w, r, status, remindersPage(v))
}

func (p *Pages) choose(w http.ResponseWriter, r *http.Request) error {
	a := actor(r)
	if _, err := p.Notices.Reminders(r.Context(), a); err != nil { // permission before the form is read
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	f := r.PostForm
	err := p.Notices.ChooseReminder(r.Context(), a, f.Get("way"), f.Get("choice"), f.Get("address"))
	if fault.Is(err, fault.Invalid) {
		return p.showReminders(w, r, remindersView{way: f.Get("way"), sent: f, wrong: err})
	}
	if err != nil {
		return err
	}
	ui.Say(w, ui.Success, "已保存")
	ui.Redirect(w, r, "/inbox/reminders")
	return nil
}

// masked shows enough of an address to know it by: li***@example.cn, 138****0000.
func masked(s string) string {
	if name, host, ok := strings.Cut(s, "@"); ok {
		return string([]rune(name)[:min(2, len([]rune(name)))]) + "***@" + host
	}
	if len(s) < 8 {
		return "****" + s[max(0, len(s)-2):]
	}
	return s[:3] + "****" + s[len(s)-4:]
}
