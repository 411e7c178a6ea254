package ui

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"
)

// dist is what tool/assets built from src and vendor: files with their content's hash in the name, each beside its .gz, and
// manifest.json from plain to hashed names. It is committed, so a bare checkout builds without any tool.
//
//go:embed all:dist
var dist embed.FS

// manifest is read once; the embedded file cannot change.
var manifest = sync.OnceValue(func() map[string]string {
	b, err := dist.ReadFile("dist/manifest.json")
	if err != nil {
		panic(fmt.Sprintf("ui: the built assets are missing from the binary: %v", err))
	}
	m := map[string]string{}
	if err := json.Unmarshal(b, &m); err != nil {
		panic(fmt.Sprintf("ui: manifest: %v", err))
	}
	return m
})

// AssetURL is the address of a built asset by its plain name, such as app.css. An unknown name is a programming error and gives
// an address that answers 404.
func AssetURL(name string) string {
	if h, ok := manifest()[name]; ok {
		return "/assets/" + h
	}
	return "/assets/missing/" + name
}

// Assets serves GET /assets/: names carry a hash, so browsers keep them for a year; compressed forms were made at build time.
func Assets() http.Handler {
	sub, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // the name is constant
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(path.Clean(r.URL.Path), "/assets/")
		kind, ok := assetTypes[path.Ext(name)]
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
			return
		}
		plain, err := fs.ReadFile(sub, name)
		if !ok || err != nil {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", kind)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("Vary", "Accept-Encoding")
		h.Set("ETag", `"`+name+`"`)
		if r.Header.Get("If-None-Match") == `"`+name+`"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		if gz, err := fs.ReadFile(sub, name+".gz"); err == nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
			plain = gz
		}
		h.Set("Content-Length", fmt.Sprint(len(plain)))
		if r.Method == http.MethodHead {
			return
		}
		_, _ = w.Write(plain) // the reader went away: nothing to tell anyone
	})
}

var assetTypes = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
	".bcmap": "application/octet-stream",
}
