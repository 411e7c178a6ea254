package report

import (
	"context"
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unicode"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/org/orgtest"
	"github.com/tongxue-edu/tongxue/internal/testkit"
	"github.com/tongxue-edu/tongxue/psych/indicator"
)

// made is what Build gives, by key.
type made struct {
	mu   sync.Mutex
	docs map[Key]Stored
}

// failer is a test or one case of a property.
type failer interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Fatal(args ...any)
}

func build(t failer, in Input) *made {
	t.Helper()
	m := &made{docs: map[Key]Stored{}}
	err := Build(context.Background(), in, func(s Stored) error {
		m.mu.Lock()
		defer m.mu.Unlock()
		if _, twice := m.docs[s.Key]; twice {
			t.Errorf("%v is made twice", s.Key)
		}
		m.docs[s.Key] = s
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// doc is a document as it is read back.
func (m *made) doc(t testing.TB, k Key) Document {
	t.Helper()
	s, ok := m.docs[k]
	if !ok {
		t.Fatalf("no document %v", k)
	}
	b, err := pack(s.Doc)
	if err != nil {
		t.Fatal(err)
	}
	var d Document
	if err := unpack(b, &d); err != nil {
		t.Fatal(err)
	}
	if p, ok := m.docs[Key{Kind: kindPaper, Node: id.As[any](d.Exam), Subject: k.Subject}]; ok {
		d.join(p.Doc.(*Paper))
	}
	return d
}

func near(t *testing.T, what string, got Num, want, tol float64) {
	t.Helper()
	if got.Defined() != !math.IsNaN(want) || math.Abs(float64(got)-want) > tol {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

// TestFigures compares a region's documents with what is counted here from the matrices.
func TestFigures(t *testing.T) {
	v := invent(size{schools: 6, classes: 2, pupils: 480, subjects: 3, items: 20, districts: 2, grade: 9, seed: 3})
	m := build(t, v.Input)
	var all []float64
	for _, x := range v.matrices["maths"] {
		var marks []float64
		for i, v := range x.Total {
			if x.Status[i] == exam.Sat {
				marks = append(marks, v)
			}
		}
		all = append(all, marks...)
		d := m.doc(t, Key{Kind: KindClass, Node: id.As[any](x.Class), Subject: "maths"})
		s := indicator.Summarise(marks, v.Blueprints["maths"].Full, v.thresholds())
		near(t, "mean", d.Summary.Mean, s.Mean, 1e-2)
		near(t, "σ", d.Summary.SD, s.SD, 1e-3)
		near(t, "及格率", d.Summary.Pass.V, s.Pass, 1e-4)
		if out := len(x.Persons) - len(marks); d.Head.N != len(marks) || d.Head.Absent+d.Head.Deferred+d.Head.Void+d.Head.Excluded != out {
			t.Errorf("head %+v: %d sat, %d did not", d.Head, len(marks), out)
		}
		checkItems(t, v, x, d)
	}
	top := m.doc(t, Key{Kind: KindRegion, Node: id.As[any](v.Exam.Owner), Subject: "maths"})
	s := indicator.Summarise(all, v.Blueprints["maths"].Full, v.thresholds())
	near(t, "region's mean", top.Summary.Mean, s.Mean, 1e-2)
	if len(top.Parts) != 2 || len(top.Schools) != 6 || top.Balance == nil || top.Balance.Units != 6 || top.Reliability == nil || top.Head.Schools != 6 {
		t.Errorf("parts %d, schools %d, balance %+v", len(top.Parts), len(top.Schools), top.Balance)
	}
	if len(top.Items[0].Options) < 4 || top.Items[0].Options[0].Curve == nil || !top.Items[0].D.Defined() {
		t.Errorf("options of the whole exam: %+v", top.Items[0])
	}
	if top.Class != nil || top.Sheet != nil {
		t.Error("a region's document names pupils")
	}
}

// checkItems counts one class's items by hand.
func checkItems(t *testing.T, v *invented, x exam.Matrix, d Document) {
	t.Helper()
	bp := v.Blueprints["maths"]
	k := len(bp.Items)
	for j, it := range bp.Items {
		got, n, wrong := 0.0, 0.0, map[string]int{}
		for i := range x.Persons {
			if x.Status[i] != exam.Sat {
				continue
			}
			got += x.Marks[i*k+j]
			n++
			if c := x.Choices[i*k+j]; it.Key != "" && c != it.Key {
				wrong[c]++
			}
		}
		near(t, "P", d.Items[j].P, got/n/it.Mark, 1e-4)
		near(t, "mean of an item", d.Items[j].Mean, got/n, 1e-3)
		for _, w := range d.Items[j].Wrong {
			if w.N != wrong[w.Answer] || w.N != len(w.Who) {
				t.Errorf("answer %q: %d, want %d", w.Answer, w.N, wrong[w.Answer])
			}
			for _, r := range w.Who {
				if x.Choices[r*k+j] != w.Answer || d.Class.Persons[r] != x.Persons[r] {
					t.Errorf("row %d did not answer %q", r, w.Answer)
				}
			}
		}
		if it.Key != "" && len(wrong) > 0 && len(d.Items[j].Wrong) == 0 {
			t.Error("wrong answers are not listed")
		}
	}
	sheet := d.Sheet
	if sheet == nil || len(sheet.Todo) == 0 {
		t.Fatal("no review-lesson sheet")
	}
	for i := 1; i < len(sheet.Worst); i++ {
		if d.Items[sheet.Worst[i]].P < d.Items[sheet.Worst[i-1]].P {
			t.Error("the worst item does not come first")
		}
	}
	for i := 1; i < len(sheet.Needs); i++ {
		if sheet.Needs[i].Row <= sheet.Needs[i-1].Row {
			t.Error("needs are not in the order of the register")
		}
	}
	if len(d.Knowledge) != 8 || d.Knowledge[0].Name != "知识点0" || d.Table == nil || len(d.Table.Real) != len(d.Table.Points) || !d.Table.Adds {
		t.Errorf("knowledge %+v", d.Knowledge)
	}
}

// TestAnyOrder: classes in another order give the same documents, byte for byte; so does making them again.
func TestAnyOrder(t *testing.T) {
	v := invent(size{schools: 5, classes: 3, pupils: 450, subjects: 2, items: 12, districts: 2, grade: 12, seed: 5, labels: true})
	one := build(t, v.Input)
	r := rand.New(rand.NewPCG(1, 1))
	for _, list := range v.matrices {
		r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	}
	two := build(t, v.Input)
	if len(one.docs) != len(two.docs) || len(one.docs) < 40 {
		t.Fatalf("%d and %d documents", len(one.docs), len(two.docs))
	}
	for k, s := range one.docs {
		a, err := json.Marshal(s.Doc)
		if err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(two.docs[k].Doc)
		if err != nil {
			t.Fatal(err)
		}
		// letters of a grid and labels come in the order of reading; what they stand for is the same
		if string(a) != string(b) {
			x, y := one.doc(t, k), two.doc(t, k)
			a, _ = json.Marshal(x)
			b, _ = json.Marshal(y)
			if string(a) != string(b) {
				t.Errorf("%v differs:\n%.3000s\n%.3000s", k, a, b)
			}
		}
	}
}

// TestListsOnlyWhereLawful: lines, borderline and ends exist in grades 9 and 10 to 12, nowhere else; ranks nowhere.
func TestListsOnlyWhereLawful(t *testing.T) {
	for grade, lawful := range map[int]bool{5: false, 8: false, 9: true, 11: true} {
		v := invent(size{schools: 4, classes: 2, pupils: 240, subjects: 2, items: 8, districts: 2, grade: grade, seed: 9})
		m := build(t, v.Input)
		lists := false
		for k := range m.docs {
			if k.Kind == kindPaper || k.Kind == kindModel || k.Kind == kindOwn {
				continue
			}
			d := m.doc(t, k)
			if d.Lines != nil || d.Ends != nil {
				lists = true
				if k.Kind == KindClass && len(d.Lines) > 0 && !slices.IsSorted(append(slices.Clone(d.Lines[0].Under), d.Lines[0].Above[:0]...)) {
					t.Error("borderline pupils are not in the order of the register")
				}
			}
			text, _ := json.Marshal(d)
			if strings.Contains(strings.ToLower(string(text)), "rank") {
				t.Errorf("a document says rank: %v", k)
			}
		}
		if lists != lawful {
			t.Errorf("grade %d: lists %v", grade, lists)
		}
	}
}

func TestGradeScoresInDocuments(t *testing.T) {
	v := invent(size{schools: 5, classes: 4, pupils: 1000, subjects: 4, items: 20, districts: 2, grade: 12, seed: 2})
	m := build(t, v.Input)
	top := m.doc(t, Key{Kind: KindRegion, Node: id.As[any](v.Exam.Owner), Subject: "physics"})
	if top.Scores == nil || len(top.Scores.Levels) != 21 || !top.Scores.Mock || top.Scores.Ties != "nearest" {
		t.Fatalf("%+v", top.Scores)
	}
	near(t, "mean of the scale", top.Scores.Mean, 72.94, 1.5)
	for _, l := range top.Scores.Levels {
		if l.N > 0 && l.N < v.Rules.MinGroup {
			t.Errorf("level %s of %d pupils is shown", l.Name, l.N)
		}
	}
	d := m.doc(t, Key{Kind: KindClass, Node: id.As[any](v.matrices["physics"][0].Class), Subject: "physics"})
	for r, x := range d.Scores.Of {
		if x.Defined() != d.Class.Total[r].Defined() || x.Defined() && (x < 40 || x > 100) {
			t.Errorf("row %d: %v for %v", r, x, d.Class.Total[r])
		}
	}
	if m.doc(t, Key{Kind: KindRegion, Node: id.As[any](v.Exam.Owner), Subject: "maths"}).Scores != nil {
		t.Error("maths has no grade scores in Tianjin")
	}
}

func TestModel(t *testing.T) {
	v := invent(size{schools: 5, classes: 4, pupils: 1500, subjects: 1, items: 16, districts: 2, grade: 9, seed: 4})
	m := build(t, v.Input)
	x, ok := m.docs[Key{Kind: kindModel, Node: id.As[any](v.Exam.ID), Subject: "chinese"}]
	if !ok {
		t.Fatal("no model")
	}
	mod := x.Doc.(*Model)
	if mod.Name != "grm" || !mod.Converged || len(mod.Items) != 16 || len(mod.Cuts) != 4 || mod.N < 1400 {
		t.Fatalf("%s %v %d items, %d cuts, n %d", mod.Name, mod.Converged, len(mod.Items), len(mod.Cuts), mod.N)
	}
	for _, w := range mod.Wright {
		if w.N > 0 && w.N < v.Rules.MinGroup {
			t.Errorf("a band of %d pupils on the map", w.N)
		}
	}
	for j, it := range mod.Items { // the model's curve goes through what pupils got
		for _, o := range it.Observed {
			at := int(math.Round((float64(o.Theta) + 4) * 4))
			if at >= 0 && at < len(it.Curve) && math.Abs(float64(it.Curve[at]-o.Rate)) > 0.2 {
				t.Errorf("item %d at θ %.2f: %.2f, observed %.2f", j+1, o.Theta, it.Curve[at], o.Rate)
			}
		}
	}
	if len(mod.Information) != gridSteps || mod.Information[16].Info <= 0 {
		t.Error("no information")
	}
}

func TestMiskeyIsSeen(t *testing.T) {
	v := invent(size{schools: 4, classes: 3, pupils: 600, subjects: 1, items: 12, districts: 2, grade: 9, seed: 6})
	bp := v.Blueprints["chinese"]
	right := bp.Items[2].Key
	bp.Items[2].Key = string(rune('A' + (right[0]-'A'+1)%4)) // the key is wrong now
	m := build(t, v.Input)
	top := m.doc(t, Key{Kind: KindRegion, Node: id.As[any](v.Exam.Owner), Subject: "chinese"})
	if top.Items[2].Miskey != right {
		t.Errorf("miskey %q, want %q", top.Items[2].Miskey, right)
	}
	if !slices.ContainsFunc(top.Findings, func(f Finding) bool { return f.Code == "miskey" && slices.Equal(f.Items, []int{2}) }) {
		t.Error("no finding links to the item")
	}
	for j, it := range top.Items {
		if j != 2 && it.Miskey != "" {
			t.Errorf("item %d is called miskeyed", j+1)
		}
	}
}

func TestValueAddedNeedsALawfulBaseline(t *testing.T) {
	v := invent(size{schools: 12, classes: 2, pupils: 900, subjects: 2, items: 10, districts: 2, grade: 9, seed: 8})
	base := Baseline{Exam: v.Exam, Total: map[org.PersonID]float64{}}
	base.Exam.ID, base.Exam.First, base.Exam.Purpose = named[exam.Exam](8, "before"), v.Exam.First-1, exam.Final
	r := rand.New(rand.NewPCG(2, 2))
	for _, x := range v.matrices["maths"] {
		for i, p := range x.Persons {
			if x.Status[i] == exam.Sat {
				base.Total[p] = x.Total[i] + 4*r.NormFloat64()
			}
		}
	}
	v.Baseline = &base
	m := build(t, v.Input)
	top := m.doc(t, Key{Kind: KindRegion, Node: id.As[any](v.Exam.Owner), Subject: ""})
	if top.Added == nil || len(top.Added.Schools) != 12 || top.Added.Slope < 0.4 || top.Added.Baseline != base.Exam.ID {
		t.Fatalf("%+v", top.Added)
	}
	for _, b := range top.Added.Hex {
		if b.N < v.Rules.MinGroup {
			t.Errorf("a bin of %d pupils", b.N)
		}
	}
	d := m.doc(t, Key{Kind: KindClass, Node: id.As[any](v.matrices["maths"][0].Class), Subject: ""})
	if len(d.Class.Entry) != len(d.Class.Persons) {
		t.Error("no growth of the class")
	}
	for name, wrong := range map[string]func(*exam.Exam){
		"not registered": func(e *exam.Exam) { e.ID = exam.ExamID{} },
		"not approved":   func(e *exam.Exam) { e.State = exam.StateFiled },
		"later":          func(e *exam.Exam) { e.First = v.Exam.First + 1 },
		"sampled":        func(e *exam.Exam) { e.Purpose = exam.Monitoring },
		"of a class":     func(e *exam.Exam) { e.Scope = exam.ScopeClass },
	} {
		b := base
		wrong(&b.Exam)
		in := v.Input
		in.Baseline = &b
		if err := Build(context.Background(), in, func(Stored) error { return nil }); fault.KindOf(err) == fault.Internal {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSampledMonitoring(t *testing.T) {
	v := invent(size{schools: 10, classes: 1, pupils: 300, subjects: 1, items: 10, districts: 2, grade: 8, seed: 8})
	v.Exam.Purpose, v.Exam.Sample = exam.Monitoring, 10
	m := build(t, v.Input)
	top := m.doc(t, Key{Kind: KindRegion, Node: id.As[any](v.Exam.Owner), Subject: "chinese"})
	s := top.Sampled
	if s == nil || s.Clusters != 10 || !(s.Low < s.Value && s.Value < s.High) || s.Design < 1 || s.Percent != 10 {
		t.Fatalf("%+v", s)
	}
	near(t, "equal weights", s.Value, float64(top.Summary.Mean), 1e-2)
}

// TestWithoutPaper: totals alone, and marks without a two-way table.
func TestWithoutPaper(t *testing.T) {
	v := invent(size{schools: 4, classes: 2, pupils: 240, subjects: 2, items: 8, districts: 2, grade: 9, seed: 11})
	delete(v.Blueprints, "maths")
	for i := range v.matrices["chinese"] {
		v.matrices["chinese"][i].Marks, v.matrices["chinese"][i].Choices = nil, nil
	}
	m := build(t, v.Input)
	class := id.As[any](v.matrices["maths"][0].Class)
	guessed := m.doc(t, Key{Kind: KindClass, Node: class, Subject: "maths"})
	if len(guessed.Items) != 8 || guessed.Summary.Rate.Defined() || guessed.Findings[0].Code != "no_paper" && guessed.Findings[1].Code != "no_paper" {
		t.Errorf("marks without a paper: %d items, rate %v, %v", len(guessed.Items), guessed.Summary.Rate, guessed.Findings)
	}
	totals := m.doc(t, Key{Kind: KindClass, Node: class, Subject: "chinese"})
	if totals.Summary == nil || !totals.Summary.Rate.Defined() {
		t.Errorf("totals alone: %+v", totals.Summary)
	}
	bad := v.Input
	bad.EachMatrix = func(_ context.Context, _ string, f func(exam.Matrix) error) error {
		x := v.matrices["maths"][0]
		x.Total = x.Total[1:]
		return f(x)
	}
	if err := Build(context.Background(), bad, func(Stored) error { return nil }); err == nil {
		t.Error("a matrix that does not fit its persons was taken")
	}
}

// TestSentences holds the wordings to their placeholders and to being said in both languages.
func TestSentences(t *testing.T) {
	count := func(s string) int { return strings.Count(strings.ReplaceAll(s, "%%", ""), "%") }
	for _, s := range Sentences() {
		if s.Says == "" || s.SaysEn == "" || count(s.Says) != count(s.SaysEn) || (s.Limit == "") != (s.LimitEn == "") || count(s.Limit) != 0 {
			t.Errorf("%+v", s)
		}
		for _, r := range s.SaysEn + s.LimitEn {
			if unicode.Is(unicode.Han, r) {
				t.Errorf("%s: Chinese in the English text", s.Code)
				break
			}
		}
	}
	v := invent(size{schools: 4, classes: 2, pupils: 240, subjects: 2, items: 12, districts: 2, grade: 9, seed: 12})
	m := build(t, v.Input)
	said := 0
	for k := range m.docs {
		if k.Kind == kindPaper || k.Kind == kindModel || k.Kind == kindOwn {
			continue
		}
		d := m.doc(t, k)
		list := d.Findings
		if d.Sheet != nil {
			list = append(list, d.Sheet.Todo...)
		}
		for _, f := range list {
			says, _ := f.Text()
			if says == f.Code || strings.Contains(says, "%!") {
				t.Errorf("%v says %q", f, says)
			}
			said++
		}
		for _, key := range d.Head.Formulas {
			if _, ok := indicator.FormulaOf(key); !ok {
				t.Errorf("no formula %s", key)
			}
		}
	}
	if said < 20 {
		t.Errorf("%d sentences", said)
	}
}

func TestGrids(t *testing.T) {
	m := Marks{{0, -1, 150}, {}, {32767, 0, 0}}
	wide := make([]int32, 500)
	for i := range wide {
		wide[i] = int32(i * 50)
	}
	m = append(m, wide)
	b, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var back Marks
	if err := json.Unmarshal(b, &back); err != nil || len(back) != 4 || !slices.Equal(back[3], wide) || !slices.Equal(back[0], m[0]) {
		t.Errorf("%v %v", back, err)
	}
	c := Choices{{"A", "", "ABD", "“\\\""}}
	b, _ = json.Marshal(c)
	var texts Choices
	if err := json.Unmarshal(b, &texts); err != nil || !slices.Equal(texts[0], c[0]) {
		t.Errorf("%v %v", texts, err)
	}
	if err := json.Unmarshal([]byte(`{"v":[1],"r":["b"]}`), &back); err == nil {
		t.Error("a code without a value was read")
	}
	p := Persons{id.New[org.Person](), id.New[org.Person]()}
	b, _ = json.Marshal(p)
	var people Persons
	if err := json.Unmarshal(b, &people); err != nil || !slices.Equal(people, p) {
		t.Errorf("%v %v", people, err)
	}
}

func cpu() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkCity builds the report of 100,000 pupils in 300 schools and 6 subjects of 40 items, packed as it is stored.
func BenchmarkCity(b *testing.B) {
	pupils := 100_000
	if os.Getenv("TONGXUE_SMALL") != "" {
		pupils = 10_000
	}
	v := invent(size{schools: 300, classes: 7, pupils: pupils, subjects: 6, items: 40, districts: 16, grade: 12, seed: 1})
	b.ResetTimer()
	start := cpu()
	var docs, bytes int64
	var mu sync.Mutex
	for b.Loop() {
		docs, bytes = 0, 0
		err := Build(context.Background(), v.Input, func(s Stored) error {
			p, err := pack(s.Doc)
			mu.Lock()
			docs++
			bytes += int64(len(p))
			mu.Unlock()
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric((cpu()-start).Seconds()/float64(b.N), "cpu-s/op")
	b.ReportMetric(float64(docs), "documents")
	b.ReportMetric(float64(bytes)/1e6, "MB")
}

// BenchmarkCityStored does the same through the service into SQLite, with one processor left to others as the job does.
func BenchmarkCityStored(b *testing.B) {
	v := invent(size{schools: 300, classes: 7, pupils: 100_000, subjects: 6, items: 40, districts: 16, grade: 12, seed: 1})
	v.Exam.Scope = exam.ScopeDistrict
	core := testkit.SQLite(b, bus.Migrations, org.Migrations, audit.Migrations, job.Migrations)
	w := orgtest.New(b, core)
	s := New(Parts{Record: testkit.Side(b, core, "record", Migrations, bus.PositionMigrations), Core: core, Org: w.Org, Clock: w.Clock, Sources: Sources{
		Exam:     func(context.Context, exam.ExamID) (exam.Exam, error) { return v.Exam, nil },
		Subjects: func(context.Context, exam.ExamID) ([]string, error) { return v.Exam.Subjects, nil },
		Blueprint: func(_ context.Context, _ exam.ExamID, subject string) (exam.Blueprint, bool, error) {
			return v.Blueprints[subject], true, nil
		},
		EachMatrix: func(ctx context.Context, _ exam.ExamID, subject string, f func(exam.Matrix) error) error {
			return v.EachMatrix(ctx, subject, f)
		},
		Preset: presetOf(b)}})
	b.ResetTimer()
	start := cpu()
	for b.Loop() {
		if err := s.Build(context.Background(), v.Exam.ID, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric((cpu()-start).Seconds()/float64(b.N), "cpu-s/op")
	b.ReportMetric(float64(s.Record.Stats().LongestHold.Milliseconds()), "longest-hold-ms")
}
