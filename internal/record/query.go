package record

import (
	"context"
	"errors"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/spec/xapi"
)

// Filter selects statements. Zero fields do not filter. Agent is an IFI key (xapi.AgentKey), Activity and Verb are IRIs.
type Filter struct {
	Agent, Activity, Verb            string
	Registration                     id.Any
	Since, Until                     Order // stored after Since and not after Until, in microseconds
	RelatedAgents, RelatedActivities bool
	Ascending                        bool
	Limit                            int   // 1 to MaxLimit; 0 means DefaultLimit
	After                            Order // the last place of the page before
}

// Page is one page of a list. Next is the cursor of the following page (Filter.After), 0 at the end.
type Page struct {
	Statements []Stored
	Next       Order
}

// Limits of a page.
const (
	DefaultLimit = 50
	MaxLimit     = 500
)

const (
	columns = `SELECT s.ord, s.uid, s.owner, s.version, s.voided, s.authority, s.raw FROM `
	more    = ` AND s.ord > ? AND s.ord <= ? AND s.voided = @false AND (CAST(? AS BIGINT) = 0 OR s.verb = ?)
 AND (CAST(? AS BIGINT) = 0 OR s.registration = ?)
 AND (CAST(? AS BIGINT) = 0 OR EXISTS (SELECT 1 FROM statement_link b WHERE b.key = ? AND b.usage = ? AND b.ord = s.ord))
 AND @scope(s.owner)`
	down = ` ORDER BY s.ord DESC LIMIT ?`
	up   = ` ORDER BY s.ord LIMIT ?`

	byLink         = columns + `statement_link a JOIN statement s ON s.ord = a.ord WHERE a.key = ? AND a.usage = ? AND a.ord > ? AND a.ord <= ?` + more
	byLinkD db.SQL = byLink + ` ORDER BY a.ord DESC LIMIT ?`
	byLinkU db.SQL = byLink + ` ORDER BY a.ord LIMIT ?`
	byVerb         = columns + `statement s WHERE s.verb = ?` + more
	byVerbD db.SQL = byVerb + down
	byVerbU db.SQL = byVerb + up
	byReg          = columns + `statement s WHERE s.registration = ?` + more
	byRegD  db.SQL = byReg + down
	byRegU  db.SQL = byReg + up
	byAny          = columns + `statement s WHERE 1 = 1` + more
	byAnyD  db.SQL = byAny + down
	byAnyU  db.SQL = byAny + up

	selOne  db.SQL = columns + `statement s WHERE s.uid = ? AND @scope(s.owner)`
	selFrom db.SQL = `-- unscoped: export and recount by the operator of the store
` + columns + `statement s WHERE s.ord > ? AND s.ord <= ? ORDER BY s.ord LIMIT ?`
)

// drive picks the statement that starts from the narrowest index, and its own leading arguments.
func (f Filter) drive() (down, up db.SQL, args []any, restKey int64, restUsage int) {
	lo, hi := f.bounds()
	agent, activity := usage(f.RelatedAgents), usage(f.RelatedActivities)
	switch {
	case f.Agent != "":
		if f.Activity != "" {
			restKey, restUsage = hash64(kindActivity, f.Activity), activity
		}
		return byLinkD, byLinkU, []any{hash64(kindAgent, f.Agent), agent, lo, hi}, restKey, restUsage
	case f.Activity != "":
		return byLinkD, byLinkU, []any{hash64(kindActivity, f.Activity), activity, lo, hi}, 0, 0
	case !f.Registration.IsZero():
		return byRegD, byRegU, []any{f.Registration}, 0, 0
	case f.Verb != "":
		return byVerbD, byVerbU, []any{hash64(kindVerb, f.Verb)}, 0, 0
	}
	return byAnyD, byAnyU, nil, 0, 0
}

func usage(related bool) int {
	if related {
		return usageAny
	}
	return usageDirect
}

// bounds are the places (lo, hi] that the filter and its cursor leave.
func (f Filter) bounds() (lo, hi Order) {
	lo, hi = f.Since, f.Until
	if hi == 0 {
		hi = 1<<63 - 1
	}
	if f.After != 0 && f.Ascending {
		lo = max(lo, f.After)
	}
	if f.After != 0 && !f.Ascending {
		hi = min(hi, f.After-1)
	}
	return lo, hi
}

// List reads one page within a scope.
func (s *Store) List(ctx context.Context, sc db.Scope, f Filter) (Page, error) {
	if f.Limit <= 0 {
		f.Limit = DefaultLimit
	}
	f.Limit = min(f.Limit, MaxLimit)
	qd, qu, args, key, use := f.drive()
	q := qd
	if f.Ascending {
		q = qu
	}
	lo, hi := f.bounds()
	verb, reg := int64(0), int64(0)
	if f.Verb != "" {
		verb = hash64(kindVerb, f.Verb)
	}
	if !f.Registration.IsZero() {
		reg = 1
	}
	args = append(args, lo, hi, verb, verb, reg, f.Registration, key, key, use, sc, f.Limit+1)
	rows, err := db.All(s.db.Reader(ctx), q, scanStored, args...)
	if err != nil {
		return Page{}, err
	}
	var p Page
	if len(rows) > f.Limit {
		rows = rows[:f.Limit]
		p.Next = rows[f.Limit-1].Ord
	}
	for _, r := range rows {
		if f.matches(r) {
			p.Statements = append(p.Statements, r)
		}
	}
	return p, nil
}

// matches looks at the statement itself: two identifiers may share a 64-bit key.
func (f Filter) matches(r Stored) bool {
	if f.Agent == "" && f.Activity == "" && f.Verb == "" {
		return true
	}
	facts, findings := xapi.Scan([]byte(r.Raw), r.Version)
	if len(findings) > 0 {
		return false
	}
	has := func(want string, ls []xapi.Link, related bool) bool {
		if want == "" {
			return true
		}
		for _, l := range ls {
			if l.Key == want && (related || l.Usage.Direct()) {
				return true
			}
		}
		return false
	}
	return (f.Verb == "" || f.Verb == facts.Verb) && has(f.Agent, facts.Agents, f.RelatedAgents) && has(f.Activity, facts.Activities, f.RelatedActivities)
}

// Get reads one statement by its id within a scope: a voided one only when voided is asked for. fault.NotFound otherwise.
func (s *Store) Get(ctx context.Context, sc db.Scope, u StatementID, voided bool) (Stored, error) {
	st, err := db.One(s.db.Reader(ctx), selOne, scanStored, u, sc)
	if errors.Is(err, db.ErrNone) || err == nil && st.Voided != voided {
		return Stored{}, fault.New(fault.NotFound, "没有这条学习记录")
	}
	return st, err
}
