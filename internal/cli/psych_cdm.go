package cli

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"

	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/psych/cdm"
	"github.com/tongxue-edu/tongxue/psych/ctt"
)

type psychCDMCmd struct {
	File    string  `arg:"" help:"CSV of 0 and 1 with a header, one person a row, empty = missing." type:"existingfile"`
	Q       string  `help:"Q-matrix: CSV with the skills in the header, one item a row, 0 or 1." required:"" type:"existingfile" name:"q"`
	Model   string  `help:"dina, dino or gdina." enum:"dina,dino,gdina" required:""`
	Tol     float64 `help:"Largest change of a probability at the end." default:"1e-7"`
	Iter    int     `help:"Most iterations." default:"5000" name:"max-iter"`
	Persons bool    `help:"Also classify every person."`
}

type cdmAnswer struct {
	Model      cdm.Model   `json:"model"`
	N          int         `json:"n"`
	Skills     []string    `json:"skills"`
	LogLik     float64     `json:"log_lik"`
	Parameters int         `json:"n_par"`
	AIC        float64     `json:"aic"`
	BIC        float64     `json:"bic"`
	Iterations int         `json:"iterations"`
	Converged  bool        `json:"converged"`
	SRMSR      number      `json:"srmsr"`
	Accuracy   number      `json:"accuracy"`
	BySkill    []cdmSkill  `json:"by_skill"`
	Items      []cdmItem   `json:"items"`
	Classes    []cdmClass  `json:"classes"`
	Persons    []cdmPerson `json:"persons,omitempty"`
	Findings   []warned    `json:"findings,omitempty"`
}

type cdmSkill struct {
	Skill    string  `json:"skill"`
	Prob     float64 `json:"prob"` // share who have it
	Accuracy number  `json:"accuracy"`
	Items    int     `json:"items"` // that need it; below 3 the classification rests on little
}

type cdmItem struct {
	Item     string   `json:"item"`
	Guess    *number  `json:"guess,omitempty"`
	Slip     *number  `json:"slip,omitempty"`
	Needs    []string `json:"skills,omitempty"`
	Patterns []string `json:"patterns,omitempty"` // of the item's skills, in their order
	Probs    []number `json:"probs,omitempty"`    // of a right answer, pattern by pattern
}

type cdmClass struct {
	Pattern string  `json:"pattern"`
	Prob    float64 `json:"prob"`
}

type cdmPerson struct {
	MAP       string   `json:"map"`
	Posterior []number `json:"posterior"` // by skill
}

// Run fits and prints one JSON document.
func (c *psychCDMCmd) Run(w *world) error {
	names, answers, skills, q, err := c.read()
	if err != nil {
		return err
	}
	f, err := cdm.New(w.ctx, answers, q, cdm.Options{Model: cdm.Model(c.Model), Tol: c.Tol, MaxIter: c.Iter})
	if err != nil {
		return refusedCDM(err)
	}
	k := float64(f.Parameters)
	out := cdmAnswer{Model: f.Model, N: f.Persons, Skills: skills, LogLik: f.LogLik, Parameters: f.Parameters, AIC: -2*f.LogLik + 2*k,
		BIC: -2*f.LogLik + k*math.Log(float64(f.Persons)), Iterations: f.Iterations, Converged: f.Converged, SRMSR: number(f.SRMSR), Accuracy: number(f.Accuracy)}
	for s, name := range skills {
		have, need := 0.0, 0
		for class, p := range f.Classes {
			if class>>s&1 == 1 {
				have += p
			}
		}
		for _, row := range q {
			if row[s] {
				need++
			}
		}
		out.BySkill = append(out.BySkill, cdmSkill{name, have, number(f.BySkill[s]), need})
	}
	for i, it := range f.Items {
		out.Items = append(out.Items, describeCDM(names[i], it, f.Model, skills))
	}
	for class, p := range f.Classes {
		out.Classes = append(out.Classes, cdmClass{cdm.Pattern(class, f.Skills), p})
	}
	out.warn(names, answers)
	if c.Persons {
		all, err := f.Classify(answers)
		if err != nil {
			return refusedCDM(err)
		}
		for _, p := range all {
			one := cdmPerson{MAP: cdm.Pattern(p.MAP, f.Skills)}
			for _, v := range p.Skills {
				one.Posterior = append(one.Posterior, number(v))
			}
			out.Persons = append(out.Persons, one)
		}
	}
	return w.print(out)
}

