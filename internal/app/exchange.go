package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"github.com/tongxue-edu/tongxue/internal/exchange"
	"github.com/tongxue-edu/tongxue/internal/fault"
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

// volumes are names of volumes 册次 that the platform and we write alike.
var volumes = []string{"上册", "下册", "全一册", "必修 第一册", "必修 第二册", "必修 第三册", "必修 第四册", "必修 上册", "必修 下册", "选择性必修 第一册", "选择性必修 第二册", "选择性必修 第三册",
	"选择性必修 第四册", "选择性必修 上册", "选择性必修 中册", "选择性必修 下册"}

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
	for _, e := range p.Editions {
		v.Edition[e] = []string{e}
	}
	for _, n := range volumes {
		v.Volume[n] = []string{n}
	}
	return v
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
