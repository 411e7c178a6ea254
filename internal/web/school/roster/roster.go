// Package roster is the pages by which a school's people come in from a file: the list of imports, upload, what was found, what would
// change, applying it, and the people as a workbook. It may not hold a rule: the import decides, and says why.
package roster

import (
	"bufio"
	"context"
	_ "embed"
	"errors"
	"io"
	"net/http"

	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	domain "github.com/tongxue-edu/tongxue/internal/roster"
	"github.com/tongxue-edu/tongxue/internal/roster/workbook"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

//go:embed en.json
var en []byte

// Catalogue is the English of this package.
func Catalogue() map[string]string { return i18n.MustParse(en) }

// Pages are the pages of this package.
type Pages struct {
	Roster *domain.Service
	Org    *org.Service
}

// MaxFile is the largest file that is taken, in bytes: a city of half a million enrolments as a zip is a tenth of it.
const MaxFile = 128 << 20

// pageSize is how many imports and findings one page shows, samples how many rows stand for a change, maxUnits how many units a
// choice offers, listed how many findings of one kind the import keeps.
const (
	pageSize = 50
	samples  = 100
	maxUnits = 300
	listed   = 1000
)

// Routes lists the pages.
func (p *Pages) Routes() []httpx.Route {
	const put, read = string(org.RosterImport), string(org.PeopleRead)
	const one = "/school/roster/{import}"
	return []httpx.Route{
		{Pattern: "GET /school/roster", Verb: put, Target: "own", Serve: p.list},
		{Pattern: "POST /school/roster/{office}", Verb: put, Target: "office", Limit: MaxFile + 1<<20, Serve: p.upload},
		{Pattern: "GET /school/roster/download/template", Verb: put, Target: "own", Serve: p.template},
		{Pattern: "GET /school/roster/download/people/{office}", Verb: read, Target: "office", Serve: p.export},
		{Pattern: "GET " + one, Verb: put, Target: "import", Serve: p.one},
		{Pattern: "GET " + one + "/progress", Verb: put, Target: "import", Serve: p.progress},
		{Pattern: "GET " + one + "/changes", Verb: put, Target: "import", Serve: p.changes},
		{Pattern: "GET " + one + "/download", Verb: put, Target: "import", Serve: p.findings},
		{Pattern: "POST " + one + "/again", Verb: put, Target: "import", Serve: p.again},
		{Pattern: "POST " + one + "/apply", Verb: put, Target: "import", Serve: p.apply},
	}
}

var errNone = fault.New(fault.NotFound, "没有找到，或不在您的范围内")

// pathID reads an id of the path; what is no id is not found.
func pathID[T any](r *http.Request, name string) (id.Of[T], error) {
	v, err := id.Parse[T](r.PathValue(name))
	if err != nil {
		return v, errNone
	}
	return v, nil
}

// listView is the page of all imports.
type listView struct {
	imports []domain.Import
	next    string
	first   bool // nothing was left out before
	unit    org.Unit
	units   []org.Unit // to choose from
	may     bool       // read the people who are here
	names   names
	err     error
}

// names are who asked and which unit, for lines.
type names struct {
	people map[org.PersonID]string
	units  map[org.UnitID]string
}

func (p *Pages) namesOf(ctx context.Context, all []domain.Import) (names, error) {
	n := names{units: map[org.UnitID]string{}}
	var who []org.PersonID
	for _, i := range all {
		if !i.Asker.IsZero() {
			who = append(who, i.Asker)
		}
		if n.units[i.Owner] == "" {
			u, err := p.Org.Unit(ctx, i.Owner)
			if err != nil {
				return n, err
			}
			n.units[i.Owner] = u.Name
		}
	}
	var err error
	n.people, err = p.Org.Names(ctx, who)
	return n, err
}

func (p *Pages) list(w http.ResponseWriter, r *http.Request) error {
	var unit org.UnitID
	if text := r.URL.Query().Get("unit"); text != "" {
		var err error
		if unit, err = id.Parse[org.Unit](text); err != nil {
			return errNone
		}
	}
	return p.showList(w, r, unit, nil)
}

// showList is the list with the form for one unit, the first of one's own when none is named.
func (p *Pages) showList(w http.ResponseWriter, r *http.Request, unit org.UnitID, problem error) error {
	ctx := r.Context()
	a := org.ActorFrom(ctx)
	v := listView{first: true, err: problem}
	var err error
	if v.units, err = p.units(ctx, a); err != nil {
		return err
	}
	if unit.IsZero() && len(v.units) > 0 {
		unit = v.units[0].ID
	}
	if !unit.IsZero() {
		if err := p.Org.Must(ctx, a, org.RosterImport, id.As[any](unit)); err != nil {
			return err
		}
		if v.unit, err = p.Org.Unit(ctx, unit); err != nil {
			return err
		}
		d, err := p.Org.Can(ctx, a, org.PeopleRead, v.unit.Node())
		if err != nil {
			return err
		}
		v.may = d.Allow
	}
	var before domain.Import
	if text := r.URL.Query().Get("before"); text != "" {
		last, err := id.Parse[domain.Import](text)
		if err != nil {
			return errNone
		}
		if before, err = p.Roster.Get(ctx, a, last); err != nil {
			return err
		}
		v.first = false
	}
	if v.imports, err = p.Roster.List(ctx, a, before, pageSize+1); err != nil {
		return err
	}
	if len(v.imports) > pageSize {
		v.imports = v.imports[:pageSize]
		v.next = "/school/roster?unit=" + unit.String() + "&before=" + v.imports[pageSize-1].ID.String()
	}
	if v.names, err = p.namesOf(ctx, v.imports); err != nil {
		return err
	}
	status := http.StatusOK
	if problem != nil {
		status = fault.KindOf(problem).Status()
	}
	return ui.Render(w, r, status, listPage(v))
}

// units are where the actor may bring people in: the units of the roles themselves, then what lies below them.
func (p *Pages) units(ctx context.Context, a *org.Actor) ([]org.Unit, error) {
	nodes, err := p.Org.ReachNodes(ctx, a, org.RosterImport)
	if err != nil {
		return nil, err
	}
	var out []org.Unit
	seen := map[org.UnitID]bool{}
	add := func(u org.Unit) {
		if !seen[u.ID] && len(out) < maxUnits {
			seen[u.ID] = true
			out = append(out, u)
		}
	}
	for _, n := range nodes {
		u, err := p.Org.Unit(ctx, id.As[org.Unit](n))
		if fault.Is(err, fault.NotFound) { // a role at a class brings nobody in
			continue
		}
		if err != nil {
			return nil, err
		}
		add(u)
		if u.Kind.Teaches() {
			continue
		}
		below, err := p.Org.UnitsBelow(ctx, n)
		if err != nil {
			return nil, err
		}
		for _, b := range below {
			add(b)
		}
	}
	return out, nil
}

// upload takes a file for the unit of the path, so that the import is asked before anything of the body is read.
func (p *Pages) upload(w http.ResponseWriter, r *http.Request) error {
	unit, err := pathID[org.Unit](r, "office")
	if err != nil {
		return err
	}
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	if err := p.Org.Must(ctx, a, org.RosterImport, id.As[any](unit)); err != nil {
		return err
	}
	i, err := p.take(r, a, unit)
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.TooLarge) {
		_, _ = io.Copy(io.Discard, io.LimitReader(r.Body, MaxFile)) // a browser that is still sending reads no answer
		return p.showList(w, r, unit, err)
	}
	if err != nil {
		return err
	}
	ui.Redirect(w, r, href(i.ID))
	return nil
}

