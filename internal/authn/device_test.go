package authn_test

import (
	"context"
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/chacha20poly1305"
	"pgregory.net/rapid"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

// desk is a service with a clock that the test moves, and helpers for writes that must succeed.
type desk struct {
	*authn.Service
	t     *testing.T
	core  *db.DB
	clock *clock.Fake
}

func newDesk(t *testing.T, d *db.DB) *desk {
	c := clock.NewFake(time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC))
	return &desk{authn.New(d, c, authn.NewPool(2)), t, d, c}
}

func (d *desk) write(f func(tx *db.Tx) error) {
	d.t.Helper()
	if err := d.core.Write(context.Background(), f); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) device(kind string) (id.Any, string) {
	d.t.Helper()
	var dev id.Any
	var code string
	d.write(func(tx *db.Tx) (err error) {
		dev, code, err = d.AddDevice(tx, authn.Device{Owner: id.New[any](), Name: "平板 01", Kind: kind})
		return err
	})
	return dev, code
}

func TestDevice(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, core *db.DB) {
		ctx, d := context.Background(), newDesk(t, core)
		dev, code := d.device(authn.SharedDevice)
		if _, _, err := d.Enrol(ctx, "ABCD-EFGH"); err != authn.ErrDevice {
			t.Errorf("a code that nobody gave: %v", err)
		}
		typed := strings.ToLower(authn.Spell(code)) + " "
		if got, err := d.Pending(ctx, typed); err != nil || got.ID != dev || got.Live(1) {
			t.Fatal(got, err)
		}
		got, token, err := d.Enrol(ctx, typed)
		if err != nil || got.ID != dev {
			t.Fatal(err)
		}
		if _, _, err := d.Enrol(ctx, code); err != authn.ErrDevice {
			t.Errorf("a code was used twice: %v", err)
		}
		if got, err := d.DeviceOf(ctx, token); err != nil || got.ID != dev || !got.Live(clock.At(d.clock.Now())) {
			t.Fatal(got, err)
		}
		session, err := d.Open(ctx, id.New[any](), authn.Opening{Way: authn.ByCard, Device: dev})
		if err != nil {
			t.Fatal(err)
		}
		d.write(func(tx *db.Tx) error { return d.Revoke(tx, dev) })
		if _, err := d.DeviceOf(ctx, token); !fault.Is(err, fault.NotFound) {
			t.Errorf("a revoked device still counts: %v", err)
		}
		if _, err := d.Session(ctx, session); !fault.Is(err, fault.SignIn) {
			t.Errorf("a session on a revoked device still counts: %v", err)
		}
		_, code = d.device(authn.BoardDevice)
		d.clock.Advance(authn.EnrolTime)
		if _, _, err := d.Enrol(ctx, code); err != authn.ErrDevice {
			t.Errorf("an old code: %v", err)
		}
	}, authn.Migrations)
}

func TestCard(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, core *db.DB) {
		ctx, d := context.Background(), newDesk(t, core)
		who, until := id.New[any](), clock.At(d.clock.Now())+1000
		card := authn.Card{Subject: who, Owner: id.New[any](), Place: id.New[any](), Until: until}
		var first, second string
		d.write(func(tx *db.Tx) (err error) { first, err = d.MakeCard(tx, card); return err })
		if c, err := d.Card(ctx, first); err != nil || c.Subject != who || c.Until != until || c.Ended != 0 {
			t.Fatal(c, err)
		}
		session, _ := d.Open(ctx, who, authn.Opening{Way: authn.ByCard})
		other, _ := d.Open(ctx, who, authn.Opening{Way: authn.ByPassword})
		d.write(func(tx *db.Tx) (err error) { second, err = d.MakeCard(tx, card); return err })
		if c, _ := d.Card(ctx, first); c.Ended == 0 || c.Why != "reprint" {
			t.Errorf("the first card after the second was printed: %+v", c)
		}
		if _, err := d.Session(ctx, session); !fault.Is(err, fault.SignIn) {
			t.Errorf("the session of the replaced card: %v", err)
		}
		if _, err := d.Session(ctx, other); err != nil {
			t.Errorf("a session of another way: %v", err)
		}
		if all, err := d.Cards(ctx, []id.Any{who, id.New[any]()}); err != nil || len(all) != 1 {
			t.Error(all, err)
		}
		d.write(func(tx *db.Tx) error { return d.EndCards(tx, who, "revoked") })
		if c, _ := d.Card(ctx, second); c.Ended == 0 || c.Why != "revoked" {
			t.Errorf("revoked: %+v", c)
		}
		if _, err := d.Card(ctx, first+"x"); err != authn.ErrCard {
			t.Error(err)
		}
		if len(first) != 22 {
			t.Errorf("a secret of %d characters: 22 carry 128 bits", len(first))
		}
	}, authn.Migrations)
}

