package ui

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
)

const (
	awayTitle = "连不上学校的服务器"                        // i18n:data
	awayText  = "多半是网络断了，或者服务器正在重启。连上以后，这一页会自己回来。" // i18n:data
	awayAgain = "现在再试"                             // i18n:data
)

var awaySteps = []string{
	"刚才填的答案留在这台设备上，连上以后接着交。",             // i18n:data
	"看看无线网或网线是不是连着学校的网络。",                // i18n:data
	"同学们都连不上，请告诉老师；在这之前不要关机，也不要清除浏览器数据。", // i18n:data
}

// offlinePath is where the page stands that a browser keeps for when the server is away.
const offlinePath = "/offline"

// ServeOffline answers GET /offline.
func ServeOffline(w http.ResponseWriter, r *http.Request) error {
	return Render(w, r, http.StatusOK, OfflinePage())
}

// worker is the service worker with its list in front. It changes when anything in it changes, and only then, so that a browser
// fetches the offline page anew exactly when that is needed.
var worker = sync.OnceValue(func() []byte {
	files := []string{AssetURL("app.css"), AssetURL("ui.js"), AssetURL("logo.svg")}
	script, err := dist.ReadFile("dist/" + manifest()["sw.js"])
	if err != nil {
		panic(fmt.Sprintf("ui: the service worker is missing from the binary: %v", err))
	}
	var page bytes.Buffer
	if err := OfflinePage().Render(context.Background(), &page); err != nil {
		panic(fmt.Sprintf("ui: the offline page: %v", err)) // it depends on nothing but the binary
	}
	list, err := json.Marshal(files)
	if err != nil {
		panic(err) // strings always marshal
	}
	sum := sha256.Sum256(bytes.Join([][]byte{script, list, page.Bytes()}, nil))
	return fmt.Appendf(nil, "const shell={name:%q,page:%q,files:%s};\n%s", "tx-shell-"+hex.EncodeToString(sum[:6]), offlinePath, list, script)
})

// ServeWorker answers GET /sw.js: from the root, so that its scope is the whole site, and never from a browser's cache, so that a
// repair reaches every device at its next visit.
func ServeWorker(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/javascript; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-cache")
	h.Set("Content-Security-Policy", "default-src 'self'")
	_, _ = w.Write(worker()) // the reader went away: nothing to tell anyone
}
