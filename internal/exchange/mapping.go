package exchange

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/spec/smartedu"
)

// TagLine is a tag that living records carry.
type TagLine struct {
	Module, Dimension, Tag, Name string
	Records                      int
	Listed                       bool // the menu has it
	Known                        bool // it has an answer
}

// Answer is what a person of the region said a tag means.
type Answer struct {
	Dimension, Tag, Name string
	Codes                []string // none: it means nothing here, on purpose
	Person               org.PersonID
	At                   clock.Micros
}

const (
	tagColumns        = `module, dimension, tag, name, records, listed, known`
	selTags    db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
SELECT ` + tagColumns + ` FROM exchange_tag WHERE module = ?`
	selQueue db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
SELECT '', dimension, tag, MAX(name), SUM(records), MIN(CASE WHEN listed THEN 1 ELSE 0 END) = 1, MIN(CASE WHEN known THEN 1 ELSE 0 END) = 1
FROM exchange_tag GROUP BY dimension, tag HAVING MIN(CASE WHEN known THEN 1 ELSE 0 END) = 0 ORDER BY 5 DESC, 2, 3 LIMIT ? OFFSET ?`
	countQueue db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
SELECT COUNT(*) FROM (SELECT 1 FROM exchange_tag GROUP BY dimension, tag HAVING MIN(CASE WHEN known THEN 1 ELSE 0 END) = 0) x`
	countOff db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
SELECT COUNT(*) FROM exchange_tag WHERE module = ? AND NOT listed`
	insTag db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
INSERT INTO exchange_tag (` + tagColumns + `) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (module, dimension, tag) DO UPDATE SET name = excluded.name, records = excluded.records, listed = excluded.listed, known = excluded.known`
	delTag db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
DELETE FROM exchange_tag WHERE module = ? AND dimension = ? AND tag = ?`
	selAnswers db.SQL = `-- unscoped: the region's answers
SELECT dimension, tag, name, codes, person, at FROM exchange_answer ORDER BY at DESC, dimension, tag`
	insAnswer db.SQL = `-- unscoped: the service has asked org at the region
INSERT INTO exchange_answer (dimension, tag, name, codes, person, at) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (dimension, tag) DO UPDATE SET name = excluded.name, codes = excluded.codes, person = excluded.person, at = excluded.at`
	delAnswer db.SQL = `-- unscoped: the service has asked org at the region
DELETE FROM exchange_answer WHERE dimension = ? AND tag = ?`
)

func scanTag(r db.Row) (v TagLine, err error) {
	return v, r.Scan(&v.Module, &v.Dimension, &v.Tag, &v.Name, &v.Records, &v.Listed, &v.Known)
}

func (s *Service) answers(ctx context.Context) ([]Answer, error) {
	return db.All(s.Core.Reader(ctx), selAnswers, func(r db.Row) (v Answer, err error) {
		var codes string
		if err = r.Scan(&v.Dimension, &v.Tag, &v.Name, &codes, &v.Person, &v.At); err == nil {
			err = json.Unmarshal([]byte(codes), &v.Codes)
		}
		return v, err
	})
}

// vocab is the region's vocabulary with what people answered, which wins, and these answers as a text to compare.
func (s *Service) vocab(ctx context.Context) (*smartedu.Vocab, string, error) {
	all, err := s.answers(ctx)
	if err != nil {
		return nil, "", err
	}
	v := s.Vocabulary
	lists := map[string]*smartedu.Codes{smartedu.DimensionStage: &v.Stage, smartedu.DimensionGrade: &v.Grade, smartedu.DimensionSubject: &v.Subject,
		smartedu.DimensionEdition: &v.Edition, smartedu.DimensionVolume: &v.Volume, smartedu.DimensionSeries: &v.Series}
	for _, to := range lists {
		own := make(smartedu.Codes, len(*to))
		for k, c := range *to {
			own[k] = c
		}
		*to = own
	}
	for _, a := range all {
		if to := lists[a.Dimension]; to != nil {
			(*to)[a.Tag] = a.Codes
		}
	}
	return v.Prepare(), jsonText(all), nil
}

// tagKey is how a tag is named in rows: its id, or its name where it has none.
func tagKey(t smartedu.Tag) string {
	if t.ID != "" {
		return t.ID
	}
	return t.Name
}

// tagsOf counts the tags of living records.
func tagsOf(m string, now []record, tree *smartedu.Tree, v *smartedu.Vocab) map[[2]string]TagLine {
	out := map[[2]string]TagLine{}
	for i := range now {
		for _, t := range now[i].Tags {
			k := [2]string{t.Dimension, tagKey(t)}
			line, ok := out[k]
			if !ok {
				line = TagLine{Module: m, Dimension: t.Dimension, Tag: k[1], Name: short(t.Name, 200), Known: len(v.Map([]smartedu.Tag{t}).Unmapped) == 0,
					Listed: tree != nil && tree.Has(t.Dimension, t.ID)}
			}
			line.Records++
			out[k] = line
		}
	}
	return out
}

