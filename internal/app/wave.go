package app

import (
	"context"
	"fmt"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/web/signin"
)

// Arrival is a pupil who will come in, with everything that opens a door.
type Arrival struct {
	Login   string
	Subject authn.Subject
	Session string // of the session from before, on the own device
	Card    string // the secret on the class card
	Tablet  string // the cookie of an enrolled device of the school
}

type waveRow struct {
	login                 string
	account, owner, class id.Any
}

const selWave db.SQL = `-- unscoped: pupils of a store that a benchmark has made
SELECT c.login, c.subject, p.owner, e.class FROM authn_credential c JOIN org_account a ON a.id = c.subject JOIN org_person p ON p.id = a.person
JOIN org_enrolment e ON e.person = p.id ORDER BY c.login`

// Wave makes a region with n pupils in an empty store and gives each a session, a class card and a tablet of the school, for
// benchmarks of the sign-in.
func (a *App) Wave(ctx context.Context, n int) ([]Arrival, error) {
	if _, err := a.Seed(ctx, n); err != nil {
		return nil, err
	}
	rows, err := db.All(a.Core.Reader(ctx), selWave, func(r db.Row) (waveRow, error) {
		var v waveRow
		return v, r.Scan(&v.login, &v.account, &v.owner, &v.class)
	})
	if err != nil {
		return nil, err
	}
	tablets, out := map[id.Any]string{}, make([]Arrival, len(rows))
	for i, v := range rows {
		if tablets[v.owner] == "" {
			if tablets[v.owner], err = a.tablet(ctx, v.owner); err != nil {
				return nil, err
			}
		}
		out[i] = Arrival{Login: v.login, Subject: v.account, Tablet: signin.EnrolCookie + "=" + tablets[v.owner]}
	}
	return out, a.Core.InSlices(ctx, 0, len(rows), func(tx *db.Tx, lo, hi int) error {
		for i := lo; i < hi; i++ {
			card := authn.Card{Subject: rows[i].account, Owner: rows[i].owner, Place: rows[i].class, Until: clock.Forever}
			if out[i].Card, err = a.Authn.MakeCard(tx, card); err != nil {
				return err
			}
			token, err := a.Authn.OpenTx(tx, rows[i].account, authn.Opening{Way: authn.ByPassword})
			if err != nil {
				return err
			}
			out[i].Session = signin.Cookie + "=" + token
		}
		return nil
	})
}

// tablet enrols a device of a school.
func (a *App) tablet(ctx context.Context, school id.Any) (token string, err error) {
	var code string
	err = a.Core.Write(ctx, func(tx *db.Tx) error {
		_, code, err = a.Authn.AddDevice(tx, authn.Device{Owner: school, Kind: authn.SharedDevice, Name: "平板"})
		return err
	})
	if err == nil {
		_, token, err = a.Authn.Enrol(ctx, code)
	}
	if err != nil {
		return "", fmt.Errorf("app: tablet: %w", err)
	}
	return token, nil
}
