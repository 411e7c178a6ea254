package exam

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/exam/book"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Blueprint is the two-way table 双向细目表 of one subject's paper. One that came with marks only, without anybody filling it in, has items
// with names and marks alone, or none when only totals came in.
type Blueprint struct {
	Exam    ExamID
	Subject string
	Full    float64 // the full mark; the marks of the items sum to it; 0 when nobody has said it
	Items   []BlueprintItem
	Rev     int // 0 is none
}

// BlueprintItem is one item of a paper.
type BlueprintItem struct {
	Name      string
	Knowledge []string
	Level     string // of ability: 识记 理解 应用 分析 综合 评价, or the region's words
	Type      string // choice, blank, answer, … or the region's words
	Mark      float64
	Planned   float64 // planned difficulty, P = mean/full in [0, 1]; NaN when unknown
	Chapter   string
	Key       string // "A", "ABD"; "" for what a person marks
	Options   int    // of a choice item; 0 else
}

// Levels are the levels of ability that a form offers.
func Levels() []string { return []string{"识记", "理解", "应用", "分析", "综合", "评价"} }

// Types are the types of items that a form offers.
func Types() []string {
	return []string{"单选", "多选", "填空", "判断", "解答", "阅读", "写作", "实验"}
}

// maxItems is how many items one paper may have.
const maxItems = 200

// itemRow is an item as it is stored: marks are hundredths and an unknown difficulty is none.
type itemRow struct {
	Name      string   `json:"name"`
	Knowledge []string `json:"knowledge,omitempty"`
	Level     string   `json:"level,omitempty"`
	Type      string   `json:"type,omitempty"`
	Mark      int32    `json:"mark"`
	Planned   *float64 `json:"planned,omitempty"`
	Chapter   string   `json:"chapter,omitempty"`
	Key       string   `json:"key,omitempty"`
	Options   int      `json:"options,omitempty"`
}

const (
	selBlueprint db.SQL = `-- unscoped: org is asked for the exam
SELECT rev, full_mark, items FROM exam_blueprint WHERE exam = ? AND subject = ?`
	insBlueprint db.SQL = `-- unscoped: org was asked for the exam
INSERT INTO exam_blueprint (exam, subject, rev, full_mark, items, author, changed) VALUES (?, ?, 1, ?, ?, ?, ?) ON CONFLICT DO NOTHING`
	updBlueprint db.SQL = `-- unscoped: org was asked for the exam
UPDATE exam_blueprint SET rev = rev + 1, full_mark = ?, items = ?, author = ?, changed = ? WHERE exam = ? AND subject = ? AND rev = ?`
)

// BlueprintChanged is blueprint.changed, version 1.
type BlueprintChanged struct {
	Exam    ExamID     `json:"exam"`
	Unit    org.UnitID `json:"unit"`
	Subject string     `json:"subject"`
	Items   int        `json:"items"`
}

// Blueprint is the two-way table of a subject; NotFound when there is none. Verb as Exam.
func (s *Service) Blueprint(ctx context.Context, a *org.Actor, n ExamID, subject string) (Blueprint, error) {
	if _, err := s.Exam(ctx, a, n); err != nil {
		return Blueprint{}, err
	}
	b, err := s.BlueprintOf(ctx, s.Core.Reader(ctx), n, subject)
	if err == nil && b.Rev == 0 {
		err = fault.New(fault.NotFound, "这门学科还没有双向细目表")
	}
	return b, err
}

