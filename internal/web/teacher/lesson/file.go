package lesson

import (
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/tongxue-edu/tongxue/internal/commons"
)

// filePolicy is the content security policy of an upload: opened by itself it may load and run nothing and is of no origin.
const filePolicy = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox"

// ServeFile answers with an upload, in ranges when asked, and closes it. The type is the one its bytes had at upload. A PDF is
// always a download: browsers of the Chromium family show no PDF inside a sandbox, and without one it would share our origin.
func ServeFile(w http.ResponseWriter, r *http.Request, f commons.File, body io.ReadSeekCloser) error {
	defer body.Close()
	disposition := "inline"
	if f.Kind() == "document" || r.URL.Query().Has("download") {
		disposition = "attachment"
	}
	h := w.Header()
	h.Set("Content-Type", f.Mime)
	h.Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": f.Name}))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", filePolicy)
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "private, no-cache") // kept, but asked for again each time: the right to read may end
	h.Set("ETag", `"`+strings.TrimPrefix(f.Hash, "sha256:")+`"`)
	http.ServeContent(w, r, "", time.Time{}, body)
	return nil
}