func TestPIN(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, core *db.DB) {
		ctx, d := context.Background(), newDesk(t, core)
		who, here, there := id.New[any](), id.New[any](), id.New[any]()
		pin := authn.PIN{Picture: 3, Digits: "0472"}
		if err := d.TryPIN(ctx, who, here, pin); err != authn.ErrPIN {
			t.Errorf("nobody's PIN: %v", err)
		}
		hash, err := d.HashPIN(ctx, pin)
		if err != nil {
			t.Fatal(err)
		}
		d.write(func(tx *db.Tx) error { return d.SetPIN(tx, who, hash) })
		if err := d.TryPIN(ctx, who, here, pin); err != nil {
			t.Fatal(err)
		}
		if err := d.TryPIN(ctx, who, id.Any{}, pin); err != authn.ErrPIN {
			t.Errorf("without a device: %v", err)
		}
		for i, wrong := range []authn.PIN{{3, "0473"}, {4, "0472"}, {0, "0000"}, {3, "047"}, {12, "0472"}, {3, "1111"}, {3, "2222"}} {
			if err := d.TryPIN(ctx, who, here, wrong); err != authn.ErrPIN {
				t.Errorf("wrong PIN %d: %v", i, err)
			}
		}
		if err := d.TryPIN(ctx, who, here, pin); !fault.Is(err, fault.TooMany) {
			t.Errorf("no wait after five wrong ones: %v", err)
		}
		if err := d.TryPIN(ctx, who, there, pin); err != nil {
			t.Errorf("the child has to wait on another device too: %v", err)
		}
		if tries, _ := d.PINTries(ctx, []id.Any{who}); tries[who].Fails != 5 || tries[who].Locked == 0 {
			t.Errorf("%+v", tries)
		}
		d.write(func(tx *db.Tx) error { return d.LiftPIN(tx, who) })
		if err := d.TryPIN(ctx, who, here, pin); err != nil {
			t.Errorf("lifted by the teacher: %v", err)
		}
		d.write(func(tx *db.Tx) error { return d.ClearPIN(tx, who) })
		if err := d.TryPIN(ctx, who, here, pin); err != authn.ErrPIN {
			t.Errorf("cleared: %v", err)
		}
	}, authn.Migrations)
}

// TestNobodyIsLockedOutByOthers: whatever others try on their devices, a child with the right PIN gets in on the own device.
func TestNobodyIsLockedOutByOthers(t *testing.T) {
	core := testkit.SQLite(t, authn.Migrations)
	d := newDesk(t, core)
	ctx := context.Background()
	pin := authn.PIN{Picture: 1, Digits: "2468"}
	salt := []byte("salt of the test") // cheap, because the property tries hundreds
	enc := base64.RawStdEncoding.EncodeToString
	hash := "$argon2id$v=19$m=8,t=1,p=1$" + enc(salt) + "$" + enc(argon2.IDKey([]byte("01-2468-tongxue"), salt, 1, 8, 1, 32))
	rapid.Check(t, func(t *rapid.T) {
		var children, devices []id.Any
		for range 3 {
			who := id.New[any]()
			children, devices = append(children, who), append(devices, id.New[any]())
			if err := core.Write(ctx, func(tx *db.Tx) error { return d.SetPIN(tx, who, hash) }); err != nil {
				t.Fatal(err)
			}
		}
		own := rapid.IntRange(0, 2).Draw(t, "own")
		for range rapid.IntRange(0, 8).Draw(t, "tries") {
			at := rapid.IntRange(0, 2).Filter(func(i int) bool { return i != own }).Draw(t, "at")
			whom := rapid.IntRange(0, 2).Draw(t, "whom")
			_ = d.TryPIN(ctx, children[whom], devices[at], authn.PIN{Picture: 0, Digits: "0000"})
		}
		if err := d.TryPIN(ctx, children[own], devices[own], pin); err != nil {
			t.Fatalf("locked out: %v", err)
		}
	})
}

