package commons

import (
	"strings"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// The rules that stand at every door through which a work goes on: what its licence, its owner of rights, its label and the pupils
// in its files allow.

// Adaptable says whether a work may be made from a version in a school: nil, or Denied with the reason.
func Adaptable(from Version, school org.UnitID) error {
	if _, err := from.Licence.Derivable(); err != nil {
		return err
	}
	if from.Licence == InSchool && from.Owner != school {
		return fault.New(fault.Denied, "这一课只准在原来的学校使用和改编。")
	}
	return nil
}

// underSource holds a draft to what its source asks: a licence that the source allows, and its label of generated content.
func underSource(x db.Querier, source VersionID, d Draftable) error {
	if source.IsZero() {
		return nil
	}
	from, err := db.One(x, selTerms, scanTerms, source)
	if err != nil {
		return err
	}
	if err := d.Licence.fits(from.licence); err != nil {
		return err
	}
	if from.ai != AINone && d.AI.Extent == AINone {
		return fault.Fieldsf(fault.Field{Name: "ai", Message: "原课标明含有人工智能生成的内容，改编后要保留标识"})
	}
	return nil
}

// terms are what a source asks of a work made from it.
type terms struct {
	licence Licence
	ai      Extent
}

const selTerms db.SQL = `-- unscoped: only what a source asks of a work that names it; the author could read it when the work was made
SELECT licence, ai FROM work_version WHERE id = ?`

func scanTerms(r db.Row) (terms, error) {
	var t terms
	return t, r.Scan(&t.licence, &t.ai)
}

// hollow says that there is nothing to review.
func hollow(w Work) []fault.Field {
	if strings.TrimSpace(w.Body) == "" && len(w.Files) == 0 {
		return []fault.Field{{Name: "to", Message: "这一课还没有内容：请先写正文或上传文件"}}
	}
	return nil
}

// mayLeave says what keeps a work from being shared to a unit of a kind.
func mayLeave(w Work, to org.Kind, now clock.Micros) []fault.Field {
	var wrong []fault.Field
	add := func(bad bool, name, message string) {
		if bad {
			wrong = append(wrong, fault.Field{Name: name, Message: message})
		}
	}
	t := w.Licence.Terms()
	add(!t.Above && to != org.School && to != org.Campus, "to", "许可是“校内”，只能在本校共享")
	proof, plain, open, late := false, false, false, false
	for _, f := range w.Files {
		proof = proof || f.Evidence
		plain = plain || !f.Evidence
		open = open || f.undeclared()
		late = late || f.People == Consented && f.Until <= now
	}
	add(plain && !t.Files, "to", "许可是“仅链接”，不能带文件：请移除文件，只写链接和说明")
	add(w.Rights == HeldByThird && w.Licence != LinkOnly && !proof, "to", "权利人是他人，请上传授权证明，并标为证明文件")
	add(open, "to", "有视频还没有说明学生出镜的情况，请在文件处选择")
	add(late, "to", "有文件的监护人同意已经到期，请更新日期或移除文件")
	return wrong
}

// checkFrozen checks what is about to be frozen for a unit of a kind, inside the write: nothing that changed since the form was read
// slips through.
func (s *Service) checkFrozen(tx *db.Tx, v *Version, to org.Kind) error {
	frozen := Work{Draftable: v.Draftable, Files: v.Files}
	if wrong := append(hollow(frozen), mayLeave(frozen, to, s.now())...); wrong != nil {
		return fault.Fieldsf(wrong...)
	}
	if err := underSource(tx, v.DerivedFrom, v.Draftable); err != nil {
		return err
	}
	if err := unshareable(tx, v.Owner, v.Files); err != nil {
		return err
	}
	for _, f := range v.Files {
		if f.People == Consented && (v.ConsentUntil == 0 || f.Until < v.ConsentUntil) {
			v.ConsentUntil = f.Until
		}
	}
	return nil
}
