package exchange

import (
	"context"
	"crypto/sha256"
	"errors"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/spec/smartedu"
)

const (
	selGateway db.SQL = `-- unscoped: the one sign-on of the region
SELECT live, base, login, app, secret, code FROM exchange_gateway WHERE one = 1`
	putGateway db.SQL = `-- unscoped: the service has asked org at the region
INSERT INTO exchange_gateway (one, live, base, login, app, secret, code, at) VALUES (1, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (one) DO UPDATE SET live = excluded.live, base = excluded.base, login = excluded.login, app = excluded.app, secret = excluded.secret, code = excluded.code, at = excluded.at`
	insTicket db.SQL = `-- unscoped: tickets that were used, as digests
INSERT INTO exchange_ticket (digest, at) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING`
	delTickets db.SQL = `-- unscoped: housekeeping
DELETE FROM exchange_ticket WHERE at < ?`
)

// Flow of a sign-on: how long somebody may take there, and how long a used ticket is remembered.
const (
	kindSign  = "national.sign"
	patience  = 10 * time.Minute
	ticketAge = 24 * hour
)

// signOn is the sign-on with its key opened; the zero value when nobody set one.
func (s *Service) signOn(ctx context.Context) (GatewayConfig, error) {
	var sealed []byte
	c, err := db.One(s.Core.Reader(ctx), selGateway, func(r db.Row) (c GatewayConfig, err error) {
		return c, r.Scan(&c.On, &c.Base, &c.Login, &c.AppID, &sealed, &c.Code)
	})
	if errors.Is(err, db.ErrNone) {
		return GatewayConfig{}, nil
	}
	if err != nil {
		return c, err
	}
	region, err := s.region(ctx)
	if err == nil {
		c.AppKey, err = s.Seal.Open(s.Core.Reader(ctx), region, sealed)
	}
	return c, err
}

// SignOn is the sign-on as it is set, without its key. Verb system.manage at the region.
func (s *Service) SignOn(ctx context.Context, a *org.Actor) (GatewayConfig, error) {
	if _, err := s.may(ctx, a, org.SystemManage); err != nil {
		return GatewayConfig{}, err
	}
	c, err := s.signOn(ctx)
	c.AppKey = ""
	return c, err
}

// signOnChanged is the payload of signon.changed: nothing of keys.
type signOnChanged struct {
	On   bool   `json:"on"`
	Base string `json:"base"`
}

// SetSignOn stores the sign-on; an empty key keeps the stored one. Verb system.manage at the region. Faults: Invalid with fields.
func (s *Service) SetSignOn(ctx context.Context, a *org.Actor, c GatewayConfig) error {
	region, err := s.may(ctx, a, org.SystemManage)
	if err != nil {
		return err
	}
	if c.AppKey == "" {
		old, err := s.signOn(ctx)
		if err != nil {
			return err
		}
		if old.Base == c.Base && old.AppID == c.AppID { // a key goes to whom it was given for
			c.AppKey = old.AppKey
		}
	}
	if err := c.check(); err != nil {
		return err
	}
	return s.Core.Write(ctx, func(tx *db.Tx) error {
		sealed, err := s.Seal.Seal(tx, region, c.AppKey)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(putGateway, c.On, c.Base, c.Login, c.AppID, sealed, c.Code, s.now()); err != nil {
			return err
		}
		_, err = s.Log.Append(tx, event(a, "signon.changed", region), signOnChanged{c.On, c.Base})
		return err
	})
}

// TrySignOn asks the gateway for some institutions with the settings as they are stored. Verb system.manage at the region.
func (s *Service) TrySignOn(ctx context.Context, a *org.Actor) ([]smartedu.Org, error) {
	if _, err := s.may(ctx, a, org.SystemManage); err != nil {
		return nil, err
	}
	c, err := s.signOn(ctx)
	if err != nil {
		return nil, err
	}
	if c.Base == "" {
		return nil, fault.New(fault.Invalid, "请先填写并保存")
	}
	return s.Gateway(c).Orgs(ctx, c.Code, 1)
}

// flow is what is remembered while somebody is at the gateway, bound to their browser.
type flow struct{ Next string }

// Sign lets people come in through the gateway. Back is the address to which the gateway sends them.
type Sign struct {
	*Service
	Authn *authn.Service
	Back  string
}

