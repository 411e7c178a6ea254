package roster

import (
	"context"
	"encoding/base64"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/seal"
	"github.com/tongxue-edu/tongxue/spec/oneroster"
)

// arrival is a person of a slice on the way in.
type arrival struct {
	in     org.Incoming
	realm  id.Any
	login  string
	other  string // when login is somebody else's
	fresh  bool   // a new person
	add    bool   // a login is added
	move   bool   // a login is changed
	xueji  string
	number string // 学号, when it changed
}

// users brings in people with their accounts.
func (r *run) users(ctx context.Context, steps []step) (prepared, error) {
	people, err := r.arrivals(ctx, steps)
	if err != nil {
		return prepared{}, err
	}
	if err := r.logins(ctx, steps, people); err != nil {
		return prepared{}, err
	}
	blinds := make([]string, len(people))
	for i := range people {
		if people[i].xueji == "" {
			continue
		}
		b, err := r.s.seal.Blind(ctx, "xueji", people[i].xueji)
		if err != nil {
			return prepared{}, err
		}
		blinds[i] = base64.RawStdEncoding.EncodeToString(b)
	}
	return prepared{write: func(tx *db.Tx, out []outcome) error {
		sealed, err := r.sealed(tx, steps, people)
		if err != nil {
			return err
		}
		var fresh []org.Incoming
		var logins []authn.Newcomer
		for i := range people {
			if steps[i].what == stamp {
				continue
			}
			p := people[i]
			p.in.Sealed, p.in.Blind = sealed[i], blinds[i]
			if p.add {
				logins = append(logins, authn.Newcomer{Subject: id.As[any](p.in.Account), Realm: p.realm, Login: p.login})
			}
			if p.fresh {
				fresh = append(fresh, p.in)
			} else if err := r.changePerson(tx, &p); err != nil {
				return err
			}
			out[i].our = id.As[any](p.in.Person.ID)
		}
		if err := r.s.org.TakePersons(tx, fresh, r.at); err != nil {
			return err
		}
		return r.s.authn.AddMany(tx, logins)
	}, after: func(out []outcome) {
		for i := range steps {
			if number := steps[i].new.get("number"); number != "" && out[i].state == active && !out[i].our.IsZero() && len(r.members) < maxMet {
				r.members[steps[i].key()] = member{id.As[org.Person](out[i].our), strings.Clone(number)} // not the row it is a part of
			}
		}
	}}, nil
}

// sealed are the pupil numbers of a slice, sealed for their people; nil where there is none.
func (r *run) sealed(tx *db.Tx, steps []step, people []arrival) ([][]byte, error) {
	var texts []seal.Text
	var whose []int
	for i := range people {
		if people[i].xueji != "" && steps[i].what != stamp {
			texts, whose = append(texts, seal.Text{Person: id.As[any](people[i].in.Person.ID), Text: people[i].xueji}), append(whose, i)
		}
	}
	out := make([][]byte, len(people))
	if len(texts) == 0 {
		return out, nil
	}
	all, err := r.s.seal.SealMany(tx, texts)
	for k, b := range all {
		out[whose[k]] = b
	}
	return out, err
}

// changePerson writes what is new about somebody who was here.
func (r *run) changePerson(tx *db.Tx, p *arrival) error {
	if err := r.s.org.ChangePerson(tx, p.in, r.at); err != nil {
		return err
	}
	if p.number != "" {
		if err := r.s.org.Renumber(tx, p.in.Person.ID, p.number); err != nil {
			return err
		}
	}
	if !p.move || p.add {
		return nil
	}
	moved, err := r.s.authn.Move(tx, id.As[any](p.in.Account), p.realm, p.login)
	if err == nil && !moved {
		err = r.s.authn.Add(tx, id.As[any](p.in.Account), p.realm, p.login, "")
	}
	return err
}

