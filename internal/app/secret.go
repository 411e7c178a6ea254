package app

import (
	"context"
	"encoding/json"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// AccountArgs names an account by its login and the short or public code of its school, "" for the region's staff.
type AccountArgs struct {
	Login  string `json:"login"`
	School string `json:"school,omitempty"`
}

// rotateKeys makes a new master key and wraps everybody's key with it.
func rotateKeys(ctx context.Context, a *App, _ json.RawMessage) (any, error) {
	n, err := a.Seal.Rotate(ctx)
	if err != nil {
		return nil, err
	}
	region, err := a.Org.RegionUnit(ctx)
	if err != nil {
		return nil, err
	}
	return map[string]any{"wrapped": n}, a.audited(ctx, audit.Entry{Action: "rotate.keys", Scope: region.Node(), Basis: "operator", Detail: jsonOf(map[string]any{"wrapped": n})})
}

// clearFactors takes the second factors of somebody who has lost the phone and the recovery codes, and ends every session: the
// password remains, and wide rights ask for a new factor.
func clearFactors(ctx context.Context, a *App, args AccountArgs) (any, error) {
	subject, err := a.Entry.Known(ctx, authn.Known{School: args.School, Number: args.Login})
	if err != nil {
		return nil, err
	}
	region, err := a.Org.RegionUnit(ctx)
	if err != nil {
		return nil, err
	}
	f, err := a.Factors.Of(ctx, subject)
	if err != nil {
		return nil, err
	}
	err = a.Core.Write(ctx, func(tx *db.Tx) error {
		if err := a.Factors.Clear(tx, subject); err != nil {
			return err
		}
		if err := a.Authn.EndAllTx(tx, subject, id.Any{}); err != nil {
			return err
		}
		return a.Audit.Append(tx, audit.Entry{Action: "clear.factors", Scope: region.Node(), Subject: subject, Basis: "operator", Detail: jsonOf(map[string]any{"passkeys": len(f.Passkeys)})})
	})
	return map[string]any{"account": subject, "totp": f.TOTP, "passkeys": len(f.Passkeys)}, err
}
