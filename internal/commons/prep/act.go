package prep

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// act reads a session for the actor, takes the row, and runs f on what is stored now.
func (s *Service) act(ctx context.Context, a *org.Actor, n ID, f func(tx *db.Tx, x *Session) error) error {
	if _, _, err := s.Get(ctx, a, n); err != nil {
		return err
	}
	return s.core.Write(ctx, func(tx *db.Tx) error {
		x, err := db.One(tx, selSessionTx, scanSession, n)
		if err != nil {
			return err
		}
		if x.Members, err = db.All(tx, selMembers, scanMember, n); err != nil {
			return err
		}
		return f(tx, &x)
	})
}

// leads refuses everybody but the lead, and every state but those named.
func leads(a *org.Actor, x *Session, in ...State) error {
	if x.Lead != a.Person {
		return fault.New(fault.Denied, "这一步由主备人来做")
	}
	if !slices.Contains(in, x.State) {
		return fault.New(fault.Conflict, "这次备课已经走到下一步了，请刷新后再看")
	}
	return nil
}

// SaveMain stores the lead's first text, while nobody else has seen it.
func (s *Service) SaveMain(ctx context.Context, a *org.Actor, n ID, rev int, text string) error {
	text = tidy(text)
	if err := checkText(text); err != nil {
		return err
	}
	return s.act(ctx, a, n, func(tx *db.Tx, x *Session) error {
		if err := leads(a, x, Main); err != nil {
			return err
		}
		return save(tx, updMain, x, rev, x.MainRev, x.Main, text, s.now())
	})
}

// SaveFinal stores the final text while it is put together.
func (s *Service) SaveFinal(ctx context.Context, a *org.Actor, n ID, rev int, text string) error {
	text = tidy(text)
	if err := checkText(text); err != nil {
		return err
	}
	return s.act(ctx, a, n, func(tx *db.Tx, x *Session) error {
		if err := leads(a, x, Final); err != nil {
			return err
		}
		return save(tx, updFinal, x, rev, x.FinalRev, x.Final, text, s.now())
	})
}

// save stores a text of the session when rev is the stored revision, or the text is stored already.
func save(tx *db.Tx, q db.SQL, x *Session, rev, stored int, old, text string, now int64) error {
	if old == text {
		return nil
	}
	n, err := tx.Exec(q, text, now, x.ID, rev)
	if err == nil && n == 0 {
		return &Stale{stored, old}
	}
	return err
}

// SaveReply stores a member's own copy; give says that it is ready for the lead.
func (s *Service) SaveReply(ctx context.Context, a *org.Actor, n ID, rev int, text string, give bool) error {
	text = tidy(text)
	if err := checkText(text); err != nil {
		return err
	}
	now := s.now()
	return s.act(ctx, a, n, func(tx *db.Tx, x *Session) error {
		m, ok := x.member(a.Person)
		if !ok {
			return fault.New(fault.Denied, "复备由请来的老师来写")
		}
		if x.State != Reply {
			return fault.New(fault.Conflict, "主备人已经开始定稿，复备不能再改")
		}
		done := m.Done
		if give && done == 0 {
			done = now
		}
		if m.Text == text && m.Done == done {
			return nil
		}
		changed, err := tx.Exec(updCopy, text, done, now, n, a.Person, rev)
		if err != nil {
			return err
		}
		if changed == 0 {
			return &Stale{m.Rev, m.Text}
		}
		if _, err := tx.Exec(updTouch, now, n); err != nil {
			return err
		}
		if give && m.Done == 0 {
			return s.append(tx, a, *x, "prep.replied")
		}
		return nil
	})
}

// Remark adds a comment at a paragraph of the first text (from 0), or at the whole (-1).
func (s *Service) Remark(ctx context.Context, a *org.Actor, n ID, part int, text, once string) error {
	text = strings.TrimSpace(tidy(text))
	if text == "" || utf8.RuneCountInString(text) > MaxComment {
		return fault.Fieldsf(fault.Field{Name: "remark", Message: "意见要有 1 到 500 字"})
	}
	c := id.New[Comment]()
	if once != "" {
		c = id.Named[Comment](a.Person, "remark "+once)
	}
	return s.act(ctx, a, n, func(tx *db.Tx, x *Session) error {
		if x.State == Main || x.State == Done {
			return fault.New(fault.Conflict, "现在不能再写意见")
		}
		have, err := db.One(tx, cntComments, db.Value[int], n)
		if err != nil {
			return err
		}
		if have >= MaxComments {
			return fault.New(fault.Conflict, "意见太多了，请和主备人当面谈")
		}
		parts, quote := Parts(x.Main), ""
		if part < -1 || part >= len(parts) {
			part = -1
		}
		if part >= 0 {
			if quote = parts[part]; utf8.RuneCountInString(quote) > 40 {
				quote = string([]rune(quote)[:40])
			}
		}
		_, err = tx.Exec(insComment, c, n, a.Person, part, quote, text, s.now())
		return err
	})
}

