package authn_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"net/url"
	"testing"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/protocol/webauthncbor"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/seal"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

const site = "https://box.school.lan:8443"

func factors(t *testing.T, h *house, base string) *authn.Factors {
	t.Helper()
	s, err := seal.New(h.db, t.TempDir(), h.clock)
	if err != nil {
		t.Fatal(err)
	}
	return authn.NewFactors(h.Service, s, "天津 智慧教育", base)
}

func TestOneTimeCodes(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		f := factors(t, h, site)
		own := h.add(h.school, "own", h.hash)
		token, _ := h.Open(h.ctx, own, authn.Opening{Way: authn.ByPassword})
		s, _ := h.Session(h.ctx, token)
		secret, address, err := f.BeginTOTP(h.ctx, own, "own")
		if err != nil {
			t.Fatal(err)
		}
		u, err := url.Parse(address)
		if err != nil || u.Scheme != "otpauth" || u.Query().Get("secret") != secret || u.Query().Get("issuer") != "天津 智慧教育" {
			t.Error(address, err)
		}
		code := func() string { return authn.CodeAt(secret, h.clock.Now().Unix()) }
		if _, err := f.ProveCode(h.ctx, own, s.Ref, code()); !fault.Is(err, fault.Invalid) {
			t.Errorf("a code that nobody confirmed counts: %v", err)
		}
		recovery, err := f.ConfirmTOTP(h.ctx, own, code())
		if err != nil || len(recovery) != authn.RecoveryCodes {
			t.Fatal(recovery, err)
		}
		if _, _, err := f.BeginTOTP(h.ctx, own, "own"); !fault.Is(err, fault.Conflict) {
			t.Errorf("a proved secret was replaced: %v", err)
		}
		if _, err := f.ProveCode(h.ctx, own, s.Ref, code()); !fault.Is(err, fault.Invalid) {
			t.Errorf("a code counts twice: %v", err)
		}
		h.clock.Advance(time.Minute)
		strong, err := f.ProveCode(h.ctx, own, s.Ref, code())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.Session(h.ctx, token); !fault.Is(err, fault.SignIn) {
			t.Errorf("the old secret of the session became strong too: %v", err)
		}
		if s, err := h.Session(h.ctx, strong); err != nil || !s.Strong {
			t.Error(s, err)
		}
		drift(t, h, f, own, s.Ref, secret)
		if _, err := f.ProveCode(h.ctx, own, s.Ref, recovery[0]); err != nil {
			t.Errorf("a recovery code does not count: %v", err)
		}
		if _, err := f.ProveCode(h.ctx, own, s.Ref, recovery[0]); !fault.Is(err, fault.Invalid) {
			t.Errorf("a recovery code counts twice: %v", err)
		}
		if got, err := f.Of(h.ctx, own); err != nil || !got.TOTP || got.Recovery != authn.RecoveryCodes-1 || !got.Any() {
			t.Error(got, err)
		}
	}, authn.Migrations, seal.Migrations)
}

// drift: one step to either side counts, two do not.
func drift(t *testing.T, h *house, f *authn.Factors, own authn.Subject, ref id.Any, secret string) {
	t.Helper()
	for _, c := range []struct {
		off int64
		ok  bool
	}{{-60, false}, {60, false}, {-30, true}, {30, true}} {
		h.clock.Advance(5 * time.Minute)
		_, err := f.ProveCode(h.ctx, own, ref, authn.CodeAt(secret, h.clock.Now().Unix()+c.off))
		if (err == nil) != c.ok {
			t.Errorf("a code %d s off: %v", c.off, err)
		}
	}
	h.clock.Advance(5 * time.Minute)
}

func TestCodesCannotBeTried(t *testing.T) {
	h := newHouse(t, testkit.SQLite(t, authn.Migrations, seal.Migrations))
	f := factors(t, h, site)
	own := h.add(h.school, "own", h.hash)
	token, _ := h.Open(h.ctx, own, authn.Opening{Way: authn.ByPassword})
	s, _ := h.Session(h.ctx, token)
	secret, _, _ := f.BeginTOTP(h.ctx, own, "own")
	if _, err := f.ConfirmTOTP(h.ctx, own, authn.CodeAt(secret, h.clock.Now().Unix())); err != nil {
		t.Fatal(err)
	}
	h.clock.Advance(time.Minute)
	for range 5 {
		_, _ = f.ProveCode(h.ctx, own, s.Ref, "000000")
	}
	if _, err := f.ProveCode(h.ctx, own, s.Ref, authn.CodeAt(secret, h.clock.Now().Unix())); !fault.Is(err, fault.TooMany) {
		t.Errorf("six digits may be tried for ever: %v", err)
	}
	if err := h.try("own", right, ""); err != nil {
		t.Errorf("wrong codes stop the password: %v", err)
	}
}

