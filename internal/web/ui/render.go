package ui

import (
	"bytes"
	"context"
	"net/http"
	"net/url"

	"github.com/a-h/templ"
)

// CSP is the content security policy under which every page works: nothing from outside, no inline script, no inline style.
const CSP = "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"

// Render writes a page. It renders into memory first, so that a failing template never leaves half a page with status 200.
func Render(w http.ResponseWriter, r *http.Request, status int, c templ.Component) error {
	var b bytes.Buffer
	if err := c.Render(context.WithValue(r.Context(), statusKey, status), &b); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	if h.Get("Content-Security-Policy") == "" {
		h.Set("Content-Security-Policy", CSP)
	}
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "private, no-store")
	}
	h.Add("Vary", "Cookie, HX-Request")
	w.WriteHeader(status)
	if r.Method == http.MethodHead {
		return nil
	}
	_, err := w.Write(b.Bytes())
	return err
}

// StatusOf is the status with which the page that is being rendered answers, for parts that tell a page from a refusal; 200 outside Render.
func StatusOf(ctx context.Context) int {
	if n, ok := ctx.Value(statusKey).(int); ok {
		return n
	}
	return http.StatusOK
}

// Redirect answers a form POST: 303 to a path on this server, which htmx follows too.
func Redirect(w http.ResponseWriter, r *http.Request, path string) {
	path = LocalPath(path, "/")
	if IsHTMX(r) {
		w.Header().Set("HX-Redirect", path)
		w.WriteHeader(http.StatusNoContent)
		return
	}
	http.Redirect(w, r, path, http.StatusSeeOther)
}

// IsHTMX reports whether htmx asked for a fragment (a boosted link wants the whole page).
func IsHTMX(r *http.Request) bool {
	return r.Header.Get("HX-Request") == "true" && r.Header.Get("HX-Boosted") != "true"
}

// Group joins components in order, for a cell or a header that holds several.
func Group(cs ...templ.Component) templ.Component { return templ.Join(cs...) }

func queryEscape(s string) string { return url.QueryEscape(s) }
