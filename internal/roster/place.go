package roster

import (
	"context"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/spec/oneroster"
)

// maxOrgs is how many organisations one roster may have; they are held in memory.
const maxOrgs = 20_000

// place is what an organisation of the roster becomes: a unit that is there, one to be made, or none (department, national), for
// which the unit above it stands.
type place struct {
	key, name, kind, code, above string // as the roster says
	short, district              string // metadata.cn.*
	gone                         bool
	line                         int

	unit   org.UnitID
	is     org.Kind
	parent org.UnitID
	make   bool // not there yet
	mine   bool // below the roster's unit: may be renamed and ended
	done   bool
}

// teaches reports whether people and classes can be put here.
func (p *place) teaches() bool { return p != nil && !p.unit.IsZero() && p.is.Teaches() }

// map of the roster's organisations.
type placing struct {
	s      *Service
	scope  org.Unit
	region org.Unit
	tops   map[org.Node]bool // the scope and everything above it
	all    map[string]*place
	codes  map[string]org.Unit
	named  map[string]org.Unit // districts
	alone  string              // the only school of the roster, when there is one
	notes  *notes
}

// places decides what every organisation of the set, and of the source before it, is here. It writes nothing: ids of units to be
// made are new at each call until they are stored.
func (s *Service) places(ctx context.Context, i Import, to *scratch, n *notes) (map[string]*place, error) {
	p := &placing{s: s, all: map[string]*place{}, notes: n, tops: map[org.Node]bool{}}
	var err error
	if p.scope, err = s.org.Unit(ctx, i.Owner); err != nil {
		return nil, err
	}
	if p.region, err = s.org.RegionUnit(ctx); err != nil {
		return nil, err
	}
	above, err := s.org.Ancestors(ctx, p.scope.Node(), s.now())
	if err != nil {
		return nil, err
	}
	for _, a := range above {
		p.tops[a] = true
	}
	if err := p.gather(ctx, i, to); err != nil {
		return nil, err
	}
	for _, at := range p.all {
		if err := p.settle(ctx, at, 0); err != nil {
			return nil, err
		}
	}
	return p.all, nil
}

// gather reads the organisations of the store and, over them, of the set.
func (p *placing) gather(ctx context.Context, i Import, to *scratch) error {
	olds := map[string]stored{}
	for o, err := range p.s.storedRows(ctx, i.Source, orgs) {
		if err != nil {
			return err
		}
		k := keptMap(o.kept)
		olds[o.sourced] = o
		p.all[o.sourced] = &place{key: o.sourced, kind: k["type"], above: k["parentSourcedId"], gone: o.state == gone}
	}
	var codes []string
	for n, err := range to.each(ctx, orgs) {
		if err != nil {
			return err
		}
		if n.state == gone {
			continue
		}
		code := strings.TrimSpace(n.get("identifier"))
		if code == "" || len(code) > 32 {
			code = clip(n.sourced, 32)
		}
		codes = append(codes, code)
		k := keptMap(n.kept)
		p.all[n.sourced] = &place{short: strings.ToLower(k["metadata.cn.short"]), district: k["metadata.cn.district"], key: n.sourced, name: clip(org.CleanName(n.get("name")), org.NameMax), kind: n.get("type"), code: code, above: n.get("parentSourcedId"), line: n.line}
		if len(p.all) > maxOrgs {
			p.warn(p.all[n.sourced], oneroster.Error, "orgs", oneroster.CodeRange, "机构太多，一次最多两万个")
			break
		}
	}
	var err error
	if p.codes, err = p.s.org.UnitsByCode(ctx, codes); err != nil {
		return err
	}
	if err := p.districts(ctx); err != nil {
		return err
	}
	schools := 0
	for key, at := range p.all {
		if o, ok := olds[key]; ok && !o.our.IsZero() {
			u, err := p.s.org.Unit(ctx, id.As[org.Unit](o.our))
			if err != nil {
				return err
			}
			at.unit, at.is = u.ID, u.Kind
			if at.name == "" {
				at.name = u.Name
			}
		}
		if kindOf(at.kind) == org.School && !at.gone {
			schools++
			p.alone = key
		}
	}
	if schools != 1 {
		p.alone = ""
	}
	return nil
}

