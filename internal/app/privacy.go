package app

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/assess"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/homework"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/privacy"
	"github.com/tongxue-edu/tongxue/internal/record"
)

// openPrivacy joins what every domain holds of a person: what goes into a copy, and what an erasure takes away. A package that begins
// to keep something about people adds itself here.
func (a *App) openPrivacy() {
	a.Privacy = privacy.New(privacy.Parts{Core: a.Core, Log: a.Log, Org: a.Org, Jobs: a.Jobs, Blobs: a.Blobs, Bytes: a.Lessons, Clock: a.Config.Clock,
		Sources: []privacy.Source{a.practiceOf, a.statementsOf, a.lettersOf},
		Erasers: []privacy.Eraser{
			a.forgetAddresses,
			a.forgetWords,
			a.forgetAppeals,
			func(tx *db.Tx, _ org.PersonID, accounts []org.AccountID) error { // passwords, sessions, cards, second factors, forms left behind
				for _, account := range accounts {
					if err := a.Authn.Erase(tx, id.As[any](account)); err != nil {
						return err
					}
					if err := a.Kept.Erase(tx, id.As[any](account)); err != nil {
						return err
					}
				}
				return nil
			},
			func(tx *db.Tx, p org.PersonID, accounts []org.AccountID) error { // keys of what was sealed for the person
				for _, account := range accounts {
					if err := a.Seal.Forget(tx, id.As[any](account)); err != nil {
						return err
					}
				}
				return a.Seal.Forget(tx, id.As[any](p))
			},
		}})
	a.Records.Withhold(a.Privacy.Withheld)
}

// practiceOf is a person's practice with the answers, in the words that the pupil's own pages show.
func (a *App) practiceOf(ctx context.Context, self *org.Actor) (privacy.Part, error) {
	out := privacy.Part{Name: "practice", Title: "练习与作业", Heads: []string{"布置时间", "标题", "题号", "我的回答", "结果", "老师的话"},
		Note: "未交的练习只列标题。"}
	sittings, err := a.Assess.Mine(ctx, self)
	if err != nil {
		return out, err
	}
	ids := make([]id.Any, len(sittings))
	for i, s := range sittings {
		ids[i] = s.Assignment
	}
	briefs, err := a.Homework.Briefs(ctx, ids)
	if err != nil {
		return out, err
	}
	for _, s := range sittings {
		rows, err := a.repliesOf(ctx, self, s, briefs[s.Assignment])
		if err != nil {
			return out, err
		}
		out.Rows = append(out.Rows, rows...)
	}
	return out, nil
}

func (a *App) repliesOf(ctx context.Context, self *org.Actor, s assess.Sitting, as homework.Assignment) ([][]string, error) {
	given := clock.Local(s.Opened).Format("2006-01-02")
	if !s.Closed() {
		return [][]string{{given, as.Title, "", "", "未交", ""}}, nil
	}
	_, replies, err := a.Assess.Replies(ctx, self, s.ID, nil)
	if err != nil {
		return nil, err
	}
	words := map[assess.Verdict]string{assess.Right: "对", assess.Wrong: "错", assess.Wait: "待批改", assess.Empty: "没有写"}
	var rows [][]string
	for _, r := range replies {
		rows = append(rows, []string{given, as.Title, fmt.Sprint(r.No), strings.TrimSpace(r.Answer), words[r.Verdict], r.Note})
	}
	return rows, nil
}

// statementsOf are a person's learning records, as the record holds them.
func (a *App) statementsOf(ctx context.Context, self *org.Actor) (privacy.Part, error) {
	out := privacy.Part{Name: "statements", Title: "学习记录(xAPI)", Heads: []string{"文件", "条数"}, File: "statements.ndjson"}
	var b bytes.Buffer
	n := 0
	for after := record.Order(0); ; {
		page, err := a.Records.Own(ctx, self, self.Person, after)
		if err != nil {
			return out, err
		}
		for _, st := range page {
			b.Write(bytes.ReplaceAll(st.Exact(), []byte("\n"), []byte(" ")))
			b.WriteByte('\n')
			n, after = n+1, st.Ord
		}
		if len(page) < record.MaxLimit {
			break
		}
	}
	out.Raw, out.Rows = b.Bytes(), [][]string{{out.File, fmt.Sprint(n)}}
	return out, nil
}
