package file

import (
	"bytes"
	"net/http"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/commons/caption"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/spec/webvtt"
)

// track answers with captions as WebVTT in UTF-8, whatever form and encoding they came in: they are read and written anew, so that only
// cues reach the player.
func track(w http.ResponseWriter, r *http.Request, open Opener) error {
	f, body, err := open(r)
	if err != nil {
		return err
	}
	defer body.Close()
	if !caption.Is(f.Mime) {
		return fault.New(fault.NotFound, "没有这种格式，可下载原文件")
	}
	cues, err := caption.Read(body, f.Mime)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := webvtt.Write(&b, cues); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/vtt; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", policy)
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "private, no-cache")
	h.Set("ETag", `"`+strings.TrimPrefix(f.Hash, "sha256:")+`-track"`)
	_, err = w.Write(b.Bytes())
	return err
}
