package org

import (
	"context"
	"slices"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// MaxSubstitute is the longest time of a substitute's rights: a term.
const MaxSubstitute = 180 * 24 * time.Hour

// admins are the three administrators, who are three people (GB/T 22239-2019 8.1.5: separation of duties).
var admins = []Role{SystemAdmin, SecurityAdmin, AuditAdmin}

// ofSchool are the roles that a school's leader gives inside the school.
var ofSchool = []Role{Registrar, ResearchHead, Reviewer, ClassTeacher, Teacher, Teaching, Substitute, Assistant}

const (
	selHolding db.SQL = `-- unscoped: one person's roles, for the rules of giving
SELECT r.role, r.node, r.subject, '', NULL FROM org_role r WHERE r.person = ? AND r.since <= ? AND r.until > ?`
	selSchoolOf db.SQL = `-- unscoped: the unit of a class, or the unit itself
SELECT owner FROM org_class WHERE id = ? UNION ALL SELECT id FROM org_unit WHERE id = ?`
)

// Appointable lists the roles that the actor may give at a unit or its classes.
func (s *Service) Appointable(ctx context.Context, a *Actor, n Node) ([]Role, error) {
	d, err := s.Can(ctx, a, RoleGive, n)
	if err != nil || !d.Allow {
		return nil, err
	}
	if d.Role == SchoolLeader {
		return ofSchool, nil
	}
	return slices.DeleteFunc(Roles(), func(r Role) bool { return r == Pupil || r == Guardian }), nil
}

// Appoint gives a role openly: by somebody with role.give at the node, to somebody else, with an end where the role needs one. When
// the giver is also the responsible person for access, the appointment is itself the approval of what the role opens.
func (s *Service) Appoint(ctx context.Context, a *Actor, h Holding) error {
	if err := s.Must(ctx, a, RoleGive, h.Node); err != nil {
		return err
	}
	may, err := s.Appointable(ctx, a, h.Node)
	if err != nil {
		return err
	}
	now := s.Now()
	if h.Since < now {
		h.Since = now
	}
	if h.Until == 0 {
		h.Until = clock.Forever
	}
	if err := appointable(a, h, may); err != nil {
		return err
	}
	responsible, err := s.Can(ctx, a, AccessApprove, h.Node)
	if err != nil {
		return err
	}
	return s.core.Write(ctx, func(tx *db.Tx) error {
		if err := separate(tx, h, now); err != nil {
			return err
		}
		if err := s.Give(tx, h); err != nil {
			return err
		}
		if responsible.Allow && h.Role.OnSheet() {
			if err := s.coverOne(tx, a, h, now); err != nil {
				return err
			}
		}
		return s.audited(tx, a, "give.role", h.Node, map[string]any{"person": h.Person, "role": h.Role, "until": h.Until})
	})
}

// appointable checks the rules that need no rows.
func appointable(a *Actor, h Holding, may []Role) error {
	switch {
	case !slices.Contains(may, h.Role):
		return fault.Fieldsf(fault.Field{Name: "role", Message: "这个身份不由您给出"})
	case h.Person == a.Person:
		return fault.New(fault.Unlawful, "不能给自己身份，请另一位负责人来办")
	case h.Role == Substitute && h.Until-h.Since > MaxSubstitute.Microseconds():
		return fault.Fieldsf(fault.Field{Name: "until", Message: "代课要有结束日期，最长180天"})
	case h.Until <= h.Since:
		return fault.Fieldsf(fault.Field{Name: "until", Message: "结束日期要晚于开始日期"})
	}
	return nil
}

// separate keeps the three administrators apart from each other and from everybody who sees minors' data.
func separate(tx *db.Tx, h Holding, now clock.Micros) error {
	held, err := db.All(tx, selHolding, scanHeld, h.Person, now, now)
	if err != nil {
		return err
	}
	for _, have := range held {
		mine, theirs := slices.Contains(admins, h.Role), slices.Contains(admins, have.Role)
		if mine && theirs && have.Role != h.Role {
			return fault.New(fault.Unlawful, "系统、安全、审计三种管理员要由三个人分别担任(GB/T 22239-2019)")
		}
		if mine && have.Role.OnSheet() || theirs && h.Role.OnSheet() {
			return fault.New(fault.Unlawful, "管理员不能同时担任能看到学生数据的职务(GB/T 22239-2019)")
		}
	}
	return nil
}

// coverOne puts one holding on a sheet of its own, approved by whoever gave it, until the term or the holding ends.
func (s *Service) coverOne(tx *db.Tx, a *Actor, h Holding, now clock.Micros) error {
	unit, err := found(db.One(tx, selSchoolOf, db.Value[UnitID], h.Node, h.Node))
	if err != nil {
		return err
	}
	sheet, until := id.New[Sheet](), min(h.Until, halfYear(clock.Local(now)).Until)
	if _, err := tx.Exec(insSheet, sheet, unit, "single", a.Person, now); err != nil {
		return err
	}
	if _, err := tx.Exec(insLine, id.New[SheetLine](), sheet, unit, h.Person, string(h.Role), h.Node, h.Subject, clock.Forever); err != nil {
		return err
	}
	_, err = tx.Exec(decideSheet, StateApproved, now, until, a.Person, now, "", sheet)
	return err
}

// Dismiss ends a role now. Whoever gave it could; nobody ends the own.
func (s *Service) Dismiss(ctx context.Context, a *Actor, h Holding) error {
	may, err := s.Appointable(ctx, a, h.Node)
	if err == nil {
		err = s.Must(ctx, a, RoleGive, h.Node)
	}
	if err != nil {
		return err
	}
	if h.Person == a.Person || !slices.Contains(may, h.Role) {
		return fault.New(fault.Unlawful, "这个身份不由您收回")
	}
	return s.core.Write(ctx, func(tx *db.Tx) error {
		if err := s.End(tx, h, s.Now()); err != nil {
			return err
		}
		return s.audited(tx, a, "end.role", h.Node, map[string]any{"person": h.Person, "role": h.Role})
	})
}
