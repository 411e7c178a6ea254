package org

import (
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// Ids of this package's nouns. A Node is a unit, a class or a person as a place where a role is held or a row belongs.
type (
	UnitID    = id.Of[Unit]
	ClassID   = id.Of[Class]
	PersonID  = id.Of[Person]
	AccountID = id.Of[Account]
	Node      = id.Any
)

// Kind is a kind of unit.
type Kind string

// The kinds of unit.
const (
	Region   Kind = "region"   // 省、市
	District Kind = "district" // 区县
	Group    Kind = "group"    // 教育集团: crosses districts, with dates
	Central  Kind = "central"  // 中心校: a school that leads teaching points
	School   Kind = "school"   // 学校
	Campus   Kind = "campus"   // 校区、教学点
)

// parents tells under which kinds a kind may stand.
var parents = map[Kind][]Kind{
	Region: nil, District: {Region}, Group: {Region, District}, Central: {District, Group}, School: {District, Group, Region}, Campus: {Central, School},
}

// Teaches reports whether units of this kind hold classes.
func (k Kind) Teaches() bool { return k == Central || k == School || k == Campus }

// Unit is an organisation. Code is its public code: GB/T 2260 for areas, a school code 学校标识码 otherwise; unique. Short is the
// short code 学校短码 that people type at sign-in: 2 to 12 of a–z and 0–9, unique, or empty.
type Unit struct {
	ID    UnitID
	Kind  Kind
	Code  string
	Short string
	Name  string
	Since clock.Micros
	Until clock.Micros
	Rev   int64
}

// Node is the unit as a scope node.
func (u Unit) Node() Node { return id.As[any](u.ID) }

// Validate checks the fields that people type.
func (u Unit) Validate() error {
	var bad []fault.Field
	if _, ok := parents[u.Kind]; !ok {
		bad = append(bad, fault.Field{Name: "kind", Message: "没有这种机构类型"})
	}
	if u.Name == "" || len([]rune(u.Name)) > 60 {
		bad = append(bad, fault.Field{Name: "name", Message: "名称要有1到60个字"})
	}
	if u.Code == "" || len(u.Code) > 32 {
		bad = append(bad, fault.Field{Name: "code", Message: "代码要有1到32个字符"})
	}
	if u.Short != "" && !validShort(u.Short) {
		bad = append(bad, fault.Field{Name: "short", Message: "短码要有2到12个小写字母或数字"})
	}
	if bad != nil {
		return fault.Fieldsf(bad...)
	}
	return nil
}

func validShort(s string) bool {
	if len(s) < 2 || len(s) > 12 {
		return false
	}
	for _, c := range s {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// Edge puts Child under Parent from Since until Until.
type Edge struct {
	Parent, Child UnitID
	Since, Until  clock.Micros
}