// arrivals are the people of a slice, with what is known of those who were here.
func (r *run) arrivals(ctx context.Context, steps []step) ([]arrival, error) {
	keys := make([]string, len(steps))
	for i := range steps {
		keys[i] = steps[i].key()
	}
	homes, err := r.to.people(ctx, keys)
	if err != nil {
		return nil, err
	}
	here, err := r.here(ctx, steps, homes)
	if err != nil {
		return nil, err
	}
	var known []org.PersonID
	for i := range steps {
		if !here[i].IsZero() {
			known = append(known, here[i])
		}
	}
	profiles, accounts, owners := map[org.PersonID]org.Profile{}, map[org.PersonID]org.Account{}, map[org.AccountID]org.Person{}
	if len(known) > 0 {
		if profiles, err = r.s.org.Profiles(ctx, known); err != nil {
			return nil, err
		}
		if accounts, err = r.s.org.AccountsOf(ctx, known); err != nil {
			return nil, err
		}
		ids := make([]org.AccountID, 0, len(accounts))
		for _, a := range accounts {
			ids = append(ids, a.ID)
		}
		if owners, err = r.s.org.OwnersOf(ctx, ids); err != nil {
			return nil, err
		}
	}
	numbers, err := r.xueji(ctx, steps)
	if err != nil {
		return nil, err
	}
	out := make([]arrival, len(steps))
	for i := range steps {
		n := &steps[i].new
		a := &out[i]
		a.login, a.other = n.get("login"), n.get("other")
		p := org.Person{ID: here[i], Name: n.get("name"), Owner: r.imp.Owner}
		account := accounts[p.ID]
		if home := r.home(n, homes); !home.IsZero() {
			p.Owner = home
		} else if before, ok := owners[account.ID]; ok {
			p.Owner = before.Owner
		}
		if !r.inside[p.Owner] { // a person of a school's list is kept by the school
			p.Owner = r.imp.Owner
		}
		profile := profiles[p.ID]
		if !steps[i].old.our.IsZero() && profile.Number != n.get("number") {
			a.number = n.get("number")
		}
		for name, to := range map[string]*string{"number": &profile.Number, "email": &profile.Email, "phone": &profile.Phone, "pinyin": &profile.Pinyin} {
			if v := n.get(name); v != "" { // a blank cell does not take away what was entered by hand
				*to = v
			}
		}
		if p.ID.IsZero() {
			p.ID, a.fresh, account.ID = id.New[org.Person](), true, id.New[org.Account]()
		} else if steps[i].old.our.IsZero() && !account.ID.IsZero() { // found by the number: the login stays as it is
			a.login, a.other = "", ""
		}
		a.in = org.Incoming{Person: p, Account: account.ID, Open: n.get("enabledUser") != "false", Profile: profile}
		a.xueji = numbers[i]
	}
	return out, nil
}

// home is the unit that the set says somebody belongs to; none when it says nothing that is known.
func (r *run) home(n *staged, homes map[string]stagedPerson) org.UnitID {
	if home := r.places[firstOfTexts(n.get("org"), homes[n.sourced].home)]; home != nil {
		return home.unit
	}
	return org.UnitID{}
}

// here are the people whom rows stand for: those of an import before, and for rows that are new whoever came in by hand with the same
// number and name at the same school, so that nobody is there twice. What another roster keeps is not touched.
func (r *run) here(ctx context.Context, steps []step, homes map[string]stagedPerson) ([]org.PersonID, error) {
	out, asked := make([]org.PersonID, len(steps)), map[org.UnitID][]int{}
	for i := range steps {
		out[i] = id.As[org.Person](steps[i].old.our)
		if home := r.home(&steps[i].new, homes); out[i].IsZero() && r.inside[home] && r.kinds[home].Teaches() && steps[i].new.get("number") != "" {
			asked[home] = append(asked[home], i)
		}
	}
	for home, rows := range asked {
		names, ours, one := make([]string, len(rows)), map[string]id.Any{}, map[int]org.Person{}
		for k, i := range rows {
			names[k] = steps[i].new.get("name")
		}
		known, err := r.s.org.NumberedAt(ctx, home, distinct(names))
		if err != nil {
			return nil, err
		}
		for k, i := range rows {
			if same := known[org.Numbered{Name: names[k], Number: steps[i].new.get("number")}]; len(same) == 1 {
				one[i], ours[same[0].ID.String()] = same[0], id.As[any](same[0].ID)
			}
		}
		kept, err := r.s.shared(ctx, users, ours) // keys differ: whoever stands in any roster
		if err != nil {
			return nil, err
		}
		for i, p := range one {
			if mine := id.As[any](p.ID); !kept[mine] {
				out[i], kept[mine] = p.ID, true
			}
		}
	}
	return out, nil
}

// xueji are the pupil numbers of staged rows, opened; "" where there is none.
func (r *run) xueji(ctx context.Context, steps []step) ([]string, error) {
	var sealed [][]byte
	var whose []int
	for i := range steps {
		if text := steps[i].new.get("xueji"); text != "" {
			b, err := base64.RawStdEncoding.DecodeString(text)
			if err != nil {
				return nil, err
			}
			sealed, whose = append(sealed, b), append(whose, i)
		}
	}
	out := make([]string, len(steps))
	all, err := r.s.seal.OpenMany(r.s.core.Reader(ctx), id.As[any](r.imp.ID), sealed)
	for k, v := range all {
		out[whose[k]] = v
	}
	return out, err
}