// device is an authenticator in software: ES256, discoverable, with user verification.
type device struct {
	key    *ecdsa.PrivateKey
	id     []byte
	user   []byte
	count  uint32
	flags  byte
	origin string
}

func newDevice(t *testing.T) *device {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	raw := make([]byte, 16)
	_, _ = rand.Read(raw)
	return &device{key: key, id: raw, flags: 0x05, origin: site} // user present and verified
}

func (d *device) client(kind string, challenge []byte) []byte {
	b, _ := json.Marshal(map[string]any{"type": kind, "challenge": b64(challenge), "origin": d.origin, "crossOrigin": false})
	return b
}

func (d *device) auth(more []byte) []byte {
	rp := sha256.Sum256([]byte("box.school.lan"))
	d.count++
	out := append(rp[:], d.flags)
	if more != nil {
		out[32] |= 0x40
	}
	return append(binary.BigEndian.AppendUint32(out, d.count), more...)
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func (d *device) register(t *testing.T, c authn.Ceremony) []byte {
	t.Helper()
	o := c.Options.(*protocol.CredentialCreation).Response
	d.user = o.User.ID.(protocol.URLEncodedBase64)
	x, y := make([]byte, 32), make([]byte, 32)
	d.key.X.FillBytes(x)
	d.key.Y.FillBytes(y)
	pub, err := webauthncbor.Marshal(map[int]any{1: 2, 3: -7, -1: 1, -2: x, -3: y})
	if err != nil {
		t.Fatal(err)
	}
	more := append(make([]byte, 16), byte(len(d.id)>>8), byte(len(d.id)))
	more = append(append(more, d.id...), pub...)
	att, err := webauthncbor.Marshal(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": d.auth(more)})
	if err != nil {
		t.Fatal(err)
	}
	b, _ := json.Marshal(map[string]any{"id": b64(d.id), "rawId": b64(d.id), "type": "public-key", "response": map[string]any{
		"clientDataJSON": b64(d.client("webauthn.create", o.Challenge)), "attestationObject": b64(att)}})
	return b
}

func (d *device) assert(t *testing.T, c authn.Ceremony) []byte {
	t.Helper()
	client := d.client("webauthn.get", c.Options.(*protocol.CredentialAssertion).Response.Challenge)
	auth, hash := d.auth(nil), sha256.Sum256(client)
	sum := sha256.Sum256(append(bytes.Clone(auth), hash[:]...))
	sig, err := ecdsa.SignASN1(rand.Reader, d.key, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	b, _ := json.Marshal(map[string]any{"id": b64(d.id), "rawId": b64(d.id), "type": "public-key", "response": map[string]any{
		"clientDataJSON": b64(client), "authenticatorData": b64(auth), "signature": b64(sig), "userHandle": b64(d.user)}})
	return b
}

func begin(t *testing.T) func(c authn.Ceremony, err error) authn.Ceremony {
	return func(c authn.Ceremony, err error) authn.Ceremony {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
}

func TestPasskeys(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		f := factors(t, h, site)
		own, other := h.add(h.school, "own", h.hash), h.add(h.school, "other", h.hash)
		phone, key := newDevice(t), newDevice(t)
		for name, dev := range map[string]*device{"手机\u202e": phone, "安全钥匙": key} {
			c := begin(t)(f.BeginPasskey(h.ctx, own, "own", "tablet"))
			answer := dev.register(t, c)
			if err := f.AddPasskey(h.ctx, own, "tablet", c.Handle, name, answer); err != nil {
				t.Fatal(err)
			}
			if err := f.AddPasskey(h.ctx, own, "tablet", c.Handle, name, answer); !fault.Is(err, fault.Conflict) {
				t.Errorf("a registration counts twice: %v", err)
			}
		}
		list, err := f.Passkeys(h.ctx, own)
		if err != nil || len(list) != 2 {
			t.Fatal(list, err)
		}
		for _, k := range list {
			if k.Name != "手机" && k.Name != "安全钥匙" {
				t.Errorf("name %q", k.Name)
			}
		}
		c := begin(t)(f.BeginPasskeySignIn(h.ctx, "fresh"))
		answer := phone.assert(t, c)
		token, who, err := f.SignInPasskey(h.ctx, c.Handle, answer, authn.Opening{Browser: "fresh"})
		if err != nil || who != own {
			t.Fatal(who, err)
		}
		if s, err := h.Session(h.ctx, token); err != nil || !s.Strong || s.Way != authn.ByPasskey {
			t.Error(s, err)
		}
		if _, _, err := f.SignInPasskey(h.ctx, c.Handle, answer, authn.Opening{Browser: "fresh"}); !fault.Is(err, fault.Conflict) {
			t.Errorf("an answer counts twice: %v", err)
		}
		prove(t, h, f, own, other, key)
		mutations(t, h, f, phone)
		for _, k := range list {
			if err := f.RemovePasskey(h.ctx, other, k.Ref); !fault.Is(err, fault.NotFound) {
				t.Errorf("somebody else removed it: %v", err)
			}
			if err := f.RemovePasskey(h.ctx, own, k.Ref); err != nil {
				t.Error(err)
			}
		}
		c = begin(t)(f.BeginPasskeySignIn(h.ctx, "fresh"))
		if _, _, err := f.SignInPasskey(h.ctx, c.Handle, phone.assert(t, c), authn.Opening{Browser: "fresh"}); err == nil {
			t.Error("a removed passkey opens")
		}
	}, authn.Migrations, seal.Migrations)
}

// prove: a passkey is a second factor of its own account and of no other.
func prove(t *testing.T, h *house, f *authn.Factors, own, other authn.Subject, key *device) {
	t.Helper()
	for who, ok := range map[authn.Subject]bool{own: true, other: false} {
		weak, _ := h.Open(h.ctx, who, authn.Opening{Way: authn.ByPassword})
		s, _ := h.Session(h.ctx, weak)
		c := begin(t)(f.BeginPasskeySignIn(h.ctx, "tablet"))
		token, err := f.ProvePasskey(h.ctx, who, s.Ref, c.Handle, "tablet", key.assert(t, c))
		if (err == nil) != ok {
			t.Errorf("own %v: %v", ok, err)
		}
		if s, err := h.Session(h.ctx, token); ok && (err != nil || !s.Strong) {
			t.Error(s, err)
		}
	}
}

// mutations: an answer from elsewhere, late, of another browser, unverified, or from a copied authenticator.
func mutations(t *testing.T, h *house, f *authn.Factors, phone *device) {
	t.Helper()
	for name, bend := range map[string]func(d *device, c *authn.Ceremony, browser *string){
		"another origin":    func(d *device, _ *authn.Ceremony, _ *string) { d.origin = "https://box.school.lan.evil.example" },
		"plain http":        func(d *device, _ *authn.Ceremony, _ *string) { d.origin = "http://box.school.lan:8443" },
		"not verified":      func(d *device, _ *authn.Ceremony, _ *string) { d.flags = 0x01 },
		"another browser":   func(_ *device, _ *authn.Ceremony, b *string) { *b = "another" },
		"another user":      func(d *device, _ *authn.Ceremony, _ *string) { o := id.New[any](); d.user = o[:] },
		"another key":       func(d *device, _ *authn.Ceremony, _ *string) { d.key = newDevice(t).key },
		"counter went back": func(d *device, _ *authn.Ceremony, _ *string) { d.count = 0 },
		"late":              func(_ *device, _ *authn.Ceremony, _ *string) { h.clock.Advance(6 * time.Minute) },
		"another challenge": func(_ *device, c *authn.Ceremony, _ *string) {
			c.Options = begin(t)(f.BeginPasskeySignIn(h.ctx, "fresh")).Options
		},
	} {
		d := *phone
		c, browser := begin(t)(f.BeginPasskeySignIn(h.ctx, "fresh")), "fresh"
		bend(&d, &c, &browser)
		if _, _, err := f.SignInPasskey(h.ctx, c.Handle, d.assert(t, c), authn.Opening{Browser: browser}); err == nil {
			t.Errorf("%s: it opens", name)
		}
		phone.count = max(phone.count, d.count)
	}
}

func TestWherePasskeysWork(t *testing.T) {
	h := newHouse(t, testkit.SQLite(t, authn.Migrations, seal.Migrations))
	for base, ok := range map[string]bool{"https://box.school.lan": true, "http://localhost:8080": true, "https://edu.example:8443": true,
		"http://box.school.lan": false, "https://192.168.1.5": false, "http://127.0.0.1:8080": false, "": false} {
		f := factors(t, h, base)
		if err := f.WhyNoPasskeys(); (err == nil) != ok {
			t.Errorf("%s: %v", base, err)
		}
		if _, err := f.BeginPasskeySignIn(h.ctx, "x"); (err == nil) != ok {
			t.Errorf("%s: begins with %v", base, err)
		}
	}
}

func TestOnce(t *testing.T) {
	h := newHouse(t, testkit.SQLite(t, authn.Migrations))
	keep := func() string {
		handle, err := h.Keep(h.ctx, "kind", "browser", map[string]string{"a": "b"}, time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		return handle
	}
	var got map[string]string
	one := keep()
	if err := h.Take(h.ctx, "kind", "browser", one, &got); err != nil || got["a"] != "b" {
		t.Fatal(got, err)
	}
	if err := h.Take(h.ctx, "kind", "browser", one, &got); !fault.Is(err, fault.Conflict) {
		t.Errorf("taken twice: %v", err)
	}
	two := keep()
	if err := h.Take(h.ctx, "kind", "another", two, &got); !fault.Is(err, fault.Conflict) {
		t.Errorf("taken by another browser: %v", err)
	}
	if err := h.Take(h.ctx, "kind", "browser", two, &got); !fault.Is(err, fault.Conflict) {
		t.Errorf("after a thief's try it is still there: %v", err)
	}
	if err := h.Take(h.ctx, "another", "browser", keep(), &got); !fault.Is(err, fault.Conflict) {
		t.Errorf("taken as another kind: %v", err)
	}
	late := keep()
	h.clock.Advance(time.Minute)
	if err := h.Take(h.ctx, "kind", "browser", late, &got); !fault.Is(err, fault.Conflict) {
		t.Errorf("taken too late: %v (%d)", err, clock.At(h.clock.Now()))
	}
}

// TestErase: of an erased account nothing is left in any table of this package.
func TestErase(t *testing.T) {
	h := newHouse(t, testkit.SQLite(t, authn.Migrations, seal.Migrations))
	f := factors(t, h, site)
	own := h.add(h.school, "own", h.hash)
	_ = h.try("own", "falsch-falsch", "")
	_ = h.try("own", right, "tablet")
	secret, _, _ := f.BeginTOTP(h.ctx, own, "own")
	if _, err := f.ConfirmTOTP(h.ctx, own, authn.CodeAt(secret, h.clock.Now().Unix())); err != nil {
		t.Fatal(err)
	}
	c := begin(t)(f.BeginPasskey(h.ctx, own, "own", "tablet"))
	if err := f.AddPasskey(h.ctx, own, "tablet", c.Handle, "x", newDevice(t).register(t, c)); err != nil {
		t.Fatal(err)
	}
	who := authn.Identity{Issuer: "https://id.example", Subject: "s"}
	err := h.db.Write(h.ctx, func(tx *db.Tx) error {
		if err := h.Link(tx, who, own); err != nil {
			return err
		}
		return h.Erase(tx, own)
	})
	if err != nil {
		t.Fatal(err)
	}
	for table, count := range map[string]db.SQL{
		"credential": `-- unscoped: a test` + "\nSELECT COUNT(*) FROM authn_credential", "session": `-- unscoped: a test` + "\nSELECT COUNT(*) FROM authn_session",
		"browser": `-- unscoped: a test` + "\nSELECT COUNT(*) FROM authn_browser", "totp": `-- unscoped: a test` + "\nSELECT COUNT(*) FROM authn_totp",
		"recovery": `-- unscoped: a test` + "\nSELECT COUNT(*) FROM authn_recovery", "passkey": `-- unscoped: a test` + "\nSELECT COUNT(*) FROM authn_passkey",
		"link": `-- unscoped: a test` + "\nSELECT COUNT(*) FROM authn_link", "once": `-- unscoped: a test` + "\nSELECT COUNT(*) FROM authn_once",
	} {
		if n, err := db.One(h.db.Reader(h.ctx), count, db.Value[int64]); err != nil || n != 0 {
			t.Errorf("%s: %d rows are left (%v)", table, n, err)
		}
	}
}
