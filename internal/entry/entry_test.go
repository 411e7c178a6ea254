package entry_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/chacha20poly1305"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/entry"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/org/orgtest"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

// house is school B with a registrar, class B with its teacher, five pupils with cards to be made, and one guardian.
type house struct {
	*orgtest.World
	*entry.Service
	t                          *testing.T
	authn                      *authn.Service
	registrar, teacher, parent *org.Actor
	other                      *org.Actor // registrar of school C
}

func each(t *testing.T, f func(h *house)) {
	testkit.Engines(t, func(t *testing.T, d *db.DB) {
		w := orgtest.New(t, d)
		h := &house{World: w, t: t, authn: authn.New(d, w.Clock, authn.NewPool(2))}
		h.Service = entry.New(d, w.Org, h.authn, audit.New(d, w.Clock), "https://tongxue.test")
		h.registrar = h.person("教务乙", w.SchoolB, org.Registrar, id.As[any](w.SchoolB), "jiaowu")
		h.other = h.person("教务丙", w.SchoolC, org.Registrar, id.As[any](w.SchoolC), "jiaowu3")
		h.teacher = h.person("班主任乙", w.SchoolB, org.ClassTeacher, id.As[any](w.ClassB), "ban")
		h.parent = h.person("家长乙", w.SchoolB, org.Guardian, id.As[any](w.PupilsB[0].Person), "jia")
		h.write(func(tx *db.Tx) error {
			for i, p := range w.PupilsB {
				if err := h.authn.Add(tx, id.As[any](p.Account), id.As[any](w.SchoolB), fmt.Sprintf("pupil%d", i), ""); err != nil {
					return err
				}
				if err := w.Org.SetProfile(tx, org.Profile{Person: p.Person, Number: fmt.Sprintf("202601%02d", i+1)}); err != nil {
					return err
				}
			}
			for _, u := range []org.UnitID{w.SchoolB, w.SchoolC} {
				if err := w.Org.ApproveAll(tx, u, org.PersonID{}); err != nil {
					return err
				}
			}
			return w.Org.SetShort(tx, w.SchoolB, "xzx")
		})
		for _, a := range []**org.Actor{&h.registrar, &h.other, &h.teacher, &h.parent} {
			*a = w.Resolve(t, (*a).Account)
		}
		f(h)
	}, org.Migrations, bus.Migrations, audit.Migrations, authn.Migrations)
}

func (h *house) write(f func(tx *db.Tx) error) {
	h.t.Helper()
	if err := h.Core.Write(context.Background(), f); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) person(name string, home org.UnitID, r org.Role, n org.Node, login string) *org.Actor {
	h.t.Helper()
	acc := id.New[org.Account]()
	h.write(func(tx *db.Tx) error {
		p, err := h.Org.AddPerson(tx, org.Person{Owner: home, Name: name}, acc)
		if err != nil {
			return err
		}
		if err := h.authn.Add(tx, id.As[any](acc), id.Any{}, login, ""); err != nil {
			return err
		}
		return h.Org.Give(tx, org.Holding{Person: p, Role: r, Node: n})
	})
	return h.Resolve(h.t, acc)
}

// spot is an enrolled device of a school's registrar.
func (h *house) spot(a *org.Actor, school org.UnitID, class org.ClassID, kind string) entry.Spot {
	h.t.Helper()
	ctx := context.Background()
	fresh, err := h.AddDevices(ctx, a, school, class, "平板", kind, 1)
	if err != nil {
		h.t.Fatal(err)
	}
	_, token, err := h.Enrol(ctx, fresh[0].Code)
	if err != nil {
		h.t.Fatal(err)
	}
	s, err := h.SpotOf(ctx, token, netip.Addr{})
	if err != nil || !s.Enrolled() {
		h.t.Fatal(s, err)
	}
	return s
}

// card makes a pupil's card and gives its secret, which otherwise stands on paper only.
func (h *house) card(i int) string {
	h.t.Helper()
	var secret string
	h.write(func(tx *db.Tx) (err error) {
		secret, err = h.authn.MakeCard(tx, authn.Card{Subject: id.As[any](h.PupilsB[i].Account), Owner: id.As[any](h.SchoolB), Place: id.As[any](h.ClassB),
			Until: clock.At(h.Clock.Now()) + 300*24*time.Hour.Microseconds()})
		return err
	})
	return secret
}

