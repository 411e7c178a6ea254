package commons

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/index"
)

const (
	// The rows of what the index found, by their ids and not by the scope's index, which would walk through the whole region's.
	selBriefs db.SQL = `WITH found(id) AS @ids
SELECT v.id, v.title, v.subject, v.stage, v.grade, v.edition, v.volume, v.items
FROM found CROSS JOIN work_version v WHERE v.id = found.id AND v.state = 'published' AND @scope(v.shared_to)`

	selFound db.SQL = `WITH found(id) AS @ids
SELECT ` + versionBare + `
FROM found CROSS JOIN work_version v WHERE v.id = found.id AND v.state = 'published' AND @scope(v.shared_to)`
)

// brief is what ordering and counting need of a version.
type brief struct {
	id                                     VersionID
	title, subject, stage, edition, volume string
	grade, items, fit                      int
}

func scanBrief(r db.Row) (brief, error) {
	var b brief
	return b, r.Scan(&b.id, &b.title, &b.subject, &b.stage, &b.grade, &b.edition, &b.volume, &b.items)
}

// briefs reads what the actor may read now of the documents found, in their order.
func (s *Service) briefs(ctx context.Context, scope db.Scope, hits []index.Hit) ([]brief, error) {
	if len(hits) == 0 {
		return nil, nil
	}
	ids := make([]VersionID, len(hits))
	place := make(map[VersionID]int, len(hits))
	for i, h := range hits {
		ids[i] = VersionID(h.Key)
		place[ids[i]] = i
	}
	slots := make([]brief, len(hits))
	err := db.Each(s.core.Reader(ctx), selBriefs, func(r db.Row) error {
		b, err := scanBrief(r)
		slots[place[b.id]] = b
		return err
	}, db.IDs(ids), scope)
	out := slots[:0]
	for _, b := range slots {
		if !b.id.IsZero() {
			out = append(out, b)
		}
	}
	return out, err
}

// versions reads a page of them whole, without their text.
func (s *Service) versions(ctx context.Context, scope db.Scope, page []brief) ([]Hit, error) {
	if len(page) == 0 {
		return nil, nil
	}
	ids := make([]VersionID, len(page))
	for i, b := range page {
		ids[i] = b.id
	}
	got := map[VersionID]Version{}
	err := db.Each(s.core.Reader(ctx), selFound, func(r db.Row) error {
		v, err := scanVersion(r)
		got[v.ID] = v
		return err
	}, db.IDs(ids), scope)
	var out []Hit
	for _, x := range ids {
		if v, ok := got[x]; ok { // else withdrawn between the two readings
			out = append(out, Hit{v})
		}
	}
	return out, err
}
