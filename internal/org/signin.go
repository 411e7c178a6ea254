package org

import (
	"context"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/db"
)

const (
	selNumbered db.SQL = `-- unscoped: whoever signs in is nobody yet
SELECT p.person FROM org_profile p JOIN org_person o ON o.id = p.person WHERE p.number = ? AND p.number <> '' AND o.owner = ? ORDER BY p.person LIMIT 2`
	selSchoolsNamed db.SQL = `-- unscoped: names of schools are public
SELECT id, kind, code, short, name, since, until, rev FROM org_unit
WHERE kind IN ('school', 'central', 'campus') AND short <> '' AND since <= ? AND until > ? AND name LIKE ? ESCAPE '!' ORDER BY LENGTH(name), code LIMIT ?`
)

// Numbered finds who has a number 学号 or 工号 at a school, for sign-in; none when nobody has it or several do.
func (s *Service) Numbered(ctx context.Context, school UnitID, number string) (PersonID, error) {
	all, err := db.All(s.core.Reader(ctx), selNumbered, db.Value[PersonID], strings.TrimSpace(number), school)
	if err != nil || len(all) != 1 {
		return PersonID{}, err
	}
	return all[0], nil
}

// SchoolsNamed finds schools that have a short code by a part of their name, the shortest names first, for the sign-in page.
func (s *Service) SchoolsNamed(ctx context.Context, part string, limit int) ([]Unit, error) {
	part = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(normal(part))
	if part == "" {
		return nil, nil
	}
	now := s.Now()
	return db.All(s.core.Reader(ctx), selSchoolsNamed, scanUnit, now, now, "%"+part+"%", limit)
}