func wants(t *testing.T, what string, err error, kind fault.Kind, words string) {
	t.Helper()
	if !fault.Is(err, kind) || !strings.Contains(fmt.Sprint(err), words) {
		t.Errorf("%s: %v, want %v with %q", what, err, kind, words)
	}
}

func TestDevices(t *testing.T) {
	each(t, func(h *house) {
		ctx := context.Background()
		for what, a := range map[string]*org.Actor{"a class teacher": h.teacher, "a pupil": h.PupilsB[0], "the leader": h.LeaderB} {
			if _, err := h.AddDevices(ctx, a, h.SchoolB, h.ClassB, "平板", authn.SharedDevice, 1); !fault.Is(err, fault.Denied) {
				h.t.Errorf("%s enrols: %v", what, err)
			}
		}
		if _, err := h.AddDevices(ctx, h.other, h.SchoolB, h.ClassB, "平板", authn.SharedDevice, 1); !fault.Is(err, fault.NotFound) {
			h.t.Errorf("another school's registrar enrols: %v", err)
		}
		if _, err := h.AddDevices(ctx, h.registrar, h.SchoolB, h.ClassC, "平板", authn.SharedDevice, 1); !fault.Is(err, fault.Invalid) {
			h.t.Errorf("for another school's class: %v", err)
		}
		fresh, err := h.AddDevices(ctx, h.registrar, h.SchoolB, h.ClassB, " 平板\u202e ", authn.SharedDevice, 3)
		if err != nil || len(fresh) != 3 || fresh[2].Name != "平板 03" || len(fresh[0].Code) != 9 || strings.Contains(fresh[0].Name, "\u202e") {
			h.t.Fatal(fresh, err)
		}
		all, err := h.Service.Devices(ctx, h.registrar)
		if err != nil || len(all) != 3 || all[0].School != "乡中学" || all[0].Class == "" {
			h.t.Fatal(all, err)
		}
		if mine, err := h.Service.Devices(ctx, h.other); err != nil || len(mine) != 0 {
			h.t.Error("another registrar's list", mine, err)
		}
		if err := h.RevokeDevice(ctx, h.other, fresh[0].ID); !fault.Is(err, fault.NotFound) {
			h.t.Errorf("another registrar revokes: %v", err)
		}
		if err := h.ChangeDevice(ctx, h.registrar, fresh[0].ID, "讲台", org.ClassID{}); err != nil {
			h.t.Error(err)
		}
		if err := h.RevokeDevice(ctx, h.registrar, fresh[0].ID); err != nil {
			h.t.Error(err)
		}
		if _, _, err := h.Enrol(ctx, fresh[0].Code); err != authn.ErrDevice {
			h.t.Errorf("the code of a revoked device: %v", err)
		}
	})
}

