package ui

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"sync"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

// previewServer is the style guide with everything it needs, and a place that takes answers. The save address fails on demand:
// POST /mode?m=ok|down|login|refuse.
func previewServer() http.Handler {
	var mu sync.Mutex
	mode, got, rev := "ok", []map[string]string{}, 0
	mux := http.NewServeMux()
	mux.Handle("/assets/", Assets())
	mux.HandleFunc("POST /prefs", SetPrefs)
	pages := http.NewServeMux()
	pages.HandleFunc("GET /styleguide", StyleguideHandler)
	pages.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) { Redirect(w, r, "/styleguide") })
	pages.HandleFunc("POST /done", func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		fmt.Fprintf(w, "done %s", r.PostForm.Encode())
	})
	pages.HandleFunc("POST /styleguide/save", func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		_ = r.ParseForm()
		w.Header().Set("Content-Type", "application/json")
		switch mode {
		case "down":
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		case "login":
			http.Redirect(w, r, "/signin", http.StatusSeeOther)
			return
		case "html":
			fmt.Fprint(w, "<html>portal</html>")
			return
		case "refuse":
			w.WriteHeader(http.StatusUnprocessableEntity)
			fmt.Fprint(w, `{"message":"请填写数字"}`)
			return
		}
		m := map[string]string{}
		for k := range r.PostForm {
			m[k] = r.PostForm.Get(k)
		}
		got = append(got, m)
		rev++
		fmt.Fprintf(w, `{"saved":true,"rev":%d}`, rev)
	})
	pages.HandleFunc("GET /got", func(w http.ResponseWriter, _ *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		_ = json.NewEncoder(w).Encode(got)
	})
	pages.HandleFunc("POST /mode", func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		mode = r.URL.Query().Get("m")
	})
	mux.Handle("/", Prefs(i18n.New(Catalogue()))(pages))
	return mux
}

// TestPreview serves the style guide to look at: TONGXUE_PREVIEW=127.0.0.1:8199 go test -run TestPreview -timeout 0 ./internal/web/ui
func TestPreview(t *testing.T) {
	addr := os.Getenv("TONGXUE_PREVIEW")
	if addr == "" {
		t.Skip("TONGXUE_PREVIEW names no address: nothing to serve")
	}
	t.Fatal(http.ListenAndServe(addr, previewServer()))
}
