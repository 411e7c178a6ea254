// Package exchange holds the pages on which the harvest of the national platform's catalogue is watched and governed: the state of each
// module, run now, switch and schedule, files that were carried here, the queue of tags that nobody has answered, tombstones and log.
// The domain decides who may do what; teachers read the catalogue in web/national.
package exchange

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"

	domain "github.com/tongxue-edu/tongxue/internal/exchange"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

//go:embed en.json
var en []byte

// Catalogue is the English of this package.
func Catalogue() map[string]string { return i18n.MustParse(en) }

// MaxFile is the largest archive that a page takes; the command line takes larger ones.
const MaxFile = 64 << 20

// Pages are the pages of this package.
type Pages struct {
	Exchange *domain.Service
	Org      *org.Service
	// Choices are what a tag of a dimension can mean, by code.
	Choices func(dimension string) []ui.Option
	// Temp is a folder for an upload while it is read.
	Temp string
	// Back is the address that the gateway is told to send people to.
	Back string
}

// Routes lists the pages.
func (p *Pages) Routes() []httpx.Route {
	read, manage, system := string(org.ExchangeRead), string(org.ExchangeManage), string(org.SystemManage)
	return []httpx.Route{
		{Pattern: "GET /exchange", Verb: read, Target: "self", Serve: p.home},
		{Pattern: "GET /exchange/tags", Verb: read, Target: "self", Serve: p.tags},
		{Pattern: "GET /exchange/log", Verb: read, Target: "self", Serve: p.log},
		{Pattern: "POST /exchange/run", Verb: manage, Target: "platform", Serve: p.runNow},
		{Pattern: "POST /exchange/tags", Verb: manage, Target: "platform", Serve: p.answer},
		{Pattern: "POST /exchange/tags/withdraw", Verb: manage, Target: "platform", Serve: p.withdraw},
		{Pattern: "POST /exchange/courses", Verb: manage, Target: "platform", Serve: p.nameCourse},
		{Pattern: "POST /exchange/courses/drop", Verb: manage, Target: "platform", Serve: p.dropCourse},
		{Pattern: "POST /exchange/schedule", Verb: system, Target: "platform", Serve: p.schedule},
		{Pattern: "GET /exchange/signon", Verb: system, Target: "platform", Serve: p.signOn},
		{Pattern: "POST /exchange/signon", Verb: system, Target: "platform", Serve: p.setSignOn},
		{Pattern: "POST /exchange/signon/try", Verb: system, Target: "platform", Serve: p.trySignOn},
		{Pattern: "POST /exchange/import", Verb: system, Target: "platform", Limit: MaxFile + 1<<20, Serve: p.bring},
	}
}

func actor(r *http.Request) *org.Actor { return org.ActorFrom(r.Context()) }

// may asks whether the actor holds a verb at the region, for the forms of a page.
func (p *Pages) may(ctx context.Context, a *org.Actor, v org.Verb) (bool, error) {
	u, err := p.Org.RegionUnit(ctx)
	if err != nil {
		return false, err
	}
	d, err := p.Org.Can(ctx, a, v, u.Node())
	return d.Allow, err
}

// must asks for a verb at the region before anything of a body is read.
func (p *Pages) must(r *http.Request, v org.Verb) error {
	u, err := p.Org.RegionUnit(r.Context())
	if err != nil {
		return err
	}
	return p.Org.Must(r.Context(), actor(r), v, u.Node())
}

type frame struct {
	Manage, System bool
	Reads          bool // the library
	Waiting        int  // tags in the queue
	Err            error
	Sent           url.Values
}

func (p *Pages) frame(ctx context.Context, a *org.Actor) (f frame, err error) {
	if f.Manage, err = p.may(ctx, a, org.ExchangeManage); err != nil {
		return f, err
	}
	if f.System, err = p.may(ctx, a, org.SystemManage); err != nil {
		return f, err
	}
	f.Reads = a.Has(org.LibraryRead)
	_, f.Waiting, err = p.Exchange.Queue(ctx, a, 0)
	return f, err
}

type homeView struct {
	frame
	States  []domain.State
	OffTree map[string]int
	Courses []domain.Set // that people named, for whoever manages them
	Form    string       // which form was refused
}

func (p *Pages) home(w http.ResponseWriter, r *http.Request) error { return p.showHome(w, r, "", nil) }

