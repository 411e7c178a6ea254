package org

import (
	"context"
	"encoding/json"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// MaxApproval is the longest time of a single approval, in days.
const MaxApproval = 14

// Approval is a single access to minors' data beyond the standing sheet: one person, one class, a reason, a limited time, decided by
// the responsible person of the school, who is somebody else (未成年人网络保护条例 art. 36).
type Approval struct {
	ID        ApprovalID
	Owner     UnitID // the school that decides
	Asker     PersonID
	AskerName string
	Node      Node
	Place     string
	Reason    string
	Days      int64
	State     string
	Since     clock.Micros
	Until     clock.Micros
	AskedAt   clock.Micros
	DecidedBy PersonID
	DecidedAt clock.Micros
	Note      string
}

const (
	insApproval db.SQL = `-- unscoped: the caller has asked for the class
INSERT INTO org_approval (id, owner, asker, node, reason, days, state, since, until, asked_at, decided_by, decided_at, note)
VALUES (?, ?, ?, ?, ?, ?, 'asked', 0, 0, ?, NULL, 0, '')`
	decideApproval db.SQL = `-- unscoped: the caller has asked for the school
UPDATE org_approval SET state = ?, days = ?, since = ?, until = ?, decided_by = ?, decided_at = ?, note = ? WHERE id = ? AND state = 'asked'`
	endApproval db.SQL = `-- unscoped: the caller has asked for the school
UPDATE org_approval SET state = 'ended', until = ? WHERE id = ? AND state = 'approved' AND until > ?`
	columnsApproval        = `v.id, v.owner, v.asker, p.name, v.node, v.reason, v.days, v.state, v.since, v.until, v.asked_at, v.decided_by, v.decided_at, v.note FROM org_approval v JOIN org_person p ON p.id = v.asker`
	selApproval     db.SQL = `-- unscoped: the caller asks for the school it gets
SELECT ` + columnsApproval + ` WHERE v.id = ?`
	selApprovals db.SQL = `-- unscoped: the caller has asked for the school
SELECT ` + columnsApproval + ` WHERE v.owner = ? AND v.asked_at < ? ORDER BY v.asked_at DESC LIMIT ?`
	selMyApprovals db.SQL = `-- unscoped: what the actor asked for
SELECT ` + columnsApproval + ` WHERE v.asker = ? ORDER BY v.asked_at DESC LIMIT 50`
)

func scanApproval(r db.Row) (Approval, error) {
	var v Approval
	return v, r.Scan(&v.ID, &v.Owner, &v.Asker, &v.AskerName, &v.Node, &v.Reason, &v.Days, &v.State, &v.Since, &v.Until, &v.AskedAt, &v.DecidedBy, &v.DecidedAt, &v.Note)
}

// AskAccess asks the class's school for access to the class for some days.
func (s *Service) AskAccess(ctx context.Context, a *Actor, class ClassID, reason string, days int64) (ApprovalID, error) {
	if err := s.Must(ctx, a, AccessAsk, id.As[any](class)); err != nil {
		return ApprovalID{}, err
	}
	reason = normal(reason)
	var bad []fault.Field
	if n := len([]rune(reason)); n < 5 || n > 300 {
		bad = append(bad, fault.Field{Name: "reason", Message: "请写清为什么要看，5到300个字"})
	} else if HoldsIdentity(reason) {
		bad = append(bad, fault.Field{Name: "reason", Message: NoIdentity})
	}
	if days < 1 || days > MaxApproval {
		bad = append(bad, fault.Field{Name: "days", Message: "期限是1到14天"})
	}
	if bad != nil {
		return ApprovalID{}, fault.Fieldsf(bad...)
	}
	c, err := s.Class(ctx, class)
	if err != nil {
		return ApprovalID{}, err
	}
	v := id.New[Approval]()
	return v, s.core.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(insApproval, v, c.School, a.Person, class, reason, days, s.Now()); err != nil {
			return err
		}
		return s.audited(tx, a, "ask.access", id.As[any](class), map[string]any{"approval": v, "days": days})
	})
}

// Approvals lists what was asked of a school, newest first, before a moment (0: from now).
func (s *Service) Approvals(ctx context.Context, a *Actor, unit UnitID, before clock.Micros, limit int) ([]Approval, error) {
	if err := s.Must(ctx, a, AccessApprove, id.As[any](unit)); err != nil {
		return nil, err
	}
	if before == 0 {
		before = clock.Forever
	}
	return s.placed(ctx)(db.All(s.core.Reader(ctx), selApprovals, scanApproval, unit, before, limit))
}

// MyApprovals lists what the actor asked for, newest first, at most 50.
func (s *Service) MyApprovals(ctx context.Context, a *Actor) ([]Approval, error) {
	if _, err := s.Reach(ctx, a, AccessAsk); err != nil {
		return nil, err
	}
	return s.placed(ctx)(db.All(s.core.Reader(ctx), selMyApprovals, scanApproval, a.Person))
}

func (s *Service) placed(ctx context.Context) func([]Approval, error) ([]Approval, error) {
	return func(all []Approval, err error) ([]Approval, error) {
		for i := range all {
			all[i].Place, err = s.placeName(ctx, all[i].Node, err)
		}
		return all, err
	}
}

// DecideAccess approves, for at most the days asked for, or refuses. Nobody decides on what they asked for themselves.
func (s *Service) DecideAccess(ctx context.Context, a *Actor, v ApprovalID, approve bool, days int64, note string) error {
	got, err := s.decidable(ctx, a, v)
	if err != nil {
		return err
	}
	if got.Asker == a.Person {
		return fault.New(fault.Unlawful, "自己申请的查看要由另一位负责人批准(未成年人网络保护条例第三十六条)")
	}
	now := s.Now()
	state, until := StateApproved, now+min(max(days, 1), got.Days)*(24*time.Hour).Microseconds()
	if !approve {
		state, until = StateRefused, now
	}
	return s.core.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(decideApproval, state, min(max(days, 1), got.Days), now, until, a.Person, now, normal(note), v)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.Conflict, "这个申请已经有了决定")
		}
		return s.audited(tx, a, "decide.access", got.Node, map[string]any{"approval": v, "state": state, "until": until})
	})
}

// EndAccess takes an approval back before its time.
func (s *Service) EndAccess(ctx context.Context, a *Actor, v ApprovalID) error {
	got, err := s.decidable(ctx, a, v)
	if err != nil {
		return err
	}
	now := s.Now()
	return s.core.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(endApproval, now, v, now)
		if err != nil || n == 0 {
			return err
		}
		return s.audited(tx, a, "end.access", got.Node, map[string]any{"approval": v})
	})
}

func (s *Service) decidable(ctx context.Context, a *Actor, v ApprovalID) (Approval, error) {
	got, err := found(db.One(s.core.Reader(ctx), selApproval, scanApproval, v))
	if err != nil {
		return got, err
	}
	return got, s.Must(ctx, a, AccessApprove, id.As[any](got.Owner))
}

func jsonOf(v any) json.RawMessage {
	b, _ := json.Marshal(v) // maps of ids and numbers always marshal
	return b
}

// Approval is one request for access at a unit where the actor decides.
func (s *Service) Approval(ctx context.Context, a *Actor, v ApprovalID) (Approval, error) {
	return s.decidable(ctx, a, v)
}
