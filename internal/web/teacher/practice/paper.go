package practice

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/assess"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
	"github.com/tongxue-edu/tongxue/spec/qti"
)

// paperView is the editor of a paper.
type paperView struct {
	Sheet assess.Sheet
	Back  string
	Err   error
}

// itemView is the form of one item.
type itemView struct {
	Paper  assess.PaperID
	Rev    int
	No     int // 0 for a new one
	Kind   qti.DraftKind
	Draft  assess.LineDraft
	Values url.Values
	Err    error
}

// choiceSlots is how many options the form offers; empty ones at the end are left out.
const choiceSlots = 6

func (p *Pages) paper(w http.ResponseWriter, r *http.Request) error {
	return p.showPaper(w, r, nil)
}

func (p *Pages) showPaper(w http.ResponseWriter, r *http.Request, problem error) error {
	paper, err := pathID[assess.Paper](r, "paper")
	if err != nil {
		return err
	}
	sh, err := p.Assess.Sheet(r.Context(), actor(r), paper)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if problem != nil {
		status = fault.KindOf(problem).Status()
	}
	return ui.Render(w, r, status, paperPage(paperView{sh, p.back(r, paper), problem}))
}

func (p *Pages) back(r *http.Request, paper assess.PaperID) string {
	if p.Back == nil {
		return ""
	}
	return p.Back(r.Context(), actor(r), paper)
}

func (p *Pages) newItem(w http.ResponseWriter, r *http.Request) error {
	paper, err := pathID[assess.Paper](r, "paper")
	if err != nil {
		return err
	}
	sh, err := p.Assess.Sheet(r.Context(), actor(r), paper)
	if err != nil {
		return err
	}
	kind := qti.DraftKind(r.URL.Query().Get("kind"))
	if assess.KindName(string(kind)) == "" || kind == assess.Compound {
		kind = qti.DraftSingle
	}
	return ui.Render(w, r, http.StatusOK, itemPage(itemView{Paper: paper, Rev: sh.Rev, Kind: kind}))
}

func (p *Pages) editItem(w http.ResponseWriter, r *http.Request) error {
	paper, err := pathID[assess.Paper](r, "paper")
	if err != nil {
		return err
	}
	no, err := pathNo(r)
	if err != nil {
		return err
	}
	sh, err := p.Assess.Sheet(r.Context(), actor(r), paper)
	if err != nil {
		return err
	}
	for _, l := range sh.Lines {
		if l.No != no {
			continue
		}
		d, ok := l.Draft()
		if !ok {
			return fault.New(fault.Conflict, "这道题来自题目包，不能在表单里改；可以删掉重做")
		}
		return ui.Render(w, r, http.StatusOK, itemPage(itemView{Paper: paper, Rev: sh.Rev, No: no, Kind: d.Draft.Kind, Draft: d}))
	}
	return fault.New(fault.NotFound, "这份练习没有第 %d 题", no)
}

func (p *Pages) addItem(w http.ResponseWriter, r *http.Request) error { return p.storeItem(w, r, 0) }

func (p *Pages) saveItem(w http.ResponseWriter, r *http.Request) error {
	no, err := pathNo(r)
	if err != nil {
		return err
	}
	return p.storeItem(w, r, no)
}

func (p *Pages) storeItem(w http.ResponseWriter, r *http.Request, no int) error {
	paper, err := pathID[assess.Paper](r, "paper")
	if err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	rev, d := number(r.PostForm, "rev"), draftOf(r.PostForm)
	if no == 0 {
		_, err = p.Assess.AddLine(r.Context(), actor(r), paper, rev, d)
	} else {
		_, err = p.Assess.EditLine(r.Context(), actor(r), paper, rev, no, d)
	}
	if err != nil {
		if !refused(err) {
			return err
		}
		v := itemView{Paper: paper, Rev: rev, No: no, Kind: d.Draft.Kind, Draft: d, Values: r.PostForm, Err: formErr(err)}
		return ui.Render(w, r, fault.KindOf(err).Status(), itemPage(v))
	}
	if r.PostForm.Get("then") == "another" {
		say(w, "已保存，接着出下一题")
		ui.Redirect(w, r, paperPath(paper, "/items/new?kind="+string(d.Draft.Kind)))
		return nil
	}
	say(w, "已保存")
	ui.Redirect(w, r, paperPath(paper, ""))
	return nil
}

// formErr renames the draft's fields to those of the form: what concerns the choices as a whole stands at the right answer.
func formErr(err error) error {
	f := assess.Fields(err)
	if len(f) == 0 {
		return err
	}
	out := make([]fault.Field, len(f))
	for i, one := range f {
		if one.Name == "choices" {
			one.Name = "correct"
		}
		if one.Name == "accept" {
			one.Name = "accept[0]"
		}
		out[i] = one
	}
	return fault.Fieldsf(out...)
}

// draftOf reads the form of an item.
func draftOf(v url.Values) assess.LineDraft {
	d := qti.Draft{Kind: qti.DraftKind(v.Get("kind")), Prompt: strings.TrimSpace(v.Get("prompt")), Feedback: strings.TrimSpace(v.Get("feedback"))}
	switch d.Kind {
	case qti.DraftTrueFalse:
		if c := v.Get("correct"); c != "" {
			d.Choices = qti.TrueFalseChoices(c == "true")
		} else {
			d.Choices = []qti.DraftChoice{{ID: "true", Text: "对"}, {ID: "false", Text: "错"}} // i18n:data
		}
	case qti.DraftSingle, qti.DraftMultiple:
		d.Choices = choicesOf(v)
	default:
		for i := range choiceSlots {
			if s := v.Get("accept[" + strconv.Itoa(i) + "]"); strings.TrimSpace(s) != "" {
				d.Accept = append(d.Accept, strings.TrimSpace(s))
			}
		}
	}
	points, _ := strconv.ParseFloat(v.Get("points"), 64)
	return assess.LineDraft{Draft: d, Points: points, Knowledge: strings.TrimSpace(v.Get("knowledge"))}
}

