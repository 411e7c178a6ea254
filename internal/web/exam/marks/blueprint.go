package marks

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/exam/book"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

// blankRows is how many empty rows the form adds below the items; more come by saving, or by the button with script off as well.
const blankRows = 5

// tablesView is the list of an exam's subjects with their two-way tables.
type tablesView struct {
	exam.Exam
	tables map[string]exam.Blueprint
	p      *Pages
}

func (v tablesView) rows(ctx context.Context) []ui.Row {
	var out []ui.Row
	for _, s := range v.Subjects {
		b, ok := v.tables[s]
		state := ui.Tag(ui.Neutral, "还没有")
		if ok {
			state = ui.Tag(ui.Success, "已填")
			if !described(b) {
				state = ui.Tag(ui.Warning, "只有题号和分值")
			}
		}
		out = append(out, ui.R(ui.L(tableHref(v.ID, s), v.p.Preset.SubjectName(s)), state, ui.I(len(b.Items)), ui.S(full(b.Full))))
	}
	return out
}

// described reports a table in which somebody said what the items are about.
func described(b exam.Blueprint) bool {
	return slices.ContainsFunc(b.Items, func(i exam.BlueprintItem) bool { return len(i.Knowledge) > 0 || i.Level != "" })
}

func tableHref(n exam.ExamID, subject string) string {
	return "/exams/" + n.String() + "/blueprint/" + url.PathEscape(subject)
}

// planned reads the exam for whoever may write its two-way tables.
func (p *Pages) planned(r *http.Request) (exam.Exam, error) {
	e, err := p.exam(r)
	if err != nil {
		return e, err
	}
	return e, p.Org.Must(r.Context(), actor(r), org.ExamRegister, e.Node)
}

func (p *Pages) tables(w http.ResponseWriter, r *http.Request) error {
	e, err := p.planned(r)
	if err != nil {
		return err
	}
	v := tablesView{Exam: e, tables: map[string]exam.Blueprint{}, p: p}
	for _, s := range e.Subjects {
		b, err := p.Exams.Blueprint(r.Context(), actor(r), e.ID, s)
		if err == nil {
			v.tables[s] = b
		} else if !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	return ui.Render(w, r, http.StatusOK, tablesPage(v))
}

// tableView is the editor of one subject's table.
type tableView struct {
	exam.Blueprint
	exam   exam.Exam
	name   string
	found  []book.Finding // of a file or pasted cells that were read into the form
	read   bool           // the form holds what was read and is not stored
	extra  int            // empty rows
	err    error
	values url.Values // texts that could not be read as what they should be
}

func (p *Pages) tableOf(r *http.Request) (tableView, error) {
	e, err := p.planned(r)
	if err != nil {
		return tableView{}, err
	}
	subject := r.PathValue("subject")
	if !slices.Contains(e.Subjects, subject) {
		return tableView{}, errNone
	}
	v := tableView{exam: e, name: p.Preset.SubjectName(subject), extra: blankRows}
	v.Blueprint, err = p.Exams.Blueprint(r.Context(), actor(r), e.ID, subject)
	if fault.Is(err, fault.NotFound) {
		v.Blueprint, v.extra, err = exam.Blueprint{Exam: e.ID, Subject: subject}, 20, nil
	}
	return v, err
}

func (p *Pages) table(w http.ResponseWriter, r *http.Request) error {
	v, err := p.tableOf(r)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, tablePage(v))
}

// save stores the form, or only adds rows to it.
func (p *Pages) save(w http.ResponseWriter, r *http.Request) error {
	v, err := p.tableOf(r)
	if err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	if v.Rev, err = strconv.Atoi(r.PostForm.Get("rev")); err != nil {
		v.Rev = -1
	}
	v.Blueprint, err = fromForm(v.Blueprint, r.PostForm)
	if r.PostForm.Get("more") != "" {
		v.extra = 10
		return ui.Render(w, r, http.StatusOK, tablePage(v))
	}
	if err == nil {
		_, err = p.Exams.Plan(r.Context(), actor(r), v.Blueprint)
	}
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) {
		v.err, v.values = err, r.PostForm
		return ui.Render(w, r, fault.KindOf(err).Status(), tablePage(v))
	}
	if err != nil {
		return err
	}
	ui.Say(w, ui.Success, "双向细目表已保存")
	ui.Redirect(w, r, "/exams/"+v.Exam.String()+"/blueprint")
	return nil
}