func TestCardRules(t *testing.T) {
	each(t, func(h *house) {
		ctx, t := context.Background(), h.t
		tablet := h.spot(h.registrar, h.SchoolB, h.ClassB, authn.SharedDevice)
		foreign := h.spot(h.other, h.SchoolC, h.ClassC, authn.SharedDevice)
		secret := h.card(0)
		if shown, err := h.ShowCard(ctx, secret, tablet); err != nil || shown.Name != "PupilB0" || shown.School != "乡中学" {
			t.Fatal(shown, err)
		}
		token, err := h.UseCard(ctx, secret, tablet, authn.Opening{})
		if err != nil {
			t.Fatal(err)
		}
		open, err := h.authn.Session(ctx, token)
		if err != nil || open.Way != authn.ByCard || open.Device != tablet.Device.ID || open.Subject != id.As[any](h.PupilsB[0].Account) {
			t.Errorf("%+v %v", open, err)
		}
		home := entry.Spot{Addr: netip.MustParseAddr("203.0.113.9")}
		_, err = h.UseCard(ctx, secret, home, authn.Opening{})
		wants(t, "at home", err, fault.Denied, "学校登记过的设备")
		_, err = h.ShowCard(ctx, secret, home)
		wants(t, "shown at home", err, fault.Denied, "学校登记过的设备")
		_, err = h.UseCard(ctx, secret, foreign, authn.Opening{})
		wants(t, "at another school", err, fault.Denied, "另一所学校")
		lines, err := audit.New(h.Core, h.Clock).At(ctx, []id.Any{id.As[any](h.SchoolB)}, "card.refused", 0, 10)
		if err != nil || len(lines) != 2 || lines[0].Subject != id.As[any](h.PupilsB[0].Person) || lines[0].Basis != "denied: other school" {
			t.Errorf("what was recorded: %+v %v", lines, err)
		}
		// the school's own network is the other place
		if err := h.SetSchool(ctx, h.registrar, h.SchoolB, entry.Settings{Networks: []string{"203.0.113.0/24"}}); err != nil {
			t.Fatal(err)
		}
		if _, err := h.UseCard(ctx, secret, home, authn.Opening{}); err != nil {
			t.Errorf("in the school's network: %v", err)
		}
		_, err = h.UseCard(ctx, secret, entry.Spot{Addr: netip.MustParseAddr("203.0.114.9")}, authn.Opening{})
		wants(t, "in the next network", err, fault.Denied, "学校登记过的设备")
		next := h.card(0)
		_, err = h.UseCard(ctx, secret, tablet, authn.Opening{})
		wants(t, "after the reprint", err, fault.Gone, "旧卡")
		if _, err := h.authn.Session(ctx, token); !fault.Is(err, fault.SignIn) {
			t.Errorf("the old card's session: %v", err)
		}
		if err := h.EndCards(ctx, h.teacher, h.ClassB, []org.PersonID{h.PupilsB[0].Person}); err != nil {
			t.Fatal(err)
		}
		_, err = h.UseCard(ctx, next, tablet, authn.Opening{})
		wants(t, "revoked", err, fault.Gone, "作废")
		last := h.card(1)
		h.Clock.Advance(301 * 24 * time.Hour)
		_, err = h.UseCard(ctx, last, tablet, authn.Opening{})
		wants(t, "expired", err, fault.Gone, "已过期")
		_, err = h.UseCard(ctx, "AAAAAAAAAAAAAAAAAAAAAA", tablet, authn.Opening{})
		wants(t, "invented", err, fault.NotFound, "不认识")
	})
}

// text reads a PDF with poppler.
func text(t *testing.T, file []byte) string {
	t.Helper()
	if !bytes.HasPrefix(file, []byte("%PDF-")) {
		t.Fatalf("not a PDF: %.20q", file)
	}
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext (poppler-utils) is not installed: the sheet is not read back")
	}
	path := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool, "-layout", path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// TestCardOfOneWhoLeft: a card does not follow its pupil to another school, nor open anything at the old one.
func TestCardOfOneWhoLeft(t *testing.T) {
	each(t, func(h *house) {
		ctx, t := context.Background(), h.t
		tablet := h.spot(h.registrar, h.SchoolB, h.ClassB, authn.SharedDevice)
		a := h.person("转学生", h.SchoolB, org.Teacher, id.As[any](h.SchoolB), "zhuan")
		var secret string
		h.write(func(tx *db.Tx) (err error) {
			now := clock.At(h.Clock.Now())
			if err := h.Org.Enrol(tx, org.Enrolment{Person: a.Person, Class: h.ClassB, Number: "09", Until: now + time.Hour.Microseconds()}); err != nil {
				return err
			}
			secret, err = h.authn.MakeCard(tx, authn.Card{Subject: id.As[any](a.Account), Owner: id.As[any](h.SchoolB), Place: id.As[any](h.ClassB), Until: clock.Forever})
			return err
		})
		if _, err := h.UseCard(ctx, secret, tablet, authn.Opening{}); err != nil {
			t.Fatal(err)
		}
		h.Clock.Advance(time.Hour)
		_, err := h.UseCard(ctx, secret, tablet, authn.Opening{})
		wants(t, "after leaving", err, fault.Gone, "作废")
	})
}