// BlueprintOf is the two-way table for a job, which asks nobody; Rev is 0 when there is none.
func (s *Service) BlueprintOf(_ context.Context, x db.Querier, n ExamID, subject string) (Blueprint, error) {
	b, err := db.One(x, selBlueprint, func(r db.Row) (b Blueprint, err error) {
		var full int32
		var raw string
		if err = r.Scan(&b.Rev, &full, &raw); err != nil {
			return b, err
		}
		b.Full = float64(full) / 100
		var rows []itemRow
		if err = json.Unmarshal([]byte(raw), &rows); err != nil {
			return b, err
		}
		for _, v := range rows {
			it := BlueprintItem{v.Name, v.Knowledge, v.Level, v.Type, float64(v.Mark) / 100, math.NaN(), v.Chapter, v.Key, v.Options}
			if v.Planned != nil {
				it.Planned = *v.Planned
			}
			b.Items = append(b.Items, it)
		}
		return b, nil
	}, n, subject)
	if errors.Is(err, db.ErrNone) {
		err = nil
	}
	b.Exam, b.Subject = n, subject
	return b, err
}

func (b Blueprint) rows() (int32, string, error) {
	rows := make([]itemRow, len(b.Items))
	for i, v := range b.Items {
		rows[i] = itemRow{v.Name, v.Knowledge, v.Level, v.Type, int32(math.Round(v.Mark * 100)), nil, v.Chapter, v.Key, v.Options}
		if !math.IsNaN(v.Planned) {
			rows[i].Planned = &v.Planned
		}
	}
	raw, err := json.Marshal(rows)
	return int32(math.Round(b.Full * 100)), string(raw), err
}

// Specs are the items as a reader of marks wants them.
func (b Blueprint) Specs() []book.Spec {
	var out []book.Spec
	for _, v := range b.Items {
		out = append(out, book.Spec{Name: v.Name, Full: int32(math.Round(v.Mark * 100)), Key: v.Key})
	}
	return out
}

// check looks at what was filled in.
func (b Blueprint) check() error {
	var bad []fault.Field
	wrong := func(is bool, name, message string, args ...any) {
		if is {
			bad = append(bad, fault.Field{Name: name, Message: fmt.Sprintf(message, args...)})
		}
	}
	wrong(len(b.Items) == 0, "items", "请至少写一道题")
	wrong(len(b.Items) > maxItems, "items", "最多 %d 道题", maxItems)
	wrong(!(b.Full > 0 && b.Full <= 600), "full", "请写满分，最多 600")
	sum, seen := 0.0, map[string]bool{}
	for i, v := range b.Items {
		field := func(what string) string { return fmt.Sprintf("%s.%d", what, i) }
		wrong(v.Name == "" || len([]rune(v.Name)) > 20, field("name"), "第 %d 行没有题号，或者题号太长", i+1)
		wrong(seen[v.Name] && v.Name != "", field("name"), "第 %s 题写了两次", v.Name)
		wrong(!(v.Mark > 0 && v.Mark <= 200) || math.Abs(v.Mark*2-math.Round(v.Mark*2)) > 1e-9, field("mark"), "第 %s 题的分值要大于 0，最小到半分", v.Name)
		wrong(!math.IsNaN(v.Planned) && !(v.Planned >= 0 && v.Planned <= 1), field("planned"), "第 %s 题的预设难度要在 0 和 1 之间", v.Name)
		wrong(v.Options < 0 || v.Options > 12, field("options"), "第 %s 题的选项数不对", v.Name)
		wrong(len([]rune(v.Level+v.Type+v.Chapter)) > 120 || len([]rune(strings.Join(v.Knowledge, ""))) > 200 || len(v.Knowledge) > 10, field("knowledge"), "第 %s 题的文字太长", v.Name)
		seen[v.Name] = true
		sum += v.Mark
	}
	wrong(len(bad) == 0 && math.Abs(sum-b.Full) > 1e-9, "full", "各题分值合起来是 %g，满分写的是 %g：请改成一样的", sum, b.Full)
	if bad != nil {
		return fault.Fieldsf(bad...)
	}
	return nil
}

// Names are the items' names.
func (b Blueprint) Names() []string {
	var out []string
	for _, v := range b.Items {
		out = append(out, v.Name)
	}
	return out
}

