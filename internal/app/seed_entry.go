package app

import (
	"context"
	"sync"
	"time"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// demoTablet is the device that a visitor of the demonstration can enrol.
const demoTablet = "七(1)班平板 01"

// entries gives the schools their short codes and one class a tablet that waits to be enrolled.
func (s *seeder) entries(ctx context.Context) error {
	return s.a.Core.Write(ctx, func(tx *db.Tx) error {
		for name, short := range map[string]string{"河西区实验中学": "syzx", "蓟州区山前中学": "sqzx", "河西区第二中学": "ezzx", "蓟州区下营中心校": "xyzx", "团山教学点": "tsjxd"} {
			if err := s.a.Org.SetShort(tx, s.units[name], short); err != nil {
				return err
			}
		}
		_, _, err := s.a.Authn.AddDevice(tx, authn.Device{Owner: s.unit("蓟州区山前中学"), Place: id.As[any](s.rural), Name: demoTablet, Kind: authn.SharedDevice})
		return err
	})
}

const selDemoTablet db.SQL = `-- unscoped: the tablet of the demonstration
SELECT id FROM authn_device WHERE name = ? AND kind = 'shared' LIMIT 1`

// demoHints says how a visitor tries the shared tablet. Codes last two hours, so a new one is made when somebody looks after an hour.
type demoHints struct {
	app  *App
	mu   sync.Mutex
	code string
	made clock.Micros
}

// current is the code that enrols the tablet now; one that was used up or has lasted an hour is renewed.
func (h *demoHints) current(ctx context.Context) (string, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := h.app.Org.Now()
	if h.code != "" && now-h.made <= time.Hour.Microseconds() {
		if _, err := h.app.Authn.Pending(ctx, h.code); err == nil {
			return h.code, nil
		}
	}
	h.made = now
	err := h.renew(ctx)
	return h.code, err
}

func (h *demoHints) list(ctx context.Context) []string {
	code, err := h.current(ctx)
	if err != nil {
		h.app.Config.Log.Warn("no code for the demonstration's tablet", "error", err)
		return nil
	}
	return []string{
		"学号登录：学校短码 sqzx，账号 20260101。",
		"共用平板：在无痕窗口打开 /device，输入登记码 " + authn.Spell(code) + "，它就是山前中学七(1)班的平板；班主任 ban 可以在“登录卡”里打印登录卡、生成图案和数字。",
	}
}

func (h *demoHints) renew(ctx context.Context) error {
	dev, err := db.One(h.app.Core.Reader(ctx), selDemoTablet, db.Value[id.Any], demoTablet)
	if err != nil {
		return err
	}
	return h.app.Core.Write(ctx, func(tx *db.Tx) (err error) {
		h.code, err = h.app.Authn.RenewCode(tx, dev)
		return err
	})
}