func TestMakeCards(t *testing.T) {
	each(t, func(h *house) {
		ctx, t := context.Background(), h.t
		for what, a := range map[string]*org.Actor{"a subject teacher": h.TeacherB, "a pupil": h.PupilsB[0], "the leader": h.LeaderB} {
			if _, err := h.MakeCards(ctx, a, h.ClassB, nil); !fault.Is(err, fault.Denied) {
				t.Errorf("%s makes cards: %v", what, err)
			}
		}
		if _, err := h.MakeCards(ctx, h.teacher, h.ClassA, nil); !fault.Is(err, fault.NotFound) {
			t.Errorf("for another class: %v", err)
		}
		file, err := h.MakeCards(ctx, h.teacher, h.ClassB, nil)
		if err != nil {
			t.Fatal(err)
		}
		c, err := h.ClassCards(ctx, h.teacher, h.ClassB)
		if err != nil || len(c.Holders) != 5 {
			t.Fatal(c, err)
		}
		end := clock.Local(c.Holders[0].Card.Until)
		if c.Holders[0].Card.ID.IsZero() || end.Month() != time.September || end.Day() != 1 || end.Year() != 2027 {
			t.Errorf("until %v", end)
		}
		words := text(t, file)
		for _, want := range []string{"PupilB0", "PupilB4", "乡中学", "七年级(1)班", "有效到 2027年8月31日"} {
			if !strings.Contains(words, want) {
				t.Errorf("the sheet lacks %q", want)
			}
		}
		if strings.Contains(words, "202601") || strings.Contains(words, "pupil0") || strings.Contains(words, "/c/") {
			t.Error("the sheet holds a login, a number of the school or a secret in clear")
		}
	})
}

// drawn reads the first pupil's picture and digits from the teacher's list.
func drawn(t *testing.T, words string) authn.PIN {
	t.Helper()
	m := regexp.MustCompile(`PupilB0\s+(\S+)\s+(\d\d) (\d\d)`).FindStringSubmatch(words)
	if m == nil {
		t.Fatalf("no picture and digits in %q", words)
	}
	for n := range authn.Pictures {
		if entry.Picture(n) == m[1] {
			return authn.PIN{Picture: n, Digits: m[2] + m[3]}
		}
	}
	t.Fatal("no such picture: " + m[1])
	return authn.PIN{}
}

func TestPictures(t *testing.T) {
	each(t, func(h *house) {
		ctx, t := context.Background(), h.t
		tablet := h.spot(h.registrar, h.SchoolB, h.ClassB, authn.SharedDevice)
		loose := h.spot(h.registrar, h.SchoolB, org.ClassID{}, authn.SharedDevice)
		office := h.spot(h.registrar, h.SchoolB, h.ClassB, authn.OfficeDevice)
		foreign := h.spot(h.other, h.SchoolC, h.ClassC, authn.SharedDevice)
		file, err := h.MakePINs(ctx, h.teacher, h.ClassB, nil)
		if err != nil {
			t.Fatal(err)
		}
		pin, who := drawn(t, text(t, file)), h.PupilsB[0].Person
		for what, s := range map[string]entry.Spot{"bound to no class": loose, "of the office": office, "of another school": foreign, "of nobody": {}} {
			if _, err := h.UsePIN(ctx, s, who, pin, authn.Opening{}); !fault.Is(err, fault.NotFound) {
				t.Errorf("a device %s: %v", what, err)
			}
			if l, err := h.LockScreen(ctx, s); err != nil || len(l.Tiles) != 0 && what != "of another school" {
				t.Errorf("the lock screen of a device %s names pupils: %v %v", what, l.Tiles, err)
			}
		}
		token, err := h.UsePIN(ctx, tablet, who, pin, authn.Opening{})
		if err != nil {
			t.Fatal(err)
		}
		if open, _ := h.authn.Session(ctx, token); open.Way != authn.ByPIN || open.Device != tablet.Device.ID {
			t.Errorf("%+v", open)
		}
		if _, err := h.UsePIN(ctx, tablet, h.PupilsB[1].Person, pin, authn.Opening{}); err != authn.ErrPIN {
			t.Errorf("another pupil's picture and digits: %v", err)
		}
		wrong := authn.PIN{Picture: pin.Picture, Digits: "0000"}
		if pin.Digits == "0000" {
			wrong.Digits = "0001"
		}
		for range 5 {
			_, err = h.UsePIN(ctx, tablet, who, wrong, authn.Opening{})
		}
		if _, err = h.UsePIN(ctx, tablet, who, pin, authn.Opening{}); !fault.Is(err, fault.TooMany) {
			t.Errorf("no wait: %v", err)
		}
		if c, _ := h.ClassCards(ctx, h.teacher, h.ClassB); !c.Holders[0].Waits(c.Now) || c.Holders[1].Waits(c.Now) {
			t.Errorf("the teacher's list: %+v", c.Holders[:2])
		}
		if err := h.Lift(ctx, h.teacher, h.ClassB, []org.PersonID{who}); err != nil {
			t.Fatal(err)
		}
		if _, err := h.UsePIN(ctx, tablet, who, pin, authn.Opening{}); err != nil {
			t.Errorf("lifted: %v", err)
		}
		if err := h.SetSchool(ctx, h.registrar, h.SchoolB, entry.Settings{HideNames: true}); err != nil {
			t.Fatal(err)
		}
		if l, _ := h.LockScreen(ctx, tablet); len(l.Tiles) != 5 || l.Tiles[0].Label != "01" {
			t.Errorf("names are to be hidden: %+v", l.Tiles)
		}
	})
}