// Open gives the first text to the members and asks them. Each gets a copy.
func (s *Service) Open(ctx context.Context, a *org.Actor, n ID) error {
	now := s.now()
	return s.act(ctx, a, n, func(tx *db.Tx, x *Session) error {
		if err := leads(a, x, Main); err != nil {
			return err
		}
		if strings.TrimSpace(x.Main) == "" {
			return fault.Fieldsf(fault.Field{Name: "body", Message: "请先写好主备再发给大家"})
		}
		if _, err := tx.Exec(giveCopies, x.Main, now, n); err != nil {
			return err
		}
		if _, err := tx.Exec(updState, string(Reply), now, int64(0), x.Work, now, n); err != nil {
			return err
		}
		if s.tell != nil {
			if err := s.tell.Asked(tx, *x, x.People()[1:]); err != nil {
				return err
			}
		}
		return s.append(tx, a, *x, "prep.asked")
	})
}

// Gather ends the replies: the final text begins as the first one.
func (s *Service) Gather(ctx context.Context, a *org.Actor, n ID) error {
	now := s.now()
	return s.act(ctx, a, n, func(tx *db.Tx, x *Session) error {
		if err := leads(a, x, Reply); err != nil {
			return err
		}
		if _, err := tx.Exec(updFinal, x.Main, now, n, x.FinalRev); err != nil {
			return err
		}
		_, err := tx.Exec(updState, string(Final), x.Opened, int64(0), x.Work, now, n)
		return err
	})
}

// Finish makes the final text a draft of the lead and keeps who gave which paragraph. A session that began with a draft writes into it,
// one that began with a version becomes its adaptation. A draft that was changed meanwhile is a *Drifted unless over is its revision now.
func (s *Service) Finish(ctx context.Context, a *org.Actor, n ID, over int) (commons.WorkID, error) {
	x, _, err := s.Get(ctx, a, n)
	if err != nil {
		return commons.WorkID{}, err
	}
	if x.State == Done {
		return x.Work, nil
	}
	if err := leads(a, &x, Final); err != nil {
		return commons.WorkID{}, err
	}
	work, err := s.draft(ctx, a, x, over)
	if err != nil {
		return work, err
	}
	now := s.now()
	return work, s.act(ctx, a, n, func(tx *db.Tx, x *Session) error {
		if x.State == Done {
			return nil
		}
		x.Work = work
		for i, p := range Attribute(x.Lead, x.Main, x.Members, x.Final) {
			changed := 0
			if p.Changed {
				changed = 1
			}
			if _, err := tx.Exec(insPiece, n, i, p.From, changed, p.Text); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(updState, string(Done), x.Opened, now, work, now, n); err != nil {
			return err
		}
		if s.tell != nil {
			if err := s.tell.Finished(tx, *x, x.People()[1:]); err != nil {
				return err
			}
		}
		return s.append(tx, a, *x, "prep.finished")
	})
}

// draft is the lead's work with the final text in it. Called twice it gives the same.
func (s *Service) draft(ctx context.Context, a *org.Actor, x Session, over int) (commons.WorkID, error) {
	d := x.About
	d.Body = x.Final
	once := "prep " + x.ID.String()
	var w commons.Work
	var err error
	switch {
	case !x.Work.IsZero():
		w, err = s.works.Get(ctx, a, x.Work)
		if err == nil && x.Base > 0 && w.Rev != x.Base && w.Rev != over && w.Body != x.Final {
			err = &Drifted{w.Rev, w.Body}
		}
	case !x.Source.IsZero():
		w, err = s.works.Adapt(ctx, a, x.Source, x.Owner, once)
	default:
		w, err = s.works.Create(ctx, a, x.Owner, d, once)
	}
	if err != nil {
		return w.ID, err
	}
	d.Licence, d.Rights, d.Holder, d.AI, d.Knowledge = w.Licence, w.Rights, w.Holder, w.AI, w.Knowledge
	_, err = s.works.Save(ctx, a, w.ID, w.Rev, d)
	var stale *commons.Stale
	if errors.As(err, &stale) {
		return w.ID, fault.New(fault.Conflict, "草稿刚刚在别处改过，请再按一次")
	}
	return w.ID, err
}
