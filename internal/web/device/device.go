// Package device holds the pages of screens that several people use: enrolling a school's device, the lock screen with 换人, the
// class card, picture with PIN, and the classroom board that a teacher's phone signs in.
//
// Most routes are open, because whoever stands before such a screen is nobody yet; what they may do is decided by package entry. A page
// here may name pupils only on a device that is bound to their class.
package device

import (
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/assess"
	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/entry"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/pdf"
	"github.com/tongxue-edu/tongxue/internal/web/signin"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

//go:embed en.json
var en []byte

// Catalogue is the English of this package.
func Catalogue() map[string]string { return i18n.MustParse(en) }

// Pages are the pages of this package.
type Pages struct {
	Entry  *entry.Service
	Authn  *authn.Service
	Assess *assess.Service
	Secure bool // the base URL is https: cookies are too
}

// Routes lists the pages.
func (p *Pages) Routes() []httpx.Route {
	const shared = "whoever stands before a shared screen is nobody yet"
	teach := string(org.BoardUse)
	return []httpx.Route{
		{Pattern: "GET /device", Open: shared, Serve: p.lock},
		{Pattern: "POST /device", Open: "a device is enrolled by its one-time code", Serve: p.enrol},
		{Pattern: "GET /device/who/{person}", Open: shared, Serve: p.who},
		{Pattern: "POST /device/who/{person}", Open: shared, Serve: p.prove},
		{Pattern: "POST /device/card", Open: "a card is its own proof", Serve: p.scanned},
		{Pattern: "POST /device/send", Open: "an answer left on a device is sealed for its pupil", Serve: p.send},
		{Pattern: "POST /switch", Open: "ends the own session", Serve: p.leave},
		{Pattern: "GET /c/{secret}", Open: "a card is its own proof", Serve: p.card},
		{Pattern: "GET /c", Open: "a card is its own proof", Serve: p.held},
		{Pattern: "POST /c", Open: "a card is its own proof", Serve: p.use},
		{Pattern: "GET /board", Open: "a board waits for a teacher's phone", Serve: p.board},
		{Pattern: "POST /board/enter", Open: "a board waits for a teacher's phone", Serve: p.enter},
		{Pattern: "GET /board/confirm", Verb: teach, Target: "own", Serve: p.ask},
		{Pattern: "POST /board/confirm", Verb: teach, Target: "own", Serve: p.confirm},
	}
}

func (p *Pages) spot(r *http.Request) (entry.Spot, error) { return signin.Spot(r, p.Entry) }

// begin puts a new session in place of the one before and leads to its home.
func (p *Pages) begin(w http.ResponseWriter, r *http.Request, token string) error {
	if err := signin.Replace(w, r, p.Authn, token, p.Secure); err != nil {
		return err
	}
	ui.Redirect(w, r, "/")
	return nil
}

// lockView is the lock screen, or the form that enrols a device.
type lockView struct {
	entry.Lock
	Pending entry.Device // what the code in the address is for; zero without one
	Code    string
	Values  url.Values
	Err     error
}

func (p *Pages) lock(w http.ResponseWriter, r *http.Request) error {
	spot, err := p.spot(r)
	if err != nil {
		return err
	}
	if code := r.URL.Query().Get("code"); code != "" {
		return p.showEnrol(w, r, lockView{Code: code})
	}
	if !spot.Enrolled() {
		return ui.Render(w, r, http.StatusOK, enrolPage(lockView{}))
	}
	if spot.Device.Kind == authn.BoardDevice {
		ui.Redirect(w, r, "/board")
		return nil
	}
	return p.showLock(w, r, spot, nil)
}

func (p *Pages) showLock(w http.ResponseWriter, r *http.Request, spot entry.Spot, problem error) error {
	l, err := p.Entry.LockScreen(r.Context(), spot)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if problem != nil {
		status = fault.KindOf(problem).Status()
	}
	return ui.Render(w, r, status, lockPage(lockView{Lock: l, Err: problem}))
}

func (p *Pages) showEnrol(w http.ResponseWriter, r *http.Request, v lockView) error {
	status := http.StatusOK
	d, err := p.Entry.Pending(r.Context(), v.Code)
	if fault.Is(err, fault.Invalid) {
		v.Err, v.Values, status = err, url.Values{"code": {v.Code}}, http.StatusUnprocessableEntity
	} else if err != nil {
		return err
	}
	v.Pending = d
	return ui.Render(w, r, status, enrolPage(v))
}

// enrol asks once what the code is for, then uses it up. Whoever was signed in on this browser is so no longer.
func (p *Pages) enrol(w http.ResponseWriter, r *http.Request) error {
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	v := lockView{Code: r.PostForm.Get("code")}
	if r.PostForm.Get("sure") == "" {
		return p.showEnrol(w, r, v)
	}
	d, token, err := p.Entry.Enrol(r.Context(), v.Code)
	if fault.Is(err, fault.Invalid) {
		return p.showEnrol(w, r, v)
	}
	if err != nil {
		return err
	}
	if err := signin.Leave(w, r, p.Authn, p.Secure); err != nil {
		return err
	}
	signin.Enrol(w, token, p.Secure)
	ui.Say(w, ui.Success, "这台设备已登记：%s", d.Name)
	ui.Redirect(w, r, map[string]string{authn.SharedDevice: "/device", authn.BoardDevice: "/board", authn.OfficeDevice: "/signin"}[d.Kind])
	return nil
}

// leave is 换人: the session ends, and the next one finds the lock screen.
func (p *Pages) leave(w http.ResponseWriter, r *http.Request) error {
	spot, err := p.spot(r)
	if err != nil {
		return err
	}
	if err := signin.Leave(w, r, p.Authn, p.Secure); err != nil {
		return err
	}
	if spot.Enrolled() {
		ui.Redirect(w, r, "/device")
		return nil
	}
	ui.Redirect(w, r, "/signin")
	return nil
}

// whoView is one pupil who has tapped the own name.
type whoView struct {
	entry.Who
	Class  string
	Values url.Values
	Err    error
}

func (p *Pages) who(w http.ResponseWriter, r *http.Request) error { return p.showWho(w, r, nil, nil) }

func (p *Pages) showWho(w http.ResponseWriter, r *http.Request, values url.Values, problem error) error {
	spot, err := p.spot(r)
	if err != nil {
		return err
	}
	person, err := id.Parse[org.Person](r.PathValue("person"))
	if err != nil {
		return fault.Wrap(err, fault.NotFound, "这个班没有这位同学，请回到上一页")
	}
	who, err := p.Entry.Who(r.Context(), spot, person)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if problem != nil {
		status = fault.KindOf(problem).Status()
		if n := authn.RetryAfter(problem); n > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(n))
		}
	}
	return ui.Render(w, r, status, whoPage(whoView{Who: who, Values: values, Err: problem}))
}

