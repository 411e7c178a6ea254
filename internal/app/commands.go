package app

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/record"
)

// Arguments of the commands, as they cross the control socket.
type (
	// FileArgs names a file by its absolute path.
	FileArgs struct {
		Path  string       `json:"path"`
		Since clock.Micros `json:"since,omitempty"`
	}
	// KeyArgs is admin create-key.
	KeyArgs struct {
		Name  string `json:"name"`
		Scope string `json:"scope"`
	}
	// AdminArgs is admin create-admin.
	AdminArgs struct {
		Role     string `json:"role"`
		Login    string `json:"login"`
		Password string `json:"password"`
	}
)

func commands() map[string]Command {
	return map[string]Command{
		"doctor":        func(ctx context.Context, a *App, _ json.RawMessage) (any, error) { return a.Doctor(ctx) },
		"backup":        with(func(ctx context.Context, a *App, f FileArgs) (any, error) { return a.Backup(ctx, f.Path) }),
		"create-key":    with(createKey),
		"create-admin":  with(createAdmin),
		"install-cert":  with(installCert),
		"rotate-keys":   rotateKeys,
		"clear-factors": with(clearFactors),
		"import":        with(importRecords),
		"export":        with(exportRecords),
		"roster-import": with(importRoster),

		"smartedu-import": with(importSmartedu),
	}
}

// with reads a command's arguments.
func with[T any](f func(context.Context, *App, T) (any, error)) Command {
	return func(ctx context.Context, a *App, raw json.RawMessage) (any, error) {
		var args T
		dec := json.NewDecoder(bytes.NewReader(raw))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&args); err != nil {
			return nil, fault.Wrap(err, fault.Invalid, "参数不对")
		}
		return f(ctx, a, args)
	}
}

func createKey(ctx context.Context, a *App, args KeyArgs) (any, error) {
	region, err := a.Org.RegionUnit(ctx)
	if err != nil {
		return nil, err
	}
	k, err := a.Records.CreateKey(ctx, args.Name, region.Node(), args.Scope)
	if err != nil {
		return nil, err
	}
	return k, a.audited(ctx, audit.Entry{Action: "create.key", Scope: region.Node(), Basis: "operator", Detail: jsonOf(map[string]any{"key": k.Key})})
}

// adminRoles are the administrators who can be made from the command line; the roles of schools are given in the browser.
var adminRoles = map[string]org.Role{"system": org.SystemAdmin, "security": org.SecurityAdmin, "audit": org.AuditAdmin}

func createAdmin(ctx context.Context, a *App, args AdminArgs) (any, error) {
	role, ok := adminRoles[args.Role]
	if !ok {
		return nil, fault.New(fault.Invalid, "没有 %s 这种管理员", args.Role)
	}
	region, err := a.Org.RegionUnit(ctx)
	if err != nil {
		return nil, err
	}
	hash, err := a.Authn.Pool().Hash(ctx, args.Password)
	if err != nil {
		return nil, err
	}
	account := id.New[org.Account]()
	err = a.Core.Write(ctx, func(tx *db.Tx) error {
		p, err := a.Org.AddPerson(tx, org.Person{Owner: region.ID, Name: args.Login}, account)
		if err != nil {
			return err
		}
		if err := a.Authn.Add(tx, id.As[any](account), id.Any{}, args.Login, hash); err != nil {
			return err
		}
		if err := a.Org.Give(tx, org.Holding{Person: p, Role: role, Node: region.Node()}); err != nil {
			return err
		}
		return a.Audit.Append(tx, audit.Entry{Action: "create.admin", Scope: region.Node(), Subject: id.As[any](p), Basis: "operator",
			Detail: jsonOf(map[string]any{"role": role})})
	})
	return map[string]any{"account": account, "role": role}, err
}

func importRecords(ctx context.Context, a *App, f FileArgs) (any, error) {
	region, err := a.Org.RegionUnit(ctx)
	if err != nil {
		return nil, err
	}
	file, err := os.Open(f.Path)
	if err != nil {
		return nil, fault.Wrap(err, fault.NotFound, "没有找到文件 %s", f.Path)
	}
	defer file.Close()
	return a.Records.Import(ctx, region.Node(), filepath.Base(f.Path), file)
}

func exportRecords(ctx context.Context, a *App, f FileArgs) (any, error) {
	out, err := os.OpenFile(f.Path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "不能写到 %s", f.Path)
	}
	defer out.Close()
	var w io.WriteCloser = out
	if filepath.Ext(f.Path) == ".gz" {
		w = gzip.NewWriter(out)
		defer w.Close()
	}
	return a.Records.Export(ctx, w, record.ExportOptions{Since: f.Since})
}

func jsonOf(v any) json.RawMessage {
	b, _ := json.Marshal(v) // maps of strings always marshal
	return b
}

// Uptime is how long the app has been open.
func (a *App) Uptime() time.Duration { return time.Since(a.opened) }