func (p *Pages) showHome(w http.ResponseWriter, r *http.Request, form string, wrong error) error {
	ctx, a := r.Context(), actor(r)
	v := homeView{OffTree: map[string]int{}, Form: form}
	var err error
	if v.States, err = p.Exchange.States(ctx, a); err != nil {
		return err
	}
	if v.frame, err = p.frame(ctx, a); err != nil {
		return err
	}
	for _, s := range v.States {
		if v.OffTree[s.Module], err = p.Exchange.OffTree(ctx, a, s.Module); err != nil {
			return err
		}
	}
	if v.Manage {
		if v.Courses, err = p.Exchange.NamedCourses(ctx, a); err != nil {
			return err
		}
	}
	v.Err, v.Sent = wrong, r.PostForm
	return ui.Render(w, r, statusOf(wrong), homePage(v))
}

func statusOf(wrong error) int {
	if wrong == nil {
		return http.StatusOK
	}
	return fault.KindOf(wrong).Status()
}

// refused reports whether an error belongs on the form.
func refused(err error) bool { return fault.Is(err, fault.Invalid) || fault.Is(err, fault.TooLarge) }

func (p *Pages) runNow(w http.ResponseWriter, r *http.Request) error {
	if err := p.must(r, org.ExchangeManage); err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	f := r.PostForm
	err := p.Exchange.RunNow(r.Context(), actor(r), f.Get("module"), f.Get("accept") == "1", f.Get("idem"))
	if err != nil && refused(err) {
		return p.showHome(w, r, "run", err)
	}
	if err != nil {
		return err
	}
	ui.Say(w, ui.Success, "已开始收取，过一会儿刷新本页看结果")
	ui.Redirect(w, r, "/exchange")
	return nil
}

func (p *Pages) schedule(w http.ResponseWriter, r *http.Request) error {
	if err := p.must(r, org.SystemManage); err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	f := r.PostForm
	hours, _ := strconv.Atoi(f.Get("hours")) // what is no number is out of bounds
	err := p.Exchange.Schedule(r.Context(), actor(r), f.Get("module"), f.Get("live") == "1", hours)
	if err != nil && refused(err) {
		return p.showHome(w, r, f.Get("module"), err)
	}
	if err != nil {
		return err
	}
	ui.Say(w, ui.Success, "已保存")
	ui.Redirect(w, r, "/exchange")
	return nil
}

// bring takes an archive of documents that were carried here.
func (p *Pages) bring(w http.ResponseWriter, r *http.Request) error {
	if err := p.must(r, org.SystemManage); err != nil {
		return err
	}
	file, accept, err := p.receive(r)
	if file != nil {
		defer func() { file.Close(); os.Remove(file.Name()) }()
	}
	var got domain.Imported
	if err == nil {
		got, err = p.imported(r, file, accept)
	}
	if err != nil && refused(err) {
		_, _ = io.Copy(io.Discard, io.LimitReader(r.Body, MaxFile)) // a browser that is still sending reads no answer
		return p.showHome(w, r, "import", err)
	}
	if err != nil {
		return err
	}
	changed := 0
	for _, x := range got.Results {
		changed += x.Touched
	}
	ui.Say(w, ui.Success, "已导入，写入 %s 条，有章节的教材 %s 本", strconv.Itoa(changed), strconv.Itoa(got.Books))
	ui.Redirect(w, r, "/exchange")
	return nil
}

func (p *Pages) imported(r *http.Request, file *os.File, accept bool) (domain.Imported, error) {
	st, err := file.Stat()
	if err != nil {
		return domain.Imported{}, err
	}
	files, err := domain.OpenArchive(file, st.Size())
	var got domain.Imported
	if err == nil {
		got, err = p.Exchange.Import(r.Context(), actor(r), files, accept)
	}
	var trouble *domain.Trouble
	if errors.As(err, &trouble) {
		return got, fault.Fieldsf(fault.Field{Name: "file", Message: troubles[trouble.Code].What})
	}
	for _, x := range got.Results {
		if x.Outcome == domain.Failed {
			return got, fault.Fieldsf(fault.Field{Name: "file", Message: troubles[x.Trouble].What})
		}
	}
	return got, err
}