// prove takes picture and digits, or a password.
func (p *Pages) prove(w http.ResponseWriter, r *http.Request) error {
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	spot, err := p.spot(r)
	if err != nil {
		return err
	}
	person, err := id.Parse[org.Person](r.PathValue("person"))
	if err != nil {
		return fault.Wrap(err, fault.NotFound, "这个班没有这位同学，请回到上一页")
	}
	f, o, token := r.PostForm, signin.Opening(w, r, p.Secure), ""
	if f.Has("password") {
		token, err = p.Entry.UsePassword(r.Context(), spot, person, f.Get("password"), o)
	} else {
		pin := authn.PIN{Picture: -1, Digits: strings.TrimSpace(f.Get("digits"))}
		if n, e := strconv.Atoi(f.Get("picture")); e == nil {
			pin.Picture = n
		}
		token, err = p.Entry.UsePIN(r.Context(), spot, person, pin, o)
	}
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.TooMany) || authn.RetryAfter(err) > 0 {
		return p.showWho(w, r, url.Values{"picture": f["picture"]}, err)
	}
	if err != nil {
		return err
	}
	return p.begin(w, r, token)
}

// scanned is a card before a scanner or the camera of the lock screen: the whole address, or its secret alone.
func (p *Pages) scanned(w http.ResponseWriter, r *http.Request) error {
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	text := strings.TrimSpace(r.PostForm.Get("card"))
	secret := text[strings.LastIndex(text, "/")+1:]
	spot, err := p.spot(r)
	if err != nil {
		return err
	}
	token, err := p.Entry.UseCard(r.Context(), secret, spot, signin.Opening(w, r, p.Secure))
	if err != nil {
		if !refusal(err) || !spot.Enrolled() {
			return err
		}
		return p.showLock(w, r, spot, err)
	}
	return p.begin(w, r, token)
}