// fromForm reads the rows of the form; rows without anything are left out.
func fromForm(b exam.Blueprint, form url.Values) (exam.Blueprint, error) {
	var bad []fault.Field
	number := func(name, text string, otherwise float64) float64 {
		if text = strings.TrimSpace(text); text == "" {
			return otherwise
		}
		v, err := strconv.ParseFloat(text, 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			bad = append(bad, fault.Field{Name: name, Message: "请写数字"})
			return otherwise
		}
		return v
	}
	b.Items = nil
	sum := 0.0
	for i := range 220 {
		get := func(what string) string { return strings.TrimSpace(form.Get(what + "." + strconv.Itoa(i))) }
		name := get("name")
		if name == "" && get("mark") == "" && get("knowledge") == "" {
			continue
		}
		at := strconv.Itoa(len(b.Items))
		options, _ := strconv.Atoi(get("options"))
		it := exam.BlueprintItem{Name: name, Level: get("level"), Type: get("type"), Chapter: get("chapter"), Key: strings.ToUpper(get("key")), Options: options,
			Mark: number("mark."+at, get("mark"), 0), Planned: number("planned."+at, get("planned"), math.NaN())}
		for _, k := range strings.FieldsFunc(get("knowledge"), func(r rune) bool { return strings.ContainsRune("、;；/|", r) }) {
			if k = strings.TrimSpace(k); k != "" {
				it.Knowledge = append(it.Knowledge, k)
			}
		}
		sum += it.Mark
		b.Items = append(b.Items, it)
	}
	b.Full = number("full", form.Get("full"), sum)
	if bad != nil {
		return b, fault.Fieldsf(bad...)
	}
	return b, nil
}

// read puts a file, or cells copied from a sheet, into the form. Nothing is stored yet.
func (p *Pages) read(w http.ResponseWriter, r *http.Request) error {
	v, err := p.tableOf(r)
	if err != nil {
		return err
	}
	if err := r.ParseMultipartForm(8 << 20); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return httpx.FormError(err)
	}
	name, at, size, done, err := planSource(r)
	if err != nil {
		v.err = err
		return ui.Render(w, r, fault.KindOf(err).Status(), tablePage(v))
	}
	defer done()
	rev := v.Rev
	b, found, err := p.Exams.ReadPlan(r.Context(), actor(r), v.Blueprint.Exam, v.Subject, name, at, size)
	if err != nil {
		return err
	}
	if len(b.Items) > 0 {
		v.Blueprint, v.read, v.extra = b, true, blankRows
		v.Rev = rev
	}
	v.found = found.List
	status := http.StatusOK
	if !v.read {
		status = http.StatusUnprocessableEntity
	}
	return ui.Render(w, r, status, tablePage(v))
}

// planSource is the file of the form, or its pasted cells.
func planSource(r *http.Request) (name string, at io.ReaderAt, size int64, done func(), err error) {
	clean := func() {
		if r.MultipartForm != nil {
			_ = r.MultipartForm.RemoveAll() // temporary files
		}
	}
	done = clean
	if f, h, err := r.FormFile("file"); err == nil && h.Size > 0 {
		return h.Filename, f, h.Size, func() { _ = f.Close(); clean() }, nil
	}
	text := r.FormValue("cells")
	if strings.TrimSpace(text) == "" {
		done()
		return "", nil, 0, nil, fault.Fieldsf(fault.Field{Name: "file", Message: "请选择文件，或者粘贴表格"})
	}
	return "cells.txt", bytes.NewReader([]byte(text)), int64(len(text)), done, nil
}

// items are the rows of the form: the table's and empty ones.
func (v tableView) items() []exam.BlueprintItem {
	out := slices.Clone(v.Items)
	for range v.extra {
		out = append(out, exam.BlueprintItem{Planned: math.NaN()})
	}
	return out
}

func planText(v float64) string {
	if math.IsNaN(v) {
		return ""
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

func optionCount(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// fieldErr is what is wrong with a cell of the form.
func (v tableView) fieldErr(name string, i int) string {
	var f *fault.Error
	if errors.As(v.err, &f) {
		for _, x := range f.Fields {
			if x.Name == name+"."+strconv.Itoa(i) {
				return x.Message
			}
		}
	}
	return ""
}

// cell is a small text field of the table.
func (v tableView) cell(ctx context.Context, name, label, value string, i int, width string) templ.Component {
	at := name + "." + strconv.Itoa(i)
	return ui.TextField(ui.Field{Name: at, ID: name + "-" + strconv.Itoa(i), Label: i18n.T(ctx, "第 %d 行的%s", i+1, i18n.T(ctx, label)), Hide: true, Value: value, Width: width, Error: v.fieldErr(name, i), Attrs: templ.Attributes{"list": listOf[name]}})
}

// headings are the columns of the form, and of a file that it reads.
var headings = []string{"题号", "知识点", "能力层次", "题型", "分值", "预设难度", "章节", "答案", "选项数"}

// listOf names the lists of suggestions.
var listOf = map[string]string{"level": "levels", "type": "types"}

func refusal(ctx context.Context, err error) string {
	var f *fault.Error
	if !errors.As(err, &f) {
		return ""
	}
	s := i18n.T(ctx, f.Message, f.Args...)
	for _, x := range f.Fields {
		s += " " + i18n.T(ctx, x.Message)
	}
	return s
}
