package commons

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// MaxDrop is how many files one drop may hold.
const MaxDrop = 30

// Guesser says what a dropped file is about, and how it knows, as JSON that only the page reads. body is the stored file.
type Guesser func(name string, body io.ReadSeeker, size int64) (Draftable, json.RawMessage, error)

// Drop is a form of dropped files.
type Drop struct {
	School   org.UnitID
	Together bool // one draft holds all files; otherwise each file is a draft
	Once     string
	Next     func() (Upload, error) // io.EOF ends
	Guess    Guesser
}

// Refused is a file of a drop that could not be taken.
type Refused struct {
	Name string
	Err  error
}

// Dropped is a draft that came from a file, with what was guessed about it. Rev is its revision now.
type Dropped struct {
	Work
	File  string
	Guess json.RawMessage
}

// Drop makes drafts of files. Each file stands for itself: one that is refused leaves the others. A field that could not be guessed
// stays empty; the draft cannot be submitted before its author has confirmed or corrected what was guessed.
func (s *Service) Drop(ctx context.Context, a *org.Actor, d Drop) (made []Work, refused []Refused, err error) {
	if err := s.org.Must(ctx, a, org.LessonMake, id.As[any](d.School)); err != nil {
		return nil, nil, err
	}
	for n := 0; ; n++ {
		u, err := d.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return made, refused, err
		}
		if n >= MaxDrop {
			return made, append(refused, Refused{fileName(u.Name), fault.New(fault.Invalid, "一次最多放 30 个文件")}), nil
		}
		w, err := s.dropOne(ctx, a, d, u, n, made)
		switch {
		case err == nil && w.ID != id.Of[Work]{}:
			made = append(made, w)
		case fault.Is(err, fault.Invalid), fault.Is(err, fault.TooLarge), fault.Is(err, fault.Conflict), fault.Is(err, fault.Denied):
			refused = append(refused, Refused{fileName(u.Name), err})
		case err != nil:
			return made, refused, err
		}
	}
	if len(made)+len(refused) == 0 {
		return nil, nil, fault.Fieldsf(fault.Field{Name: "file", Message: "请选择文件"})
	}
	return made, refused, nil
}

// dropOne makes a draft of a file, or puts it into the first draft of a drop that goes together.
func (s *Service) dropOne(ctx context.Context, a *org.Actor, d Drop, u Upload, n int, made []Work) (Work, error) {
	if d.Together && len(made) > 0 {
		used := false
		_, err := s.AddFiles(ctx, a, made[0].ID, func() (Upload, error) {
			if used {
				return Upload{}, io.EOF
			}
			used = true
			return u, nil
		})
		return Work{}, err
	}
	f, err := s.store(ctx, Upload{Name: baseName(u.Name), Body: u.Body})
	if err != nil {
		return Work{}, err
	}
	if err := s.room(ctx, d.School, a.Person, f); err != nil {
		return Work{}, err
	}
	once := ""
	if d.Once != "" {
		once = d.Once + " " + strconv.Itoa(n)
	}
	return s.draftOf(ctx, a, d, workID(a.Person, "drop", once), u.Name, f, nil)
}

// MayDrop asks whether the actor may make drafts of a school.
func (s *Service) MayDrop(ctx context.Context, a *org.Actor, school org.UnitID) error {
	return s.org.Must(ctx, a, org.LessonMake, id.As[any](school))
}

// AdmitDrop is asked before the first byte of a file comes that is to become a draft of a school: whether the actor may make one there,
// whether its kind, by its name, and its size are allowed, and whether there is room.
func (s *Service) AdmitDrop(ctx context.Context, a *org.Actor, school org.UnitID, name string, size int64, hash string) error {
	if err := s.MayDrop(ctx, a, school); err != nil {
		return err
	}
	return s.admit(ctx, Work{Owner: school, Author: a.Person}, name, size, hash)
}

// DropStored makes a draft of bytes that are stored. d says for which school, who guesses, and by Once that the same upload makes one
// draft. pieces are the hashes of the file's pieces when they are known. Faults are those of Attach.
func (s *Service) DropStored(ctx context.Context, a *org.Actor, d Drop, name string, ref blob.Ref, pieces []byte) (Work, error) {
	if err := s.MayDrop(ctx, a, d.School); err != nil {
		return Work{}, err
	}
	f, err := s.stored(ctx, Work{Owner: d.School, Author: a.Person}, id.New[File](), baseName(name), ref)
	if err != nil {
		return Work{}, err
	}
	return s.draftOf(ctx, a, d, workID(a.Person, "drop", d.Once), name, f, pieces)
}

// draftOf makes the draft of a stored file. name is what the browser called it, with its folders.
func (s *Service) draftOf(ctx context.Context, a *org.Actor, d Drop, w WorkID, name string, f File, pieces []byte) (Work, error) {
	body, size, err := s.blobs.Open(ctx, f.Hash)
	if err != nil {
		return Work{}, err
	}
	defer body.Close()
	text, guess, err := d.Guess(name, body, size)
	if err != nil {
		return Work{}, err
	}
	if text = text.tidy(); text.Title == "" {
		text.Title = f.Name
	}
	return s.putDropped(ctx, a, d.School, w, text, f, pieces, guess)
}

