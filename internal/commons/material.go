package commons

import (
	"context"
	"errors"
	"io"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// MaterialID names a class's material.
type MaterialID = id.Of[Material]

// Material is 班级资料: a file, a scan of a workbook say, for the lessons of one class. It is no work: nothing submits, adapts, indexes
// or shares it, only the class's teachers and pupils see it, and it ends with the term. Its bytes never enter a work of the same school, not
// after it has ended either (see unshareable), so that what may be used in class under 著作权法 art. 24 (6) does not become a publication.
type Material struct {
	ID     MaterialID
	Class  org.ClassID
	Owner  org.UnitID
	Author org.PersonID
	Title  string
	File
	Made    clock.Micros
	Expires clock.Micros
}

const (
	materialColumns = `m.id, m.class, m.owner, m.author, m.title, m.hash, m.name, m.mime, m.size, m.made, m.expires FROM class_material m`

	insMaterial db.SQL = `-- unscoped: the service has asked org for Assign at the class
INSERT INTO class_material (id, class, owner, author, title, hash, name, mime, size, made, expires) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

	selMaterials db.SQL = `-- unscoped: the service has asked org for the class, or found the actor among its pupils
SELECT ` + materialColumns + ` WHERE m.class = ? AND m.expires > ? ORDER BY m.made DESC, m.id DESC LIMIT 200`

	selMaterial db.SQL = `-- unscoped: read to learn the class, which the service then asks org for
SELECT ` + materialColumns + ` WHERE m.id = ?`

	delMaterial db.SQL = `-- unscoped: the service has asked org for Assign at the class
DELETE FROM class_material WHERE id = ?`

	endMaterial db.SQL = `-- unscoped: the service has asked org for Assign at the class
UPDATE class_material SET expires = ? WHERE id = ? AND expires > ?`

	countPrivate db.SQL = `-- unscoped: whether bytes are or were private to a class of the school; no row is shown
SELECT COUNT(*) FROM class_material WHERE hash = ? AND owner = ?`
)

func scanMaterial(r db.Row) (Material, error) {
	var m Material
	err := r.Scan(&m.ID, &m.Class, &m.Owner, &m.Author, &m.Title, &m.Hash, &m.Name, &m.Mime, &m.Size, &m.Made, &m.Expires)
	m.File.ID = id.As[File](id.As[any](m.ID))
	return m, err
}

// MaterialClasses are the classes for which the actor may keep material.
func (s *Service) MaterialClasses(ctx context.Context, a *org.Actor) ([]org.Class, error) {
	return s.org.ClassesOf(ctx, a, org.Assign)
}

// AddMaterial keeps an upload for a class until the end of the term. Faults: Invalid for a kind that is not on the list, TooLarge for one
// file or over the quota.
func (s *Service) AddMaterial(ctx context.Context, a *org.Actor, class org.ClassID, title string, u Upload) (Material, error) {
	if err := s.org.Must(ctx, a, org.Assign, id.As[any](class)); err != nil {
		return Material{}, err
	}
	c, err := s.org.Class(ctx, class)
	if err != nil {
		return Material{}, err
	}
	f, err := s.store(ctx, u)
	if err != nil {
		return Material{}, err
	}
	if err := s.room(ctx, c.School, a.Person, f); err != nil {
		return Material{}, err
	}
	now := s.now()
	term, err := s.org.TermAt(ctx, id.As[any](c.School), now)
	if err != nil {
		return Material{}, err
	}
	m := Material{ID: id.New[Material](), Class: class, Owner: c.School, Author: a.Person, Title: line(title), File: f, Made: now, Expires: term.Until}
	if m.Title == "" {
		m.Title = f.Name
	}
	if utf8.RuneCountInString(m.Title) > MaxTitle {
		return Material{}, fault.Fieldsf(fault.Field{Name: "title", Message: "名称最多 120 字"})
	}
	err = s.core.Write(ctx, func(tx *db.Tx) error {
		if err := welcome(tx, m.Hash); err != nil {
			return err
		}
		if _, err := tx.Exec(insMaterial, m.ID, m.Class, m.Owner, m.Author, m.Title, m.Hash, m.Name, m.Mime, m.Size, m.Made, m.Expires); err != nil {
			return err
		}
		_, err := s.log.Append(tx, event(a, "material.added", m.Owner), material{m.ID, m.Class})
		return err
	})
	return m, err
}

// Materials lists what a class has, for one of its teachers.
func (s *Service) Materials(ctx context.Context, a *org.Actor, class org.ClassID) ([]Material, error) {
	if err := s.org.Must(ctx, a, org.Assign, id.As[any](class)); err != nil {
		return nil, err
	}
	return db.All(s.core.Reader(ctx), selMaterials, scanMaterial, class, s.now())
}

// OwnMaterials lists what the actor's own classes have, for a pupil.
func (s *Service) OwnMaterials(ctx context.Context, a *org.Actor) ([]Material, error) {
	classes, err := s.ownClasses(ctx, a)
	var out []Material
	for _, c := range classes {
		var some []Material
		if some, err = db.All(s.core.Reader(ctx), selMaterials, scanMaterial, c.ID, s.now()); err != nil {
			return nil, err
		}
		out = append(out, some...)
	}
	return out, err
}

func (s *Service) ownClasses(ctx context.Context, a *org.Actor) ([]org.Class, error) {
	if a == nil {
		return nil, fault.New(fault.SignIn, "请先登录")
	}
	if err := s.org.Must(ctx, a, org.PracticeDo, id.As[any](a.Person)); err != nil {
		return nil, err
	}
	return s.org.ClassesOfPerson(ctx, a.Person, s.now())
}

// MaterialFile opens a material for a teacher of its class.
func (s *Service) MaterialFile(ctx context.Context, a *org.Actor, m MaterialID) (File, io.ReadSeekCloser, error) {
	got, err := s.material(ctx, m)
	if err != nil {
		return File{}, nil, err
	}
	if err := s.org.Must(ctx, a, org.Assign, id.As[any](got.Class)); err != nil {
		return File{}, nil, err
	}
	r, _, err := s.blobs.Open(ctx, got.Hash)
	return got.File, r, err
}

// OwnMaterialFile opens a material for a pupil of its class.
func (s *Service) OwnMaterialFile(ctx context.Context, a *org.Actor, m MaterialID) (File, io.ReadSeekCloser, error) {
	classes, err := s.ownClasses(ctx, a)
	if err != nil {
		return File{}, nil, err
	}
	got, err := s.material(ctx, m)
	if err != nil {
		return File{}, nil, err
	}
	if !slices.ContainsFunc(classes, func(c org.Class) bool { return c.ID == got.Class }) {
		return File{}, nil, noMaterial()
	}
	r, _, err := s.blobs.Open(ctx, got.Hash)
	return got.File, r, err
}

// Slip is how long whoever put a material into a class may take it back as if it had never been there: a file put into the wrong place.
const Slip = 24 * time.Hour

// RemoveMaterial ends a material before its time. Its bytes stay out of the school's works, but for a slip.
func (s *Service) RemoveMaterial(ctx context.Context, a *org.Actor, m MaterialID) error {
	got, err := s.material(ctx, m)
	if err != nil {
		return err
	}
	if err := s.org.Must(ctx, a, org.Assign, id.As[any](got.Class)); err != nil {
		return err
	}
	now := s.now()
	slip := got.Author == a.Person && now < got.Made+clock.Micros(Slip/time.Microsecond)
	return s.core.Write(ctx, func(tx *db.Tx) error {
		end, args := endMaterial, []any{now, m, now}
		if slip {
			end, args = delMaterial, []any{m}
		}
		n, err := tx.Exec(end, args...)
		if err != nil || n == 0 {
			return err
		}
		_, err = s.log.Append(tx, event(a, "material.removed", got.Owner), material{got.ID, got.Class})
		return err
	})
}

func (s *Service) material(ctx context.Context, m MaterialID) (Material, error) {
	got, err := db.One(s.core.Reader(ctx), selMaterial, scanMaterial, m)
	if errors.Is(err, db.ErrNone) || err == nil && got.Expires <= s.now() {
		return Material{}, noMaterial()
	}
	return got, err
}

func noMaterial() error {
	return fault.New(fault.NotFound, "没有找到这份班级资料，或它已经到期")
}

// unshareable refuses bytes that are or were private to a class of the school: they enter no work there, by whatever way they were
// uploaded.
func unshareable(x db.Querier, school org.UnitID, files []File) error {
	for _, f := range files {
		n, err := db.One(x, countPrivate, db.Value[int], f.Hash, school)
		if err != nil {
			return err
		}
		if n > 0 {
			return fault.Fieldsf(fault.Field{Name: "file", Message: "这个文件是某个班的班级资料，或曾经是，只能在那个班使用，不能放进课里共享"})
		}
	}
	return nil
}
