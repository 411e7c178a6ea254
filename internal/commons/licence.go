package commons

import (
	"slices"

	"github.com/tongxue-edu/tongxue/internal/fault"
)

// Licence says what others may do with a work. The list is closed: a machine decides by it.
type Licence string

// The licences. InRegion is what most teachers choose and what works made before licences existed are under.
const (
	CC0      Licence = "cc0"
	CCBY     Licence = "cc-by"
	CCBYSA   Licence = "cc-by-sa"
	CCBYNC   Licence = "cc-by-nc"
	CCBYNCSA Licence = "cc-by-nc-sa"
	CCBYND   Licence = "cc-by-nd"
	InRegion Licence = "region"
	Textbook Licence = "textbook"
	InSchool Licence = "school"
	LinkOnly Licence = "link"
)

// Rules are what machines obey. They speak of the content; the entry in the catalogue is always readable where the work is shared.
type Rules struct {
	Cross   bool // may be handed to another region
	Adapt   bool // may be made into another work
	Offline bool // may be packed for schools without a line
	Outside bool // may be shown to people who have no account here
}

// Terms are a licence as data.
type Terms struct {
	Licence Licence
	Name    string // zh-CN
	Words   string // what it means, zh-CN
	URL     string // the deed, for licences that have one
	Rules
	Above   bool      // may be shared above the own school
	Files   bool      // may hold files: not when only a link is allowed
	Derived []Licence // what a work made from it may carry; empty: none may be made
}

// licences are ordered from the most permissive to the least.
//
// Derived follows the deeds: attribution may be narrowed, ShareAlike stays itself, NonCommercial may not become commercial,
// NoDerivatives and link-only allow no other work. What stays inside a region's schools is no commercial use, so a NC work may be
// made into one for the region or the school. What the region's teachers gave to each other stays among them.
func licences() []Terms {
	all := []Licence{CC0, CCBY, CCBYSA, CCBYNC, CCBYNCSA, CCBYND, InRegion, Textbook, InSchool}
	free := Rules{Cross: true, Adapt: true, Offline: true, Outside: true}
	home := Rules{Adapt: true, Offline: true}
	return []Terms{
		{CC0, "CC0 放弃权利", "任何人可以任意使用，不必署名。", "https://creativecommons.org/publicdomain/zero/1.0/", free, true, true, all},
		{CCBY, "CC BY 署名", "任何人可以使用和改编，要署名。", "https://creativecommons.org/licenses/by/4.0/", free, true, true, all[1:]},
		{CCBYSA, "CC BY-SA 署名—相同方式共享", "可以使用和改编，要署名，改编后用同样的许可。", "https://creativecommons.org/licenses/by-sa/4.0/", free, true, true, []Licence{CCBYSA}},
		{CCBYNC, "CC BY-NC 署名—非商业", "可以使用和改编，要署名，不能用来盈利。", "https://creativecommons.org/licenses/by-nc/4.0/", free, true, true,
			[]Licence{CCBYNC, CCBYNCSA, InRegion, Textbook, InSchool}},
		{CCBYNCSA, "CC BY-NC-SA 署名—非商业—相同方式共享", "可以使用和改编，要署名，不能盈利，改编后用同样的许可。", "https://creativecommons.org/licenses/by-nc-sa/4.0/", free, true, true,
			[]Licence{CCBYNCSA}},
		{CCBYND, "CC BY-ND 署名—禁止演绎", "可以原样使用，要署名，不能改编。", "https://creativecommons.org/licenses/by-nd/4.0/", Rules{Cross: true, Offline: true, Outside: true}, true, true, nil},
		{InRegion, "区域内共享", "本区域的老师可以使用和改编，不传到区域以外。", "", home, true, true, []Licence{InRegion, Textbook, InSchool}},
		{Textbook, "教材衍生", "含有教材内容，按出版社的授权只在本区域教学使用，改编后仍是教材衍生。", "", home, true, true, []Licence{Textbook, InSchool}},
		{InSchool, "校内", "只在本校使用和改编，不能共享到校外。", "", home, false, true, []Licence{InSchool}},
		{LinkOnly, "版权保留—仅链接", "权利人保留版权，这里只放链接和说明，不放文件。", "", Rules{Cross: true, Outside: true}, true, false, nil},
	}
}

