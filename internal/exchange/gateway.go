package exchange

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/spec/smartedu"
)

// Gateway is the sign-on of 国家数字教育资源公共服务体系. It is an interface because the interface of today is not public and provinces
// run their own: Eduyun is the shape of 2015–2019, a region may put another in its place, and tests have one in memory.
type Gateway interface {
	// Validate changes a ticket, which is good once, for the person who holds it. Faults: Invalid when the ticket or we are refused,
	// Down when the gateway is away.
	Validate(ctx context.Context, ticket, sysCode string) (Visitor, error)
	// Orgs lists institutions, for somebody who tries the settings out.
	Orgs(ctx context.Context, sysCode string, page int) ([]smartedu.Org, error)
}

// Visitor is who the gateway says somebody is. Nothing else of a person is asked for.
type Visitor struct {
	ID, Name string
	Identity smartedu.Identity
}

// GatewayConfig is the sign-on as the region was given it.
type GatewayConfig struct {
	On     bool
	Base   string // address of the gateway's interfaces, https
	Login  string // address at which people sign in, https; "" when they only come from the platform's own pages
	AppID  string
	AppKey string // sealed in the store
	Code   string // sysCode of this application; arrivals with another are refused, "" takes any
}

// check names what cannot work.
func (c GatewayConfig) check() error {
	var wrong []fault.Field
	add := func(bad bool, name, message string) {
		if bad {
			wrong = append(wrong, fault.Field{Name: name, Message: message})
		}
	}
	add(!secure(c.Base), "base", "接口地址要以 https:// 开头")
	add(c.Login != "" && !secure(c.Login), "login", "登录地址要以 https:// 开头，没有就不填")
	add(c.AppID == "" || len(c.AppID) > 200, "app", "请填写应用编号")
	add(c.AppKey == "" || len(c.AppKey) > 500, "key", "请填写应用密钥")
	add(len(c.Code) > 40, "code", "系统代码最多 40 个字符")
	if wrong != nil {
		return fault.Fieldsf(wrong...)
	}
	return nil
}

// secure reports whether an address is https without user, query and fragment; http is taken on this machine, for tests.
func secure(s string) bool {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || len(s) > 300 {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "https" || u.Scheme == "http" && ip != nil && ip.IsLoopback()
}

// Eduyun is the gateway over HTTPS.
type Eduyun struct {
	config GatewayConfig
	client *http.Client
	clock  clock.Clock
}

// GatewayPatience is how long one question to the gateway may take.
const GatewayPatience = 8 * time.Second

// NewEduyun is the gateway of a configuration.
func NewEduyun(c GatewayConfig, k clock.Clock) *Eduyun {
	return &Eduyun{c, &http.Client{Timeout: GatewayPatience, CheckRedirect: func(*http.Request, []*http.Request) error {
		return errors.New("the gateway redirects its interfaces")
	}}, k}
}

// WithPatience is the same gateway with another time limit, for tests.
func (e *Eduyun) WithPatience(d time.Duration) *Eduyun {
	c := *e.client
	c.Timeout = d
	return &Eduyun{e.config, &c, e.clock}
}

func away(err error) error {
	return fault.Wrap(err, fault.Down, "连不上国家平台的登录网关，请稍后再试，或用密码登录")
}

func (e *Eduyun) post(ctx context.Context, path string, in any) (io.Reader, error) {
	b, err := json.Marshal(in)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(e.config.Base, "/")+path, bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := e.client.Do(req)
	if err != nil {
		return nil, away(errors.New(reason(err)))
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if err != nil || res.StatusCode != http.StatusOK {
		return nil, away(fmt.Errorf("status %d, %v", res.StatusCode, err))
	}
	return bytes.NewReader(body), nil
}

// refusedBy is an answer of the gateway that is no success, as a sentence.
func refusedBy(r smartedu.Reply, what string) error {
	cause := fmt.Errorf("exchange: the gateway refuses %s: %.20q", what, r.Code)
	switch {
	case r.Code == "300027":
		return fault.Wrap(cause, fault.Invalid, "您在国家平台还没有完成实名认证，请先到国家平台完成，再回来登录")
	case what == "application":
		return fault.Wrap(cause, fault.Invalid, "国家平台不认本平台的应用编号或密钥，请告诉系统管理员")
	}
	return fault.Wrap(cause, fault.Invalid, "国家平台不认这次登录，可能已用过或过期了，请重新登录")
}

func (e *Eduyun) token(ctx context.Context, sysCode string) (string, error) {
	at := e.clock.Now().UnixMilli()
	in := map[string]any{"appId": e.config.AppID, "timeStamp": at, "keyInfo": smartedu.KeyInfo(e.config.AppID, e.config.AppKey, at), "sysCode": sysCode}
	body, err := e.post(ctx, "/apigateway/getAccessToken", in)
	if err != nil {
		return "", err
	}
	r, err := smartedu.ReadReply(body, "getAccessToken")
	if err != nil {
		return "", away(err)
	}
	if !r.OK() || r.Token == "" {
		return "", refusedBy(r, "application")
	}
	return r.Token, nil
}

// Validate implements Gateway.
func (e *Eduyun) Validate(ctx context.Context, ticket, sysCode string) (Visitor, error) {
	token, err := e.token(ctx, sysCode)
	if err != nil {
		return Visitor{}, err
	}
	body, err := e.post(ctx, "/userSession/validaTicket?accessToken="+url.QueryEscape(token), map[string]string{"ticket": ticket})
	if err != nil {
		return Visitor{}, err
	}
	r, err := smartedu.ReadReply(body, "validaTicket")
	if err != nil {
		return Visitor{}, away(err)
	}
	if !r.OK() || r.UserID == "" || len(r.UserID) > 200 {
		return Visitor{}, refusedBy(r, "ticket")
	}
	return Visitor{r.UserID, short(strings.TrimSpace(r.Name), 60), r.Identity}, nil
}

// Orgs implements Gateway.
func (e *Eduyun) Orgs(ctx context.Context, sysCode string, page int) ([]smartedu.Org, error) {
	token, err := e.token(ctx, sysCode)
	if err != nil {
		return nil, err
	}
	body, err := e.post(ctx, "/baseInfo/getOrgList?accessToken="+url.QueryEscape(token), map[string]int{"pageNo": max(page, 1), "pageSize": 20})
	if err != nil {
		return nil, err
	}
	orgs, r, err := smartedu.ReadOrgs(body, "getOrgList")
	if err != nil {
		return nil, away(err)
	}
	if !r.OK() {
		return nil, refusedBy(r, "application")
	}
	return orgs, nil
}
