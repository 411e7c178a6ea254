package privacy

import (
	"context"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Kept is what an erasure leaves, and by what rule; it is part of every such answer.
const Kept = "保留：练习和作业的作答、批改结果与学习记录，只以编号保存，不再能对应到本人；审计日志按网络安全法第二十一条保存不少于六个月；" +
	"学籍档案由学校按中小学生学籍管理办法另行保管，不在本系统删除的范围内。"

const (
	selFiles db.SQL = `-- unscoped: the caller erases the person
SELECT file FROM privacy_request WHERE person = ? AND file <> ''`
	blankRequests db.SQL = `-- unscoped: the caller erases the person
UPDATE privacy_request SET wanted = '', old = '', reason = '', file = '', size = 0, answer = CASE WHEN id = ? THEN answer ELSE '' END WHERE person = ?`
	closeRequests db.SQL = `-- unscoped: the caller erases the person
UPDATE privacy_request SET state = 'refused', decided = ?, answer = ? WHERE person = ? AND state = 'open'`
)

// prepareErasure reads what has to be known before: the name, which the written answer must not hold, and copies that were made.
func (s *Service) prepareErasure(ctx context.Context, q Request, e effect) (effect, error) {
	who, err := s.Org.PersonByID(ctx, q.Person)
	if err != nil {
		return e, err
	}
	files, err := db.All(s.Core.Reader(ctx), selFiles, db.Value[string], q.Person)
	if err != nil {
		return e, err
	}
	if e.answer == "" {
		e.answer = "同意，已经删除姓名、联系方式、学号和登录方式。"
	}
	e.answer, e.kept = strings.ReplaceAll(e.answer, who.Name, "该学生"), Kept
	e.do = func(tx *db.Tx) error { return s.erase(tx, q) }
	e.after = func(ctx context.Context) error {
		for _, f := range files {
			if err := s.Blobs.Delete(ctx, f); err != nil {
				return err
			}
		}
		return nil
	}
	return e, nil
}

func (s *Service) erase(tx *db.Tx, q Request) error {
	accounts, err := s.Org.Erase(tx, q.Person)
	if err != nil {
		return err
	}
	for _, f := range s.Erasers {
		if err := f(tx, q.Person, accounts); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(blankRequests, q.ID, q.Person); err != nil {
		return err
	}
	_, err = tx.Exec(closeRequests, s.now(), "数据已经删除，这项申请随之结束。", q.Person)
	return err
}

// Erased reports whether a person's data was erased.
func Erased(p org.Person) bool { return p.Name == org.Erased }