// fewItems is how many items a skill needs at least for a classification to rest on.
const fewItems = 3

// warn says what the numbers do not rest on.
func (out *cdmAnswer) warn(names []string, answers []uint8) {
	say := func(id, code, message string) {
		out.Findings = append(out.Findings, warned{id, code, "warning", message})
	}
	if !out.Converged {
		say("", "not_converged", "still moving at the last iteration; the values are not the maximum")
	}
	for i, name := range names {
		right, wrong := 0, 0
		for at := i; at < len(answers); at += len(names) {
			switch answers[at] {
			case 0:
				wrong++
			case 1:
				right++
			}
		}
		switch {
		case right+wrong == 0:
			say(name, "empty", "nobody has an answer to this item")
		case right == 0 || wrong == 0:
			say(name, "constant", "all answers are alike: the item tells no skill from another")
		}
	}
	for _, s := range out.BySkill {
		if s.Items < fewItems {
			say(s.Skill, "few_items", "fewer than 3 items need this skill: its classification rests on little")
		}
	}
}

func describeCDM(name string, it cdm.Item, m cdm.Model, skills []string) cdmItem {
	out := cdmItem{Item: name}
	if m != cdm.GDINA {
		guess, slip := number(it.Guess()), number(it.Slip())
		out.Guess, out.Slip = &guess, &slip
		return out
	}
	for g, p := range it.Probs {
		out.Patterns, out.Probs = append(out.Patterns, cdm.Pattern(g, len(it.Skills))), append(out.Probs, number(p))
	}
	for _, k := range it.Skills {
		out.Needs = append(out.Needs, skills[k])
	}
	return out
}

func refusedCDM(err error) error {
	var code *cdm.CodeError
	var q *cdm.QError
	for _, known := range []error{cdm.ErrEmpty, cdm.ErrShape, cdm.ErrSkills, cdm.ErrModel} {
		if errors.Is(err, known) {
			return fault.Wrap(err, fault.Invalid, "%s", err.Error())
		}
	}
	if errors.As(err, &code) || errors.As(err, &q) {
		return fault.Wrap(err, fault.Invalid, "%s", err.Error())
	}
	return err
}

// read reads answers and Q-matrix. A first column of the Q-matrix that names items is passed over.
func (c *psychCDMCmd) read() (names []string, answers []uint8, skills []string, q [][]bool, err error) {
	f, err := os.Open(filepath.Clean(c.File))
	if err != nil {
		return nil, nil, nil, nil, err
	}
	defer f.Close()
	names, m, err := ctt.ReadCSV(f)
	if err != nil {
		return nil, nil, nil, nil, fault.Wrap(err, fault.Invalid, "%s", err.Error())
	}
	answers = make([]uint8, 0, m.Persons()*m.Items())
	for p := range m.Persons() {
		for i := range names {
			switch v := m.At(p, i); {
			case math.IsNaN(v):
				answers = append(answers, cdm.Missing)
			case v == 0 || v == 1:
				answers = append(answers, uint8(v))
			default:
				return nil, nil, nil, nil, fault.New(fault.Invalid, "第 %d 行 %s：%g 不是 0 或 1", p+2, names[i], v)
			}
		}
	}
	t, err := readTable(c.Q)
	if err != nil {
		return nil, nil, nil, nil, err
	}
	first := 0
	if len(t.Names) > 1 && (t.Names[0] == "item" || slices.ContainsFunc(t.Rows, func(row []string) bool { return row[0] != "0" && row[0] != "1" })) {
		first = 1
	}
	for i, row := range t.Rows {
		needs := make([]bool, 0, len(row)-first)
		for s, cell := range row[first:] {
			if cell != "0" && cell != "1" {
				return nil, nil, nil, nil, fault.New(fault.Invalid, "Q 矩阵第 %d 行 %s：%q 不是 0 或 1", i+2, t.Names[first+s], cell)
			}
			needs = append(needs, cell == "1")
		}
		q = append(q, needs)
	}
	if len(q) != len(names) {
		return nil, nil, nil, nil, fault.New(fault.Invalid, "作答文件有 %d 题，Q 矩阵有 %d 行", len(names), len(q))
	}
	return names, answers, t.Names[first:], q, nil
}