func choicesOf(v url.Values) []qti.DraftChoice {
	right := map[string]bool{}
	for _, c := range v["correct"] {
		right[c] = true
	}
	var out []qti.DraftChoice
	last := -1
	for i := range choiceSlots {
		text := strings.TrimSpace(v.Get("choices[" + strconv.Itoa(i) + "].text"))
		if text != "" || right[letter(i)] {
			last = i
		}
		out = append(out, qti.DraftChoice{Text: text, Correct: right[letter(i)]})
	}
	return out[:last+1]
}

func letter(i int) string { return string(rune('A' + i)) }

func (p *Pages) moveItem(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, func(paper assess.PaperID, rev, no int) error {
		_, err := p.Assess.MoveLine(r.Context(), actor(r), paper, rev, no, number(r.PostForm, "to"))
		return err
	}, "已移动")
}

func (p *Pages) removeItem(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, func(paper assess.PaperID, rev, no int) error {
		_, err := p.Assess.RemoveLine(r.Context(), actor(r), paper, rev, no)
		return err
	}, "已删除")
}

// change runs a one-button change of the paper and comes back to it.
func (p *Pages) change(w http.ResponseWriter, r *http.Request, f func(paper assess.PaperID, rev, no int) error, done string) error {
	paper, err := pathID[assess.Paper](r, "paper")
	if err != nil {
		return err
	}
	no, err := pathNo(r)
	if err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	if err := f(paper, number(r.PostForm, "rev"), no); err != nil {
		if refused(err) {
			return p.showPaper(w, r, err)
		}
		return err
	}
	say(w, done)
	ui.Redirect(w, r, paperPath(paper, ""))
	return nil
}

// importView is the page of importing.
type importView struct {
	Paper  assess.PaperID
	Rev    int
	Report *assess.ImportReport
	Err    error
}

func (p *Pages) importForm(w http.ResponseWriter, r *http.Request) error {
	paper, err := pathID[assess.Paper](r, "paper")
	if err != nil {
		return err
	}
	sh, err := p.Assess.Sheet(r.Context(), actor(r), paper)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, importPage(importView{Paper: paper, Rev: sh.Rev}))
}

func (p *Pages) importFile(w http.ResponseWriter, r *http.Request) error {
	paper, err := pathID[assess.Paper](r, "paper")
	if err != nil {
		return err
	}
	sh, err := p.Assess.Sheet(r.Context(), actor(r), paper) // asks before the upload is read
	if err != nil {
		return err
	}
	v := importView{Paper: paper, Rev: sh.Rev}
	if err := httpx.FormError(r.ParseMultipartForm(8 << 20)); err != nil {
		return err
	}
	defer r.MultipartForm.RemoveAll()
	f, head, err := r.FormFile("file")
	if err != nil {
		v.Err = fault.Fieldsf(fault.Field{Name: "file", Message: "请选一个 QTI 文件或题目包"})
		return ui.Render(w, r, http.StatusUnprocessableEntity, importPage(v))
	}
	defer f.Close()
	rep, err := p.Assess.Import(r.Context(), actor(r), paper, number(r.PostForm, "rev"), f, head.Size)
	if err != nil && !refused(err) {
		return err
	}
	v.Report, v.Err = &rep, err
	if rep.Rev > 0 {
		v.Rev = rep.Rev
	}
	status := http.StatusOK
	if err != nil {
		status = fault.KindOf(err).Status()
	}
	return ui.Render(w, r, status, importPage(v))
}

func (p *Pages) preview(w http.ResponseWriter, r *http.Request) error {
	paper, err := pathID[assess.Paper](r, "paper")
	if err != nil {
		return err
	}
	sh, err := p.Assess.Sheet(r.Context(), actor(r), paper)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, previewPage(sh, r.URL.Query().Get("key") == "1"))
}

// reason is a sentence for the closed codes of spec/qti; the English message stands beside it.
func reason(ctx context.Context, f qti.Finding) string {
	switch f.Code {
	case qti.CodeInteraction, qti.CodeNoInteraction:
		return i18n.T(ctx, "题目的作答方式现在还不支持")
	case qti.CodeProcessing, qti.CodeNoProcessing:
		return i18n.T(ctx, "评分规则不是标准模板，现在还不支持")
	case qti.CodeAdaptive, qti.CodeTemplate:
		return i18n.T(ctx, "自适应或模板题现在还不支持")
	case qti.CodeNoKey, qti.CodeDeclaration, qti.CodeCardinality:
		return i18n.T(ctx, "题目的答案说明不完整或不支持")
	case assess.CodeBarred:
		return i18n.T(ctx, "题目里有不能使用的图片：它已被依法下架，或是某个班的班级资料")
	case qti.CodeSize:
		return i18n.T(ctx, "太大，或练习已满")
	case qti.CodeXML, qti.CodeEncoding, qti.CodeDoctype, qti.CodeDepth, qti.CodeElements, qti.CodeNotItem:
		return i18n.T(ctx, "不是能读的 QTI 题目")
	case qti.CodeUnsupportedPart:
		return i18n.T(ctx, "题目包里的这一部分现在还不支持")
	case qti.CodeMissing, qti.CodeFile:
		return i18n.T(ctx, "题目包里缺文件")
	}
	return i18n.T(ctx, "题目包有问题")
}
