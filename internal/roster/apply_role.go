package roster

import (
	"context"
	"maps"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/spec/oneroster"
)

func listOf(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}

func firstIn(s string) string { v, _, _ := strings.Cut(s, ","); return v }

// before is the part of a made row's key that is a sourcedId.
func before(key string) string { v, _, _ := strings.Cut(key, us); return v }

func firstOfTexts(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// holding is a role that a row becomes; a zero Role means none.
func (r *run) holding(p *step, person org.PersonID) (org.Holding, bool) {
	n := &p.new
	at := r.places[n.get("orgSourcedId")]
	rule := rolesAt[n.get("role")]
	h := org.Holding{Person: person, Role: rule.role}
	h.Since, h.Until = span(n.get("beginDate"), n.get("endDate"))
	if rule.role == "" {
		return h, true // nothing to become, for good
	}
	if rule.wide && !r.imp.Wide {
		return org.Holding{}, false
	}
	if rule.at == "person" {
		h.Node = id.As[any](person)
		return h, true
	}
	if at == nil || at.unit.IsZero() || !r.inside[at.unit] {
		r.warn(p, "orgSourcedId", oneroster.CodeOrphan, "没有找到这个机构，或它不在范围内；身份没有给")
		return org.Holding{}, false
	}
	h.Node = id.As[any](at.unit)
	if at.teaches() == (rule.at == "school") {
		return h, true
	}
	if n.get("role") == "administrator" { // 1.1 has one word for both
		h.Role = org.BureauLeader
		return h, true
	}
	r.warn(p, "role", oneroster.CodeVocabulary, "这种身份不能放在这类机构上，没有给")
	return org.Holding{}, true
}

// roles gives what roles.csv, or users.csv of version 1.1, says.
func (r *run) roles(ctx context.Context, steps []step) (prepared, error) {
	keys := make([]string, len(steps))
	for i := range steps {
		keys[i] = steps[i].new.get("userSourcedId")
	}
	people, err := r.ourOf(ctx, users, keys)
	if err != nil {
		return prepared{}, err
	}
	want, final := make([]org.Holding, len(steps)), make([]bool, len(steps))
	for i := range steps {
		who, ok := people[keys[i]]
		if !ok {
			r.warn(&steps[i], "userSourcedId", oneroster.CodeOrphan, "没有找到这个人，身份没有给")
			continue
		}
		want[i], final[i] = r.holding(&steps[i], id.As[org.Person](who))
	}
	return r.give(steps, want, final), nil
}

// give stores one role a step. final tells that a step without a role is settled; otherwise it is tried again by the next import.
func (r *run) give(steps []step, want []org.Holding, final []bool) prepared {
	fresh := make([]org.HoldingID, len(steps))
	for i := range fresh {
		fresh[i] = id.New[org.Holding]()
	}
	return prepared{write: func(tx *db.Tx, out []outcome) error {
		people := make([]org.PersonID, len(want))
		for i := range want {
			people[i] = want[i].Person
		}
		g, err := r.giver(tx, people)
		if err != nil {
			return err
		}
		for i := range steps {
			if steps[i].what == stamp {
				continue
			}
			our, err := g.one(id.As[org.Holding](steps[i].old.our), fresh[i], want[i])
			if err != nil {
				return err
			}
			out[i].our = id.As[any](our)
			if want[i].Role == "" && !final[i] {
				out[i].state = leftOut
			}
		}
		return g.end()
	}}
}

// giver gives roles within one slice: it knows what its people hold, and stores what is new at the end in one go.
type giver struct {
	r    *run
	tx   *db.Tx
	held map[org.SameRole]org.HoldingID // in force
	new  []org.Posted
}

func (r *run) giver(tx *db.Tx, people []org.PersonID) (*giver, error) {
	held, err := r.s.org.RolesLike(tx, people)
	return &giver{r: r, tx: tx, held: held}, err
}

// take gives a role unless it is held already, by hand before or by another row, and returns the stored one.
func (g *giver) take(fresh org.HoldingID, h org.Holding) org.HoldingID {
	if like, ok := g.held[h.Same()]; ok {
		return like
	}
	g.new = append(g.new, org.Posted{ID: fresh, Holding: h})
	if h.Until > g.r.at {
		g.held[h.Same()] = fresh
	}
	return fresh
}

// one makes a stored role what it should be: changed where it is the same role at the same place, else ended and given anew.
func (g *giver) one(had, fresh org.HoldingID, h org.Holding) (org.HoldingID, error) {
	if !had.IsZero() {
		maps.DeleteFunc(g.held, func(_ org.SameRole, n org.HoldingID) bool { return n == had })
		if h.Role != "" {
			is, err := g.r.s.org.ChangeRole(g.tx, had, h)
			if is && h.Until > g.r.at {
				g.held[h.Same()] = had
			}
			if err != nil || is {
				return had, err
			}
		}
		if err := g.r.s.org.EndHolding(g.tx, had, g.r.at); err != nil {
			return had, err
		}
	}
	if h.Role == "" {
		return org.HoldingID{}, nil
	}
	return g.take(fresh, h), nil
}

// endAt ends a person's role at a node that was stored before.
func (g *giver) endAt(h org.Holding) error {
	delete(g.held, h.Same())
	return g.r.s.org.EndRoleAt(g.tx, h.Person, h.Role, h.Node, g.r.at)
}

// end stores what is new.
func (g *giver) end() error { return g.r.s.org.TakeRoles(g.tx, g.new) }

// links makes guardians out of agents: whoever of the two is a pupil is the child.
func (r *run) links(ctx context.Context, steps []step) (prepared, error) {
	var keys []string
	for i := range steps {
		keys = append(keys, steps[i].new.get("userSourcedId"), steps[i].new.get("agent"))
	}
	ours, err := r.ourOf(ctx, users, keys)
	if err != nil {
		return prepared{}, err
	}
	said, err := r.to.people(ctx, keys)
	if err != nil {
		return prepared{}, err
	}
	var people []org.PersonID
	for _, o := range ours {
		people = append(people, id.As[org.Person](o))
	}
	pupils, err := r.s.org.Holders(ctx, people, org.Pupil)
	if err != nil {
		return prepared{}, err
	}
	guardians, err := r.s.org.Holders(ctx, people, org.Guardian)
	if err != nil {
		return prepared{}, err
	}
	want, final := make([]org.Holding, len(steps)), make([]bool, len(steps))
	for i := range steps {
		a, b := steps[i].new.get("userSourcedId"), steps[i].new.get("agent")
		pa, pb := id.As[org.Person](ours[a]), id.As[org.Person](ours[b])
		child := func(key string, p org.PersonID) bool { return said[key].pupil || pupils[p] }
		adult := func(key string, p org.PersonID) bool { return said[key].guardian || guardians[p] }
		h := org.Holding{Role: org.Guardian, Until: clock.Forever}
		switch {
		case pa.IsZero() || pb.IsZero():
			r.warn(&steps[i], "agentSourcedIds", oneroster.CodeOrphan, "没有找到这个人，监护关系没有建立")
			continue
		case child(a, pa) && adult(b, pb):
			h.Person, h.Node = pb, id.As[any](pa)
		case child(b, pb) && adult(a, pa):
			h.Person, h.Node = pa, id.As[any](pb)
		default:
			r.warn(&steps[i], "agentSourcedIds", oneroster.CodeVocabulary, "两个人里要一个是学生，一个有 guardian 或 parent 身份；监护关系没有建立")
			continue
		}
		want[i], final[i] = h, true
	}
	return r.give(steps, want, final), nil
}
