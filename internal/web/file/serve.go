package file

import (
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/commons"
)

// policy is the content security policy of an upload: opened by itself it may load and run nothing and is of no origin.
const policy = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox"

// Serve answers with an upload, in ranges when asked, and closes it. The type is the one its bytes had at upload. A PDF is always a
// download: browsers of the Chromium family show no PDF inside a sandbox, and without one it would share our origin; the viewer reads
// it all the same. What could run (HTML, SVG) leaves this origin only as bytes without a type.
func Serve(w http.ResponseWriter, r *http.Request, f commons.File, body io.ReadSeekCloser) error {
	defer body.Close()
	disposition, kind := "inline", f.Mime
	switch f.Kind() {
	case "active":
		disposition, kind = "attachment", "application/octet-stream"
	case "text":
		kind = "text/plain; charset=" + charset(body)
	case "document":
		disposition = "attachment"
	}
	if r.URL.Query().Has("download") {
		disposition = "attachment"
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": f.Name}))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", policy)
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "private, no-cache") // kept, but asked for again each time: the right to read may end
	h.Set("ETag", `"`+strings.TrimPrefix(f.Hash, "sha256:")+`"`)
	http.ServeContent(w, r, "", time.Time{}, body)
	return nil
}

// charset tells UTF-8 from GB 18030 by the first bytes and goes back to the beginning.
func charset(body io.ReadSeeker) string {
	head := make([]byte, 64<<10)
	n, _ := io.ReadFull(body, head) // what cannot be read now fails when it is served
	_, _ = body.Seek(0, io.SeekStart)
	return blob.Charset(head[:n])
}
