package guess

import (
	"strconv"
	"strings"

	"github.com/tongxue-edu/tongxue/preset"
)

// How says where a guess comes from, in words for the page.
type How string

// The ways, surest first.
const (
	ByName    How = "按文件名"
	ByFolder  How = "按文件夹名"
	ByContent How = "按文件内容"
	ByCourse  How = "按教材目录"
	ByTeacher How = "按您任教的学科"
)

// Field is one guess. Sure is between 0 (nothing) and 1; a page marks what is under [Doubtful].
type Field struct {
	Value string  `json:"value"`
	How   How     `json:"how"`
	Sure  float64 `json:"sure"`
}

// Doubtful is the sureness below which a guess is shown as a question.
const Doubtful = 0.6

// Known reports whether there is a guess at all.
func (f Field) Known() bool { return f.Value != "" }

// better is the surer of two; the first wins a tie.
func (f Field) better(g Field) Field {
	if g.Known() && g.Sure > f.Sure || !f.Known() {
		return g
	}
	return f
}

func (f Field) times(k float64, how How) Field {
	if f.Known() {
		f.Sure *= k
		f.How = how
	}
	return f
}

// Guess is what a file seems to be about. Subject is a code of the region, Stage and Grade are as commons has them, the rest is text.
type Guess struct {
	Title   Field `json:"title"`
	Subject Field `json:"subject"`
	Stage   Field `json:"stage"`
	Grade   Field `json:"grade"` // 1 to 12
	Edition Field `json:"edition"`
	Volume  Field `json:"volume"`
	Unit    Field `json:"unit"`    // 第三单元 小数除法
	Chapter Field `json:"chapter"` // the lesson inside the unit
	Kind    Field `json:"kind"`    // 课件, 教案, 学案, 练习, 微课, …
}

// GradeNumber is the grade, 0 when unknown.
func (g Guess) GradeNumber() int { n, _ := strconv.Atoi(g.Grade.Value); return n }

// Place is unit and lesson in one line, as a lesson's field 章节 has it.
func (g Guess) Place() string {
	if g.Chapter.Value == "" || g.Chapter.Value == g.Unit.Value {
		return g.Unit.Value
	}
	return strings.TrimSpace(g.Unit.Value + " " + g.Chapter.Value)
}

// all are the fields, for rules that hold for each.
func (g *Guess) all() []*Field {
	return []*Field{&g.Title, &g.Subject, &g.Stage, &g.Grade, &g.Edition, &g.Volume, &g.Unit, &g.Chapter, &g.Kind}
}

// Guesser knows the vocabularies of a region and the textbooks. It is safe for concurrent use.
type Guesser struct {
	subjects []word // longest first
	editions []word
	stageOf  map[int]string
	books    []shelf
}

// New makes a guesser.
func New(p *preset.Preset, books []preset.Book) *Guesser {
	g := &Guesser{stageOf: map[int]string{}, subjects: subjectWords(p), editions: editionWords(p)}
	for _, s := range p.Stages {
		for _, x := range s.Grades {
			g.stageOf[x.Number] = s.Code
		}
	}
	for _, b := range books {
		g.books = append(g.books, shelve(b))
	}
	return g
}

// The share of sureness that is left when a field was not found in the name itself.
const (
	folderShare  = 0.85
	contentShare = 0.75
)

// From guesses. name is the file's name, with the folders before it when the browser gave them; peek is what Look found, or nothing.
func (g *Guesser) From(name string, peek Peek) Guess {
	folders, base := split(name)
	out := g.read(base, true)
	for i := len(folders) - 1; i >= 0; i-- {
		f := g.read(folders[i], false)
		f.Title, f.Kind = Field{}, Field{}
		out.fill(f, folderShare, ByFolder)
	}
	for i, line := range peek.lines() {
		c := g.read(line, false)
		if i > 0 {
			c.Title = Field{}
		}
		if poor(out.Title.Value) && c.Title.Known() {
			out.Title = Field{}
		}
		out.fill(c, contentShare, ByContent)
	}
	g.place(&out, peek)
	g.stage(&out)
	if !out.Kind.Known() {
		out.Kind = kindOfEnding(base)
	}
	if !out.Title.Known() {
		out.Title = g.fallback(out, base)
	}
	return out
}

// fill takes what is surer in another guess, weakened.
func (g *Guess) fill(from Guess, share float64, how How) {
	theirs := from.all()
	for i, f := range g.all() {
		*f = f.better(theirs[i].times(share, how))
	}
}

// stage follows from the grade, or from words like 高中 and 必修.
func (g *Guesser) stage(out *Guess) {
	if n := out.GradeNumber(); n > 0 {
		if s := g.stageOf[n]; s != "" {
			out.Stage = Field{s, out.Grade.How, out.Grade.Sure}
		}
	}
}

// fallback is a title when everything in the name was recognised as something else: the lesson, the unit, or the name as it is.
func (g *Guesser) fallback(out Guess, base string) Field {
	for _, f := range []Field{out.Chapter, out.Unit} {
		if f.Known() {
			if out.Kind.Known() {
				f.Value += " " + out.Kind.Value
			}
			return Field{f.Value, f.How, 0.5}
		}
	}
	return Field{strings.TrimSpace(tidy(stem(base))), ByName, 0.3}
}