// receive writes the first file of the form to a file of its own.
func (p *Pages) receive(r *http.Request) (*os.File, bool, error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, false, noFile()
	}
	accept := false
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, accept, noFile()
		}
		if err != nil {
			return nil, accept, broken(err)
		}
		if part.FormName() == "accept" {
			b, _ := io.ReadAll(io.LimitReader(part, 8))
			accept = string(bytes.TrimSpace(b)) == "1"
		}
		if part.FormName() != "file" || part.FileName() == "" {
			continue
		}
		if err := os.MkdirAll(p.Temp, 0o700); err != nil {
			return nil, accept, err
		}
		file, err := os.CreateTemp(p.Temp, "smartedu-*.zip")
		if err != nil {
			return nil, accept, err
		}
		n, err := io.Copy(file, io.LimitReader(part, MaxFile+1))
		switch {
		case err != nil:
			return file, accept, broken(err)
		case n > MaxFile:
			return file, accept, fault.New(fault.TooLarge, "文件太大，上限是 %d MB", MaxFile>>20)
		}
		return file, accept, nil
	}
}

func noFile() error {
	return fault.Fieldsf(fault.Field{Name: "file", Message: "请选择一个 zip 压缩包"})
}

func broken(err error) error {
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		return fault.New(fault.TooLarge, "文件太大，上限是 %d MB", MaxFile>>20)
	}
	return fault.Fieldsf(fault.Field{Name: "file", Message: "上传没有完成，请再试一次"})
}

type tagsView struct {
	frame
	*Pages
	Rows    []domain.TagLine
	Answers []domain.Answer
	Names   map[org.PersonID]string
	Page    int
}

func pageOf(r *http.Request) int {
	n, _ := strconv.Atoi(r.URL.Query().Get("page")) // not a number is the first page
	return min(max(n, 0), 100_000)
}

func (p *Pages) tags(w http.ResponseWriter, r *http.Request) error { return p.showTags(w, r, nil) }

func (p *Pages) showTags(w http.ResponseWriter, r *http.Request, wrong error) error {
	ctx, a := r.Context(), actor(r)
	v := tagsView{Pages: p, Page: pageOf(r)}
	var err error
	if v.Rows, _, err = p.Exchange.Queue(ctx, a, v.Page); err != nil {
		return err
	}
	if v.frame, err = p.frame(ctx, a); err != nil {
		return err
	}
	if v.Answers, err = p.Exchange.Answers(ctx, a); err != nil {
		return err
	}
	var who []org.PersonID
	for _, x := range v.Answers {
		who = append(who, x.Person)
	}
	if v.Names, err = p.Org.Names(ctx, who); err != nil {
		return err
	}
	v.Err, v.Sent = wrong, r.PostForm
	return ui.Render(w, r, statusOf(wrong), tagsPage(v))
}

func (p *Pages) answer(w http.ResponseWriter, r *http.Request) error {
	if err := p.must(r, org.ExchangeManage); err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	f := r.PostForm
	var codes []string
	switch code := strings.TrimSpace(f.Get("code")); code {
	case "":
		return p.showTags(w, r, fault.Fieldsf(fault.Field{Name: "code", Message: "请先选它对应什么"}))
	case nothing:
	case asIs:
		codes = []string{f.Get("name")}
	default:
		codes = strings.Split(code, ",")
	}
	err := p.Exchange.Answer(r.Context(), actor(r), f.Get("dimension"), f.Get("tag"), f.Get("name"), codes)
	if err != nil && refused(err) {
		return p.showTags(w, r, err)
	}
	if err != nil {
		return err
	}
	ui.Say(w, ui.Success, "已记住，以后收来的也照此对应")
	ui.Redirect(w, r, "/exchange/tags")
	return nil
}

func (p *Pages) withdraw(w http.ResponseWriter, r *http.Request) error {
	if err := p.must(r, org.ExchangeManage); err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	if err := p.Exchange.Unanswer(r.Context(), actor(r), r.PostForm.Get("dimension"), r.PostForm.Get("tag")); err != nil {
		return err
	}
	ui.Say(w, ui.Success, "已取消，这个标签回到待对应里")
	ui.Redirect(w, r, "/exchange/tags")
	return nil
}

type logView struct {
	frame
	Runs []domain.Run
	Gone []domain.Tombstone
	Page int
}

func (p *Pages) log(w http.ResponseWriter, r *http.Request) error {
	ctx, a := r.Context(), actor(r)
	v := logView{Page: pageOf(r)}
	var err error
	if v.Runs, err = p.Exchange.Runs(ctx, a, v.Page); err != nil {
		return err
	}
	if v.Gone, err = p.Exchange.Tombstones(ctx, a, 0); err != nil {
		return err
	}
	if v.frame, err = p.frame(ctx, a); err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, logPage(v))
}