// take hands the first file of the form over while it comes in.
func (p *Pages) take(r *http.Request, a *org.Actor, unit org.UnitID) (domain.Import, error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return domain.Import{}, fault.Fieldsf(fault.Field{Name: "file", Message: "上传没有完成，请再试一次"})
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return domain.Import{}, fault.Fieldsf(fault.Field{Name: "file", Message: "请选择文件"})
		}
		if err != nil {
			return domain.Import{}, broken(err)
		}
		if part.FormName() != "file" || part.FileName() == "" {
			continue
		}
		body := bufio.NewReader(checked{part})
		if head, err := body.Peek(4); len(head) > 0 && string(head) != "PK\x03\x04" && (err == nil || errors.Is(err, io.EOF)) {
			return domain.Import{}, fault.Fieldsf(fault.Field{Name: "file", Message: "只能传 zip 压缩包（里面是 OneRoster 的 CSV）或 Excel 工作簿（.xlsx）；旧的 .xls 和单个 CSV 不行"})
		}
		return p.Roster.Upload(r.Context(), a, unit, part.FileName(), body, MaxFile)
	}
}

// checked gives a part's errors as faults.
type checked struct{ io.Reader }

// Read implements io.Reader.
func (c checked) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		err = broken(err)
	}
	return n, err
}

// broken tells a body over the limit from one that stopped coming.
func broken(err error) error {
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		return fault.New(fault.TooLarge, "文件太大，上限是 %d MB", MaxFile>>20)
	}
	return fault.Fieldsf(fault.Field{Name: "file", Message: "上传没有完成，请再试一次"})
}

// sending sets the headers of a file only when its first byte comes, so that an error before it is still a page.
type sending struct {
	w     http.ResponseWriter
	name  string
	kind  string
	begun bool
}

// Write implements io.Writer.
func (s *sending) Write(b []byte) (int, error) {
	if !s.begun {
		s.begun = true
		h := s.w.Header()
		h.Set("Content-Type", s.kind)
		h.Set("Content-Disposition", `attachment; filename="`+s.name+`"`)
		h.Set("Cache-Control", "no-store")
	}
	return s.w.Write(b)
}

const xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

func (p *Pages) template(w http.ResponseWriter, r *http.Request) error {
	if _, err := p.Org.Reach(r.Context(), org.ActorFrom(r.Context()), org.RosterImport); err != nil {
		return err
	}
	return workbook.Template(&sending{w: w, name: "roster-template.xlsx", kind: xlsx})
}

func (p *Pages) export(w http.ResponseWriter, r *http.Request) error {
	unit, err := pathID[org.Unit](r, "office")
	if err != nil {
		return err
	}
	to := &sending{w: w, name: "roster.xlsx", kind: xlsx}
	err = p.Roster.Export(r.Context(), org.ActorFrom(r.Context()), unit, to)
	if err != nil && to.begun { // half a file: the line is cut so that nobody takes it for a whole one
		panic(http.ErrAbortHandler)
	}
	return err
}