// districts finds the districts that our workbook names by their names.
func (p *placing) districts(ctx context.Context) error {
	var names []string
	for _, at := range p.all {
		if at.district != "" {
			names = append(names, at.district)
		}
	}
	if len(names) == 0 {
		return nil
	}
	var err error
	p.named, err = p.s.org.UnitsNamed(ctx, org.District, names)
	return err
}

func (p *placing) warn(at *place, sev oneroster.Severity, field string, code oneroster.Code, message string) {
	if at.line > 0 { // said of this set
		p.notes.add(sev, oneroster.Finding{File: oneroster.Orgs, Line: at.line, ID: at.key, Field: field, Code: code, Message: message})
	}
}

// settle decides one organisation, those above it first.
func (p *placing) settle(ctx context.Context, at *place, depth int) error {
	if at.done {
		return nil
	}
	at.done = true // before its parents: a circle ends here
	up := p.all[at.above]
	if up != nil && depth < 10 {
		if err := p.settle(ctx, up, depth+1); err != nil {
			return err
		}
	}
	switch {
	case !at.unit.IsZero(): // known from an import before
	case kindOf(at.kind) == org.Region:
		at.unit, at.is = p.region.ID, org.Region
	case kindOf(at.kind) == "": // a department or a nation: whatever stands above, else the roster's own unit
		at.unit, at.is = p.scope.ID, p.scope.Kind
		if up != nil && !up.unit.IsZero() {
			at.unit, at.is = up.unit, up.is
		}
		return nil
	default:
		p.find(at, up)
	}
	if at.unit.IsZero() {
		return nil
	}
	if at.make {
		at.mine = true
		return nil
	}
	above, err := p.s.org.Ancestors(ctx, id.As[any](at.unit), p.s.now())
	for _, a := range above {
		at.mine = at.mine || a == p.scope.Node()
	}
	at.mine = at.mine && at.is != org.Region
	if !at.mine && !p.tops[id.As[any](at.unit)] {
		at.unit = org.UnitID{}
		p.warn(at, oneroster.Error, "identifier", oneroster.CodeSchool, "这个机构不在您的范围内；请只交本单位的名册，或者由上级导入")
	}
	return err
}

// find looks a district or school up by its code, or plans a new one.
func (p *placing) find(at, up *place) {
	want := kindOf(at.kind)
	if u, ok := p.codes[at.code]; ok {
		if u.Kind == want || (want == org.School && u.Kind.Teaches()) {
			at.unit, at.is = u.ID, u.Kind
			return
		}
		p.warn(at, oneroster.Error, "identifier", oneroster.CodeDuplicate, "代码已被另一种机构使用；请核对 identifier")
		return
	}
	if want == org.School && p.scope.Kind.Teaches() {
		if at.name == p.scope.Name || p.alone == at.key { // a school's own list, whose code may be written differently
			at.unit, at.is = p.scope.ID, p.scope.Kind
			return
		}
		p.warn(at, oneroster.Error, "identifier", oneroster.CodeSchool, "这份名册里有另一所学校；学校只能导入自己的名册")
		return
	}
	at.parent, at.is = p.scope.ID, want
	if up != nil && !up.unit.IsZero() && up.is != org.Campus {
		at.parent = up.unit
		if want == org.School && up.is.Teaches() {
			at.is = org.Campus
		}
	}
	if want == org.District {
		at.parent = p.region.ID
	}
	if d, ok := p.named[at.district]; ok && want == org.School && p.scope.Kind == org.Region {
		at.parent = d.ID
	}
	if at.name == "" {
		p.warn(at, oneroster.Error, "name", oneroster.CodeFields, "名称是空的，或只有看不见的字符；请填写")
		return
	}
	if want == org.District && p.scope.Kind != org.Region {
		p.warn(at, oneroster.Error, "type", oneroster.CodeSchool, "区县只能由市一级导入")
		return
	}
	at.unit, at.make = id.New[org.Unit](), true
}
