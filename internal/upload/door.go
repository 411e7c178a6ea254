package upload

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// The version and extensions of tus that Door speaks: https://tus.io/protocols/resumable-upload
const (
	Version    = "1.0.0"
	extensions = "creation,termination,checksum,expiration"
	algorithms = "sha1,sha256"

	statusChecksum = 460 // tus: Checksum Mismatch
)

// silence is how long a sender may say nothing before the line counts as broken.
const silence = 60 * time.Second

// Wish is what a client asks to send. SHA256 is the hash it says the file has, or "".
type Wish struct {
	Name   string
	Size   int64
	SHA256 string
}

// Hash is the promised hash as the blob store names it, or "".
func (w Wish) Hash() string {
	if w.SHA256 == "" {
		return ""
	}
	return "sha256:" + w.SHA256
}

// Door is the protocol for one sort of target. Its methods serve routes of the pages that own the target; they have found out who
// asks. An error of a method is a fault for the page that is shown to people and scripts.
type Door struct {
	Store *Store
	Max   int64 // largest file
}

// Options answers what the server speaks.
func (d Door) Options(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Tus-Resumable", Version)
	h.Set("Tus-Version", Version)
	h.Set("Tus-Extension", extensions)
	h.Set("Tus-Checksum-Algorithm", algorithms)
	h.Set("Tus-Max-Size", strconv.FormatInt(d.Max, 10))
	w.WriteHeader(http.StatusNoContent)
}

// speaks refuses a client of another version.
func (d Door) speaks(w http.ResponseWriter, r *http.Request) bool {
	w.Header().Set("Tus-Resumable", Version)
	w.Header().Set("Cache-Control", "no-store")
	if r.Header.Get("Tus-Resumable") == Version {
		return true
	}
	w.Header().Set("Tus-Version", Version)
	w.WriteHeader(http.StatusPreconditionFailed)
	return false
}

// Create begins an upload. admit is asked before anything is kept; when it says that the file is there already (instant), nothing
// has to be sent, and the answer names what it became in Upload-Done. at is the address under which uploads of this target stand.
func (d Door) Create(w http.ResponseWriter, r *http.Request, owner id.Any, target, at string, admit func(Wish) (instant string, err error)) error {
	if !d.speaks(w, r) {
		return nil
	}
	size, err := strconv.ParseInt(r.Header.Get("Upload-Length"), 10, 64)
	if err != nil || size < 0 {
		return fault.New(fault.Invalid, "上传没有说明文件大小")
	}
	if size > d.Max {
		w.Header().Set("Tus-Max-Size", strconv.FormatInt(d.Max, 10))
		return fault.New(fault.TooLarge, "文件太大：最多 %d MB", d.Max>>20)
	}
	meta := metadata(r.Header.Get("Upload-Metadata"))
	wish := Wish{Name: meta["filename"], Size: size, SHA256: meta["sha256"]}
	if b, err := hex.DecodeString(wish.SHA256); err != nil || len(b) != 32 {
		wish.SHA256 = ""
	}
	wish.SHA256 = strings.ToLower(wish.SHA256)
	done, err := admit(wish)
	if err != nil {
		return err
	}
	if done != "" {
		w.Header().Set("Upload-Done", done)
		w.WriteHeader(http.StatusOK)
		return nil
	}
	u, err := d.Store.Create(owner, target, wish.Name, stamp(meta["stamp"]), size)
	if err != nil {
		return err
	}
	w.Header().Set("Location", at+"/"+u.ID.String())
	tell(w, u)
	w.WriteHeader(http.StatusCreated)
	return nil
}

// Head says how far an upload is.
func (d Door) Head(w http.ResponseWriter, r *http.Request, owner id.Any, target string) error {
	if !d.speaks(w, r) {
		return nil
	}
	u, err := d.find(r, owner, target)
	if err != nil {
		return err
	}
	tell(w, u)
	w.WriteHeader(http.StatusOK)
	return nil
}

