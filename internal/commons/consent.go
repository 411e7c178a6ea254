package commons

import (
	"context"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// People is what the author of a lesson declares about pupils who can be recognised in a file.
type People string

// The declarations. Undeclared is no answer: a video with it is not submitted.
const (
	Undeclared People = ""
	NoPupils   People = "none"    // nobody can be recognised
	Consented  People = "consent" // the guardians' written consents are kept at the school until a day
	Hidden     People = "hidden"  // faces and voices were made unrecognisable
)

// Name is the declaration in zh-CN, also its key in catalogues.
func (p People) Name() string {
	switch p {
	case NoPupils:
		return "没有可辨认的学生"
	case Consented:
		return "有，已取得监护人书面同意"
	case Hidden:
		return "有，面部和声音已处理"
	}
	return "还没有说明"
}

// Declarations lists the answers in the order of a form.
func Declarations() []People { return []People{NoPupils, Consented, Hidden} }

// undeclared reports a video of which nobody has said whether pupils can be recognised.
func (f File) undeclared() bool {
	return !f.Evidence && f.People == Undeclared && strings.HasPrefix(f.Mime, "video/")
}

// lapsed reports whether a consent for something in the version has ended.
func (v Version) lapsed(now clock.Micros) bool { return v.ConsentUntil > 0 && v.ConsentUntil <= now }

// shown are the files that readers see: proofs of rights are for the author and reviewers.
func shown(files []File) []File {
	out := make([]File, 0, len(files))
	for _, f := range files {
		if !f.Evidence {
			out = append(out, f)
		}
	}
	return out
}

// FileNote is what the author says about a file.
type FileNote struct {
	People   People
	Until    clock.Micros // with Consented: the end of the guardians' consent
	Evidence bool
}

func (n FileNote) check(now clock.Micros) error {
	switch {
	case n.People != Undeclared && n.People.Name() == Undeclared.Name():
		return fault.Fieldsf(fault.Field{Name: "people", Message: "请选择学生出镜的情况"})
	case n.People == Consented && n.Until <= now:
		return fault.Fieldsf(fault.Field{Name: "until", Message: "请填写同意书的有效期，要在今天以后"})
	}
	return nil
}

// SetFile stores what the author of a draft says about a file: who can be recognised in it, and whether it is a proof of rights.
func (s *Service) SetFile(ctx context.Context, a *org.Actor, w WorkID, f FileID, n FileNote) error {
	work, err := s.Get(ctx, a, w)
	if err != nil {
		return err
	}
	if n.People != Consented {
		n.Until = 0
	}
	if err := n.check(s.now()); err != nil {
		return err
	}
	return s.core.Write(ctx, func(tx *db.Tx) error {
		k, err := tx.Exec(updFileNote, string(n.People), n.Until, bit(n.Evidence), w, f)
		if err != nil {
			return err
		}
		if k == 0 {
			return fault.New(fault.NotFound, "没有找到这个文件")
		}
		_, err = s.log.Append(tx, event(a, "work.saved", work.Owner), saved{w, work.Rev})
		return err
	})
}
