package exchange

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/spec/smartedu"
)

// The modules of the catalogue.
const (
	Lessons   = "national_lesson" // textbooks that have lessons
	Textbooks = "tch_material"    // textbooks as books
)

// module is a part of the catalogue with a menu and a version document of its own.
type module struct {
	name          string
	tree, version smartedu.Path
}

var modules = []module{{Lessons, smartedu.LessonTree, smartedu.LessonVersion}, {Textbooks, smartedu.TextbookTree, smartedu.TextbookVersion}}

func moduleNamed(name string) (module, bool) {
	i := slices.IndexFunc(modules, func(m module) bool { return m.name == name })
	if i < 0 {
		return module{}, false
	}
	return modules[i], true
}

// record is a row of the catalogue.
type record struct {
	ID, Kind, Title, Status string
	Tags                    []smartedu.Tag
	Paths                   []string // tag_paths
	sense
	Updated clock.Micros // 0 when the platform gives no time
	Digest  []byte
	Gone    clock.Micros
	raw     []byte // packed; nil when there is none or it is stored already
}

// sense is what menu and vocabulary make of a record's tags.
type sense struct {
	Place                                   string
	Pos                                     int
	Stage, Subject, Edition, Volume, Series string
	Low, High                               int // grades; 0 when the record is for none or every one
	FiveFour                                bool
}

// tagForm is a tag as it is stored.
type tagForm struct {
	D, I, N string
	O       int64 `json:",omitempty"`
}

func tagsText(tags []smartedu.Tag) string {
	out := make([]tagForm, len(tags))
	for i, t := range tags {
		out[i] = tagForm{t.Dimension, t.ID, t.Name, t.Order}
	}
	return jsonText(out)
}

func readTags(s string) ([]smartedu.Tag, error) {
	var in []tagForm
	if err := json.Unmarshal([]byte(s), &in); err != nil {
		return nil, fmt.Errorf("exchange: stored tags: %w", err)
	}
	out := make([]smartedu.Tag, len(in))
	for i, t := range in {
		out[i] = smartedu.Tag{Dimension: t.D, ID: t.I, Name: t.N, Order: t.O}
	}
	return out, nil
}

// recordOf is the row of a resource as it came. raw may be nil, then the digest is that of what was read, and nothing is packed.
func (z *packer) recordOf(r smartedu.Resource, raw []byte) (record, error) {
	out := record{ID: r.ID, Kind: r.Type, Title: short(r.Title, 300), Status: short(r.Status, 40), Tags: r.Tags, Paths: r.TagPaths}
	if !r.Updated.IsZero() {
		out.Updated = clock.At(r.Updated)
	}
	if raw == nil {
		sum := sha256.Sum256([]byte(r.Title + "\x00" + tagsText(r.Tags)))
		out.Digest = sum[:]
		return out, nil
	}
	sum := sha256.Sum256(raw)
	out.Digest = sum[:]
	kept, err := smartedu.Metadata(raw)
	if err != nil {
		return out, err
	}
	out.raw, err = z.pack(kept)
	return out, err
}

// short cuts a text to n characters.
func short(s string, n int) string {
	r := []rune(s)
	if len(r) > n {
		return string(r[:n])
	}
	return s
}

func (r *record) mark() smartedu.Record {
	m := smartedu.Record{ID: r.ID, Digest: [32]byte(r.Digest)}
	if r.Updated != 0 {
		m.Updated = clock.Time(r.Updated)
	}
	return m
}

func (r *record) resource() smartedu.Resource {
	return smartedu.Resource{ID: r.ID, Tags: r.Tags, TagPaths: r.Paths}
}

// packer packs one body after another with one compressor: a compressor is a megabyte, and a harvest has thousands of small bodies. The
// zero value is ready.
type packer struct{ z *gzip.Writer }

func (p *packer) pack(b []byte) ([]byte, error) {
	var out bytes.Buffer
	if p.z == nil {
		z, err := gzip.NewWriterLevel(&out, gzip.BestSpeed)
		if err != nil {
			return nil, err
		}
		p.z = z
	}
	p.z.Reset(&out)
	_, err := p.z.Write(b)
	if err == nil {
		err = p.z.Close()
	}
	return out.Bytes(), err
}

func unpack(b []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(z, smartedu.MaxDocument+1))
}

