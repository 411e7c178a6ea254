// Package preset holds what differs from region to region as data: codes, stages, grades, subjects, terms, homework limits and the
// rules that the law leaves to the region. Another province is another folder; no Go changes. It may not import the rest of the house.
//
// Sources of cn-tianjin: area codes GB/T 2260; homework minutes 教基厅函〔2021〕13号; bedtimes 教育部睡眠管理通知 2021; compulsory
// stage 六三制; see each file's "source" fields.
package preset

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

//go:embed */preset.json gradescore/*.json
var files embed.FS

// Preset is one region's data.
type Preset struct {
	Name        string                     `json:"-"`
	Region      Area                       `json:"region"`
	Districts   []Area                     `json:"districts"`
	Stages      Stages                     `json:"stages"`
	Subjects    []Subject                  `json:"subjects"`
	Terms       []Term                     `json:"terms"`
	Editions    []string                   `json:"editions"` // those a form offers first
	Exams       Exams                      `json:"exams"`
	Analysis    Analysis                   `json:"analysis"`
	Credit      []Credit                   `json:"credit"`
	GradeScores []GradeScore               `json:"grade_scores"`
	Synonyms    [][]string                 `json:"synonyms"` // words of a search that mean the same
	Settings    map[string]json.RawMessage `json:"settings"`
	Words       *Vocabulary                `json:"-"` // the same in every region
}

// Area is an administrative area with its GB/T 2260 code.
type Area struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// Stages are the stages of a region's schools, from the youngest. 初中 begins with grade 7 where they are 六三制 and with grade 6 where
// they are 五四制: which grades a stage has is said here and nowhere else.
type Stages []Stage

// Of is the code of the stage that a grade belongs to, "" for none.
func (s Stages) Of(grade int) string {
	for _, stage := range s {
		for _, g := range stage.Grades {
			if g.Number == grade {
				return stage.Code
			}
		}
	}
	return ""
}

// Begins is the grade in which a stage begins, 0 for a stage that the region has not.
func (s Stages) Begins(code string) int {
	for _, stage := range s {
		if stage.Code == code && len(stage.Grades) > 0 {
			return stage.Grades[0].Number
		}
	}
	return 0
}

// Stage 学段 with its grades.
type Stage struct {
	Code   string  `json:"code"`
	Name   string  `json:"name"`
	Grades []Grade `json:"grades"`
}

// Grade 年级: Number runs from 1 to 12 over all stages.
type Grade struct {
	Number int    `json:"number"`
	Name   string `json:"name"`
}

// Subject 学科 and the stages that have it.
type Subject struct {
	Code   string   `json:"code"`
	Name   string   `json:"name"`
	Stages []string `json:"stages"`
}

// Term 学期: first and last day, inclusive, as YYYY-MM-DD.
type Term struct {
	Code  string `json:"code"`
	Name  string `json:"name"`
	First string `json:"first"`
	Last  string `json:"last"`
}

// Default is the preset of a new store.
const Default = "cn-tianjin"

// Names lists the presets that the program carries.
func Names() []string {
	dirs, _ := fs.Glob(files, "*/preset.json")
	for i := range dirs {
		dirs[i] = path.Dir(dirs[i])
	}
	slices.Sort(dirs)
	return dirs
}

// Load reads a preset by name and checks it.
func Load(name string) (*Preset, error) {
	b, err := files.ReadFile(path.Join(name, "preset.json"))
	if err != nil || strings.Contains(name, "/") {
		return nil, fmt.Errorf("preset: no preset named %q; there are %v", name, Names())
	}
	p := &Preset{Name: name}
	dec := json.NewDecoder(strings.NewReader(string(b)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(p); err != nil {
		return nil, fmt.Errorf("preset: %s: %w", name, err)
	}
	if p.Words, err = Words(); err != nil {
		return nil, err
	}
	return p, p.check()
}

func (p *Preset) check() error {
	seen := map[string]bool{}
	for _, a := range append([]Area{p.Region}, p.Districts...) {
		if len(a.Code) != 6 || a.Name == "" || seen[a.Code] {
			return fmt.Errorf("preset: %s: area %+v: six digits, a name, once", p.Name, a)
		}
		seen[a.Code] = true
	}
	stages := map[string]bool{}
	next := 1
	for _, s := range p.Stages {
		stages[s.Code] = true
		for _, g := range s.Grades {
			if g.Number != next {
				return fmt.Errorf("preset: %s: grade %d where %d is next", p.Name, g.Number, next)
			}
			next++
		}
	}
	for _, s := range p.Subjects {
		for _, st := range s.Stages {
			if !stages[st] {
				return fmt.Errorf("preset: %s: subject %s names unknown stage %s", p.Name, s.Code, st)
			}
		}
	}
	if err := p.checkAnalysis(); err != nil {
		return err
	}
	if err := p.checkCredit(); err != nil {
		return err
	}
	return p.checkExams()
}

// Setting is the preset's value of a setting, or nil.
func (p *Preset) Setting(name string) json.RawMessage {
	if name == "terms" { // the calendar is a list of its own in the file, and a setting for whoever asks by date
		b, _ := json.Marshal(p.Terms) // structs of strings always marshal
		return b
	}
	return p.Settings[name]
}

// SubjectName is the zh-CN name of a subject code; the code itself when unknown.
func (p *Preset) SubjectName(code string) string {
	for _, s := range p.Subjects {
		if s.Code == code {
			return s.Name
		}
	}
	return code
}
