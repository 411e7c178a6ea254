package authn_test

import (
	"context"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/seal"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

// fuzzed is a service with one account that has every way of signing in.
func fuzzed(f *testing.F) (*authn.Service, *db.DB, authn.Subject, id.Any) {
	d := testkit.SQLite(f, authn.Migrations, seal.Migrations)
	s := authn.New(d, clock.NewFake(time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)), authn.NewPool(1))
	who, dev := id.New[any](), id.Any{}
	err := d.Write(context.Background(), func(tx *db.Tx) (err error) {
		if err = s.Add(tx, who, id.Any{}, "own", ""); err != nil {
			return err
		}
		if _, err = s.MakeCard(tx, authn.Card{Subject: who, Owner: id.New[any](), Place: id.New[any](), Until: clock.Forever}); err != nil {
			return err
		}
		if _, err = s.MakeSlip(tx, who); err != nil {
			return err
		}
		dev, _, err = s.AddDevice(tx, authn.Device{Owner: id.New[any](), Name: "平板", Kind: authn.SharedDevice})
		return err
	})
	if err == nil {
		_, err = s.Open(context.Background(), who, authn.Opening{Way: authn.ByCard})
	}
	if err == nil {
		_, err = s.NewBoard(context.Background(), dev)
	}
	if err != nil {
		f.Fatal(err)
	}
	return s, d, who, dev
}

// FuzzSecrets: whatever stands in a cookie, in a QR code or is typed as a code opens nothing, and is refused as what it is.
func FuzzSecrets(f *testing.F) {
	s, _, _, _ := fuzzed(f)
	for _, v := range []string{"", "ABCD-EFGH", "ａｂｃｄ—ｅｆｇｈ", strings.Repeat("A", 43), strings.Repeat("A", 22), "' OR 1=1 --", "\x00", "\xff\xfe", "１２３４", strings.Repeat("字", 5000), "\n0", "0\n0"} {
		f.Add(v)
	}
	f.Fuzz(func(t *testing.T, v string) {
		ctx := t.Context()
		_, session := s.Session(ctx, v)
		_, device := s.DeviceOf(ctx, v)
		_, card := s.Card(ctx, v)
		_, slip := s.Slip(ctx, v)
		_, pending := s.Pending(ctx, v)
		_, board := s.BoardOf(ctx, v)
		for what, err := range map[string]error{"session": session, "device": device, "card": card, "slip": slip, "enrolment": pending, "board": board} {
			if err == nil {
				t.Fatalf("%q opens a %s", v, what)
			}
			if k := fault.KindOf(err); k == fault.Internal {
				t.Fatalf("%q as %s is no refusal: %v", v, what, err)
			}
		}
		typed := strings.TrimSpace(v) // white space around a login is never stored
		if err := authn.ValidLogin(v); err == nil && (!utf8.ValidString(typed) || strings.ContainsAny(typed, "<>\"'&\x00\n")) {
			t.Fatalf("%q may be a login", v)
		}
	})
}

// FuzzSealedAnswer: what a shared device sends is opened only when it was sealed there for this pupil.
func FuzzSealedAnswer(f *testing.F) {
	s, _, who, dev := fuzzed(f)
	f.Add([]byte{}, "sitting")
	f.Add(make([]byte, 28), "sitting")
	f.Add(make([]byte, 200), "")
	f.Fuzz(func(t *testing.T, sealed []byte, place string) {
		if text, err := s.OpenSealed(t.Context(), who, dev, place, sealed); !fault.Is(err, fault.Invalid) {
			t.Fatalf("opened %q: %v", text, err)
		}
	})
}

// FuzzPasskey: no answer of an authenticator crashes the reader or opens a session, and each uses its challenge up.
func FuzzPasskey(f *testing.F) {
	s, d, who, _ := fuzzed(f)
	vault, err := seal.New(d, f.TempDir(), clock.NewFake(time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)))
	if err != nil {
		f.Fatal(err)
	}
	factors := authn.NewFactors(s, vault, "天津", site)
	for _, v := range []string{"", "{}", "[]", "null", `{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"e30","authenticatorData":"AA","signature":"AA","userHandle":"AA"}}`,
		`{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"e30","attestationObject":"oWNmbXRkbm9uZQ"}}`,
		`{"id":"AA","rawId":"AA","type":"public-key","clientExtensionResults":{"x":[[[[]]]]},"response":{"clientDataJSON":"eyJ0eXBlIjoid2ViYXV0aG4uZ2V0In0","attestationObject":"o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YVgA"}}`} {
		f.Add([]byte(v))
	}
	f.Fuzz(func(t *testing.T, answer []byte) {
		ctx := t.Context()
		c, err := factors.BeginPasskeySignIn(ctx, "b")
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if _, _, err := factors.SignInPasskey(ctx, c.Handle, answer, authn.Opening{Browser: "b"}); err == nil || fault.KindOf(err) == fault.Internal {
				t.Fatalf("%q: %v", answer, err)
			}
		}
		if c, err = factors.BeginPasskey(ctx, who, "own", "b"); err != nil {
			t.Fatal(err)
		}
		if err := factors.AddPasskey(ctx, who, "b", c.Handle, "x", answer); err == nil || fault.KindOf(err) == fault.Internal {
			t.Fatalf("%q is a passkey: %v", answer, err)
		}
	})
}
