package exchange

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/spec/smartedu"
)

// mostGone is the share of a catalogue that may go without a person's yes.
const mostGone = 0.34

// Outcomes of a run.
const (
	Same    = "same"    // nothing new
	Changed = "changed" // rows were written, or a new version was noted
	Failed  = "failed"
)

// Result is what a harvest or import did.
type Result struct {
	Module  string `json:"module"`
	Version string `json:"version"`
	Outcome string `json:"outcome"`
	Trouble string `json:"trouble,omitempty"`
	Detail  string `json:"detail,omitempty"`
	Added   int    `json:"added"`
	Changed int    `json:"changed"`
	Removed int    `json:"removed"`
	Touched int    `json:"touched"` // rows of records written: those above and those whose place or meaning changed
	Records int    `json:"records"` // alive
	Placed  int    `json:"placed"`  // of them in the menu
	OffTree int    `json:"off_tree"`
	Finds   []Find `json:"findings,omitempty"`
}

// Find is something odd that reading survived: the code of smartedu, how often, and where first.
type Find struct {
	Code  string `json:"code"`
	N     int    `json:"n"`
	First string `json:"first"`
}

// taken is what a source gave, whole.
type taken struct {
	version smartedu.Version
	tree    *smartedu.Tree
	docs    []document
	kept    map[string]bool // ids of records in parts that did not change
	records []record
	finds   []smartedu.Finding
	answers string // of people, by which the records were given their sense
	packer
}

// document is a row of exchange_document; a nil body leaves the stored one.
type document struct {
	path smartedu.Path
	etag string
	body []byte
}

// stepper is told of every slice inside its transaction; an error ends the run. It may be nil.
type stepper func(tx *db.Tx, done, total int) error

// harvest brings a module up to date from a source. accept lets any share of the catalogue go. A run that fails is noted and its
// *Trouble stands in the result; an error is one of the house.
func (s *Service) harvest(ctx context.Context, a *org.Actor, m module, src Source, accept bool, step stepper) (Result, error) {
	s.run.Lock()
	defer s.run.Unlock()
	began := s.now()
	st, err := s.state(ctx, m.name)
	if err != nil {
		return Result{}, err
	}
	res := Result{Module: m.name, Version: st.Version}
	t, err := s.take(ctx, m, src, st)
	if err == nil && t == nil {
		res.Outcome = Same
		return res, s.finish(ctx, a, m, src, began, res, st, nil)
	}
	if err == nil {
		res, err = s.apply(ctx, m, t, st, accept, step)
	}
	var trouble *Trouble
	if errors.As(err, &trouble) {
		res.Module, res.Outcome, res.Trouble, res.Detail = m.name, Failed, trouble.Code, short(string(trouble.Path)+" "+trouble.Detail, 500)
		return res, s.finish(ctx, a, m, src, began, res, st, nil)
	}
	if err != nil {
		return res, err
	}
	return res, s.finish(ctx, a, m, src, began, res, st, t)
}

// take polls the version document and, when it says something new, reads menu and parts. nil: nothing is new.
func (s *Service) take(ctx context.Context, m module, src Source, st State) (*taken, error) {
	etags, err := s.etags(ctx, m.name)
	if err != nil {
		return nil, err
	}
	if src.Name() != st.Source { // documents of another source are other documents
		etags = map[smartedu.Path]string{}
	}
	d, err := src.Get(ctx, m.version, etags[m.version], false)
	if err != nil {
		return nil, err
	}
	if d.Kept {
		return nil, nil
	}
	t := &taken{kept: map[string]bool{}}
	if t.version, t.finds, err = smartedu.ReadVersion(bytes.NewReader(d.Body), string(m.version)); err != nil {
		return nil, broken(m.version, err)
	}
	old := smartedu.Version{Module: t.version.Module, Number: st.Version, Parts: st.parts}
	if src.Name() == st.Source && len(smartedu.Plan(old, t.version)) == 0 {
		return nil, nil
	}
	t.docs = append(t.docs, document{m.version, d.ETag, nil})
	if err := s.takeTree(ctx, m, src, etags[m.tree], t); err != nil {
		return nil, err
	}
	for _, p := range t.version.Parts {
		if err := s.takePart(ctx, m, src, p, etags[p], t); err != nil {
			return nil, err
		}
	}
	return t, nil
}

func (s *Service) takeTree(ctx context.Context, m module, src Source, etag string, t *taken) error {
	d, err := src.Get(ctx, m.tree, etag, false)
	if err != nil {
		return err
	}
	if d.Kept {
		t.tree, err = s.menu(ctx, m.name)
		t.docs = append(t.docs, document{m.tree, etag, nil})
		return err
	}
	return t.menuOf(m.tree, d)
}

// menuOf reads a menu and keeps its document.
func (t *taken) menuOf(p smartedu.Path, d Document) error {
	tree, finds, err := smartedu.ReadTree(bytes.NewReader(d.Body), string(p))
	if err != nil {
		return broken(p, err)
	}
	body, err := t.pack(d.Body)
	t.tree, t.finds, t.docs = tree, append(t.finds, finds...), append(t.docs, document{p, d.ETag, body})
	return err
}

