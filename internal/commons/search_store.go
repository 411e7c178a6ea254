package commons

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/index"
)

const (
	// The rows of what the index found, by their ids and not by the scope's index, which would walk through the whole region's.
	selBriefs db.SQL = `WITH found(id) AS @ids
SELECT v.subject, v.stage, v.grade, v.edition, v.volume, v.items
FROM found CROSS JOIN work_version v WHERE v.id = found.id AND v.state = 'published' AND @scope(v.shared_to)`

	selFound db.SQL = `WITH found(id) AS @ids
SELECT ` + versionBare + `
FROM found CROSS JOIN work_version v WHERE v.id = found.id AND v.state = 'published' AND @scope(v.shared_to)`
)

// brief is what counting by what lessons are needs of a version.
type brief struct {
	subject, stage, edition, volume string
	grade, items                    int
}

func scanBrief(r db.Row) (brief, error) {
	var b brief
	return b, r.Scan(&b.subject, &b.stage, &b.grade, &b.edition, &b.volume, &b.items)
}

func versionIDs(hits []index.Hit) []VersionID {
	out := make([]VersionID, len(hits))
	for i, h := range hits {
		out[i] = VersionID(h.Key)
	}
	return out
}

// briefs reads what the actor may read now of the documents found.
func (s *Service) briefs(ctx context.Context, scope db.Scope, hits []index.Hit) ([]brief, error) {
	if len(hits) == 0 {
		return nil, nil
	}
	return db.All(s.core.Reader(ctx), selBriefs, scanBrief, db.IDs(versionIDs(hits)), scope)
}

// versions reads a page of them whole, in its order and without their text: what the actor may read now.
func (s *Service) versions(ctx context.Context, scope db.Scope, page []index.Hit) ([]Hit, error) {
	if len(page) == 0 {
		return nil, nil
	}
	ids := versionIDs(page)
	got := map[VersionID]Version{}
	err := db.Each(s.core.Reader(ctx), selFound, func(r db.Row) error {
		v, err := scanVersion(r)
		got[v.ID] = v
		return err
	}, db.IDs(ids), scope)
	var out []Hit
	for _, x := range ids {
		if v, ok := got[x]; ok { // else withdrawn, and the index has not heard of it
			out = append(out, Hit{v})
		}
	}
	return out, err
}