func TestBoardBell(t *testing.T) {
	each(t, func(h *house) { // the clock stands at 10:00 in Shanghai
		ctx, t := context.Background(), h.t
		board := h.spot(h.registrar, h.SchoolB, h.ClassB, authn.BoardDevice)
		if err := h.SetSchool(ctx, h.registrar, h.SchoolB, entry.Settings{Bells: []string{"08:40", "10:40", "11:35"}, BoardBellOf: 120}); err != nil {
			t.Fatal(err)
		}
		b, err := h.NewBoard(ctx, board)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.AskBoard(ctx, h.PupilsB[0], b.Code); !fault.Is(err, fault.Denied) {
			t.Errorf("a pupil confirms: %v", err)
		}
		if _, err := h.AskBoard(ctx, h.TeacherC, b.Code); !fault.Is(err, fault.NotFound) {
			t.Errorf("another school's teacher confirms: %v", err)
		}
		for name, may := range map[string]bool{"代课": true, "别班代课": false} {
			class := h.ClassB
			if !may {
				class = h.ClassC
			}
			a := h.person(name, h.SchoolB, org.Substitute, id.As[any](class), "daike"+name)
			if s, err := h.AskBoard(ctx, a, b.Code); may && (err != nil || s.School != "乡中学") || !may && !fault.Is(err, fault.NotFound) {
				t.Errorf("a substitute of this school %t: %+v %v", may, s, err)
			}
		}
		ask, err := h.AskBoard(ctx, h.TeacherB, b.Code)
		if err != nil || ask.School != "乡中学" || ask.Name != "平板" || clock.Local(ask.Until).Format("15:04:05") != "10:42:00" {
			t.Fatal(ask, err)
		}
		if _, err := h.ConfirmBoard(ctx, h.TeacherB, b.Code, b.Number); err != nil {
			t.Fatal(err)
		}
		token, err := h.EnterBoard(ctx, b.Secret, authn.Opening{})
		if err != nil {
			t.Fatal(err)
		}
		h.Clock.Advance(41*time.Minute + 59*time.Second)
		if s, err := h.authn.Session(ctx, token); err != nil || s.Way != authn.ByBoard {
			t.Errorf("during the lesson: %+v %v", s, err)
		}
		h.Clock.Advance(time.Second)
		if _, err := h.authn.Session(ctx, token); !fault.Is(err, fault.SignIn) {
			t.Errorf("two minutes after the bell: %v", err)
		}
		h.Clock.Advance(2 * time.Hour) // after the last bell
		if end, err := h.NextBell(ctx, id.As[any](h.SchoolB)); err != nil || end != clock.At(h.Clock.Now())+45*time.Minute.Microseconds() {
			t.Error(clock.Local(end), err)
		}
		for _, r := range org.Roles() {
			if entry.OnBoard(r) && (r.Grants(org.PeopleRead) || r.Grants(org.CardMake) || r.Grants(org.RoleGive) || r.Grants(org.AccessApprove) || r.Grants(org.OrgManage)) {
				t.Errorf("the role %s counts on a board", r)
			}
		}
	})
}

