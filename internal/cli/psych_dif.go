package cli

import (
	"cmp"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/psych/ctt"
	"github.com/tongxue-edu/tongxue/psych/dif"
)

type psychDIFCmd struct {
	File   string `arg:"" help:"CSV of 0 and 1 with a header, one person a row, empty = missing." type:"existingfile"`
	Group  string `help:"CSV with the persons' groups in the same order, and its column." required:"" placeholder:"FILE:COLUMN"`
	Focal  string `help:"Value of the focal group; the larger of the two by default."`
	Method string `help:"mh, or logistic for both." enum:"mh,logistic" default:"mh"`
	Purify bool   `help:"Match by the items that are not flagged."`
}

// difAnswer is the answer of psych dif.
type difAnswer struct {
	N         int       `json:"n"`
	Reference difGroup  `json:"reference"`
	Focal     difGroup  `json:"focal"`
	NoGroup   int       `json:"n_without_group,omitempty"`
	Rounds    int       `json:"purification_rounds,omitempty"`
	Settled   *bool     `json:"purification_settled,omitempty"`
	LRRounds  int       `json:"lr_purification_rounds,omitempty"`
	LRSettled *bool     `json:"lr_purification_settled,omitempty"`
	Items     []difItem `json:"items"`
	Findings  []warned  `json:"findings,omitempty"`
}

type difGroup struct {
	Value string `json:"value"`
	N     int    `json:"n"`
}

type difItem struct {
	Item    string  `json:"item"`
	Chi2    number  `json:"mh_chi2"`
	P       number  `json:"mh_p"`
	Alpha   number  `json:"alpha_mh"`
	Delta   number  `json:"delta_mh"`
	SE      number  `json:"delta_se"`
	Class   string  `json:"ets"`
	Size    string  `json:"ets_size"` // by the size of delta alone
	Anchor  *bool   `json:"anchor,omitempty"`
	LRChi2  *number `json:"lr_chi2,omitempty"`
	LRP     *number `json:"lr_p,omitempty"`
	R2      *number `json:"r2_change,omitempty"`
	Perfect bool    `json:"separated,omitempty"`
}

// Run prints one JSON document.
func (c *psychDIFCmd) Run(w *world) error {
	names, d, out, err := c.read()
	if err != nil {
		return err
	}
	items, done, err := dif.MantelHaenszel(d, dif.Options{Purify: c.Purify})
	if err != nil {
		return refusedDIF(err)
	}
	var reg []dif.Regression
	if c.Method == "logistic" {
		var by dif.Purified
		if reg, by, err = dif.Logistic(d, dif.Options{Purify: c.Purify}); err != nil {
			return refusedDIF(err)
		}
		if c.Purify {
			out.LRRounds, out.LRSettled = by.Rounds, &by.Settled
		}
	}
	if c.Purify {
		out.Rounds, out.Settled = done.Rounds, &done.Settled
	}
	for i, m := range items {
		it := difItem{Item: names[i], Chi2: number(m.Chi2), P: number(m.P), Alpha: number(m.Alpha), Delta: number(m.Delta), SE: number(m.SE), Class: m.Class, Size: m.Size}
		if c.Purify {
			it.Anchor = &done.Anchor[i]
		}
		if math.IsNaN(m.Chi2) {
			out.Findings = append(out.Findings, warned{names[i], "constant", "warning", "no score at which both groups have right and wrong answers: the item says nothing of the groups"})
		}
		if reg != nil {
			chi2, p, r2 := number(reg[i].Chi2), number(reg[i].P), number(reg[i].R2)
			it.LRChi2, it.LRP, it.R2, it.Perfect = &chi2, &p, &r2, reg[i].Separated
		}
		out.Items = append(out.Items, it)
	}
	return w.print(out)
}

func refusedDIF(err error) error {
	var code *dif.CodeError
	if errors.Is(err, dif.ErrEmpty) || errors.Is(err, dif.ErrShape) || errors.Is(err, dif.ErrGroups) || errors.As(err, &code) {
		return fault.Wrap(err, fault.Invalid, "%s", err.Error())
	}
	return err
}

// read joins answers and groups; persons without a group are left out and counted.
func (c *psychDIFCmd) read() (names []string, d dif.Data, out difAnswer, err error) {
	f, err := os.Open(filepath.Clean(c.File))
	if err != nil {
		return nil, d, out, err
	}
	defer f.Close()
	names, m, err := ctt.ReadCSV(f)
	if err != nil {
		return nil, d, out, fault.Wrap(err, fault.Invalid, "%s", err.Error())
	}
	cut := strings.LastIndex(c.Group, ":")
	if cut < 1 {
		return nil, d, out, fault.New(fault.Invalid, "--group 要写成 文件:列名")
	}
	t, err := readTable(c.Group[:cut])
	if err != nil {
		return nil, d, out, err
	}
	groups, err := t.texts(c.Group[cut+1:])
	if err != nil {
		return nil, d, out, err
	}
	if len(groups) != m.Persons() {
		return nil, d, out, fault.New(fault.Invalid, "分组文件有 %d 人，作答文件有 %d 人", len(groups), m.Persons())
	}
	reference, focal, err := twoGroups(groups, c.Focal)
	if err != nil {
		return nil, d, out, err
	}
	d.Items = m.Items()
	out.Reference.Value, out.Focal.Value = reference, focal
	for p, g := range groups {
		if g == "" || g == "NA" {
			out.NoGroup++
			continue
		}
		if d.Focal = append(d.Focal, g == focal); g == focal {
			out.Focal.N++
		} else {
			out.Reference.N++
		}
		for i := range names {
			switch v := m.At(p, i); {
			case math.IsNaN(v):
				d.Answers = append(d.Answers, dif.Missing)
			case v == 0 || v == 1:
				d.Answers = append(d.Answers, uint8(v))
			default:
				return nil, d, out, fault.New(fault.Invalid, "第 %d 行 %s：%g 不是 0 或 1", p+2, names[i], v)
			}
		}
	}
	out.N = len(d.Focal)
	return names, d, out, nil
}

// twoGroups names the reference and the focal group: the smaller and the larger value, or as asked.
func twoGroups(groups []string, focal string) (string, string, error) {
	var values []string
	for _, g := range groups {
		if g != "" && g != "NA" && !slices.Contains(values, g) {
			if values = append(values, g); len(values) > 2 {
				break
			}
		}
	}
	if len(values) != 2 {
		return "", "", fault.New(fault.Invalid, "分组列要恰好有两个不同的值")
	}
	slices.SortFunc(values, func(a, b string) int {
		x, err1 := strconv.ParseFloat(a, 64)
		y, err2 := strconv.ParseFloat(b, 64)
		if err1 == nil && err2 == nil {
			return cmp.Compare(x, y)
		}
		return cmp.Compare(a, b)
	})
	switch focal {
	case "", values[1]:
		return values[0], values[1], nil
	case values[0]:
		return values[1], values[0], nil
	}
	return "", "", fault.New(fault.Invalid, "分组列里没有 %s", focal)
}
