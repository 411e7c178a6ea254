package cli

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/record"
)

type adminCmd struct {
	CreateAdmin  createAdminCmd  `cmd:"" help:"Make an administrator."`
	CreateKey    createKeyCmd    `cmd:"" help:"Make an access key for the xAPI door."`
	RotateKeys   rotateKeysCmd   `cmd:"" help:"Make a new master key for what is sealed."`
	ClearFactors clearFactorsCmd `cmd:"" help:"Take away the second factors of somebody who lost phone and recovery codes."`
	InstallCert  installCertCmd  `cmd:"" help:"Install a certificate that was brought by file."`
}

type createAdminCmd struct {
	store
	Role          string `help:"system, security or audit." enum:"system,security,audit" required:""`
	Login         string `help:"Login name." required:""`
	PasswordStdin bool   `help:"Read the password from standard input." required:"" name:"password-stdin"`
}

// Run reads the password and makes the administrator.
func (c *createAdminCmd) Run(w *world) error {
	line, err := bufio.NewReader(w.in).ReadString('\n')
	if line == "" && err != nil {
		return fault.New(fault.Invalid, "标准输入里没有密码")
	}
	var out map[string]any
	err = app.Run(w.ctx, c.config(w), "create-admin", app.AdminArgs{Role: c.Role, Login: c.Login, Password: strings.TrimRight(line, "\r\n")}, &out)
	if err != nil {
		return err
	}
	return w.say(out, "%s 管理员 %s 已建立", c.Role, c.Login)
}

type createKeyCmd struct {
	store
	Name  string `help:"What the key is for." required:""`
	Scope string `help:"What it may do." default:"all"`
}

// Run makes a key and prints both halves once.
func (c *createKeyCmd) Run(w *world) error {
	var k record.NewKey
	if err := app.Run(w.ctx, c.config(w), "create-key", app.KeyArgs{Name: c.Name, Scope: c.Scope}, &k); err != nil {
		return err
	}
	return w.say(k, "key: %s\nsecret: %s", k.Key, k.Secret)
}

type backupCmd struct {
	store
	To string `help:"The file to write." required:"" type:"path"`
}

// Run writes the backup.
func (c *backupCmd) Run(w *world) error {
	var r app.BackupReport
	if err := app.Run(w.ctx, c.config(w), "backup", app.FileArgs{Path: c.To}, &r); err != nil {
		return err
	}
	return w.say(r, "备份写好了：%s(%d 个文件，%d 字节)", r.File, r.Members, r.Bytes)
}

type restoreCmd struct {
	From string `help:"The backup." required:"" type:"path"`
	Data string `help:"An empty or new data directory." required:"" type:"path"`
}

// Run restores.
func (c *restoreCmd) Run(w *world) error {
	r, err := app.Restore(c.From, c.Data)
	if err != nil {
		return err
	}
	return w.say(r, "恢复完成：%d 个文件，备份时间 %s", r.Members, r.Made.In(clock.Shanghai).Format(time.DateTime))
}

type doctorCmd struct{ store }

// Run checks and prints; a failed check is exit code 1.
func (c *doctorCmd) Run(w *world) error {
	if _, err := os.Stat(filepath.Join(c.Data, "lock")); err != nil {
		return fault.Wrap(err, fault.NotFound, "%s 不是数据目录", c.Data)
	}
	var d app.Diagnosis
	if err := app.Run(w.ctx, c.config(w), "doctor", struct{}{}, &d); err != nil {
		return err
	}
	if w.json {
		if err := w.print(d); err != nil {
			return err
		}
	} else {
		printDiagnosis(w, d)
	}
	if !d.OK {
		return errRefused
	}
	return nil
}