func (s *Service) takePart(ctx context.Context, m module, src Source, p smartedu.Path, etag string, t *taken) error {
	d, err := src.Get(ctx, p, etag, false)
	if err != nil {
		return err
	}
	if d.Kept {
		body, err := db.One(s.Core.Reader(ctx), selBody, db.Value[[]byte], m.name, string(p))
		if err == nil {
			body, err = unpack(body)
		}
		for id := range strings.SplitSeq(string(body), "\n") {
			t.kept[id] = true
		}
		t.docs = append(t.docs, document{p, etag, nil})
		return err
	}
	from := len(t.records)
	if err := t.read(d.Body, string(p)); err != nil {
		return broken(p, err)
	}
	ids := make([]string, 0, len(t.records)-from)
	for _, v := range t.records[from:] {
		ids = append(ids, v.ID)
	}
	body, err := t.pack([]byte(strings.Join(ids, "\n")))
	t.docs = append(t.docs, document{p, d.ETag, body})
	return err
}

// read takes the records of a list.
func (t *taken) read(body []byte, part string) error {
	finds, err := smartedu.ReadList(bytes.NewReader(body), part, func(i smartedu.Item) error {
		if i.ID == "" || len(i.ID) > 200 || strings.ContainsAny(i.ID, "\n\x00") {
			return nil // a finding says so; it cannot be followed
		}
		v, err := t.recordOf(i.Resource, i.Raw)
		if err == nil {
			t.records = append(t.records, v)
		}
		return err
	})
	t.finds = append(t.finds, finds...)
	return err
}

// apply compares what came with what is stored and writes what differs. st is how the module stood before.
func (s *Service) apply(ctx context.Context, m module, t *taken, st State, accept bool, step stepper) (Result, error) {
	res := Result{Module: m.name, Version: t.version.Number, Outcome: Changed, Finds: findsOf(t.finds)}
	stored, err := db.All(s.Core.Reader(ctx), selRecords, scanRecord, m.name)
	if err != nil {
		return res, err
	}
	now, diff := t.merge(stored)
	if diff.Gone() > mostGone && !accept {
		return res, &Trouble{Shrunk, m.version, jsonText(map[string]int{"removed": len(diff.Removed), "stored": len(diff.Removed) + len(diff.Changed) + diff.Same})}
	}
	res.Added, res.Changed, res.Removed = len(diff.Added), len(diff.Changed), len(diff.Removed)
	vocab, answers, err := s.vocab(ctx)
	if err != nil {
		return res, err
	}
	write := s.differing(stored, now, t.tree, vocab)
	gone := gone(stored, diff.Removed, s.now())
	if res.Touched = len(write) + len(gone); res.Touched == 0 && st.Version == t.version.Number {
		res.Outcome = Same
	}
	if err := s.write(ctx, m.name, append(write, gone...), step); err != nil {
		return res, err
	}
	for i := range now {
		if now[i].Kind != Topics && now[i].Kind != Papers { // those are counted by themselves
			res.Records++
		}
		if now[i].Place != "" {
			res.Placed++
		}
	}
	if res.OffTree, err = s.writeTags(ctx, m.name, now, t.tree, vocab); err != nil {
		return res, err
	}
	t.answers = answers
	return res, nil
}

