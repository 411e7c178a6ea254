package marks

import (
	"encoding/csv"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/exam/book"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

// form reads a POST's form and the intake that it is about.
func (p *Pages) form(r *http.Request) (exam.Intake, int, error) {
	i, err := p.intake(r)
	if err != nil {
		return i, 0, err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return i, 0, err
	}
	rev, err := strconv.Atoi(r.PostForm.Get("rev"))
	if err != nil {
		rev = -1
	}
	return i, rev, nil
}

// after shows the intake as it is now: after an act by itself, after a refusal with why.
func (p *Pages) after(w http.ResponseWriter, r *http.Request, i exam.Intake, err error) error {
	if err == nil {
		ui.Redirect(w, r, href(i.ID))
		return nil
	}
	if !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Unlawful) && !fault.Is(err, fault.Gone) {
		return err
	}
	now, loadErr := p.Exams.Intake(r.Context(), actor(r), i.ID)
	if loadErr != nil {
		return loadErr
	}
	return p.show(w, r, &intakeView{Intake: now, err: err, form: r.PostForm})
}

func (p *Pages) add(w http.ResponseWriter, r *http.Request) error {
	i, err := p.intake(r)
	if err != nil {
		return err
	}
	files, done, err := uploads(r)
	if err != nil {
		return p.after(w, r, i, err)
	}
	defer done()
	rev, _ := strconv.Atoi(r.PostForm.Get("rev"))
	_, err = p.Exams.Add(r.Context(), actor(r), i.ID, rev, files)
	return p.after(w, r, i, err)
}

// mapped takes what a person says about the columns.
func (p *Pages) mapped(w http.ResponseWriter, r *http.Request) error {
	i, rev, err := p.form(r)
	if err != nil {
		return err
	}
	maps := map[int]exam.File{}
	for _, f := range i.Files {
		maps[f.No] = said(f, r.PostForm.Get)
	}
	c := exam.Choice{Replace: r.PostForm.Get("replace") != "", ByName: r.PostForm.Get("by_name") != ""}
	now, bad, err := p.Exams.Map(r.Context(), actor(r), i.ID, rev, maps, c)
	if err != nil {
		return p.after(w, r, i, err)
	}
	if bad.Errors > 0 {
		return p.show(w, r, &intakeView{Intake: now, bad: bad})
	}
	ui.Redirect(w, r, href(i.ID))
	return nil
}

// said is a file with what the form says of it; fields that are absent leave it as it was.
func said(f exam.File, get func(string) string) exam.File {
	n := strconv.Itoa(f.No)
	if v := get("use." + n); v == exam.FileMarks || v == exam.FileJoin || v == exam.FileSkip {
		f.Kind = v
	}
	m := f.Mapping
	m.Columns = slices.Clone(m.Columns)
	if v, err := strconv.Atoi(get("first." + n)); err == nil && v > 0 && v <= book.MaxRows {
		m.First = v
	}
	if v := get("subject." + n); v != "" {
		m.Subject = v
	}
	for c := range m.Columns {
		col := &m.Columns[c]
		at := n + "." + strconv.Itoa(c)
		if v := get("k." + at); v != "" && col.Kind != book.KindRank && col.Kind != book.KindIdentity {
			kind, subject, _ := strings.Cut(v, ":")
			if slices.Contains(book.Kinds(), book.Kind(kind)) {
				col.Kind, col.Subject = book.Kind(kind), subject
			}
			if col.Kind == book.KindAnswers && len(col.Items) == 0 {
				col.Items = numbered(get("n." + at))
			}
		}
		if v := strings.TrimSpace(get("i." + at)); v != "" && len([]rune(v)) <= 20 {
			col.Item = v
		}
		if v := get("f." + at); v != "" {
			if full, err := strconv.ParseFloat(v, 64); err == nil && full > 0 && full <= 600 {
				col.Full = full
			}
		}
		if v := strings.TrimSpace(get("a." + at)); v != "" && len(v) <= 400 {
			col.Key = strings.ToUpper(v)
		}
	}
	f.Mapping = m
	return f
}

// numbered is the items 1 to n.
func numbered(text string) (out []string) {
	n, _ := strconv.Atoi(text)
	for i := range min(max(n, 0), 200) {
		out = append(out, strconv.Itoa(i+1))
	}
	return out
}

func (p *Pages) recheck(w http.ResponseWriter, r *http.Request) error {
	i, rev, err := p.form(r)
	if err != nil {
		return err
	}
	if r.PostForm.Has("by_name") { // those found by name are looked at and are to go in
		c := i.Choice
		c.ByName = true
		_, _, err = p.Exams.Map(r.Context(), actor(r), i.ID, rev, nil, c)
	} else {
		err = p.Exams.Recheck(r.Context(), actor(r), i.ID, rev)
	}
	return p.after(w, r, i, err)
}

func (p *Pages) apply(w http.ResponseWriter, r *http.Request) error {
	i, rev, err := p.form(r)
	if err != nil {
		return err
	}
	_, err = p.Exams.Apply(r.Context(), actor(r), i.ID, rev, exam.Choice{Skip: r.PostForm.Get("skip") != "", Excuse: r.PostForm.Get("excuse")})
	return p.after(w, r, i, err)
}

func (p *Pages) drop(w http.ResponseWriter, r *http.Request) error {
	i, rev, err := p.form(r)
	if err != nil {
		return err
	}
	if err := p.Exams.Drop(r.Context(), actor(r), i.ID, rev); err != nil {
		return p.after(w, r, i, err)
	}
	ui.Redirect(w, r, marksOf(i.Exam, i.Place))
	return nil
}

// download is the findings as a table for Excel. No cell of it is taken for a formula.
func (p *Pages) download(w http.ResponseWriter, r *http.Request) error {
	i, err := p.intake(r)
	if err != nil {
		return err
	}
	ctx, a := r.Context(), actor(r)
	var rows [][]string
	for after := 0; ; {
		part, err := p.Exams.Findings(ctx, a, i.ID, "", after, 500)
		if err != nil {
			return err
		}
		for _, f := range part {
			line := ""
			if f.Line > 0 {
				line = strconv.Itoa(f.Line)
			}
			rows = append(rows, []string{i18n.T(ctx, severities[f.Severity]), safe(f.File), line, safe(f.ID), safe(f.Field), i18n.T(ctx, codes[f.Code]), safe(f.Message)})
			after = f.No
		}
		if len(part) < 500 {
			break
		}
	}
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="findings.csv"`)
	h.Set("Cache-Control", "no-store")
	if _, err := w.Write([]byte("\ufeff")); err != nil { // Excel reads UTF-8 only with it
		return nil
	}
	out := csv.NewWriter(w)
	var head []string
	for _, t := range []string{"程度", "文件", "行", "号码", "列", "问题", "说明"} { // i18n:data
		head = append(head, i18n.T(ctx, t))
	}
	_ = out.Write(head)
	_ = out.WriteAll(rows)
	return nil // a reader who went away is nobody's fault
}

// safe keeps a spreadsheet from taking a text for a formula.
func safe(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// full shows a mark without needless zeros; "" for none.
func full(v float64) string {
	if v == 0 {
		return ""
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}
