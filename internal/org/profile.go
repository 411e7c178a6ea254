package org

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
)

// Profiles are the profiles of people whom the caller has asked about; somebody without one is absent from the map.
func (s *Service) Profiles(ctx context.Context, people []PersonID) (map[PersonID]Profile, error) {
	out := make(map[PersonID]Profile, len(people))
	err := db.Each(s.core.Reader(ctx), selProfiles, func(r db.Row) error {
		var p Profile
		err := r.Scan(&p.Person, &p.Born, &p.Sex, &p.Phone, &p.Email, &p.Number, &p.Pinyin)
		out[p.Person] = p
		return err
	}, db.IDs(people))
	return out, err
}

// Profile is the profile of one person whom the caller has asked about; empty when nothing is known.
func (s *Service) Profile(ctx context.Context, p PersonID) (Profile, error) {
	all, err := s.Profiles(ctx, []PersonID{p})
	if err != nil {
		return Profile{}, err
	}
	one := all[p]
	one.Person = p
	return one, nil
}

// SetProfile stores a profile as a whole. The caller has asked for the person's unit.
func (s *Service) SetProfile(tx *db.Tx, p Profile) error {
	if err := p.Validate(); err != nil {
		return err
	}
	_, err := tx.Exec(insProfile, p.Person, p.Born, p.Sex, p.Phone, p.Email, p.Number, p.Pinyin)
	return err
}

// Validate checks the fields that people type. A national identity number is refused wherever it is written: it is nobody's number
// here (个人信息保护法 art. 6: no more than the purpose needs).
func (p Profile) Validate() error {
	var bad []fault.Field
	if p.Born != "" {
		if _, err := time.Parse(time.DateOnly, p.Born); err != nil {
			bad = append(bad, fault.Field{Name: "born", Message: "出生日期要写成 2013-05-01 这样"})
		}
	}
	if p.Sex != "" && !strings.Contains("0129", p.Sex) {
		bad = append(bad, fault.Field{Name: "sex", Message: "性别代码只有 0、1、2、9"})
	}
	if utf8.RuneCountInString(p.Number) > 32 || IdentityNumber(p.Number) {
		bad = append(bad, fault.Field{Name: "number", Message: "学号或工号最多32个字符，不能用身份证号或学籍号"})
	}
	if utf8.RuneCountInString(p.Phone) > 32 || utf8.RuneCountInString(p.Email) > 120 {
		bad = append(bad, fault.Field{Name: "phone", Message: "电话或邮箱太长"})
	}
	for name, v := range map[string]string{"phone": p.Phone, "email": p.Email, "pinyin": p.Pinyin} {
		if HoldsIdentity(v) {
			bad = append(bad, fault.Field{Name: name, Message: NoIdentity})
		}
	}
	if bad != nil {
		return fault.Fieldsf(bad...)
	}
	return nil
}

// UnitByShort finds a school by its short code, for sign-in; fault.NotFound when there is none.
func (s *Service) UnitByShort(ctx context.Context, short string) (Unit, error) {
	short = strings.ToLower(strings.TrimSpace(short))
	if !validShort(short) {
		return Unit{}, fault.New(fault.NotFound, "没有这个学校短码")
	}
	return found(db.One(s.core.Reader(ctx), selShort, scanUnit, short))
}

// SetShort gives a unit its short code; Conflict when another has it.
func (s *Service) SetShort(tx *db.Tx, u UnitID, short string) error {
	if !validShort(short) {
		return fault.Fieldsf(fault.Field{Name: "short", Message: "短码要有2到12个小写字母或数字"})
	}
	n, err := tx.Exec(updShort, short, u, short, u)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "短码 %s 已被另一所学校使用", short)
	}
	return err
}