// refusal reports whether an error is an answer about a card.
func refusal(err error) bool {
	switch fault.KindOf(err) {
	case fault.Denied, fault.Gone, fault.NotFound, fault.SignIn:
		return true
	}
	return false
}

// cardCookie holds a scanned card's secret for the moment between scanning and pressing the button.
const cardCookie = "tx_card"

// card is where a card's QR code leads. It signs nobody in, so a preview of the link does nothing; and it moves the secret out of the
// address, so that it does not stay in the history of a device that others use.
func (p *Pages) card(w http.ResponseWriter, r *http.Request) error {
	secret := r.PathValue("secret")
	if len(secret) != 22 {
		return authn.ErrCard
	}
	http.SetCookie(w, &http.Cookie{Name: cardCookie, Value: secret, Path: "/c", MaxAge: 120, HttpOnly: true, Secure: p.Secure, SameSite: http.SameSiteLaxMode})
	http.Redirect(w, r, "/c", http.StatusSeeOther)
	return nil
}

func cardOf(r *http.Request) (string, error) {
	c, err := r.Cookie(cardCookie)
	if err != nil {
		return "", fault.Wrap(err, fault.NotFound, "请再扫一次卡")
	}
	return c.Value, nil
}

func (p *Pages) forget(w http.ResponseWriter) {
	http.SetCookie(w, &http.Cookie{Name: cardCookie, Path: "/c", MaxAge: -1, HttpOnly: true, Secure: p.Secure, SameSite: http.SameSiteLaxMode})
}

func (p *Pages) held(w http.ResponseWriter, r *http.Request) error {
	secret, err := cardOf(r)
	if err != nil {
		return err
	}
	spot, err := p.spot(r)
	if err != nil {
		return err
	}
	c, err := p.Entry.ShowCard(r.Context(), secret, spot)
	if err != nil {
		p.forget(w)
		return err
	}
	return ui.Render(w, r, http.StatusOK, cardPage(c))
}

func (p *Pages) use(w http.ResponseWriter, r *http.Request) error {
	secret, err := cardOf(r)
	if err != nil {
		return err
	}
	spot, err := p.spot(r)
	if err != nil {
		return err
	}
	p.forget(w)
	token, err := p.Entry.UseCard(r.Context(), secret, spot, signin.Opening(w, r, p.Secure))
	if err != nil {
		return err
	}
	return p.begin(w, r, token)
}

// send takes an answer that a pupil left on this device. Whoever is signed in, or nobody, it is stored as the pupil's.
func (p *Pages) send(w http.ResponseWriter, r *http.Request) error {
	rev, err := p.sent(r)
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if err == nil {
		return json.NewEncoder(w).Encode(map[string]any{"saved": true, "rev": rev})
	}
	kind := fault.KindOf(err)
	if kind == fault.Internal || kind == fault.Full || kind == fault.Down {
		return err
	}
	code := kind.String()
	if errors.Is(err, assess.ErrSuperseded) {
		code = "superseded"
	}
	w.WriteHeader(kind.Status())
	return json.NewEncoder(w).Encode(map[string]string{"error": code})
}

func (p *Pages) sent(r *http.Request) (int64, error) {
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return 0, err
	}
	spot, err := p.spot(r)
	if err != nil {
		return 0, err
	}
	left, err := p.Entry.Leave(r.Context(), spot, r.PostForm.Get("name"), r.PostForm.Get("sealed"), httpx.RequestID(r.Context()))
	if err != nil {
		return 0, err
	}
	fields, err1 := url.ParseQuery(left.Body)
	no, err2 := strconv.Atoi(left.Item)
	if err := errors.Join(err1, err2); err != nil {
		return 0, fault.Wrap(err, fault.Invalid, "这份答案读不出来")
	}
	return p.Assess.Save(r.Context(), left.Actor, id.As[assess.Sitting](left.Sitting), assess.Given{No: no, Form: assess.FormOf(no, fields), Idem: left.Idem, Base: &left.Rev})
}

// qr is a QR code as the address of a picture.
func qr(text string) string {
	b, err := pdf.QRImage(text, 420)
	if err != nil {
		return ""
	}
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(b)
}