func TestSettings(t *testing.T) {
	each(t, func(h *house) {
		ctx := context.Background()
		for what, v := range map[string]entry.Settings{
			"no range": {Networks: []string{"school"}}, "half the world": {Networks: []string{"0.0.0.0/1"}}, "no bell": {Bells: []string{"25:00"}},
			"bells in disorder": {Bells: []string{"10:00", "09:00"}}, "a day of grace": {BoardBellOf: 86400},
		} {
			if err := h.SetSchool(ctx, h.registrar, h.SchoolB, v); !fault.Is(err, fault.Invalid) {
				h.t.Errorf("%s: %v", what, err)
			}
		}
		if err := h.SetSchool(ctx, h.other, h.SchoolB, entry.Settings{}); !fault.Is(err, fault.NotFound) {
			h.t.Errorf("another school's registrar: %v", err)
		}
		if err := h.SetSchool(ctx, h.registrar, h.SchoolB, entry.Settings{Networks: []string{"10.9.8.7", "fd00::/48"}}); err != nil {
			h.t.Error(err)
		}
		schools, err := h.Schools(ctx, h.registrar)
		if err != nil || len(schools) != 1 || fmt.Sprint(schools[0].Settings.Networks) != "[10.9.8.7/32 fd00::/48]" {
			h.t.Error(schools, err)
		}
	})
}

func TestNumbersAndSlips(t *testing.T) {
	each(t, func(h *house) {
		ctx, t := context.Background(), h.t
		file, err := h.StaffSlips(ctx, h.registrar, h.SchoolB, nil)
		if err != nil {
			t.Fatal(err)
		}
		words := text(t, file)
		if !strings.Contains(words, "班主任乙") || strings.Contains(words, "教务乙") || strings.Contains(words, "PupilB0") {
			t.Errorf("slips are for the staff without oneself: %q", words)
		}
		if _, err := h.StaffSlips(ctx, h.teacher, h.SchoolB, nil); !fault.Is(err, fault.Denied) {
			t.Errorf("a class teacher makes slips for staff: %v", err)
		}
		code := regexp.MustCompile(`[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}`).FindString(words)
		a, err := h.Activation(ctx, code)
		if err != nil || a.Name == "" {
			t.Fatal(a, err)
		}
		if _, err := h.Activate(ctx, code, "晨读与晚自习2026", authn.Opening{}); err != nil {
			t.Fatal(err)
		}
		// who reaches far and has a password gets no second slip from the school
		leader := h.person("校长甲", h.SchoolB, org.SchoolLeader, id.As[any](h.SchoolB), "xiaozhang")
		hash, _ := h.authn.Pool().Hash(ctx, "晨读与晚自习2026")
		h.write(func(tx *db.Tx) error { return h.authn.SetPassword(tx, id.As[any](leader.Account), hash, id.Any{}) })
		if _, err := h.StaffSlips(ctx, h.registrar, h.SchoolB, []org.PersonID{leader.Person}); !fault.Is(err, fault.Denied) {
			t.Errorf("a registrar takes over the leader's account: %v", err)
		}
		file, err = h.GuardianSlips(ctx, h.teacher, h.ClassB, nil)
		if err != nil || !strings.Contains(text(t, file), "PupilB0") {
			t.Error("the guardian's slip names the child", err)
		}
		pupil := id.As[any](h.PupilsB[2].Account)
		h.write(func(tx *db.Tx) error { return h.authn.SetPassword(tx, pupil, hash, id.Any{}) })
		for what, c := range map[string]struct {
			short, login string
			ok           bool
		}{
			"number": {"xzx", "20260103", true}, "login": {"xzx", "pupil2", true}, "code in capitals": {" XZX ", "pupil2", true},
			"login without the school": {"", "pupil2", false}, "region's login with a school": {"xzx", "xiaozhang", true}, "region's login": {"", "xiaozhang", true},
			"another's number": {"xzx", "20260104", false},
		} {
			_, err := h.SignIn(ctx, c.short, c.login, "晨读与晚自习2026", entry.Spot{}, authn.Opening{})
			if c.ok != (err == nil) {
				t.Errorf("%s: %v", what, err)
			}
		}
		_, err = h.SignIn(ctx, "nix", "pupil2", "晨读与晚自习2026", entry.Spot{}, authn.Opening{})
		wants(t, "an unknown school", err, fault.Invalid, "")
		tablet := h.spot(h.registrar, h.SchoolB, h.ClassB, authn.SharedDevice)
		if _, err := h.SignIn(ctx, "", "20260103", "晨读与晚自习2026", tablet, authn.Opening{}); err != nil {
			t.Errorf("the enrolled device knows its school: %v", err)
		}
	})
}