// Licences lists all licences, the most permissive first.
func Licences() []Terms { return licences() }

// Terms gives what a licence says. An unknown one allows nothing.
func (l Licence) Terms() Terms {
	for _, t := range licences() {
		if t.Licence == l {
			return t
		}
	}
	return Terms{Licence: l, Name: string(l)}
}

// Known reports whether l is on the list.
func (l Licence) Known() bool { return l.Terms().Words != "" }

// rank is the place of a licence in the list: the higher, the less it permits.
func (l Licence) rank() int {
	all := licences()
	if i := slices.IndexFunc(all, func(t Terms) bool { return t.Licence == l }); i >= 0 {
		return i
	}
	return len(all)
}

// Derivable lists what a work made from one under l may carry. The fault says why when nothing may be made.
func (l Licence) Derivable() ([]Licence, error) {
	t := l.Terms()
	switch {
	case l == LinkOnly:
		return nil, fault.New(fault.Denied, "这一课的版权由权利人保留，只能链接，不能改编。")
	case !t.Adapt || len(t.Derived) == 0:
		return nil, fault.New(fault.Denied, "这一课的许可只准原样使用，不能改编。")
	}
	return t.Derived, nil
}

// fits refuses a licence that a work made from one under source may not carry.
func (l Licence) fits(source Licence) error {
	allowed, err := source.Derivable()
	if err != nil || slices.Contains(allowed, l) {
		return err
	}
	f := fault.Field{Name: "licence", Message: "原课的许可不准放得更宽，请选列出的许可方式"}
	switch source {
	case CCBYSA, CCBYNCSA:
		f.Message = "原课要求以相同方式共享，改编后要用同样的许可"
	case CCBYNC:
		f.Message = "原课不准用于盈利，改编后也要选非商业的许可"
	case InRegion:
		f.Message = "原课只在本区域共享，改编后不能放得更宽"
	case Textbook:
		f.Message = "原课含有教材内容，改编后仍是教材衍生或校内"
	case InSchool:
		f.Message = "原课只在本校使用，改编后也只能校内使用"
	}
	return fault.Fieldsf(f)
}

// Bundled is what may be done with several works given together.
type Bundled struct {
	Licence Licence // the least permissive
	Item    int     // which item has it, -1 for no items
	Rules           // what all items allow
	// By names for each rule that the bundle does not allow the first item that forbids it.
	By map[string]int
}

// The names of the four rules in Bundled.By.
const (
	RuleCross   = "cross"
	RuleAdapt   = "adapt"
	RuleOffline = "offline"
	RuleOutside = "outside"
)

// Bundle judges works that are given together, a shelf or a pack: the least permissive licence wins, a thing is allowed when every
// item allows it, and what is forbidden names the item that forbids it. Each item keeps its own licence.
func Bundle(items []Licence) Bundled {
	b := Bundled{Licence: CC0, Item: -1, Rules: Rules{true, true, true, true}, By: map[string]int{}}
	deny := func(allowed bool, rule string, i int, sum *bool) {
		if !allowed && *sum {
			*sum, b.By[rule] = false, i
		}
	}
	for i, l := range items {
		t := l.Terms()
		if b.Item < 0 || l.rank() > b.Licence.rank() {
			b.Licence, b.Item = l, i
		}
		deny(t.Cross, RuleCross, i, &b.Cross)
		deny(t.Adapt, RuleAdapt, i, &b.Adapt)
		deny(t.Offline, RuleOffline, i, &b.Offline)
		deny(t.Outside, RuleOutside, i, &b.Outside)
	}
	return b
}
