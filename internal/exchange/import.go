package exchange

import (
	"bytes"
	"context"
	"errors"
	"io/fs"

	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/spec/smartedu"
)

// The names of the flat list that stands for the part files when these were not carried along.
const (
	flatBooks  = "national_lesson_textbooks.tsv"
	flatTags   = "tag_dimensions.tsv"
	flatSample = "national_lesson_part_sample.json"
)

// Imported is what a folder brought.
type Imported struct {
	Results []Result `json:"results"`
	Books   int      `json:"books_with_lessons"`
}

// Import brings in documents of the catalogue that were carried here, as a box without a line gets them: a mirror of the platform's
// paths, or the documents lying flat. Modules whose documents are not among them are left alone. Verb system.manage at the region.
func (s *Service) Import(ctx context.Context, a *org.Actor, files fs.FS, accept bool) (Imported, error) {
	if _, err := s.may(ctx, a, org.SystemManage); err != nil {
		return Imported{}, err
	}
	return s.Bring(ctx, a, files, accept)
}

// Bring is Import for the operator's shell, where nobody is asked. a may be nil.
func (s *Service) Bring(ctx context.Context, a *org.Actor, files fs.FS, accept bool) (Imported, error) {
	var out Imported
	for _, m := range modules {
		res, err := s.bring(ctx, a, m, files, accept)
		if err != nil {
			return out, err
		}
		if res.Trouble != Missing {
			out.Results = append(out.Results, res)
		}
	}
	if len(out.Results) == 0 {
		return out, &Trouble{Empty, "", ""}
	}
	n, err := s.fetchContents(ctx, Files{files}, s.now(), smartedu.MaxRecords, nil)
	if err == nil {
		_, _, err = s.fetchSets(ctx, Files{files}, s.now(), smartedu.MaxRecords)
	}
	var trouble *Trouble
	if errors.As(err, &trouble) {
		err = nil
	}
	out.Books = n
	return out, err
}

// BringMade brings in documents in memory, for the demonstration.
func (s *Service) BringMade(ctx context.Context, docs Made) error {
	m := modules[0]
	if _, err := s.harvest(ctx, nil, m, docs, true, nil); err != nil {
		return err
	}
	if _, err := s.fetchContents(ctx, docs, s.now(), smartedu.MaxRecords, nil); err != nil {
		return err
	}
	_, _, err := s.fetchSets(ctx, docs, s.now(), smartedu.MaxRecords)
	return err
}

// bring brings in one module. A module that is not there leaves nothing, not even a line in the log.
func (s *Service) bring(ctx context.Context, a *org.Actor, m module, files fs.FS, accept bool) (Result, error) {
	src := Files{files}
	if _, err := fs.Stat(files, flatBooks); err == nil && m.name == Lessons {
		return s.bringFlat(ctx, a, m, files, accept)
	}
	d, err := src.Get(ctx, m.version, "", false)
	if err != nil {
		return Result{Module: m.name, Trouble: Missing}, nil
	}
	v, _, err := smartedu.ReadVersion(bytes.NewReader(d.Body), string(m.version))
	if err == nil {
		if _, err := src.Get(ctx, v.Parts[0], "", false); err != nil { // the menu alone
			return Result{Module: m.name, Trouble: Missing}, nil
		}
	}
	return s.harvest(ctx, a, m, src, accept, nil)
}

// flatSource is a flat list of textbooks with its table of tags and some full records, in the place of part files.
type flatSource struct {
	Files
	t *taken
}

// bringFlat brings in the flat list.
func (s *Service) bringFlat(ctx context.Context, a *org.Actor, m module, files fs.FS, accept bool) (Result, error) {
	s.run.Lock()
	defer s.run.Unlock()
	began := s.now()
	st, err := s.state(ctx, m.name)
	if err != nil {
		return Result{}, err
	}
	src := flatSource{Files{files}, &taken{kept: map[string]bool{}}}
	res := Result{Module: m.name, Version: st.Version}
	if err = src.load(ctx, m); err == nil {
		res, err = s.apply(ctx, m, src.t, st, accept, nil)
	}
	var trouble *Trouble
	if errors.As(err, &trouble) {
		res.Module, res.Outcome, res.Trouble, res.Detail = m.name, Failed, trouble.Code, short(string(trouble.Path)+" "+trouble.Detail, 500)
		return res, s.finish(ctx, a, m, src, began, res, st, nil)
	}
	if err != nil {
		return res, err
	}
	return res, s.finish(ctx, a, m, src, began, res, st, src.t)
}

// load reads all documents of the flat form.
func (f flatSource) load(ctx context.Context, m module) error {
	t := f.t
	d, err := f.Get(ctx, m.tree, "", false)
	if err != nil {
		return err
	}
	if err := t.menuOf(m.tree, d); err != nil {
		return err
	}
	t.version = smartedu.Version{Module: m.name, Number: "flat"}
	if d, err := f.Get(ctx, m.version, "", false); err == nil {
		if t.version, _, err = smartedu.ReadVersion(bytes.NewReader(d.Body), string(m.version)); err != nil {
			return broken(m.version, err)
		}
	}
	if raw, err := readFile(f.FS, flatSample); err == nil {
		if err := t.read(raw, flatSample); err != nil {
			return broken(flatSample, err)
		}
	}
	full := map[string]bool{}
	for _, v := range t.records {
		full[v.ID] = true
	}
	books, err := f.table(t)
	if err != nil {
		return broken(flatBooks, err)
	}
	for _, b := range books {
		if full[b.ID] {
			continue
		}
		v, err := t.recordOf(b, nil)
		if err != nil {
			return err
		}
		t.records = append(t.records, v)
	}
	return nil
}

func (f flatSource) table(t *taken) ([]smartedu.Resource, error) {
	var tags *smartedu.TagTable
	if raw, err := readFile(f.FS, flatTags); err == nil {
		var finds []smartedu.Finding
		if tags, finds, err = smartedu.ReadTagTable(bytes.NewReader(raw), flatTags); err != nil {
			return nil, err
		}
		t.finds = append(t.finds, finds...)
	}
	raw, err := readFile(f.FS, flatBooks)
	if err != nil {
		return nil, err
	}
	books, finds, err := smartedu.ReadFlat(bytes.NewReader(raw), flatBooks, tags)
	t.finds = append(t.finds, finds...)
	return books, err
}
