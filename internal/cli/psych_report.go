package cli

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/psych/ctt"
	"github.com/tongxue-edu/tongxue/psych/irt"
	"github.com/tongxue-edu/tongxue/psych/report"
)

// psychReportCmd writes a page for people.
type psychReportCmd struct {
	File  string    `arg:"" help:"CSV with a header, one person a row, empty = missing." type:"existingfile"`
	Model string    `help:"rasch, 1pl, 2pl, 3pl, grm or gpcm; without it chosen by the data, and the page says why." enum:",rasch,1pl,2pl,3pl,grm,gpcm" default:""`
	Lang  string    `help:"Language of the page: zh or en." enum:"zh,en" default:"zh"`
	Out   string    `help:"The page; - is standard output. Default: beside FILE, ending in .html." placeholder:"FILE.html"`
	Title string    `help:"Heading of the page. Default: the name of the file."`
	Max   []float64 `help:"Full marks of the items, in order."`
}

// reported is the answer of psych report; the numbers behind the page are those of psych ctt and psych fit.
type reported struct {
	File     string         `json:"file"`
	Out      string         `json:"out"`
	Lang     string         `json:"lang"`
	N        int            `json:"n"`
	Model    string         `json:"model,omitempty"`
	Why      string         `json:"why,omitempty"`
	Alpha    number         `json:"alpha"`
	Low      number         `json:"alpha_low"`
	High     number         `json:"alpha_high"`
	LogLik   *number        `json:"log_lik,omitempty"`
	Items    []reportedItem `json:"items"`
	Findings []warned       `json:"findings"`
}

type reportedItem struct {
	Item    string   `json:"item"`
	N       int      `json:"n"`
	P       number   `json:"p"`
	Remarks []string `json:"remarks"`
}

// Run analyses the file and writes the page whole or not at all.
func (c *psychReportCmd) Run(w *world) error {
	out, err := c.place(w)
	if err != nil {
		return err
	}
	r, err := c.analyse(w)
	if err != nil {
		return err
	}
	var page bytes.Buffer
	if err := r.HTML(&page, report.Lang(c.Lang)); err != nil {
		return err
	}
	if out == "-" {
		_, err := w.out.Write(page.Bytes())
		return err
	}
	if err := replaceFile(out, page.Bytes()); err != nil {
		return err
	}
	return w.say(c.answer(r, out), "%s", out)
}

// place is where the page goes. It is never the file that was read.
func (c *psychReportCmd) place(w *world) (string, error) {
	switch c.Out {
	case "-":
		if w.json {
			return "", fault.New(fault.Invalid, "--out - 把网页写到标准输出，不能与 --json 同用")
		}
		return "-", nil
	case "":
		c.Out = strings.TrimSuffix(c.File, filepath.Ext(c.File)) + ".html"
	}
	in, err := os.Stat(c.File)
	if err != nil {
		return "", err
	}
	if at, err := os.Stat(c.Out); err == nil && (os.SameFile(in, at) || at.IsDir()) {
		return "", fault.New(fault.Invalid, "--out %s 是数据文件本身或文件夹，请另给一个文件名", filepath.Base(c.Out))
	}
	return filepath.Clean(c.Out), nil
}

func (c *psychReportCmd) analyse(w *world) (*report.Report, error) {
	f, err := os.Open(filepath.Clean(c.File))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	names, m, err := ctt.ReadCSV(f)
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "%s: %s", filepath.Base(c.File), err.Error())
	}
	if c.Max != nil && len(c.Max) != len(names) {
		return nil, fault.New(fault.Invalid, "--max 有 %d 个值，文件有 %d 题", len(c.Max), len(names))
	}
	r, err := report.Analyse(w.ctx, names, m, report.Options{Title: c.Title, File: filepath.Base(c.File), Model: irt.Model(c.Model), Max: c.Max})
	if errors.Is(err, irt.ErrModel) {
		return nil, fault.Wrap(err, fault.Invalid, "模型 %s 只用于两种得分的题目；不写 --model 就按数据选择", c.Model)
	}
	if err != nil {
		return nil, refusedFit(err)
	}
	return r, nil
}

func (c *psychReportCmd) answer(r *report.Report, out string) reported {
	lang := report.Lang(c.Lang)
	a := reported{File: c.File, Out: out, Lang: c.Lang, N: r.Persons, Model: string(r.Model), Alpha: number(r.CTT.Alpha), Low: number(r.AlphaLow), High: number(r.AlphaHigh),
		Items: []reportedItem{}, Findings: []warned{}}
	if r.Fit != nil {
		ll := number(r.Fit.LogLik)
		a.Why, a.LogLik = r.Chosen.Say(lang), &ll
	}
	for i, it := range r.Items {
		item := reportedItem{it.Name, r.CTT.Items[i].N, number(r.CTT.Items[i].P), []string{}}
		for _, note := range it.Remarks {
			item.Remarks = append(item.Remarks, note.Say(lang))
		}
		a.Items = append(a.Items, item)
	}
	for _, f := range r.Findings {
		a.Findings = append(a.Findings, warned{f.Item, f.Code, "warning", f.Note.Say(lang)})
	}
	return a
}

// replaceFile writes beside the place and renames, so that nobody reads half a page.
func replaceFile(path string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".page-*")
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}
