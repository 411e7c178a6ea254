package cli

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/gate/oidc"
)

// store says where the rows are; every verb that touches a data directory has it.
type store struct {
	Data   string `help:"Data directory." default:"./tongxue-data" type:"path"`
	DB     string `help:"PostgreSQL address postgres://…; without it SQLite files in the data directory." name:"db"`
	Preset string `help:"Region preset for a new data directory." default:"cn-tianjin"`
}

func (s store) config(w *world) app.Config {
	return app.Config{Dir: s.Data, DSN: s.DB, Preset: s.Preset, Log: w.log}
}

type serveCmd struct {
	store
	Addr    string `help:"Address to listen on." default:"127.0.0.1:8080"`
	Role    string `help:"What this process does; only all is there yet." enum:"all" default:"all"`
	secured `embed:""`
	files   `embed:""`
	S3      s3        `embed:"" prefix:"s3-"`
	OIDC    oidcFlags `embed:"" prefix:"oidc-"`
}

// oidcFlags name a city's identity provider. Registered there: the base URL and /signin/oidc/callback.
type oidcFlags struct {
	Issuer       string   `help:"Let people sign in through this OpenID Connect provider."`
	Name         string   `help:"What people call it." default:"统一身份认证"`
	ClientID     string   `help:"Our id there." name:"client-id"`
	ClientSecret string   `help:"Our secret there, better given as TONGXUE_OIDC_CLIENT_SECRET." name:"client-secret"`
	Scopes       []string `help:"Scopes besides openid." default:"profile"`
	Claim        string   `help:"Claim with a person's number or login, which links an account without its password; only for a provider that vouches for it."`
	SchoolClaim  string   `help:"Claim with the code of the school that the number belongs to." name:"school-claim"`
}

func (f oidcFlags) config() *oidc.Config {
	if f.Issuer == "" {
		return nil
	}
	return &oidc.Config{Name: f.Name, Issuer: f.Issuer, ClientID: f.ClientID, ClientSecret: f.ClientSecret, Scopes: f.Scopes, NumberClaim: f.Claim, SchoolClaim: f.SchoolClaim}
}

// files name what stands beside the pages for files.
type files struct {
	ContentAddr string `help:"Address of the content origin, on which uploaded web pages are shown without cookies; without it they can only be downloaded." name:"content-addr"`
	ContentURL  string `help:"Public address of the content origin, under another host name than the pages." name:"content-url"`
	Scanner     string `help:"Virus scanner: clamd://HOST:PORT, unix:///SOCKET of clamd, or command:PROGRAM." name:"scanner"`
}

// open listens for the content origin.
func (f files) open(cfg *app.Config) (func(), error) {
	cfg.Files.ContentURL, cfg.Files.Scanner = f.ContentURL, f.Scanner
	if f.ContentAddr == "" {
		return func() {}, nil
	}
	l, err := net.Listen("tcp", f.ContentAddr)
	if err != nil {
		return nil, fault.Wrap(err, fault.Conflict, "不能在 %s 上监听：地址被占用或不存在", f.ContentAddr)
	}
	cfg.Files.Content = l
	return func() { _ = l.Close() }, nil
}

type s3 struct {
	Endpoint string `help:"Keep files in an S3 bucket at host:port instead of the data directory." env:"TONGXUE_S3_ENDPOINT"`
	Bucket   string `help:"The bucket." env:"TONGXUE_S3_BUCKET" default:"tongxue"`
	Key      string `help:"Access key." env:"TONGXUE_S3_KEY"`
	Secret   string `help:"Secret key, better given as TONGXUE_S3_SECRET." env:"TONGXUE_S3_SECRET"`
	Insecure bool   `help:"Plain HTTP to the bucket." env:"TONGXUE_S3_INSECURE"`
}

// Run serves until it is told to stop.
func (c *serveCmd) Run(w *world) error {
	cfg := c.config(w)
	plain, err := c.https(&cfg)
	if err != nil {
		return err
	}
	if plain != nil {
		defer plain.Close()
	}
	if c.S3.Endpoint != "" {
		cfg.S3 = &blob.S3Config{Endpoint: c.S3.Endpoint, Bucket: c.S3.Bucket, AccessKey: c.S3.Key, SecretKey: c.S3.Secret, Insecure: c.S3.Insecure, Create: true,
			SpoolDir: filepath.Join(c.Data, "blobs")}
	}
	cfg.OIDC = c.OIDC.config()
	closed, err := c.files.open(&cfg)
	if err != nil {
		return err
	}
	defer closed()
	return serve(w, cfg, c.Addr, nil, plain)
}

