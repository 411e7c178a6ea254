package web

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/kept"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// Every form carries a mark of the account whose page it stands on, in the hidden field "own". So a form that comes when the session
// has ended is kept for that account (package kept says how and why there), and a form that comes in somebody else's session, because
// another person signed in in another tab, is not done in the wrong name.

// posting is what is known of a form before its handler runs.
type posting struct {
	route  httpx.Route
	parts  bool // multipart
	idem   string
	owner  id.Any // of the page; zero when the form carries no mark of ours
	marked bool
}

type postingKey struct{}

func postingOf(ctx context.Context) posting {
	p, _ := ctx.Value(postingKey{}).(posting)
	return p
}

// posted reads key and mark of a form. A multipart form has them in its first parts, and its body stays whole.
func (s *Site) posted(r *http.Request, rt httpx.Route) (posting, error) {
	p := posting{route: rt}
	own := ""
	kind, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch kind {
	case "application/x-www-form-urlencoded":
		if err := httpx.FormError(r.ParseForm()); err != nil {
			return p, err
		}
		p.idem, own = r.PostForm.Get("idem"), r.PostForm.Get("own")
		r.PostForm.Del("own")
		r.Form.Del("own")
	case "multipart/form-data":
		p.parts = true
		p.idem, own = firstParts(r, params["boundary"])
	}
	if s.kept == nil || own == "" {
		return p, nil
	}
	var err error
	p.owner, p.marked, err = s.kept.Marked(r.Context(), own)
	return p, err
}

// firstParts looks at the beginning of a multipart body without taking it.
func firstParts(r *http.Request, boundary string) (idem, own string) {
	const enough = 1 << 10 // two small parts with their headers are under 500 bytes
	b := bufio.NewReaderSize(r.Body, enough)
	head, _ := b.Peek(enough)
	r.Body = struct {
		io.Reader
		io.Closer
	}{b, r.Body}
	parts := multipart.NewReader(bytes.NewReader(head), boundary)
	for range 2 {
		part, err := parts.NextPart()
		if err != nil {
			return idem, own
		}
		text, err := io.ReadAll(io.LimitReader(part, 200))
		switch {
		case err != nil:
			return idem, own
		case part.FormName() == "idem":
			idem = string(text)
		case part.FormName() == "own":
			own = string(text)
		}
	}
	return idem, own
}

// secretFields are never kept, whatever form they stand in; a test compares them with the password fields of all pages.
var secretFields = []string{"password", "again", "old", "new", "digits", "key", "code", "own"}

// SecretField reports whether a form's field is never kept.
func SecretField(name string) bool { return slices.Contains(secretFields, name) }

// fieldsOf are the fields of a form without secrets, and the names of its files. Of a multipart form it takes the body.
func fieldsOf(r *http.Request, p posting) (url.Values, []string, error) {
	out, files := url.Values{}, []string(nil)
	if !p.parts {
		for k, v := range r.PostForm {
			if !SecretField(k) {
				out[k] = v
			}
		}
		return out, nil, nil
	}
	parts, err := r.MultipartReader()
	if err != nil {
		return out, nil, httpx.FormError(err)
	}
	for room := int64(kept.MaxSize); ; {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return out, files, nil
		}
		if err != nil {
			return out, files, httpx.FormError(err)
		}
		if name := part.FileName(); name != "" {
			if len(files) < 30 {
				files = append(files, name)
			}
			continue // NextPart reads past it
		}
		text, err := io.ReadAll(io.LimitReader(part, room+1))
		if err != nil {
			return out, files, httpx.FormError(err)
		}
		if room -= int64(len(text)); room < 0 {
			return out, files, fault.New(fault.TooLarge, "内容太大，上限是 %s", "256 KB")
		}
		if name := part.FormName(); name != "" && !SecretField(name) {
			out.Add(name, string(text))
		}
	}
}

// keptCookie is the name of the cookie that holds the key of what an account left on this browser. Each account has its own, so that
// two people who take turns do not take each other's away.
func keptCookie(account id.Any) string {
	h := sha256.Sum256(append([]byte("kept "), account[:]...))
	return "tx_kept_" + hex.EncodeToString(h[:5])
}

// keep keeps the form of the request for the account of its page, and gives the page it stands on ("" when that has no address of
// its own). Forms of the own account hold passwords and little else: they are not kept.
func (s *Site) keep(w http.ResponseWriter, r *http.Request, p posting) (from string, err error) {
	from = s.pageOf(r)
	fields, files, err := fieldsOf(r, p)
	if err != nil || p.route.Verb == string(org.OwnAccount) || len(fields) == 0 && len(files) == 0 {
		return from, err
	}
	name, token := keptCookie(p.owner), ""
	if c, err := r.Cookie(name); err == nil && len(c.Value) == len(kept.Token()) {
		token = c.Value
	} else {
		token = kept.Token()
	}
	if err := s.kept.Keep(r.Context(), p.owner, token, kept.Form{Path: r.URL.RequestURI(), From: from, Fields: fields, Files: files}); err != nil {
		return from, err
	}
	http.SetCookie(w, &http.Cookie{Name: name, Value: token, Path: "/", MaxAge: int(kept.Lifetime / time.Second), HttpOnly: true, Secure: s.secure(r), SameSite: http.SameSiteLaxMode})
	return from, nil
}

func (s *Site) secure(r *http.Request) bool { return httpx.ClientOf(r).Secure }

// pageOf is the page on which the form of this request stands: where it was sent from, when that is a page one can open.
func (s *Site) pageOf(r *http.Request) string {
	back := ui.BackOf(r)
	if back == "" || back == "/" {
		return ""
	}
	look, err := http.NewRequestWithContext(r.Context(), http.MethodGet, back, nil)
	if err != nil || !s.mux.Has(look) {
		return ""
	}
	return back
}

