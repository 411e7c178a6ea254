package device

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/entry"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/signin"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// boardCookie holds the secret of a board that waits. It never leaves that board.
const boardCookie = "tx_board"

// rounds is how often a board that nobody signs in makes a new code by itself; then it waits for a touch.
const rounds = 10

// boardView is a board that waits for a phone.
type boardView struct {
	authn.Board
	Link  string
	Name  string
	Round int
}

func (p *Pages) board(w http.ResponseWriter, r *http.Request) error {
	spot, err := p.spot(r)
	if err != nil {
		return err
	}
	round, _ := strconv.Atoi(r.URL.Query().Get("round"))
	if round < 0 || round > rounds {
		return ui.Render(w, r, http.StatusOK, boardRestPage())
	}
	b, err := p.Entry.NewBoard(r.Context(), spot)
	if err != nil {
		return err
	}
	http.SetCookie(w, &http.Cookie{Name: boardCookie, Value: b.Secret, Path: "/board", MaxAge: 300, HttpOnly: true, Secure: p.Secure, SameSite: http.SameSiteLaxMode})
	v := boardView{Board: b, Link: p.Entry.Base() + "/board/confirm?c=" + b.Code, Name: spot.Device.Name, Round: round}
	return ui.Render(w, r, http.StatusOK, boardPage(v))
}

// enter is asked by the board every two seconds, and by its button without script.
func (p *Pages) enter(w http.ResponseWriter, r *http.Request) error {
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	round, _ := strconv.Atoi(r.PostForm.Get("round"))
	next := "/board?round=" + strconv.Itoa(round+1)
	c, err := r.Cookie(boardCookie)
	if err != nil {
		ui.Redirect(w, r, next)
		return nil
	}
	token, err := p.Entry.EnterBoard(r.Context(), c.Value, signin.Opening(w, r, p.Secure))
	switch {
	case errors.Is(err, authn.ErrBoardWaits) && ui.IsHTMX(r):
		w.WriteHeader(http.StatusNoContent)
		return nil
	case errors.Is(err, authn.ErrBoardOver):
		ui.Redirect(w, r, next)
		return nil
	case err != nil:
		return err
	}
	http.SetCookie(w, &http.Cookie{Name: boardCookie, Path: "/board", MaxAge: -1, HttpOnly: true, Secure: p.Secure, SameSite: http.SameSiteLaxMode})
	return p.begin(w, r, token)
}

// askView is the phone's side.
type askView struct {
	entry.Board
	Code   string
	Values url.Values
	Err    error
}

func (v askView) until() string { return clock.Local(v.Until).Format("15:04") }

func (p *Pages) ask(w http.ResponseWriter, r *http.Request) error {
	code := r.URL.Query().Get("c")
	if code == "" {
		if !org.ActorFrom(r.Context()).Has(org.BoardUse) {
			return fault.New(fault.Denied, "您的身份没有这项权限")
		}
		return ui.Render(w, r, http.StatusOK, askPage(askView{}))
	}
	return p.showAsk(w, r, code, nil)
}

func (p *Pages) showAsk(w http.ResponseWriter, r *http.Request, code string, problem error) error {
	b, err := p.Entry.AskBoard(r.Context(), org.ActorFrom(r.Context()), code)
	if errors.Is(err, authn.ErrBoardOver) { // the code is to be typed again
		if problem == nil {
			problem = err
		}
		b, code = entry.Board{}, ""
	} else if err != nil {
		return err
	}
	status := http.StatusOK
	if problem != nil {
		status = fault.KindOf(problem).Status()
	}
	return ui.Render(w, r, status, askPage(askView{Board: b, Code: code, Err: problem}))
}

func (p *Pages) confirm(w http.ResponseWriter, r *http.Request) error {
	a := org.ActorFrom(r.Context())
	if !a.Has(org.BoardUse) {
		return fault.New(fault.Denied, "您的身份没有这项权限")
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	code := r.PostForm.Get("code")
	if !r.PostForm.Has("number") {
		return p.showAsk(w, r, code, nil)
	}
	number, err := strconv.ParseInt(strings.TrimSpace(r.PostForm.Get("number")), 10, 64)
	if err != nil {
		return p.showAsk(w, r, code, fault.Fieldsf(fault.Field{Name: "number", Message: "请输入大屏上的两位数字"}))
	}
	b, err := p.Entry.ConfirmBoard(r.Context(), a, code, number)
	if errors.Is(err, authn.ErrBoardNumber) || errors.Is(err, authn.ErrBoardOver) {
		return p.showAsk(w, r, code, err)
	}
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, confirmedPage(askView{Board: b}))
}