// Patch takes bytes. When they are all there, finish moves them and says what they became; Store.Finish tells what it must bear.
func (d Door) Patch(w http.ResponseWriter, r *http.Request, owner id.Any, target string, finish func(path string, u Upload) (string, error)) error {
	if !d.speaks(w, r) {
		return nil
	}
	if r.Header.Get("Content-Type") != "application/offset+octet-stream" {
		w.WriteHeader(http.StatusUnsupportedMediaType)
		return nil
	}
	offset, err := strconv.ParseInt(r.Header.Get("Upload-Offset"), 10, 64)
	if err != nil || offset < 0 {
		return fault.New(fault.Invalid, "上传没有说明位置")
	}
	sum, ok := checksum(r.Header.Get("Upload-Checksum"))
	if !ok {
		w.WriteHeader(http.StatusBadRequest)
		return nil
	}
	u, err := d.find(r, owner, target)
	if err != nil {
		return err
	}
	rc := http.NewResponseController(w)
	_ = rc.SetReadDeadline(time.Now().Add(silence)) // where the connection has none, the server's own limits hold
	u, err = d.Store.Append(r.Context(), owner, u.ID, offset, &line{body: r.Body, rc: rc}, sum)
	if !u.ID.IsZero() {
		tell(w, u)
	}
	switch {
	case errors.Is(err, ErrChecksum):
		w.WriteHeader(statusChecksum)
		return nil
	case errors.Is(err, ErrBroken): // the line, not the disk
		return fault.Wrap(err, fault.Invalid, "上传中断了，已收到的部分会保留")
	case err != nil:
		return err
	}
	if u.Complete() {
		if u, err = d.Store.Finish(owner, u.ID, finish); err != nil {
			return err
		}
		tell(w, u)
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// Delete ends an upload.
func (d Door) Delete(w http.ResponseWriter, r *http.Request, owner id.Any, target string) error {
	if !d.speaks(w, r) {
		return nil
	}
	u, err := d.find(r, owner, target)
	if err != nil {
		return err
	}
	if err := d.Store.Remove(owner, u.ID); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// find reads the upload that the path names, of this owner for this target.
func (d Door) find(r *http.Request, owner id.Any, target string) (Upload, error) {
	u, err := id.Parse[Upload](r.PathValue("upload"))
	if err != nil {
		return Upload{}, missing(err)
	}
	got, err := d.Store.Get(owner, u)
	if err == nil && got.Target != target {
		return Upload{}, missing(nil)
	}
	return got, err
}

// tell puts the state of an upload into the answer.
func tell(w http.ResponseWriter, u Upload) {
	h := w.Header()
	h.Set("Upload-Offset", strconv.FormatInt(u.Offset, 10))
	h.Set("Upload-Length", strconv.FormatInt(u.Size, 10))
	h.Set("Upload-Expires", clock.Time(u.Expires).Format(http.TimeFormat))
	if u.Done != "" {
		h.Set("Upload-Done", u.Done)
	}
}

// metadata reads "key base64,key base64".
func metadata(s string) map[string]string {
	out := map[string]string{}
	for _, pair := range strings.Split(s, ",") {
		key, value, _ := strings.Cut(strings.TrimSpace(pair), " ")
		if b, err := base64.StdEncoding.DecodeString(strings.TrimSpace(value)); err == nil && key != "" {
			out[key] = string(b)
		}
	}
	return out
}

// checksum reads "algorithm base64"; none is no checksum.
func checksum(s string) (*Checksum, bool) {
	if s == "" {
		return nil, true
	}
	algo, value, _ := strings.Cut(s, " ")
	b, err := base64.StdEncoding.DecodeString(value)
	c := &Checksum{Algo: algo, Sum: b}
	return c, err == nil && c.hash() != nil
}

// line is a body whose sender may not be silent for long and which can be interrupted.
type line struct {
	body io.Reader
	rc   *http.ResponseController
}

// Read implements io.Reader.
func (l *line) Read(p []byte) (int, error) {
	n, err := l.body.Read(p)
	if err == nil {
		_ = l.rc.SetReadDeadline(time.Now().Add(silence))
	}
	return n, err
}

// Interrupt implements Interrupter.
func (l *line) Interrupt() { _ = l.rc.SetReadDeadline(time.Now().Add(-time.Second)) }

// stamp keeps what a browser may say of a file to know it again.
func stamp(s string) string {
	return strings.Map(func(c rune) rune {
		if c == '-' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' {
			return c
		}
		return -1
	}, s[:min(len(s), 64)])
}
