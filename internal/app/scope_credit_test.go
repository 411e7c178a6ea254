package app_test

import (
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/insight/credit"
	"github.com/tongxue-edu/tongxue/internal/org"
)

const (
	insSettled db.SQL = `-- unscoped: a test settles a month
INSERT INTO credit_month (month, settled) VALUES (?, @true)`
	insUsed db.SQL = `-- unscoped: a test settles a month
INSERT INTO credit_use (work, school, term, version, teacher, setting, month, at, void) VALUES (?, ?, ?, ?, ?, '', ?, ?, @false)`
	insDrawn db.SQL = `-- unscoped: a test settles a month
INSERT INTO credit_sample (used, month) VALUES (?, ?)`
)

// ledger leaves a settled month with a use that was drawn by lot, and an appeal of a teacher against that month.
func (b *builder) ledger(author *person, school org.UnitID) {
	last := clock.Local(b.now)
	month := time.Date(last.Year(), last.Month(), 1, 0, 0, 0, 0, clock.Shanghai).AddDate(0, -1, 0).Format("2006-01")
	u := credit.Use{Work: id.New[any](), Version: id.New[any](), School: id.As[any](school), Teacher: author.id, Term: "2026-2", Month: month, At: b.now}
	err := b.app.Record.Write(b.ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(insSettled, month); err != nil {
			return err
		}
		if _, err := tx.Exec(insUsed, u.Work, u.School, u.Term, u.Version, u.Teacher, month, u.At); err != nil {
			return err
		}
		_, err := tx.Exec(insDrawn, credit.Key(u), month)
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	n := must[credit.AppealID](b)(b.app.Credit.Appeal(b.ctx, b.actor(author), id.Any{}, month, "少记了一次"))
	b.add("appeal", object{id: n.String(), node: at(id.As[any](school)), form: "grant=yes&amount=1&answer=核对了"})
	b.add("used", object{id: credit.Key(u).String(), node: at(id.As[any](b.region)), form: "found=used&note=核对了", rest: map[string]string{"month": month}})
}