// TestFloodOnATablet: wrong passwords for somebody else's account on one of the school's tablets make nobody wait on another, nor the
// card on the same one; sign-in at home is not concerned.
func TestFloodOnATablet(t *testing.T) {
	each(t, func(h *house) {
		ctx, t := context.Background(), h.t
		hash, err := h.authn.Pool().Hash(ctx, "晨读与晚自习2026")
		if err != nil {
			t.Fatal(err)
		}
		h.write(func(tx *db.Tx) error {
			return h.authn.SetPassword(tx, id.As[any](h.PupilsB[2].Account), hash, id.Any{})
		})
		near, far := h.spot(h.registrar, h.SchoolB, h.ClassB, authn.SharedDevice), h.spot(h.registrar, h.SchoolB, h.ClassB, authn.SharedDevice)
		var last error
		for range 50 {
			_, last = h.SignIn(ctx, "", "20260103", "falsch-falsch", near, authn.Opening{Browser: "near"})
		}
		wants(t, "the flood", last, fault.TooMany, "")
		if _, err := h.SignIn(ctx, "", "20260103", "晨读与晚自习2026", far, authn.Opening{Browser: "far"}); err != nil {
			t.Errorf("on another tablet: %v", err)
		}
		if _, err := h.UseCard(ctx, h.card(2), near, authn.Opening{Browser: "near"}); err != nil {
			t.Errorf("the card on the same tablet: %v", err)
		}
		if _, err := h.SignIn(ctx, "xzx", "20260103", "晨读与晚自习2026", entry.Spot{}, authn.Opening{Browser: "home"}); err != nil {
			t.Errorf("at home: %v", err)
		}
	})
}

func TestLeft(t *testing.T) {
	each(t, func(h *house) {
		ctx, t := context.Background(), h.t
		tablet, other := h.spot(h.registrar, h.SchoolB, h.ClassB, authn.SharedDevice), h.spot(h.registrar, h.SchoolB, h.ClassB, authn.SharedDevice)
		me, you := h.PupilsB[0], h.PupilsB[1]
		as := func(a *org.Actor, s entry.Spot) context.Context {
			return authn.WithSession(ctx, authn.Session{Subject: id.As[any](a.Account), Device: s.Device.ID})
		}
		if key, err := h.SealOf(ctx, me); err != nil || key != "" {
			t.Errorf("a key away from enrolled devices: %q %v", key, err)
		}
		key, err := h.SealOf(as(me, tablet), me)
		if err != nil || key == "" {
			t.Fatal(err)
		}
		if mixed, _ := h.SealOf(as(you, tablet), me); mixed != "" {
			t.Error("a key for somebody who is not signed in")
		}
		sitting := id.New[any]()
		name := func(a *org.Actor) string { return "p:" + a.Person.String() + ":sitting:" + sitting.String() + ":2" }
		seal := func(key, name string) string {
			raw, _ := base64.StdEncoding.DecodeString(key)
			c, _ := chacha20poly1305.New(raw)
			kept, _ := json.Marshal(map[string]string{"item": "2", "body": "a.2.R=B", "idem": "x", "rev": "0", "Sitting": id.New[any]().String()})
			return base64.StdEncoding.EncodeToString(c.Seal(make([]byte, 12), make([]byte, 12), kept, []byte(name)))
		}
		left, err := h.Leave(ctx, tablet, name(me), seal(key, name(me)), "r")
		if err != nil || left.Actor.Person != me.Person || left.Sitting != sitting || left.Body != "a.2.R=B" || left.Idem != "x" {
			t.Fatal(left, err)
		}
		yours, _ := h.SealOf(as(you, tablet), you)
		for what, c := range map[string]struct {
			spot         entry.Spot
			name, sealed string
		}{
			"in another's name":        {tablet, name(me), seal(yours, name(me))},
			"moved to another's name":  {tablet, name(you), seal(key, name(me))},
			"from another device":      {other, name(me), seal(key, name(me))},
			"from no device":           {entry.Spot{}, name(me), seal(key, name(me))},
			"for nothing":              {tablet, "p:x", seal(key, "p:x")},
			"another item than sealed": {tablet, strings.TrimSuffix(name(me), "2") + "3", seal(key, strings.TrimSuffix(name(me), "2")+"3")},
		} {
			if _, err := h.Leave(ctx, c.spot, c.name, c.sealed, "r"); !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Denied) {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}
