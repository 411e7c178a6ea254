package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"github.com/a-h/templ"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/exchange"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web"
	webexchange "github.com/tongxue-edu/tongxue/internal/web/exchange"
	"github.com/tongxue-edu/tongxue/internal/web/national"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/lesson"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/preset"
	"github.com/tongxue-edu/tongxue/spec/smartedu"
)

// SmarteduArgs is import smartedu. Accept lets any share of the stored catalogue go.
type SmarteduArgs struct {
	Path   string `json:"path"`
	Accept bool   `json:"accept,omitempty"`
}

// openExchange makes the catalogue of the national platform beside ours. It asks nobody until the system administrator turns it on.
func (a *App) openExchange() {
	a.Exchange = exchange.New(exchange.Parts{Core: a.Core, Log: a.Log, Org: a.Org, Jobs: a.Jobs, Seal: a.Seal, Clock: a.Config.Clock,
		Source: exchange.Platform(a.Config.Clock), Vocabulary: vocabularyOf(a.Preset)})
}

// vocabularyOf is what the platform's names mean in the region's codes before anybody answers anything.
func vocabularyOf(p *preset.Preset) smartedu.Vocabulary {
	v := smartedu.Vocabulary{Stage: smartedu.Codes{}, Grade: smartedu.Codes{}, Subject: smartedu.Codes{}, Edition: smartedu.Codes{}, Volume: smartedu.Codes{},
		Series: smartedu.Codes{"新教材": {"new"}, "旧教材": {"old"}}}
	for _, s := range p.Stages {
		v.Stage[s.Name] = []string{s.Code}
		for _, g := range s.Grades {
			v.Grade[g.Name] = []string{strconv.Itoa(g.Number)}
		}
	}
	for _, s := range p.Subjects {
		v.Subject[s.Name] = []string{s.Code}
	}
	for to, words := range map[*smartedu.Codes][]preset.Word{&v.Edition: p.Words.Editions, &v.Volume: p.Words.Volumes} {
		for _, w := range words {
			for _, name := range append([]string{w.Name}, w.Aliases...) {
				(*to)[name] = []string{w.ID}
			}
		}
	}
	return v
}

// exchangePages are the catalogue for teachers and the pages on which it is governed.
func (a *App) exchangePages() []web.Pages {
	l := lesson.Labels{Preset: a.Preset}
	return []web.Pages{
		&national.Pages{Exchange: a.Exchange, Subject: l.Subject, Edition: a.editionName, Volume: a.volumeName, Grade: l.Grade, Subjects: l.Subjects(), Grades: l.Grades()},
		&webexchange.Pages{Exchange: a.Exchange, Org: a.Org, Choices: a.tagChoices, Temp: a.folder.file("stage"), Back: a.Config.BaseURL + nationalBack},
	}
}

func exchangeTexts() []map[string]string {
	return []map[string]string{national.Catalogue(), webexchange.Catalogue()}
}

func (a *App) editionName(s string) string {
	if w, ok := a.Preset.Words.Edition(s); ok {
		return w.Name
	}
	return s
}

func (a *App) volumeName(s string) string {
	if w, ok := a.Preset.Words.Volume(s); ok {
		return w.Name
	}
	return s
}

// tagChoices are what a tag of the platform can mean here.
func (a *App) tagChoices(dimension string) []ui.Option {
	l := lesson.Labels{Preset: a.Preset}
	words := func(all []preset.Word) (out []ui.Option) {
		for _, w := range all {
			out = append(out, ui.Option{Value: w.ID, Label: w.Name})
		}
		return out
	}
	switch dimension {
	case smartedu.DimensionStage:
		return l.Stages()
	case smartedu.DimensionGrade:
		return l.Grades()
	case smartedu.DimensionSubject:
		return l.Subjects()
	case smartedu.DimensionEdition:
		return words(a.Preset.Words.Editions)
	case smartedu.DimensionVolume:
		return words(a.Preset.Words.Volumes)
	case smartedu.DimensionSeries:
		return []ui.Option{{Value: "new", Label: "新教材"}, {Value: "old", Label: "旧教材"}}
	}
	return nil
}

// beside is the card of links to the national platform that stands beside a lesson of ours. A catalogue that cannot be read leaves the
// page without the card: no lesson fails for it.
func (a *App) beside(ctx context.Context, who *org.Actor, d commons.Draftable) templ.Component {
	q := exchange.Ask{Subject: d.Subject, Stage: d.Stage, Grade: d.Grade, Edition: d.Edition, Volume: d.Volume, Chapter: d.Chapter, Title: d.Title}
	if w, ok := a.Preset.Words.Edition(d.Edition); ok {
		q.Edition = w.ID
	}
	if w, ok := a.Preset.Words.Volume(d.Volume); ok {
		q.Volume = w.ID
	}
	links, err := a.Exchange.Links(ctx, who, q)
	if err != nil {
		if !fault.Is(err, fault.Denied) {
			a.Config.Log.Error("links to the national platform", "error", err)
		}
		return nil
	}
	return national.Card(links)
}

// importSmartedu brings in documents of the national platform's catalogue that were carried here, a folder or a zip archive.
func importSmartedu(ctx context.Context, a *App, args SmarteduArgs) (any, error) {
	files, closing, err := openDocuments(filepath.Clean(args.Path))
	if err != nil {
		return nil, err
	}
	defer closing()
	got, err := a.Exchange.Bring(ctx, nil, files, args.Accept)
	return got, documentFault(err)
}

func openDocuments(path string) (fs.FS, func(), error) {
	st, err := os.Stat(path)
	if err != nil {
		return nil, nil, fault.Wrap(err, fault.NotFound, "没有 %s", path)
	}
	if st.IsDir() {
		return os.DirFS(path), func() {}, nil
	}
	in, err := os.Open(path)
	if err != nil {
		return nil, nil, fault.Wrap(err, fault.Invalid, "打不开 %s", path)
	}
	files, err := exchange.OpenArchive(in, st.Size())
	if err != nil {
		in.Close()
		return nil, nil, documentFault(err)
	}
	return files, func() { in.Close() }, nil
}

// documentFault is a trouble with carried documents as a sentence.
func documentFault(err error) error {
	var t *exchange.Trouble
	if !errors.As(err, &t) {
		return err
	}
	return fault.Wrap(err, fault.Invalid, "这里没有国家平台目录的文件，或文件不完整：需要目录树、版本文件和分册文件")
}