// Name is what people call it.
func (g Sign) Name() string { return "国家平台" }

// On reports whether people can begin here.
func (g Sign) On(ctx context.Context) bool {
	c, err := g.signOn(ctx)
	return err == nil && c.On && c.Login != ""
}

// Begin gives the address at which people sign in there. The state in the way back is bound to the browser.
func (g Sign) Begin(ctx context.Context, browser, next string) (string, error) {
	c, err := g.signOn(ctx)
	if err != nil {
		return "", err
	}
	if !c.On || c.Login == "" {
		return "", closed()
	}
	state, err := g.Authn.Keep(ctx, kindSign, browser, flow{next}, patience)
	if err != nil {
		return "", err
	}
	back := g.Back + "?" + url.Values{"state": {state}}.Encode()
	return c.Login + "?" + url.Values{"appId": {c.AppID}, "redirect_uri": {back}}.Encode(), nil
}

func closed() error {
	return fault.New(fault.NotFound, "这里没有启用国家平台登录，请用密码登录")
}

// Finish reads what the gateway sent along: a ticket, the application's code, and our state when the person began here. Each ticket is
// taken once, whatever the gateway would say.
func (g Sign) Finish(ctx context.Context, browser string, q url.Values) (who authn.Identity, next string, err error) {
	c, err := g.signOn(ctx)
	if err != nil {
		return who, "", err
	}
	if !c.On {
		return who, "", closed()
	}
	again := fault.New(fault.Invalid, "国家平台的回答不对，请重新登录")
	for _, name := range []string{"ticket", "sysCode", "platformCode", "state"} {
		if len(q[name]) > 1 || len(q.Get(name)) > 2000 {
			return who, "", again
		}
	}
	ticket, code := q.Get("ticket"), q.Get("sysCode")
	if code == "" {
		code = q.Get("platformCode")
	}
	if ticket == "" || c.Code != "" && code != c.Code {
		return who, "", again
	}
	var f flow
	if state := q.Get("state"); state != "" {
		if err := g.Authn.Take(ctx, kindSign, browser, state, &f); err != nil {
			return who, "", err
		}
	}
	if err := g.use(ctx, ticket); err != nil {
		return who, "", err
	}
	v, err := g.Gateway(c).Validate(ctx, ticket, code)
	if err != nil {
		return who, "", err
	}
	if v.Identity < smartedu.Pupil || v.Identity > smartedu.OfficeStaff {
		return who, "", fault.New(fault.Invalid, "国家平台没有说明您的身份，不能从这里登录，请用密码登录")
	}
	return authn.Identity{Issuer: c.Base, Subject: v.ID, Name: v.Name, Kind: strconv.Itoa(int(v.Identity))}, f.Next, nil
}

// use notes a ticket, and refuses one that was here before.
func (g Sign) use(ctx context.Context, ticket string) error {
	sum := sha256.Sum256([]byte(ticket))
	var fresh bool
	err := g.Core.Write(ctx, func(tx *db.Tx) error {
		now := g.now()
		if _, err := tx.Exec(delTickets, now-ticketAge); err != nil {
			return err
		}
		n, err := tx.Exec(insTicket, sum[:], now)
		fresh = n == 1
		return err
	})
	if err == nil && !fresh {
		return fault.New(fault.Invalid, "国家平台不认这次登录，可能已用过或过期了，请重新登录")
	}
	return err
}

// Fits says whether what the gateway calls a person agrees with what the person is here: a pupil there is no teacher here.
func (g Sign) Fits(who authn.Identity, roles []org.Held) error {
	var pupil, guardian, staff bool
	for _, h := range roles {
		switch h.Role {
		case org.Pupil:
			pupil = true
		case org.Guardian:
			guardian = true
		default:
			staff = staff || h.Role.Known()
		}
	}
	ok := false
	switch strings.TrimSpace(who.Kind) {
	case "0":
		ok = pupil && !staff
	case "1", "3", "4":
		ok = staff
	case "2":
		ok = guardian
	}
	if !ok {
		return fault.New(fault.Denied, "您在国家平台的身份和这个账号不一致，不能这样登录；请用密码登录，或请学校教务核对")
	}
	return nil
}