// senses gives each record what menu and vocabulary make of it, in the order given.
func senses(list []record, tree *smartedu.Tree, v *smartedu.Vocab) []sense {
	out := make([]sense, len(list))
	at := map[string][]int{}
	all := make([]smartedu.Resource, len(list))
	for i := range list {
		all[i] = list[i].resource()
		at[list[i].ID] = append(at[list[i].ID], i)
		out[i] = senseOf(list[i].Tags, v)
	}
	if tree == nil {
		return out
	}
	place := tree.Place(all)
	for pos, shelf := range place.Shelves {
		if shelf.Hidden {
			continue
		}
		for _, id := range shelf.Books {
			for _, i := range at[id] {
				if out[i].Place == "" { // of several places the first is its own
					out[i].Place, out[i].Pos = shelf.Key(), pos
				}
			}
		}
		if shelf.Books != nil && len(list[at[shelf.Books[0]][0]].Tags) == 0 { // the menu says what the record does not
			i := at[shelf.Books[0]][0]
			s := senseOf(smartedu.WayTags(shelf.Way), v)
			s.Place, s.Pos = out[i].Place, out[i].Pos
			out[i] = s
		}
	}
	return out
}

func senseOf(tags []smartedu.Tag, v *smartedu.Vocab) sense {
	m := v.Map(tags)
	name := func(codes []string, dimension string) string {
		if len(codes) > 0 {
			return codes[0]
		}
		for _, t := range m.Unmapped {
			if t.Dimension == dimension {
				return short(t.Name, 80)
			}
		}
		return ""
	}
	s := sense{FiveFour: m.FiveFour, Stage: name(m.Stage, smartedu.DimensionStage), Subject: name(m.Subject, smartedu.DimensionSubject),
		Edition: name(m.Edition, smartedu.DimensionEdition), Volume: name(m.Volume, smartedu.DimensionVolume), Series: name(m.Series, smartedu.DimensionSeries)}
	for _, g := range m.Grade {
		n, err := strconv.Atoi(g)
		if err != nil {
			continue
		}
		if s.Low == 0 || n < s.Low {
			s.Low = n
		}
		s.High = max(s.High, n)
	}
	return s
}

const (
	columns           = `id, kind, title, status, tags, paths, place, pos, stage, subject, edition, volume, series, low, high, fivefour, updated, digest, gone`
	selRecords db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
SELECT ` + columns + ` FROM exchange_record WHERE module = ? ORDER BY id`
	insRecord db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
INSERT INTO exchange_record (module, ` + columns + `, written, lessons) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)
ON CONFLICT (module, id) DO UPDATE SET kind = excluded.kind, title = excluded.title, status = excluded.status, tags = excluded.tags, paths = excluded.paths,
 place = excluded.place, pos = excluded.pos, stage = excluded.stage, subject = excluded.subject, edition = excluded.edition, volume = excluded.volume, series = excluded.series,
 low = excluded.low, high = excluded.high, fivefour = excluded.fivefour, updated = excluded.updated, digest = excluded.digest, gone = excluded.gone, written = excluded.written`
	insRaw db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
INSERT INTO exchange_raw (module, id, body) VALUES (?, ?, ?) ON CONFLICT (module, id) DO UPDATE SET body = excluded.body`
)

func scanRecord(r db.Row) (v record, err error) {
	var tags, paths string
	err = r.Scan(&v.ID, &v.Kind, &v.Title, &v.Status, &tags, &paths, &v.Place, &v.Pos, &v.Stage, &v.Subject, &v.Edition, &v.Volume, &v.Series,
		&v.Low, &v.High, &v.FiveFour, &v.Updated, &v.Digest, &v.Gone)
	if err != nil {
		return v, err
	}
	if v.Tags, err = readTags(tags); err == nil {
		err = json.Unmarshal([]byte(paths), &v.Paths)
	}
	if err == nil && len(v.Digest) != 32 {
		err = fmt.Errorf("exchange: record %s has a digest of %d bytes", v.ID, len(v.Digest))
	}
	return v, err
}

func putRecord(tx *db.Tx, m string, v record, now clock.Micros) error {
	paths := v.Paths
	if paths == nil {
		paths = []string{}
	}
	_, err := tx.Exec(insRecord, m, v.ID, v.Kind, v.Title, v.Status, tagsText(v.Tags), jsonText(paths), v.Place, v.Pos, v.Stage, v.Subject, v.Edition, v.Volume, v.Series,
		v.Low, v.High, v.FiveFour, v.Updated, v.Digest, v.Gone, now)
	if err == nil && v.raw != nil {
		_, err = tx.Exec(insRaw, m, v.ID, v.raw)
	}
	return err
}
