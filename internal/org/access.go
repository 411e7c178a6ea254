package org

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// Ids of sheets, their lines, and single approvals.
type (
	SheetID     = id.Of[Sheet]
	SheetLineID = id.Of[SheetLine]
	ApprovalID  = id.Of[Approval]
)

// States of a sheet and of a single approval.
const (
	StateDraft    = "draft"
	StateAsked    = "asked"
	StateApproved = "approved"
	StateRefused  = "refused"
	StateEnded    = "ended"
)

// Sheet is an access sheet 访问清单: holdings of a unit that touch minors' data, made from the teaching assignments and approved
// together, for the rest of a term, by the responsible person (未成年人网络保护条例 art. 36). What is assigned later goes onto a
// further sheet; a role that ends needs nobody, because a line counts only together with the role.
type Sheet struct {
	ID        SheetID
	Owner     UnitID
	Term      string
	State     string
	Since     clock.Micros
	Until     clock.Micros
	MadeBy    PersonID
	MadeAt    clock.Micros
	DecidedBy PersonID
	DecidedAt clock.Micros
	Note      string
	Lines     int64
}

// SheetLine is one holding on a sheet.
type SheetLine struct {
	ID      SheetLineID
	Person  PersonID
	Name    string
	Role    Role
	Node    Node
	Place   string // label of the class or name of the unit
	Subject string
	Until   clock.Micros // earlier than the sheet's when the line was taken back
}

const (
	// The unit's own holdings and those at its classes; under an area also those at the offices below it that are no schools.
	// A line on a sheet that is in force or being drafted covers a holding.
	selUncovered db.SQL = `-- unscoped: the caller has asked for the unit
SELECT DISTINCT r.person, r.role, r.node, r.subject FROM org_role r
WHERE r.role IN @texts AND r.since <= ? AND r.until > ?
AND (r.node = ? OR r.node IN (SELECT c.id FROM org_class c WHERE c.owner = ?)
  OR r.node IN (SELECT x.node FROM scope_reach x JOIN org_unit u ON u.id = x.node JOIN org_unit o ON o.id = x.top WHERE x.top = ? AND x.since <= ? AND x.until > ?
    AND u.kind IN ('district', 'group') AND o.kind IN ('region', 'district')))
AND NOT EXISTS (SELECT 1 FROM org_sheet_line l JOIN org_sheet s ON s.id = l.sheet WHERE l.person = r.person AND l.role = r.role AND l.node = r.node
  AND l.until > ? AND (s.state = 'draft' OR s.state = 'approved' AND s.since <= ? AND s.until > ?))
ORDER BY r.role, r.person, r.node`
	insSheet db.SQL = `-- unscoped: the caller has asked for the unit
INSERT INTO org_sheet (id, owner, term, state, since, until, made_by, made_at, decided_by, decided_at, note) VALUES (?, ?, ?, 'draft', 0, 0, ?, ?, NULL, 0, '')`
	insLine db.SQL = `-- unscoped: the caller has asked for the unit
INSERT INTO org_sheet_line (id, sheet, owner, person, role, node, subject, until) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`
	decideSheet db.SQL = `-- unscoped: the caller has asked for the unit
UPDATE org_sheet SET state = ?, since = ?, until = ?, decided_by = ?, decided_at = ?, note = ? WHERE id = ? AND state = 'draft'`
	endLine db.SQL = `-- unscoped: the caller has asked for the sheet's unit
UPDATE org_sheet_line SET until = ? WHERE id = ? AND sheet = ? AND until > ?`
	columnsSheet        = `s.id, s.owner, s.term, s.state, s.since, s.until, s.made_by, s.made_at, s.decided_by, s.decided_at, s.note, (SELECT COUNT(*) FROM org_sheet_line l WHERE l.sheet = s.id)`
	selSheet     db.SQL = `-- unscoped: the caller asks for the unit it gets
SELECT ` + columnsSheet + ` FROM org_sheet s WHERE s.id = ?`
	selSheets db.SQL = `-- unscoped: the caller has asked for the unit
SELECT ` + columnsSheet + ` FROM org_sheet s WHERE s.owner = ? ORDER BY s.made_at DESC LIMIT 50`
	selLines db.SQL = `-- unscoped: the caller has asked for the sheet's unit
SELECT l.id, l.person, p.name, l.role, l.node, l.subject, l.until FROM org_sheet_line l JOIN org_person p ON p.id = l.person
WHERE l.sheet = ? AND l.id > ? ORDER BY l.id LIMIT ?`
)