// logins sees for everybody of a slice whether the login is free in the realm: a person who was here before by hand, with the same
// name in the same school, is taken for the same; anybody else keeps the login.
func (r *run) logins(ctx context.Context, steps []step, people []arrival) error {
	realms := map[id.Any][]string{}
	for i := range people {
		a := &people[i]
		if r.kinds[a.in.Person.Owner].Teaches() {
			a.realm = id.As[any](a.in.Person.Owner)
		}
		if a.login != "" {
			realms[a.realm] = append(realms[a.realm], a.login)
			if a.other != "" {
				realms[a.realm] = append(realms[a.realm], a.other)
			}
		}
	}
	for realm, logins := range realms {
		taken, err := r.s.authn.Taken(ctx, realm, logins)
		if err != nil {
			return err
		}
		var ids []org.AccountID
		ours := map[string]id.Any{}
		for _, sub := range taken {
			ids = append(ids, id.As[org.Account](sub))
		}
		owners, err := r.s.org.OwnersOf(ctx, ids)
		if err != nil {
			return err
		}
		for _, p := range owners {
			ours[p.ID.String()] = id.As[any](p.ID)
		}
		rostered, err := r.s.shared(ctx, users, ours) // keys differ: whoever stands in any roster
		if err != nil {
			return err
		}
		for i := range people {
			a := &people[i]
			if a.realm != realm || a.login == "" {
				continue
			}
			holder, held := taken[authn.Fold(a.login)]
			owner := owners[id.As[org.Account](holder)]
			switch {
			case held && holder == id.As[any](a.in.Account): // has it
			case held && a.fresh && owner.Name == a.in.Person.Name && owner.Owner == a.in.Person.Owner && !rostered[id.As[any](owner.ID)]:
				a.fresh, a.in.Person.ID, a.in.Account = false, owner.ID, id.As[org.Account](holder)
				rostered[id.As[any](owner.ID)] = true
			case held && a.other != "" && !a.holds(taken, a.other):
				if holder, held := taken[authn.Fold(a.other)]; held && holder == id.As[any](a.in.Account) {
					continue
				}
				a.login, a.other = a.other, ""
				a.add, a.move = a.fresh, !a.fresh && !a.in.Account.IsZero()
				taken[authn.Fold(a.login)] = id.As[any](a.in.Account)
			case held:
				r.warn(&steps[i], "username", oneroster.CodeUsername, "这个登录名在本校已被另一个人使用；这个人暂时没有登录名")
			case a.fresh:
				a.add = true
				taken[authn.Fold(a.login)] = id.As[any](a.in.Account) // for the next of the same slice
			default:
				a.move = !a.in.Account.IsZero()
			}
		}
	}
	return nil
}

// holds reports whether somebody else has a login.
func (a *arrival) holds(taken map[string]id.Any, login string) bool {
	holder, held := taken[authn.Fold(login)]
	return held && holder != id.As[any](a.in.Account)
}

// demographics adds birthday and sex to profiles.
func (r *run) demographics(ctx context.Context, steps []step) (prepared, error) {
	keys := make([]string, len(steps))
	for i := range steps {
		keys[i] = steps[i].key()
	}
	ours, err := r.ourOf(ctx, users, keys)
	if err != nil {
		return prepared{}, err
	}
	people := make([]org.PersonID, 0, len(ours))
	for _, o := range ours {
		people = append(people, id.As[org.Person](o))
	}
	profiles, err := r.s.org.Profiles(ctx, people)
	if err != nil {
		return prepared{}, err
	}
	return prepared{write: func(tx *db.Tx, out []outcome) error {
		for i := range steps {
			our, ok := ours[steps[i].key()]
			if !ok {
				out[i] = outcome{state: leftOut}
				continue
			}
			if steps[i].what == stamp {
				continue
			}
			p := profiles[id.As[org.Person](our)]
			p.Person = id.As[org.Person](our)
			p.Born, p.Sex = steps[i].new.get("birthDate"), sexOf(steps[i].new.get("sex"))
			if err := r.s.org.SetProfile(tx, p); err != nil {
				return err
			}
		}
		return nil
	}}, nil
}