// merge gives the living records: what came, and those of parts that did not change.
func (t *taken) merge(stored []record) ([]record, smartedu.Changes) {
	var old, marks []smartedu.Record
	now := map[string]record{}
	for i := range stored {
		v := &stored[i]
		if v.Gone != 0 {
			continue
		}
		old = append(old, v.mark())
		if t.kept[v.ID] {
			now[v.ID] = *v
			marks = append(marks, v.mark())
		}
	}
	for i := range t.records {
		v := &t.records[i]
		if have, twice := now[v.ID]; twice && have.Updated > v.Updated {
			continue
		}
		now[v.ID] = *v
		marks = append(marks, v.mark())
	}
	diff := smartedu.Diff(old, marks)
	differs := map[string]bool{}
	for _, id := range diff.Changed {
		differs[id] = true
	}
	out := make([]record, 0, len(now))
	for i := range stored { // an unchanged record stays as it is stored
		if v := stored[i]; v.Gone == 0 && !differs[v.ID] {
			if _, ok := now[v.ID]; ok {
				now[v.ID] = v
			}
		}
	}
	for _, v := range now {
		out = append(out, v)
	}
	slices.SortFunc(out, func(a, b record) int { return compare(a.ID, b.ID) })
	return out, diff
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// differing gives every living record its sense, and returns those that are not stored as they are.
func (s *Service) differing(stored, now []record, tree *smartedu.Tree, v *smartedu.Vocab) []record {
	byID := make(map[string]*record, len(stored))
	for i := range stored {
		byID[stored[i].ID] = &stored[i]
	}
	all := senses(now, tree, v)
	var out []record
	for i := range now {
		now[i].sense = all[i]
		old := byID[now[i].ID]
		if old == nil || old.Gone != 0 || old.sense != now[i].sense || old.Updated != now[i].Updated || !bytes.Equal(old.Digest, now[i].Digest) {
			out = append(out, now[i])
		}
	}
	return out
}

// gone are the tombstones of records that left.
func gone(stored []record, ids []string, now clock.Micros) []record {
	left := map[string]bool{}
	for _, id := range ids {
		left[id] = true
	}
	var out []record
	for _, v := range stored {
		if left[v.ID] {
			v.Gone, v.Place, v.Pos = now, "", 0
			out = append(out, v)
		}
	}
	return out
}

// sliceRows is how many records one write takes: they have a body each, and a write leaves the writer within 20 ms.
const sliceRows = 60

func (s *Service) write(ctx context.Context, m string, rows []record, step stepper) error {
	now := s.now()
	for lo := 0; lo < len(rows); lo += sliceRows {
		hi := min(lo+sliceRows, len(rows))
		err := s.Core.Bulk(ctx, func(tx *db.Tx) error {
			for _, v := range rows[lo:hi] {
				if err := putRecord(tx, m, v, now); err != nil {
					return err
				}
			}
			if step != nil {
				return step(tx, hi, len(rows))
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// findsOf counts findings by code.
func findsOf(all []smartedu.Finding) []Find {
	var out []Find
	for _, f := range all {
		i := slices.IndexFunc(out, func(x Find) bool { return x.Code == string(f.Code) })
		if i < 0 {
			out = append(out, Find{Code: string(f.Code), First: short(f.String(), 300)})
			i = len(out) - 1
		}
		out[i].N++
	}
	return out
}

const (
	insDocument db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
INSERT INTO exchange_document (module, path, etag, fetched, body) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (module, path) DO UPDATE SET etag = excluded.etag, fetched = CASE WHEN excluded.body IS NULL THEN exchange_document.fetched ELSE excluded.fetched END,
 body = COALESCE(excluded.body, exchange_document.body)`
	insRun db.SQL = `-- unscoped: the log of harvests, at the region
INSERT INTO exchange_run (id, module, source, began, ended, version, outcome, trouble, detail, added, changed, removed, touched, finds)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	updModule db.SQL = `-- unscoped: the state of the harvest, at the region
UPDATE exchange_module SET version = ?, parts = ?, source = ?, polled = ?, harvested = ?, due = ?, trouble = ?, detail = ?, failures = ?, records = ?, placed = ?, gone = ? WHERE name = ?`
	countGone db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
SELECT COUNT(*) FROM exchange_record WHERE module = ? AND gone > 0`
)

// finish notes how a run ended, in one write: state, documents, log and event. It is what makes the new version count.
func (s *Service) finish(ctx context.Context, a *org.Actor, m module, src Source, began clock.Micros, res Result, st State, t *taken) error {
	region, err := s.region(ctx)
	if err != nil {
		return err
	}
	now := s.now()
	st.Polled, st.Trouble, st.Detail = now, res.Trouble, res.Detail
	st.Failures, st.Due = 0, now+int64(st.Hours)*hour
	if res.Outcome == Failed {
		st.Failures++
		st.Due = now + min(int64(st.Hours)*hour, hour<<min(st.Failures-1, 6))
	}
	if t != nil {
		st.Version, st.parts, st.Source, st.Harvested, st.Records, st.Placed = t.version.Number, t.version.Parts, src.Name(), now, res.Records, res.Placed
	}
	err = s.Core.Write(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		if t != nil {
			for _, d := range t.docs {
				if _, err := tx.Exec(insDocument, m.name, string(d.path), d.etag, now, d.body); err != nil {
					return err
				}
			}
		}
		gone, err := db.One(tx, countGone, db.Value[int], m.name)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(updModule, st.Version, jsonText(st.parts), st.Source, st.Polled, st.Harvested, st.Due, st.Trouble, st.Detail, st.Failures, st.Records, st.Placed, gone, m.name); err != nil {
			return err
		}
		if _, err := tx.Exec(insRun, id.New[any](), m.name, src.Name(), began, now, res.Version, res.Outcome, res.Trouble, res.Detail, res.Added, res.Changed, res.Removed, res.Touched, jsonText(res.Finds)); err != nil {
			return err
		}
		if res.Outcome != Changed {
			return nil
		}
		_, err = s.Log.Append(tx, event(a, "catalogue.changed", region), catalogueChanged{m.name, res.Version, res.Added, res.Changed, res.Removed})
		return err
	})
	if err != nil || t == nil {
		return err
	}
	return s.caughtUp(ctx, t.answers)
}

const hour = 3600 * 1_000_000

// catalogueChanged is the payload of catalogue.changed.
type catalogueChanged struct {
	Module  string `json:"module"`
	Version string `json:"version"`
	Added   int    `json:"added"`
	Changed int    `json:"changed"`
	Removed int    `json:"removed"`
}

// errNoLine is the fault of a box whose source is not set up.
func errNoLine() error {
	return fault.New(fault.Invalid, "这台服务器没有设置联网收取，请用“导入文件”")
}
