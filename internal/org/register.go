package org

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// LookRegister is the register of looks at a unit: who of the staff looked at which class, school or area and on what basis, newest
// first, before a sequence number (0: from the end). It holds what was looked at below the unit and, because a look at an area is
// a look at its schools, above it. Verb register.read at the unit. It names no pupil: looks are recorded at classes and units.
func (s *Service) LookRegister(ctx context.Context, a *Actor, unit UnitID, before int64, limit int) ([]Look, error) {
	n := id.As[any](unit)
	if err := s.Must(ctx, a, RegisterRead, n); err != nil {
		return nil, err
	}
	now := s.Now()
	below, err := s.audit.List(ctx, db.NewScope([]Node{n}, now), audit.Filter{Action: actionLook, Before: before}, limit)
	if err != nil {
		return nil, err
	}
	up, err := s.Ancestors(ctx, n, now)
	if err != nil {
		return nil, err
	}
	up = slices.DeleteFunc(up, func(x Node) bool { return x == n })
	above, err := s.audit.At(ctx, up, actionLook, before, limit)
	if err != nil {
		return nil, err
	}
	all := append(below, above...)
	slices.SortFunc(all, func(x, y audit.Entry) int { return cmp.Compare(y.Seq, x.Seq) })
	return s.looksOf(ctx, all[:min(limit, len(all))])
}

// looksOf names the people and places of entries.
func (s *Service) looksOf(ctx context.Context, entries []audit.Entry) ([]Look, error) {
	out := make([]Look, len(entries))
	people := make([]PersonID, len(entries))
	for i, e := range entries {
		people[i] = id.As[Person](e.Actor)
	}
	names, err := s.Names(ctx, people)
	if err != nil {
		return nil, err
	}
	for i, e := range entries {
		var d struct {
			Verb Verb
			Role Role
		}
		err = errors.Join(err, json.Unmarshal(e.Detail, &d))
		basis, _, _ := strings.Cut(e.Basis, ":")
		out[i] = Look{Seq: e.Seq, At: e.At, Who: names[people[i]], Role: d.Role, Verb: d.Verb, Basis: basis}
		out[i].Place, err = s.fullPlace(ctx, e.Scope, err)
	}
	return out, err
}

// PlaceName is the label of a class behind its school's name, or the name of a unit; "" for anything else. Names of organisations and
// classes are public inside the system.
func (s *Service) PlaceName(ctx context.Context, n Node) (string, error) {
	return s.fullPlace(ctx, n, nil)
}

// fullPlace is placeName with the school before the class, for lists of several schools.
func (s *Service) fullPlace(ctx context.Context, n Node, before error) (string, error) {
	c, err := s.Class(ctx, id.As[Class](n))
	if err != nil {
		return s.placeName(ctx, n, before)
	}
	u, err := s.Unit(ctx, c.School)
	return u.Name + " " + c.Label(), errors.Join(before, err)
}

// lookWords are zh-CN, as registers of looks say what was opened, where that is said otherwise than what the verb lets somebody do.
var lookWords = map[Verb]string{Assign: "布置和查看练习", AnswersEnter: "录入答案", MarkGive: "批改", ClassAnalyse: "看讲评和班级分析", RecordRead: "查看学习记录",
	PeopleRead: "查看名册", CardMake: "制作登录卡", DataAnswer: "办理个人信息申请", NoticeSend: "发送通知", ConsentEnter: "录入监护人同意书", DataExport: "下载学校全部数据"}

// What is what was opened, in zh-CN.
func (l Look) What() string {
	return cmp.Or(lookWords[l.Verb], l.Verb.Doing(), "查看")
}

// Ground is the basis in words, in zh-CN.
func (l Look) Ground() string {
	switch l.Basis {
	case "sheet":
		return "本学期访问清单"
	case "approval":
		return "单次批准"
	}
	return "其他依据"
}