func scanSheet(r db.Row) (Sheet, error) {
	var s Sheet
	return s, r.Scan(&s.ID, &s.Owner, &s.Term, &s.State, &s.Since, &s.Until, &s.MadeBy, &s.MadeAt, &s.DecidedBy, &s.DecidedAt, &s.Note, &s.Lines)
}

func scanLine(r db.Row) (SheetLine, error) {
	var l SheetLine
	return l, r.Scan(&l.ID, &l.Person, &l.Name, &l.Role, &l.Node, &l.Subject, &l.Until)
}

// sheetRoles are the roles that belong on a sheet.
func sheetRoles() []string {
	var out []string
	for _, r := range Roles() {
		if r.OnSheet() {
			out = append(out, string(r))
		}
	}
	return out
}

// uncovered are the unit's holdings that no sheet covers.
func uncovered(x db.Querier, unit UnitID, now clock.Micros) ([]Holding, error) {
	return db.All(x, selUncovered, func(r db.Row) (Holding, error) {
		var h Holding
		return h, r.Scan(&h.Person, &h.Role, &h.Node, &h.Subject)
	}, db.Texts(sheetRoles()), now, now, unit, unit, unit, now, now, now, now, now)
}

// Uncovered counts the holdings of a unit that wait for an access sheet.
func (s *Service) Uncovered(ctx context.Context, a *Actor, unit UnitID) (int, error) {
	if err := s.Must(ctx, a, AccessAsk, id.As[any](unit)); err != nil {
		return 0, err
	}
	all, err := uncovered(s.core.Reader(ctx), unit, s.Now())
	return len(all), err
}

// PrepareSheet drafts a sheet of everything that no sheet covers yet. Invalid when nothing waits. The draft opens nothing.
func (s *Service) PrepareSheet(ctx context.Context, a *Actor, unit UnitID) (SheetID, error) {
	if err := s.Must(ctx, a, AccessAsk, id.As[any](unit)); err != nil {
		return SheetID{}, err
	}
	now := s.Now()
	term, err := s.TermAt(ctx, id.As[any](unit), now)
	if err != nil {
		return SheetID{}, err
	}
	lines, err := uncovered(s.core.Reader(ctx), unit, now)
	if err == nil && len(lines) == 0 {
		err = fault.New(fault.Invalid, "没有等待批准的任课或职务")
	}
	if err != nil {
		return SheetID{}, err
	}
	sheet := id.New[Sheet]()
	err = s.core.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(insSheet, sheet, unit, term.Code, a.Person, now)
		return err
	})
	if err != nil {
		return SheetID{}, err
	}
	return sheet, s.core.InSlices(ctx, 0, len(lines), func(tx *db.Tx, lo, hi int) error {
		for _, h := range lines[lo:hi] {
			if _, err := tx.Exec(insLine, id.New[SheetLine](), sheet, unit, h.Person, string(h.Role), h.Node, h.Subject, clock.Forever); err != nil {
				return err
			}
		}
		return nil
	})
}

// Sheet is a sheet of a unit where the actor may ask for or approve access.
func (s *Service) Sheet(ctx context.Context, a *Actor, sheet SheetID) (Sheet, error) {
	got, err := found(db.One(s.core.Reader(ctx), selSheet, scanSheet, sheet))
	if err != nil {
		return got, err
	}
	return got, s.Must(ctx, a, AccessAsk, id.As[any](got.Owner))
}

// Sheets lists a unit's sheets, newest first, at most 50.
func (s *Service) Sheets(ctx context.Context, a *Actor, unit UnitID) ([]Sheet, error) {
	if err := s.Must(ctx, a, AccessAsk, id.As[any](unit)); err != nil {
		return nil, err
	}
	return db.All(s.core.Reader(ctx), selSheets, scanSheet, unit)
}

