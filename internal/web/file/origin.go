package file

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// linkLife is how long a link to the content origin may be opened.
const linkLife = 2 * time.Minute

// Origin is the cookie-less content origin. The zero value, and a nil one, is none: then what runs can only be downloaded.
type Origin struct {
	key   []byte
	base  string // its address when it is given, without a slash at the end
	port  string // its port, for a server on this machine alone
	clock clock.Clock
	open  func(ctx context.Context, hash string) (io.ReadSeekCloser, error)

	mu   sync.Mutex
	used map[string]time.Time // links that were opened, until they expire
}

// NewOrigin is an origin at base, or without one at the other name of this machine ("localhost" beside "127.0.0.1") and a port: two
// names are what keeps cookies away, a port alone does not. open gives bytes that may be served.
func NewOrigin(key []byte, base, port string, c clock.Clock, open func(context.Context, string) (io.ReadSeekCloser, error)) *Origin {
	return &Origin{key: key, base: strings.TrimRight(base, "/"), port: port, clock: c, open: open, used: map[string]time.Time{}}
}

// pass is what a link says, signed.
type pass struct {
	Hash   string `json:"h"`
	Mime   string `json:"m"`
	Viewer string `json:"v"`
	Parent string `json:"p"` // origin of the page that may frame it
	Host   string `json:"o"` // the content origin's own host
	Until  int64  `json:"e"`
	Nonce  []byte `json:"n"`
}

// At is the content origin's address as seen from a request to the main one, or "" when there is none for it.
func (o *Origin) At(r *http.Request) string {
	if o == nil || len(o.key) == 0 {
		return ""
	}
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	if o.base != "" {
		if u, err := url.Parse(o.base); err != nil || strings.EqualFold(u.Hostname(), host) {
			return "" // the same name would get the cookies
		}
		return o.base
	}
	other := map[string]string{"127.0.0.1": "localhost", "localhost": "127.0.0.1", "[::1]": "localhost", "::1": "localhost"}[strings.ToLower(host)]
	if other == "" || o.port == "" {
		return ""
	}
	return scheme(r) + "://" + net.JoinHostPort(other, o.port)
}

func scheme(r *http.Request) string {
	if httpx.ClientOf(r).Secure {
		return "https"
	}
	return "http"
}

// Link is a fresh address of a file for the viewer of a request; "" without a content origin.
func (o *Origin) Link(r *http.Request, f commons.File) (string, error) {
	at := o.At(r)
	if at == "" {
		return "", nil
	}
	u, err := url.Parse(at)
	if err != nil {
		return "", err
	}
	p := pass{Hash: f.Hash, Mime: f.Mime, Parent: scheme(r) + "://" + r.Host, Host: u.Host, Until: o.clock.Now().Add(linkLife).Unix(), Nonce: make([]byte, 12)}
	if a := org.ActorFrom(r.Context()); a != nil {
		p.Viewer = a.Person.String()
	}
	if _, err := rand.Read(p.Nonce); err != nil {
		return "", err
	}
	b, err := json.Marshal(p)
	if err != nil {
		return "", err
	}
	return at + "/c/" + base64.RawURLEncoding.EncodeToString(append(o.sign(b), b...)), nil
}

func (o *Origin) sign(b []byte) []byte {
	m := hmac.New(sha256.New, o.key)
	m.Write([]byte("content-origin v1\x00"))
	m.Write(b)
	return m.Sum(nil)
}

// read checks a link and uses it up.
func (o *Origin) read(r *http.Request) (pass, bool) {
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(r.URL.Path, "/c/"))
	var p pass
	if err != nil || len(raw) < sha256.Size || !hmac.Equal(raw[:sha256.Size], o.sign(raw[sha256.Size:])) || json.Unmarshal(raw[sha256.Size:], &p) != nil {
		return p, false
	}
	now := o.clock.Now()
	if p.Until <= now.Unix() || !strings.EqualFold(p.Host, r.Host) || !blob.Active(p.Mime) {
		return p, false
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	for n, until := range o.used {
		if until.Before(now) {
			delete(o.used, n)
		}
	}
	if _, again := o.used[string(p.Nonce)]; again {
		return p, false
	}
	o.used[string(p.Nonce)] = now.Add(linkLife)
	return p, true
}

// frame is the policy of what is shown: its own inline script and style may run in a sandbox of no origin; nothing is loaded from
// anywhere, nothing is sent, and only the page that asked may frame it.
const frame = "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' blob: data:; style-src 'unsafe-inline' data:; " +
	"img-src data: blob:; media-src data: blob:; font-src data:; form-action 'none'; base-uri 'none'; frame-ancestors "

// ServeHTTP answers on the content origin. It reads no cookie and sets none.
func (o *Origin) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
	if r.Method != http.MethodGet || !strings.HasPrefix(r.URL.Path, "/c/") || r.Header.Get("Service-Worker") != "" {
		http.Error(w, http.StatusText(http.StatusNotFound), http.StatusNotFound)
		return
	}
	p, ok := o.read(r)
	if !ok {
		http.Error(w, "这个链接已经用过或过期了，请回到原来的页面刷新。\nThis link was used or has expired: go back to the page and reload it.", http.StatusGone)
		return
	}
	body, err := o.open(r.Context(), p.Hash)
	if err != nil {
		http.Error(w, http.StatusText(fault.KindOf(err).Status()), fault.KindOf(err).Status())
		return
	}
	defer body.Close()
	h.Set("Content-Security-Policy", frame+p.Parent)
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	kind := p.Mime
	if kind == blob.HTML {
		kind += "; charset=" + charset(body)
	}
	h.Set("Content-Type", kind)
	_, _ = io.Copy(w, body) // the reader went away: nothing to tell anyone
}