// Plan stores a two-way table. b.Rev is the revision that the person saw, 0 for a new one. While results of the subject are stored their
// items stay as they are; what else is said of them may change. Verb exam.register at the exam's node.
//
// Faults: Invalid with the fields name.0, mark.0 …, full; Conflict when somebody else changed it first.
func (s *Service) Plan(ctx context.Context, a *org.Actor, b Blueprint) (Blueprint, error) {
	e, err := s.load(ctx, s.Core.Reader(ctx), b.Exam)
	if err != nil {
		return b, err
	}
	if err := s.Org.Must(ctx, a, org.ExamRegister, e.Node); err != nil {
		return b, err
	}
	if !slices.Contains(e.Subjects, b.Subject) {
		return b, fault.New(fault.NotFound, "这场考试没有这门学科")
	}
	if e.State == StateVoid || e.State == StateRefused {
		return b, fault.New(fault.Conflict, "这场考试已经不办了，不能改双向细目表")
	}
	if err := b.check(); err != nil {
		return b, err
	}
	full, raw, err := b.rows()
	if err != nil {
		return b, fmt.Errorf("exam: %w", err)
	}
	err = s.Core.Write(ctx, func(tx *db.Tx) error {
		if err := s.itemsFixed(ctx, tx, b); err != nil {
			return err
		}
		n, err := int64(0), error(nil)
		if b.Rev == 0 {
			n, err = tx.Exec(insBlueprint, b.Exam, b.Subject, full, raw, a.Person, s.now())
		} else {
			n, err = tx.Exec(updBlueprint, full, raw, a.Person, s.now(), b.Exam, b.Subject, b.Rev)
		}
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.Conflict, "双向细目表刚才被别人改过，请看过新的内容再保存")
		}
		_, err = s.Log.Append(tx, bus.Event{Kind: "blueprint.changed", Version: 1, Owner: id.As[any](e.Owner), Actor: id.As[any](a.Person), Request: a.Request, Occurred: s.now()},
			BlueprintChanged{b.Exam, e.Owner, b.Subject, len(b.Items)})
		return err
	})
	b.Rev++
	return b, err
}

// itemsFixed refuses other items than those that stored results have.
func (s *Service) itemsFixed(ctx context.Context, tx *db.Tx, b Blueprint) error {
	subjects, err := db.All(tx, selSubjects, db.Value[string], b.Exam)
	if err != nil || !slices.Contains(subjects, b.Subject) {
		return err
	}
	old, err := s.BlueprintOf(ctx, tx, b.Exam, b.Subject)
	if err != nil || len(old.Items) == 0 || slices.Equal(old.Names(), b.Names()) {
		return err
	}
	return fault.Fieldsf(fault.Field{Name: "items", Message: "这门学科已经有成绩：题号和题数不能再改；知识点、层次、题型、难度、分值和答案可以改"})
}

// ReadPlan reads a two-way table from a file or from cells that were copied from a sheet. It stores nothing. Findings say what is wrong;
// what could be read is returned in any case, for the form. Verb exam.register at the exam's node.
func (s *Service) ReadPlan(ctx context.Context, a *org.Actor, n ExamID, subject, name string, r io.ReaderAt, size int64) (Blueprint, book.Findings, error) {
	out := Blueprint{Exam: n, Subject: subject}
	if err := s.must(ctx, a, org.ExamRegister, n); err != nil {
		return out, book.Findings{}, err
	}
	f, err := book.Open(ctx, r, size, name)
	var items []book.PlanItem
	var found book.Findings
	if err == nil {
		items, found, err = f.Plan(ctx, 0)
	}
	if err != nil {
		told, ok := book.Unreadable(name, err)
		if !ok {
			return out, found, err
		}
		found.Add(told)
	}
	for _, v := range items {
		out.Items = append(out.Items, BlueprintItem{v.Name, v.Knowledge, v.Level, v.Type, float64(v.Mark) / 100, v.Planned, v.Chapter, v.Key, v.Options})
		out.Full += float64(v.Mark) / 100
	}
	return out, found, nil
}