// serve opens, listens, says so in one line, and serves. ready runs before the line.
func serve(w *world, cfg app.Config, addr string, ready func(*app.App, string) error, plain net.Listener) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return fault.Wrap(err, fault.Conflict, "不能在 %s 上监听：地址被占用或不存在", addr)
	}
	defer l.Close()
	url := listening(&cfg, l)
	a, err := app.Open(w.ctx, cfg)
	if errors.Is(err, app.ErrHeld) {
		return fault.New(fault.Conflict, "数据目录 %s 正被另一个进程使用", cfg.Dir)
	}
	if err != nil {
		return err
	}
	if ready != nil {
		if err := ready(a, url); err != nil {
			return errors.Join(err, a.Close())
		}
	}
	code, err := a.SetupCode(w.ctx)
	if err != nil {
		return errors.Join(err, a.Close())
	}
	if code != "" { // beside the one line for programs
		fmt.Fprintf(w.err, "首次设置：在浏览器里打开 %s/setup?code=%s\n设置码 %s(也在数据目录的 setup-code 里，做完就作废)\n", cfg.BaseURL, code, code)
	}
	if w.ctx.Err() == nil {
		fmt.Fprintln(w.out, "listening on "+url)
	}
	beside := []net.Listener{}
	if plain != nil {
		beside = append(beside, plain)
	}
	return errors.Join(a.Serve(w.ctx, l, beside...), a.Close())
}

type demoCmd struct {
	Data   string `help:"Data directory; a new temporary one when absent, removed at the end." type:"path"`
	Addr   string `help:"Address to listen on." default:"127.0.0.1:8080"`
	Pupils int    `help:"How many pupils the small region has; the full one has about 1,250 more." default:"240"`
	Region string `help:"full: two districts with about 1,500 pupils and eight weeks of school behind them; small: four schools and a few days." enum:"full,small" default:"full"`
	Day    string `help:"Begin as if it were ten in the morning of this day (YYYY-MM-DD), so that a visitor in the holidays sees a region in term."`
	files  `embed:""`
}

// Run makes the region, prints its accounts and serves.
func (c *demoCmd) Run(w *world) error {
	if c.Pupils < 12 || c.Pupils > 100_000 {
		return fault.New(fault.Invalid, "--pupils 要在 12 到 100000 之间")
	}
	dir := c.Data
	if dir == "" {
		tmp, err := os.MkdirTemp("", "tongxue-demo-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(tmp)
		dir = tmp
	}
	cfg := app.Config{Dir: dir, Log: w.log, Demo: true}
	if c.Day != "" {
		day, err := time.ParseInLocation(time.DateOnly, c.Day, clock.Shanghai)
		if err != nil || day.Year() < 2020 || day.Year() > 2100 {
			return fault.New(fault.Invalid, "--day 要写成 2026-10-20 这样的日期")
		}
		cfg.Clock = clock.Shifted{By: time.Until(day.Add(10 * time.Hour))}
	}
	if c.ContentAddr == "" {
		c.ContentAddr = "127.0.0.1:0" // a free port of this machine; the pages tell browsers
	}
	closed, err := c.files.open(&cfg)
	if err != nil {
		return err
	}
	defer closed()
	return serve(w, cfg, c.Addr, func(a *app.App, url string) error {
		seed := a.SeedRegion
		if c.Region == "small" {
			seed = a.Seed
		}
		accounts, err := seed(w.ctx, c.Pupils)
		if err != nil {
			return err
		}
		var b strings.Builder
		fmt.Fprintf(&b, "演示区域已就绪(虚构数据)。所有账号的密码：%s\n", app.DemoPassword)
		last := ""
		for _, acc := range accounts {
			if acc.For != last {
				last = acc.For
				fmt.Fprintf(&b, " %s\n", last)
			}
			fmt.Fprintf(&b, "  %-12s %s  %s  %s\n", acc.Login, acc.Name, acc.Role, acc.Place)
		}
		_, err = fmt.Fprint(w.out, b.String())
		return err
	}, nil)
}
