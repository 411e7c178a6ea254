package cli

import "github.com/tongxue-edu/tongxue/internal/app"

type rotateKeysCmd struct{ store }

// Run makes a new master key. The old file may go when the next backup is made.
func (c *rotateKeysCmd) Run(w *world) error {
	var out struct {
		Wrapped int `json:"wrapped"`
	}
	if err := app.Run(w.ctx, c.config(w), "rotate-keys", struct{}{}, &out); err != nil {
		return err
	}
	return w.say(out, "新的主密钥已启用，%d 人的密钥已改由它保护。下次备份之后，可以移走 keys 里旧的 master 文件", out.Wrapped)
}

type clearFactorsCmd struct {
	store
	Login  string `help:"Login or number of the account." required:""`
	School string `help:"Short or public code of its school; none for the region's staff."`
}

// Run takes away the second factors of somebody who lost them.
func (c *clearFactorsCmd) Run(w *world) error {
	var out struct {
		Account  string `json:"account"`
		TOTP     bool   `json:"totp"`
		Passkeys int    `json:"passkeys"`
	}
	if err := app.Run(w.ctx, c.config(w), "clear-factors", app.AccountArgs{Login: c.Login, School: c.School}, &out); err != nil {
		return err
	}
	return w.say(out, "%s 的动态口令、恢复码和 %d 个通行密钥已清除，所有登录已退出；下次用密码登录后重新设置", c.Login, out.Passkeys)
}