// writeTags brings the list of tags up to date and returns how many the menu lacks.
func (s *Service) writeTags(ctx context.Context, m string, now []record, tree *smartedu.Tree, v *smartedu.Vocab) (int, error) {
	want := tagsOf(m, now, tree, v)
	old, err := db.All(s.Core.Reader(ctx), selTags, scanTag, m)
	if err != nil {
		return 0, err
	}
	var drop, put []TagLine
	off := 0
	for _, line := range want {
		if !line.Listed {
			off++
		}
		if !slices.Contains(old, line) {
			put = append(put, line)
		}
	}
	for _, line := range old {
		if _, ok := want[[2]string{line.Dimension, line.Tag}]; !ok {
			drop = append(drop, line)
		}
	}
	if err := s.Core.InSlices(ctx, 0, len(drop), func(tx *db.Tx, lo, hi int) error {
		for _, l := range drop[lo:hi] {
			if _, err := tx.Exec(delTag, m, l.Dimension, l.Tag); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return off, err
	}
	return off, s.Core.InSlices(ctx, 0, len(put), func(tx *db.Tx, lo, hi int) error {
		for _, l := range put[lo:hi] {
			if _, err := tx.Exec(insTag, m, l.Dimension, l.Tag, l.Name, l.Records, l.Listed, l.Known); err != nil {
				return err
			}
		}
		return nil
	})
}

// Queue lists the tags that nobody has answered yet, most used first. Verb exchange.read.
func (s *Service) Queue(ctx context.Context, a *org.Actor, page int) (rows []TagLine, all int, err error) {
	if _, err := s.Org.ReachNodes(ctx, a, org.ExchangeRead); err != nil {
		return nil, 0, err
	}
	if all, err = db.One(s.Core.Reader(ctx), countQueue, db.Value[int]); err != nil {
		return nil, 0, err
	}
	rows, err = db.All(s.Core.Reader(ctx), selQueue, scanTag, PageSize, max(page, 0)*PageSize)
	return rows, all, err
}

// offTree counts the tags in use that the menu lacks.
func (s *Service) offTree(ctx context.Context, m string) (int, error) {
	return db.One(s.Core.Reader(ctx), countOff, db.Value[int], m)
}

// Answers are what people of the region decided, newest first. Verb exchange.read.
func (s *Service) Answers(ctx context.Context, a *org.Actor) ([]Answer, error) {
	if _, err := s.Org.ReachNodes(ctx, a, org.ExchangeRead); err != nil {
		return nil, err
	}
	return s.answers(ctx)
}

// dimensions are those that can be answered.
var dimensions = []string{smartedu.DimensionStage, smartedu.DimensionGrade, smartedu.DimensionSubject, smartedu.DimensionEdition, smartedu.DimensionVolume, smartedu.DimensionSeries}

// answered is the payload of mapping.answered.
type answered struct {
	Dimension string   `json:"dimension"`
	Tag       string   `json:"tag"`
	Codes     []string `json:"codes"`
}

// Answer says what a tag means in the region's codes, for all records of today and of later harvests. No code: it means nothing here.
// Verb exchange.manage at the region. Faults: Invalid.
func (s *Service) Answer(ctx context.Context, a *org.Actor, dimension, tag, name string, codes []string) error {
	region, err := s.may(ctx, a, org.ExchangeManage)
	if err != nil {
		return err
	}
	if !slices.Contains(dimensions, dimension) || tag == "" || len(tag) > 200 || len(codes) > 12 {
		return fault.New(fault.Invalid, "没有这个标签，请刷新后再选")
	}
	for _, c := range codes {
		if c == "" || len([]rune(c)) > 80 {
			return fault.Fieldsf(fault.Field{Name: "code", Message: "请选择对应的内容，最多 80 个字"})
		}
		if n, err := strconv.Atoi(c); dimension == smartedu.DimensionGrade && (err != nil || n < 1 || n > 12) {
			return fault.Fieldsf(fault.Field{Name: "code", Message: "请选择年级"})
		}
	}
	if codes == nil {
		codes = []string{}
	}
	err = s.Core.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(insAnswer, dimension, tag, short(name, 200), jsonText(codes), a.Person, s.now()); err != nil {
			return err
		}
		_, err := s.Log.Append(tx, event(a, "mapping.answered", region), answered{dimension, tag, codes})
		return err
	})
	if err != nil {
		return err
	}
	return s.remap(ctx)
}

// Unanswer takes an answer back, so that the tag stands in the queue again. Verb exchange.manage at the region.
func (s *Service) Unanswer(ctx context.Context, a *org.Actor, dimension, tag string) error {
	region, err := s.may(ctx, a, org.ExchangeManage)
	if err != nil {
		return err
	}
	err = s.Core.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(delAnswer, dimension, tag)
		if err != nil || n == 0 {
			return err
		}
		_, err = s.Log.Append(tx, event(a, "mapping.withdrawn", region), answered{dimension, tag, nil})
		return err
	})
	if err != nil {
		return err
	}
	return s.remap(ctx)
}

// remap gives every stored record its sense anew, writing those that change.
func (s *Service) remap(ctx context.Context) error {
	s.run.Lock()
	defer s.run.Unlock()
	return s.caughtUp(ctx, "")
}

// caughtUp gives stored records their sense until that is by the answers of the moment; had are those by which they have it now. Another
// process may answer while this one writes what it made of the answers before.
func (s *Service) caughtUp(ctx context.Context, had string) error {
	for {
		vocab, now, err := s.vocab(ctx)
		if err != nil || now == had {
			return err
		}
		for _, m := range modules {
			if err := s.remade(ctx, m, vocab); err != nil {
				return err
			}
		}
		had = now
	}
}

func (s *Service) remade(ctx context.Context, m module, vocab *smartedu.Vocab) error {
	stored, err := db.All(s.Core.Reader(ctx), selRecords, scanRecord, m.name)
	if err != nil {
		return err
	}
	tree, err := s.menu(ctx, m.name)
	if err != nil {
		return err
	}
	now := slices.DeleteFunc(slices.Clone(stored), func(v record) bool { return v.Gone != 0 })
	if err := s.write(ctx, m.name, s.differing(stored, now, tree, vocab), nil); err != nil {
		return err
	}
	_, err = s.writeTags(ctx, m.name, now, tree, vocab)
	return err
}