// SheetLines reads up to limit lines of a sheet after a line.
func (s *Service) SheetLines(ctx context.Context, a *Actor, sheet SheetID, after SheetLineID, limit int) ([]SheetLine, error) {
	if _, err := s.Sheet(ctx, a, sheet); err != nil {
		return nil, err
	}
	if after.IsZero() { // no id is stored as NULL, which is before nothing
		after[len(after)-1] = 1
	}
	lines, err := db.All(s.core.Reader(ctx), selLines, scanLine, sheet, after, limit)
	for i := range lines {
		if lines[i].Place, err = s.placeName(ctx, lines[i].Node, err); err != nil {
			return nil, err
		}
	}
	return lines, err
}

// StrikeLine takes a line back: from a draft before it is approved, or from an approved sheet at once.
func (s *Service) StrikeLine(ctx context.Context, a *Actor, sheet SheetID, line SheetLineID) error {
	got, err := s.approvable(ctx, a, sheet)
	if err != nil {
		return err
	}
	now := s.Now()
	return s.core.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(endLine, now, line, sheet, now)
		if err != nil || n == 0 {
			return err // struck before: the same request twice
		}
		return s.audited(tx, a, "strike.sheet.line", id.As[any](got.Owner), map[string]any{"sheet": sheet, "line": line})
	})
}

// DecideSheet approves or refuses a draft. An approved sheet counts from now to the end of its term.
func (s *Service) DecideSheet(ctx context.Context, a *Actor, sheet SheetID, approve bool, note string) error {
	got, err := s.approvable(ctx, a, sheet)
	if err != nil {
		return err
	}
	now := s.Now()
	term, err := s.TermAt(ctx, id.As[any](got.Owner), now)
	if err != nil {
		return err
	}
	if len([]rune(note)) > 500 {
		return fault.Fieldsf(fault.Field{Name: "note", Message: "说明最多500个字"})
	}
	state, until := StateApproved, term.Until
	if !approve {
		state, until = StateRefused, now
	}
	return s.core.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(decideSheet, state, now, until, a.Person, now, normal(note), sheet)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.Conflict, "这份清单已经有了决定")
		}
		return s.audited(tx, a, "decide.sheet", id.As[any](got.Owner), map[string]any{"sheet": sheet, "state": state, "until": until})
	})
}

// approvable is a sheet whose unit the actor is responsible for.
func (s *Service) approvable(ctx context.Context, a *Actor, sheet SheetID) (Sheet, error) {
	got, err := found(db.One(s.core.Reader(ctx), selSheet, scanSheet, sheet))
	if err != nil {
		return got, err
	}
	return got, s.Must(ctx, a, AccessApprove, id.As[any](got.Owner))
}

func (s *Service) audited(tx *db.Tx, a *Actor, action string, n Node, detail map[string]any) error {
	e := audit.Entry{Action: action, Scope: n, Basis: "role", Detail: jsonOf(detail)}
	if a != nil {
		e.Actor, e.Request = id.As[any](a.Person), a.Request
	}
	return s.audit.Append(tx, e)
}

// ApproveAll covers everything that waits in a unit without asking anybody: for the demonstration and for tests, which begin with
// approved sheets. A real store has no caller of it.
func (s *Service) ApproveAll(tx *db.Tx, unit UnitID, by PersonID) error {
	now := s.Now()
	lines, err := uncovered(tx, unit, now)
	if err != nil || len(lines) == 0 {
		return err
	}
	sheet := id.New[Sheet]()
	if _, err := tx.Exec(insSheet, sheet, unit, "seeded", by, now); err != nil {
		return err
	}
	for _, h := range lines {
		if _, err := tx.Exec(insLine, id.New[SheetLine](), sheet, unit, h.Person, string(h.Role), h.Node, h.Subject, clock.Forever); err != nil {
			return err
		}
	}
	_, err = tx.Exec(decideSheet, StateApproved, now, halfYear(clock.Local(now)).Until, by, now, "", sheet)
	return err
}
