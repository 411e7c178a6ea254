package file

import (
	"bytes"
	"context"
	_ "embed" // the English of this package
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"path"
	"strconv"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/rendition"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

//go:embed en.json
var en []byte

// Catalogue is the English of this package.
func Catalogue() map[string]string { return i18n.MustParse(en) }

// Opener finds a file for whoever asks; permission is its own. The file stands in the path as {file}.
type Opener func(r *http.Request) (commons.File, io.ReadSeekCloser, error)

// Source finds what a door shows.
type Source struct {
	Open Opener
	// Beside lists the files of the same lesson, among which the captions of a video are; permission is its own.
	Beside func(r *http.Request) ([]commons.File, error)
}

// Door serves what stands beside a file. Renditions may be nil: then there are originals only.
type Door struct {
	Renditions *rendition.Service
	Origin     *Origin
}

// Routes are the addresses beside a file's own, base/{file}: /view is the page, /as/{name...} a rendition, /show leads to the content
// origin, /pieces gives the hashes, /track gives captions as a player wants them.
func (d *Door) Routes(base, verb, target, menu string, from Source) []httpx.Route {
	open := from.Open
	at := base + "/{file}"
	return []httpx.Route{
		{Pattern: "GET " + at + "/view", Verb: verb, Target: target, Serve: func(w http.ResponseWriter, r *http.Request) error { return d.view(w, r, menu, from) }},
		{Pattern: "GET " + at + "/as/{name...}", Verb: verb, Target: target, Serve: func(w http.ResponseWriter, r *http.Request) error { return d.as(w, r, open) }},
		{Pattern: "GET " + at + "/show", Verb: verb, Target: target, Serve: func(w http.ResponseWriter, r *http.Request) error { return d.show(w, r, open) }},
		{Pattern: "GET " + at + "/pieces", Verb: verb, Target: target, Serve: func(w http.ResponseWriter, r *http.Request) error { return d.pieces(w, r, open) }},
		{Pattern: "GET " + at + "/track", Verb: verb, Target: target, Serve: func(w http.ResponseWriter, r *http.Request) error { return track(w, r, open) }},
	}
}

// as answers with a rendition.
func (d *Door) as(w http.ResponseWriter, r *http.Request, open Opener) error {
	f, body, err := open(r)
	if err != nil {
		return err
	}
	_ = body.Close()
	if d.Renditions == nil {
		return fault.New(fault.NotFound, "没有这种格式，可下载原文件")
	}
	name := r.PathValue("name")
	o, out, err := d.Renditions.Open(r.Context(), f.Hash, name)
	if err != nil {
		return err
	}
	ext := path.Ext(name)
	if name == "pdf" {
		ext = ".pdf"
	}
	return Serve(w, r, commons.File{Hash: o.Hash, Mime: o.Mime, Size: o.Size, Name: strings.TrimSuffix(f.Name, path.Ext(f.Name)) + ext}, out)
}

// show leads a frame of our page to the content origin.
func (d *Door) show(w http.ResponseWriter, r *http.Request, open Opener) error {
	f, body, err := open(r)
	if err != nil {
		return err
	}
	_ = body.Close()
	if !blob.Active(f.Mime) {
		return fault.New(fault.NotFound, "没有这种格式，可下载原文件")
	}
	link, err := d.Origin.Link(r, f)
	if err != nil {
		return err
	}
	if link == "" {
		return fault.New(fault.NotFound, "没有单独的内容地址，网页文件只能下载")
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, link, http.StatusSeeOther)
	return nil
}

// pieces is the list that a delivery checks by: one line of JSON.
func (d *Door) pieces(w http.ResponseWriter, r *http.Request, open Opener) error {
	f, body, err := open(r)
	if err != nil {
		return err
	}
	_ = body.Close()
	if d.Renditions == nil {
		return fault.New(fault.NotFound, "没有这种格式，可下载原文件")
	}
	b, err := d.Renditions.Pieces(r.Context(), f.Hash)
	if err != nil {
		return err
	}
	list := make([]string, 0, len(b)/32)
	for i := 0; i+32 <= len(b); i += 32 {
		list = append(list, hex.EncodeToString(b[i:i+32]))
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "private, no-cache")
	return json.NewEncoder(w).Encode(map[string]any{"hash": f.Hash, "size": f.Size, "piece": blob.PieceSize, "pieces": list})
}

// menuDrafts is the place in the menu of files that are still being worked on.
const menuDrafts = "lessons"

// maxText is how much of a text is shown.
const maxText = 256 << 10

// view is the page of a file.
func (d *Door) view(w http.ResponseWriter, r *http.Request, menu string, from Source) error {
	f, body, err := from.Open(r)
	if err != nil {
		return err
	}
	defer body.Close()
	at := strings.TrimSuffix(r.URL.Path, "/view")
	v := shown{File: f, At: at, Back: path.Dir(path.Dir(at)), Menu: menu, Outs: map[string]rendition.Out{}, Fact: rendition.Fact{Scan: rendition.Unscanned, Rendered: rendition.Plain}, Percent: -1}
	if d.Renditions != nil {
		if err := d.about(r.Context(), &v); err != nil {
			return err
		}
	}
	if origin := d.Origin.At(r); origin != "" && f.Kind() == "active" {
		v.Framed = true
		w.Header().Set("Content-Security-Policy", ui.CSP+"; frame-src 'self' "+origin)
	}
	if f.Kind() == "text" {
		if v.Text, err = text(body); err != nil {
			return err
		}
	}
	if f.Kind() == "video" && from.Beside != nil {
		all, err := from.Beside(r)
		if err != nil {
			return err
		}
		v.Captions = commons.Captions(all, f)
	}
	return ui.Render(w, r, http.StatusOK, page(v))
}

// about reads what is known of a file's bytes.
func (d *Door) about(ctx context.Context, v *shown) (err error) {
	if v.Fact, err = d.Renditions.Fact(ctx, v.File.Hash); err != nil {
		return err
	}
	if v.Outs, err = d.Renditions.Outs(ctx, v.File.Hash); err != nil {
		return err
	}
	_, v.Scanner = d.Renditions.Scans()
	if v.Fact.Rendered == rendition.Waiting {
		v.Percent = d.Renditions.Progress(ctx, v.File.Hash)
	}
	return nil
}

// text is the beginning of a text file.
func text(body io.ReadSeeker) (string, error) {
	head := make([]byte, maxText)
	n, err := io.ReadFull(body, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return "", err
	}
	shown, _ := blob.UTF8(head[:n])
	if n == maxText { // a character may be cut at the end
		shown = bytes.TrimRight(shown, "\uFFFD")
	}
	return string(shown), nil
}

// shown is a file as its page shows it.
type shown struct {
	File           commons.File
	At, Back, Menu string
	Fact           rendition.Fact
	Outs           map[string]rendition.Out
	Scanner        bool // the server has one
	Percent        int
	Framed         bool
	Captions       []commons.Caption
	Text           string
}

// pdf is the address of what the PDF viewer opens, or "".
func (v shown) pdf() string {
	if v.File.Mime == blob.PDF {
		return v.At
	}
	if _, ok := v.Outs["pdf"]; ok {
		return v.At + "/as/pdf"
	}
	return ""
}

// draft reports whether whoever looks may add files beside this one.
func (v shown) draft() bool { return v.Menu == menuDrafts }

// videos are the qualities, smallest first.
func (v shown) videos() []string {
	var out []string
	for _, lines := range []int{480, 720} {
		if name := strconv.Itoa(lines) + ".mp4"; v.Outs[name].Name != "" {
			out = append(out, name)
		}
	}
	return out
}