// putDropped is the one transaction of a dropped file: draft, file, guess and event.
func (s *Service) putDropped(ctx context.Context, a *org.Actor, school org.UnitID, w WorkID, text Draftable, f File, pieces []byte, guess json.RawMessage) (Work, error) {
	now := s.now()
	work := Work{ID: w, Owner: school, Author: a.Person, Draftable: text, State: Draft, Rev: 1, Created: now, Changed: now, Files: []File{f}}
	return work, s.core.Write(ctx, func(tx *db.Tx) error {
		fresh, err := putWork(tx, work)
		if err != nil || !fresh {
			return err
		}
		if err := putFile(tx, w, school, f, now); err != nil {
			return err
		}
		if s.contents != nil {
			if err := s.contents.Taken(tx, f.Hash, f.Mime, f.Size, pieces); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(insGuess, w, school, a.Person, f.Name, string(guess), now); err != nil {
			return err
		}
		_, err = s.log.Append(tx, event(a, "work.created", school), created{w, school, text.Title})
		return err
	})
}

// baseName is the last part of a path.
func baseName(s string) string {
	s = strings.ReplaceAll(s, "\\", "/")
	return s[strings.LastIndexByte(s, '/')+1:]
}

// Unconfirmed lists the actor's drafts from dropped files that nobody has confirmed, newest first, at most MaxDrop.
func (s *Service) Unconfirmed(ctx context.Context, a *org.Actor) ([]Dropped, error) {
	scope, err := s.org.Reach(ctx, a, org.LessonMake)
	if err != nil {
		return nil, err
	}
	return db.All(s.core.Reader(ctx), selUnconfirmed, scanDropped, a.Person, scope, MaxDrop)
}

// GuessOf is what was guessed about one of the actor's own works and not confirmed yet; nil when nothing waits.
func (s *Service) GuessOf(ctx context.Context, a *org.Actor, w WorkID) (json.RawMessage, error) {
	if _, err := s.Get(ctx, a, w); err != nil {
		return nil, err
	}
	return openGuess(s.core.Reader(ctx), w)
}

// Confirm stores the fields of a dropped draft as its author has looked at them, keeping the text, and ends the guessing. The draft's
// revision is named as in Save.
func (s *Service) Confirm(ctx context.Context, a *org.Actor, w WorkID, rev int, d Draftable) (Work, error) {
	got, err := s.Get(ctx, a, w)
	if err != nil {
		return Work{}, err
	}
	d.Body, d.Knowledge, d.Licence, d.Rights, d.Holder, d.AI = got.Body, got.Knowledge, got.Licence, got.Rights, got.Holder, got.AI
	return s.Save(ctx, a, w, rev, d)
}

// Discard takes back a draft that was dropped by mistake: never submitted, never confirmed.
func (s *Service) Discard(ctx context.Context, a *org.Actor, w WorkID) error {
	got, err := s.Get(ctx, a, w)
	if err != nil {
		return err
	}
	return s.core.Write(ctx, func(tx *db.Tx) error {
		guess, err := openGuess(tx, w)
		if err != nil {
			return err
		}
		number, err := db.One(tx, selNextNumber, db.Value[int], w)
		if err != nil {
			return err
		}
		if guess == nil || number > 1 || !got.Paper.IsZero() {
			return fault.New(fault.Conflict, "这一课已经确认过，不能当作误放的文件删掉")
		}
		for _, q := range []db.SQL{delGuess, delFilesOf, delWork} {
			if _, err := tx.Exec(q, w); err != nil {
				return err
			}
		}
		_, err = s.log.Append(tx, event(a, "work.discarded", got.Owner), saved{w, got.Rev})
		return err
	})
}

// confirmed refuses a draft whose fields were guessed and that nobody has confirmed, and one that lacks a field.
func confirmed(x db.Querier, w Work) error {
	guess, err := openGuess(x, w.ID)
	if err != nil {
		return err
	}
	if guess != nil {
		return fault.New(fault.Conflict, "这一课的学科、年级等是按文件猜的：请核对这些内容并按“保存”，再送审")
	}
	return w.Draftable.check()
}

func openGuess(x db.Querier, w WorkID) (json.RawMessage, error) {
	text, err := db.One(x, selGuess, db.Value[string], w)
	if errors.Is(err, db.ErrNone) {
		return nil, nil
	}
	return json.RawMessage(text), err
}

const (
	insGuess db.SQL = `-- unscoped: the service has asked org for LessonMake at the owner
INSERT INTO work_guess (work, owner, author, file, guess, made, confirmed) VALUES (?, ?, ?, ?, ?, ?, 0)`

	selGuess db.SQL = `-- unscoped: the work was read with @scope before
SELECT guess FROM work_guess WHERE work = ? AND confirmed = 0`

	selUnconfirmed db.SQL = `SELECT ` + workBare + `, g.file, g.guess FROM work_guess g JOIN work w ON w.id = g.work
WHERE g.author = ? AND g.confirmed = 0 AND @scope(g.owner) ORDER BY g.made DESC, g.work DESC LIMIT ?`

	updConfirmed db.SQL = `-- unscoped: the work was read with @scope before
UPDATE work_guess SET confirmed = ? WHERE work = ? AND confirmed = 0`

	delGuess db.SQL = `-- unscoped: the work was read with @scope before
DELETE FROM work_guess WHERE work = ?`

	delFilesOf db.SQL = `-- unscoped: the work was read with @scope before
DELETE FROM work_file WHERE work = ?`

	delWork db.SQL = `-- unscoped: the work was read with @scope before
DELETE FROM work WHERE id = ?`
)

func scanDropped(r db.Row) (Dropped, error) {
	var d Dropped
	var guess string
	err := scanned(r, &d.Work, &d.File, &guess)
	d.Guess = json.RawMessage(guess)
	if err != nil {
		return d, fmt.Errorf("commons: a dropped draft: %w", err)
	}
	return d, nil
}