// ended answers a form that came after its session's end: kept where it can be, and then the way to sign in.
func (s *Site) ended(w http.ResponseWriter, r *http.Request, p posting) {
	over := fault.New(fault.SignIn, "登录已过期，请重新登录")
	if !p.marked || strings.Contains(r.Header.Get("Accept"), "application/json") {
		s.fail(w, r, over)
		return
	}
	from, err := s.keep(w, r, p)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if from == "" {
		from = "/kept"
	}
	ui.Redirect(w, r, "/signin?next="+url.QueryEscape(from))
}

// another answers a form of somebody else's page: nothing is done, the form waits for its owner.
func (s *Site) another(w http.ResponseWriter, r *http.Request, p posting) {
	if _, err := s.keep(w, r, p); err != nil {
		s.fail(w, r, err)
		return
	}
	if err := ui.Render(w, r, http.StatusConflict, ui.AnotherPage()); err != nil {
		s.log.Error("error page", "error", err)
	}
}

// saved keeps a form whose handler could not take it, so that an error page never costs what somebody wrote: another was first, the
// disk was full, a part was away. It reports the page to go back to.
func (s *Site) saved(w http.ResponseWriter, r *http.Request, kind fault.Kind) (from string, ok bool) {
	p := postingOf(r.Context())
	a := org.ActorFrom(r.Context())
	if !p.marked || p.parts || a == nil || id.As[any](a.Account) != p.owner || !slices.Contains([]fault.Kind{fault.Conflict, fault.Full, fault.Down, fault.TooMany, fault.Internal}, kind) {
		return "", false
	}
	from, err := s.keep(w, r, p)
	return from, err == nil && from != ""
}

// waiting are the forms that the actor left on this browser. A browser without the cookie costs no query.
func (s *Site) waiting(r *http.Request, a *org.Actor) ([]ui.KeptForm, error) {
	account := id.As[any](a.Account)
	c, err := r.Cookie(keptCookie(account))
	if err != nil || s.kept == nil {
		return nil, nil
	}
	forms, err := s.kept.Forms(r.Context(), account, c.Value)
	out := make([]ui.KeptForm, len(forms))
	here := r.URL.RequestURI()
	for i, f := range forms {
		out[i] = ui.KeptForm{ID: f.ID.String(), Action: f.Path, From: f.From, Fields: f.Fields, Files: f.Files, Here: f.From != "" && f.From == here}
	}
	return out, err
}

// leftHere reports whether this browser has something kept for anybody.
func leftHere(r *http.Request) bool {
	return slices.ContainsFunc(r.Cookies(), func(c *http.Cookie) bool { return strings.HasPrefix(c.Name, "tx_kept_") })
}

// sending serves a form and forgets what was kept of it when it has been taken.
func (s *Site) sending(p posting, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie(keptCookie(p.owner)); err != nil || !p.marked || p.idem == "" {
			next.ServeHTTP(w, r)
			return
		}
		seen := &statusOf{ResponseWriter: w}
		path := r.URL.RequestURI()
		next.ServeHTTP(seen, r)
		if seen.status < 400 {
			if err := s.kept.Sent(context.WithoutCancel(r.Context()), p.owner, path, p.idem); err != nil {
				s.log.Error("kept form", "error", err)
			}
		}
	})
}

type statusOf struct {
	http.ResponseWriter
	status int
}

// WriteHeader implements http.ResponseWriter.
func (w *statusOf) WriteHeader(n int) {
	if w.status == 0 && n >= 200 {
		w.status = n
	}
	w.ResponseWriter.WriteHeader(n)
}

// Unwrap is for http.ResponseController.
func (w *statusOf) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// keptPage shows what the actor left, in full.
func (s *Site) keptPage(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, http.StatusOK, ui.KeptPage(ui.ShellOf(r.Context()).Kept))
}

// dropKept forgets one of them.
func (s *Site) dropKept(w http.ResponseWriter, r *http.Request) error {
	if form, err := id.Parse[any](r.PostFormValue("form")); err == nil { // one that is gone is dropped
		if err := s.kept.Drop(r.Context(), id.As[any](org.ActorFrom(r.Context()).Account), form); err != nil {
			return err
		}
	}
	ui.Say(w, ui.Success, "已清除")
	ui.Redirect(w, r, ui.BackOf(r))
	return nil
}

// session tells a page whose browser this is now, until when, and the time here. Nobody's secret: the mark opens nothing.
func (s *Site) session(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	v := ui.ShellOf(r.Context()).Session
	return json.NewEncoder(w).Encode(map[string]any{"own": v.Own, "left": v.Left, "now": v.Now})
}

// stay puts off the session's end while somebody is writing.
func (s *Site) stay(w http.ResponseWriter, r *http.Request) error {
	until, err := s.authn.Stay(r.Context(), authn.SessionFrom(r.Context()))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	return json.NewEncoder(w).Encode(map[string]int64{"left": (until - s.org.Now()) / 1e6})
}

// sessionOf is what a page's scripts know of its session.
func (s *Site) sessionOf(r *http.Request, a *org.Actor, open authn.Session) (ui.Session, error) {
	v := ui.Session{Now: s.org.Now() / 1000} // not the machine's own, which may have been set back
	if s.demo {
		v.Now = time.Now().UnixMilli() // a browser is told when its clock is wrong, also on a day of the demonstration's
	}
	if r.Method == http.MethodPost {
		v.Posted = s.pageOf(r)
	}
	if a == nil || s.kept == nil {
		return v, nil
	}
	v.Left = max(0, (open.Expires-s.org.Now())/1e6)
	var err error
	v.Own, err = s.kept.Mark(r.Context(), id.As[any](a.Account))
	return v, err
}