func TestBoard(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, core *db.DB) {
		ctx, d := context.Background(), newDesk(t, core)
		who, dev := id.New[any](), id.New[any]()
		end := clock.At(d.clock.Now()) + time.Hour.Microseconds()
		until := func(s, at id.Any) (clock.Micros, error) {
			if s != who || at != dev {
				t.Errorf("asked for the bell of %v at %v", s, at)
			}
			return end, nil
		}
		b, err := d.NewBoard(ctx, dev)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := d.EnterBoard(ctx, b.Secret, until, authn.Opening{}); err != authn.ErrBoardWaits {
			t.Errorf("nobody has confirmed: %v", err)
		}
		if got, err := d.BoardOf(ctx, strings.ToLower(b.Code)); err != nil || got.Device != dev {
			t.Fatal(got, err)
		}
		if err := d.ConfirmBoard(ctx, b.Code, b.Number, who); err != nil {
			t.Fatal(err)
		}
		if err := d.ConfirmBoard(ctx, b.Code, b.Number, id.New[any]()); err != authn.ErrBoardOver {
			t.Errorf("confirmed twice: %v", err)
		}
		token, sub, err := d.EnterBoard(ctx, b.Secret, until, authn.Opening{})
		if err != nil || sub != who {
			t.Fatal(err)
		}
		if s, err := d.Session(ctx, token); err != nil || s.Way != authn.ByBoard || s.Device != dev || s.Expires != end {
			t.Errorf("%+v %v", s, err)
		}
		if _, _, err := d.EnterBoard(ctx, b.Secret, until, authn.Opening{}); err != authn.ErrBoardOver {
			t.Errorf("entered twice: %v", err)
		}
		d.clock.Advance(time.Hour)
		if _, err := d.Session(ctx, token); !fault.Is(err, fault.SignIn) {
			t.Errorf("the bell has rung: %v", err)
		}
		b, _ = d.NewBoard(ctx, id.Any{})
		if err := d.ConfirmBoard(ctx, b.Code, b.Number%90+10+1, who); err != authn.ErrBoardNumber {
			t.Errorf("a wrong number: %v", err)
		}
		if err := d.ConfirmBoard(ctx, b.Code, b.Number, who); err != authn.ErrBoardOver {
			t.Errorf("a second guess: %v", err)
		}
		if _, _, err := d.EnterBoard(ctx, b.Secret, until, authn.Opening{}); err != authn.ErrBoardOver {
			t.Errorf("entered after a wrong number: %v", err)
		}
		b, _ = d.NewBoard(ctx, id.Any{})
		d.clock.Advance(authn.BoardTime)
		if err := d.ConfirmBoard(ctx, b.Code, b.Number, who); err != authn.ErrBoardOver {
			t.Errorf("an old code: %v", err)
		}
	}, authn.Migrations)
}

func TestSlip(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, core *db.DB) {
		ctx, d := context.Background(), newDesk(t, core)
		who, realm := id.New[any](), id.New[any]()
		var old, code string
		d.write(func(tx *db.Tx) (err error) {
			if err := d.Add(tx, who, realm, "zhang", ""); err != nil {
				return err
			}
			if old, err = d.MakeSlip(tx, who); err != nil {
				return err
			}
			code, err = d.MakeSlip(tx, who)
			return err
		})
		if _, err := d.Slip(ctx, old); err != authn.ErrSlip {
			t.Errorf("the slip before the newest: %v", err)
		}
		if l, err := d.Slip(ctx, authn.Spell(code)); err != nil || l.Login != "zhang" || l.Realm != realm || l.Set {
			t.Error(l, err)
		}
		if _, err := d.UseSlip(ctx, code, "kurz", authn.Opening{}); !fault.Is(err, fault.Invalid) {
			t.Errorf("a short password: %v", err)
		}
		token, err := d.UseSlip(ctx, code, "晨读与晚自习2026", authn.Opening{})
		if err != nil {
			t.Fatal(err)
		}
		if s, err := d.Session(ctx, token); err != nil || s.Subject != who || s.Way != authn.ByLink {
			t.Error(s, err)
		}
		if _, err := d.UseSlip(ctx, code, "晨读与晚自习2027", authn.Opening{}); err != authn.ErrSlip {
			t.Errorf("used twice: %v", err)
		}
		if _, _, err := d.SignIn(ctx, realm, "zhang", "晨读与晚自习2026", authn.Opening{}); err != nil {
			t.Error(err)
		}
		d.write(func(tx *db.Tx) (err error) { code, err = d.MakeSlip(tx, who); return err })
		d.clock.Advance(authn.SlipTime)
		if _, err := d.Slip(ctx, code); err != authn.ErrSlip {
			t.Errorf("an old slip: %v", err)
		}
	}, authn.Migrations)
}

func TestSealed(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, core *db.DB) {
		ctx, d := context.Background(), newDesk(t, core)
		who, dev := id.New[any](), id.New[any]()
		key, err := d.QueueKey(ctx, who, dev)
		if err != nil || len(key) != 32 {
			t.Fatal(key, err)
		}
		seal := func(key []byte, place, text string) []byte {
			c, _ := chacha20poly1305.New(key)
			return c.Seal(make([]byte, 12), make([]byte, 12), []byte(text), []byte(place))
		}
		good := seal(key, "sitting 1", "a.1.R=B")
		if got, err := d.OpenSealed(ctx, who, dev, "sitting 1", good); err != nil || string(got) != "a.1.R=B" {
			t.Fatal(string(got), err)
		}
		other, _ := d.QueueKey(ctx, id.New[any](), dev)
		changed := append([]byte(nil), good...)
		changed[14] ^= 1
		for what, c := range map[string]struct {
			who, dev id.Any
			place    string
			sealed   []byte
		}{
			"in another's name":    {id.New[any](), dev, "sitting 1", good},
			"from another device":  {who, id.New[any](), "sitting 1", good},
			"for another sitting":  {who, dev, "sitting 2", good},
			"by another's key":     {who, dev, "sitting 1", seal(other, "sitting 1", "a.1.R=A")},
			"changed":              {who, dev, "sitting 1", changed},
			"shorter than its tag": {who, dev, "sitting 1", good[:20]},
		} {
			if _, err := d.OpenSealed(ctx, c.who, c.dev, c.place, c.sealed); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", what, err)
			}
		}
	}, authn.Migrations)
}
