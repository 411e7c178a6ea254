package lesson

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/textdiff"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

func (p *Pages) upstream(w http.ResponseWriter, r *http.Request) error {
	work, err := workOf(r)
	if err != nil {
		return err
	}
	return p.showOffer(w, r, work, http.StatusOK, nil, nil)
}

func (p *Pages) showOffer(w http.ResponseWriter, r *http.Request, work commons.WorkID, status int, sent url.Values, cause error) error {
	o, err := p.Works.Offered(r.Context(), org.ActorFrom(r.Context()), work)
	if err != nil {
		return err
	}
	v := offerView{Labels: p.Labels, Offer: o, Sent: sent, Err: cause, From: UnitName(r.Context(), p.Org, o.Base.Owner)}
	return ui.Render(w, r, status, offerPage(v))
}

// follow takes the new version of the original or keeps mine.
func (p *Pages) follow(w http.ResponseWriter, r *http.Request) error {
	work, err := workOf(r)
	if err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	ctx, a, f := r.Context(), org.ActorFrom(r.Context()), r.PostForm
	v, err := id.Parse[commons.Version](f.Get("version"))
	if err != nil {
		return fault.Wrap(err, fault.NotFound, "没有找到这个版本，或不在您的范围内")
	}
	said := "这一版不采用；原课再有新版本时会再问您"
	if f.Get("answer") == "decline" {
		err = p.Works.Decline(ctx, a, work, v)
	} else {
		said = "已采用原课的新版本，请看一遍再送审"
		rev, _ := strconv.Atoi(f.Get("rev")) // not a number is no revision: a conflict
		c := commons.Choices{}
		for name := range f {
			c[name] = f.Get(name)
		}
		_, err = p.Works.Take(ctx, a, work, rev, v, c)
	}
	var stale *commons.Stale
	switch {
	case err == nil:
		ui.Say(w, ui.Success, said)
		ui.Redirect(w, r, path(work, ""))
		return nil
	case errors.As(err, &stale), fault.Is(err, fault.Conflict), fault.Is(err, fault.Invalid):
		return p.showOffer(w, r, work, fault.KindOf(err).Status(), f, err)
	}
	return err
}

type offerView struct {
	Labels
	commons.Offer
	From string
	Sent url.Values
	Err  error
}

// side is one of the three texts of a field in words.
func (v offerView) side(ctx context.Context, name, value string) string {
	switch name {
	case "subject":
		value = v.Subject(ctx, value)
	case "grade":
		n, _ := strconv.Atoi(value)
		value = v.Grade(ctx, n)
	case "edition":
		value = v.Edition(value)
	case "volume":
		value = v.Volume(value)
	case "knowledge":
		value = strings.Join(v.Knowledge(strings.Split(value, "\n")), i18n.T(ctx, "、"))
	case "licence":
		value = i18n.T(ctx, commons.Licence(value).Terms().Name)
	case "rights":
		value = i18n.T(ctx, commons.Holder(value).Name())
	case "ai":
		value = i18n.T(ctx, commons.Extent(value).Name())
	}
	if value == "" {
		return ui.Dash
	}
	return value
}

// FieldName is the label of a field of the editor, for pages that compare versions.
func FieldName(name string) string { return fieldName(name) }

// FieldText is what a field of a version says, in words.
func (l Labels) FieldText(ctx context.Context, name, value string) string {
	return offerView{Labels: l}.side(ctx, name, value)
}

// fieldName is the label of a field of the editor.
func fieldName(name string) string {
	switch name {
	case "title":
		return "课题" // i18n:data — a component translates it
	case "subject":
		return "学科" // i18n:data
	case "grade":
		return "年级" // i18n:data
	case "edition":
		return "教材版本" // i18n:data
	case "volume":
		return "册次" // i18n:data
	case "chapter":
		return "章节" // i18n:data
	case "knowledge":
		return "知识点" // i18n:data
	case "licence":
		return "许可" // i18n:data
	case "rights":
		return "权利人" // i18n:data
	case "holder":
		return "权利人名称" // i18n:data
	case "ai":
		return "人工智能标识" // i18n:data
	case "ai_tool":
		return "使用的工具" // i18n:data
	}
	return name
}

// changed are the fields that somebody changed.
func (v offerView) changed() []commons.Merged {
	var out []commons.Merged
	for _, f := range v.Fields {
		if f.Fate != textdiff.Untouched {
			out = append(out, f)
		}
	}
	return out
}

// piece is a part of the text with the number of its conflict.
type piece struct {
	textdiff.Piece
	No int
}

// pieces are the parts of the text that somebody changed.
func (v offerView) pieces() []piece {
	var out []piece
	n := 0
	for _, p := range v.Body {
		if p.Fate == textdiff.Untouched {
			continue
		}
		x := piece{p, n}
		if p.Fate == textdiff.Conflict {
			n++
		}
		out = append(out, x)
	}
	return out
}

func (v offerView) files() []commons.MergedFile {
	var out []commons.MergedFile
	for _, f := range v.Files {
		if f.Fate != textdiff.Untouched {
			out = append(out, f)
		}
	}
	return out
}

// quiet reports an offer in which nothing that a reader sees is different.
func (v offerView) quiet() bool {
	return len(v.changed())+len(v.pieces())+len(v.files()) == 0 && v.Practice == textdiff.Untouched
}

// fateText says what will happen with something.
func fateText(ctx context.Context, f textdiff.Fate) string {
	switch f {
	case textdiff.Taken:
		return i18n.T(ctx, "原课改了，您没有改：采用原课的")
	case textdiff.Kept:
		return i18n.T(ctx, "您改了，原课没有改：保留您的")
	case textdiff.Both:
		return i18n.T(ctx, "双方改得一样")
	}
	return i18n.T(ctx, "双方都改了，请选一个")
}

func fateTone(f textdiff.Fate) ui.Tone {
	switch f {
	case textdiff.Taken:
		return ui.Info
	case textdiff.Conflict:
		return ui.Warning
	}
	return ui.Neutral
}

func fileState(ctx context.Context, f *commons.File) string {
	if f == nil {
		return i18n.T(ctx, "没有这个文件")
	}
	return ui.Bytes(f.Size)
}
