package lesson_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/lesson"
)

type body struct{ *bytes.Reader }

// Close implements io.Closer.
func (body) Close() error { return nil }

// What could run never leaves the main origin as something that a browser shows.
func TestWhatRunsIsOnlyBytes(t *testing.T) {
	for _, c := range []struct{ mime, content, kind, way string }{
		{blob.HTML, "<script>1</script>", "application/octet-stream", "attachment"},
		{blob.SVG, "<svg onload='1'>", "application/octet-stream", "attachment"},
		{blob.DOCX, "PK", blob.DOCX, "attachment"},
		{blob.PDF, "%PDF", blob.PDF, "attachment"},
		{blob.Text, "<script>学习", "text/plain; charset=utf-8", "inline"},
		{blob.Markdown, "\xc4\xe3\xba\xc3", "text/plain; charset=gb18030", "inline"},
		{"image/png", png, "image/png", "inline"},
	} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, "/f", nil)
		f := commons.File{Name: "课", Mime: c.mime, Hash: blob.Hash([]byte(c.content))}
		if err := lesson.ServeFile(w, r, f, body{bytes.NewReader([]byte(c.content))}); err != nil {
			t.Fatal(err)
		}
		h := w.Header()
		if h.Get("Content-Type") != c.kind || !strings.HasPrefix(h.Get("Content-Disposition"), c.way) || h.Get("X-Content-Type-Options") != "nosniff" ||
			!strings.Contains(h.Get("Content-Security-Policy"), "sandbox") || w.Body.String() != c.content {
			t.Errorf("%s is served as %v: %q", c.mime, h, w.Body.String())
		}
	}
}
