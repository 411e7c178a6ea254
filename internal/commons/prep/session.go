package prep

import (
	"embed"
	"strings"
	"unicode/utf8"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Migrations creates this package's tables in the core store.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// ID names a session.
type ID = id.Of[Session]

// State is how far a session is.
type State string

// The states, in order.
const (
	Main  State = "main"
	Reply State = "reply"
	Final State = "final"
	Done  State = "done"
)

// The limits.
const (
	MaxMembers  = 30
	MaxComments = 300
	MaxComment  = 500
)

// Session is one co-preparation. About holds what the lesson is about; its Body is not used.
type Session struct {
	ID       ID
	Owner    org.UnitID
	Lead     org.PersonID
	About    commons.Draftable
	Due      clock.Micros // 0 for none
	State    State
	Main     string
	MainRev  int
	Final    string
	FinalRev int
	Source   commons.VersionID // the library version that the first text came from
	Work     commons.WorkID    // the draft that came of it, or with which it began
	Base     int               // the revision of the draft with which it began, 0 for none
	Created  clock.Micros
	Changed  clock.Micros
	Opened   clock.Micros // when the members were asked
	Finished clock.Micros
	Members  []Member
}

// Member is one colleague with the own copy.
type Member struct {
	Person  org.PersonID
	Text    string
	Rev     int
	Done    clock.Micros // when the copy was given; 0 while it is being written
	Changed clock.Micros
}

// Comment is a remark at a paragraph of the first text, counted from 0; Quote is how that paragraph begins, -1 is the whole.
type Comment struct {
	ID     id.Of[Comment]
	Author org.PersonID
	Part   int
	Quote  string
	Text   string
	Made   clock.Micros
}

// Plan is what the lead types to begin.
type Plan struct {
	About   commons.Draftable // without Body
	Due     clock.Micros
	Members []org.PersonID
	From    commons.VersionID // a version of the library to start from
	Draft   commons.WorkID    // or one of the lead's own drafts
	Once    string
}

// Stale is the answer to a save that started from an older revision. Rev and Text are what is stored.
type Stale struct {
	Rev  int
	Text string
}

// Error implements error.
func (s *Stale) Error() string { return s.fault().Error() }

// Unwrap gives the fault, for fault.KindOf.
func (s *Stale) Unwrap() error { return s.fault() }

func (s *Stale) fault() *fault.Error {
	return fault.New(fault.Conflict, "这份备课在别处已经改过。您写的内容还在下面，请对照后再保存。")
}

// Drifted is the answer to finishing when the draft that the session began with was changed meanwhile. Rev and Text are how it is now;
// finishing that names this revision writes over it.
type Drifted struct {
	Rev  int
	Text string
}

// Error implements error.
func (d *Drifted) Error() string { return d.fault().Error() }

// Unwrap gives the fault, for fault.KindOf.
func (d *Drifted) Unwrap() error { return d.fault() }

func (d *Drifted) fault() *fault.Error {
	return fault.New(fault.Conflict, "这份草稿在备课期间改过。请看一看：要留的先抄进定稿保存，再写回草稿。")
}

// member finds somebody.
func (s Session) member(p org.PersonID) (Member, bool) {
	for _, m := range s.Members {
		if m.Person == p {
			return m, true
		}
	}
	return Member{}, false
}

// People are the lead and the members.
func (s Session) People() []org.PersonID {
	out := []org.PersonID{s.Lead}
	for _, m := range s.Members {
		out = append(out, m.Person)
	}
	return out
}

// tidy is a text as it is stored.
func tidy(text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\r\n", "\n")
	return strings.TrimRight(strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, text), " \n\t")
}

func checkText(text string) error {
	if utf8.RuneCountInString(text) > commons.MaxBody {
		return fault.Fieldsf(fault.Field{Name: "body", Message: "正文最多 100000 字"})
	}
	return nil
}

const sessionColumns = `p.id, p.owner, p.lead, p.title, p.subject, p.stage, p.grade, p.edition, p.volume, p.chapter, p.due, p.state, p.main, p.main_rev, p.final, p.final_rev,
  p.source, p.work, p.base, p.created, p.changed, p.opened, p.finished`

const sessionBare = `p.id, p.owner, p.lead, p.title, p.subject, p.stage, p.grade, p.edition, p.volume, p.chapter, p.due, p.state, '', p.main_rev, '', p.final_rev,
  p.source, p.work, p.base, p.created, p.changed, p.opened, p.finished`

const (
	insSession db.SQL = `-- unscoped: org was asked for LessonMake at the owner
INSERT INTO prep_session (id, owner, lead, title, subject, stage, grade, edition, volume, chapter, due, state, main, main_rev, final, final_rev, source, work, base, created, changed, opened, finished)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'main', ?, 1, '', 0, ?, ?, ?, ?, ?, 0, 0) ON CONFLICT (id) DO NOTHING`
	insMember db.SQL = `-- unscoped: the session's lead, who was asked for LessonMake at the owner
INSERT INTO prep_member (session, person, body, rev, done, changed) VALUES (?, ?, '', 0, 0, ?) ON CONFLICT DO NOTHING`
	selSession db.SQL = `-- unscoped: a session is for its lead and members, who are compared with the actor
SELECT ` + sessionColumns + ` FROM prep_session p WHERE p.id = ? AND (p.lead = ? OR EXISTS (SELECT 1 FROM prep_member m WHERE m.session = p.id AND m.person = ? AND p.opened > 0))`
	selSessionTx db.SQL = `-- unscoped: the same row was read for its lead or member before the write
SELECT ` + sessionColumns + ` FROM prep_session p WHERE p.id = ? @forupdate`
	selFinished  db.SQL = `SELECT ` + sessionColumns + ` FROM prep_session p WHERE p.id = ? AND p.state = 'done' AND @scope(p.owner)`
	listFinished db.SQL = `SELECT ` + sessionBare + ` FROM prep_session p WHERE p.state = 'done' AND @scope(p.owner) ORDER BY p.finished DESC, p.id DESC LIMIT 100`
	listMine     db.SQL = `-- unscoped: the actor's own sessions and those the actor was asked to
SELECT ` + sessionBare + ` FROM prep_session p WHERE p.lead = ? OR (p.opened > 0 AND p.id IN (SELECT m.session FROM prep_member m WHERE m.person = ?)) ORDER BY p.changed DESC, p.id DESC LIMIT 200`
	selMembers db.SQL = `-- unscoped: the session was read for its lead or member, or with @scope, before
SELECT person, body, rev, done, changed FROM prep_member WHERE session = ? ORDER BY person`
	selComments db.SQL = `-- unscoped: the session was read for its lead or member, or with @scope, before
SELECT id, author, part, quote, body, made FROM prep_comment WHERE session = ? ORDER BY made, id LIMIT 300`
	insComment db.SQL = `-- unscoped: the session was read for its lead or member before
INSERT INTO prep_comment (id, session, author, part, quote, body, made) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`
	cntComments db.SQL = `-- unscoped: the session was read for its lead or member before
SELECT COUNT(*) FROM prep_comment WHERE session = ?`
	updMain db.SQL = `-- unscoped: the session's lead
UPDATE prep_session SET main = ?, main_rev = main_rev + 1, changed = ? WHERE id = ? AND main_rev = ?`
	updFinal db.SQL = `-- unscoped: the session's lead
UPDATE prep_session SET final = ?, final_rev = final_rev + 1, changed = ? WHERE id = ? AND final_rev = ?`
	updState db.SQL = `-- unscoped: the session's lead
UPDATE prep_session SET state = ?, opened = ?, finished = ?, work = ?, changed = ? WHERE id = ?`
	updCopy db.SQL = `-- unscoped: the session's member's own copy
UPDATE prep_member SET body = ?, rev = rev + 1, done = ?, changed = ? WHERE session = ? AND person = ? AND rev = ?`
	updTouch db.SQL = `-- unscoped: the session's member
UPDATE prep_session SET changed = ? WHERE id = ?`
	giveCopies db.SQL = `-- unscoped: the session's lead
UPDATE prep_member SET body = ?, rev = 1, changed = ? WHERE session = ? AND rev = 0`
	insPiece db.SQL = `-- unscoped: the session's lead
INSERT INTO prep_piece (session, no, person, changed, body) VALUES (?, ?, ?, ?, ?)`
	selPieces db.SQL = `-- unscoped: the session was read for its lead or member, or with @scope, before
SELECT person, changed, body FROM prep_piece WHERE session = ? ORDER BY no`
	selOfWork db.SQL = `-- unscoped: who made a work together; the callers have read the work or one of its versions
SELECT DISTINCT p.lead, i.person FROM prep_session p JOIN prep_piece i ON i.session = p.id WHERE p.work = ? AND p.state = 'done'`
	selWorkSession db.SQL = `-- unscoped: only the id, for a link; the page it leads to asks for itself
SELECT id FROM prep_session WHERE work = ? AND state = 'done' ORDER BY finished DESC LIMIT 1`
)

func scanSession(r db.Row) (s Session, err error) {
	a := &s.About
	return s, r.Scan(&s.ID, &s.Owner, &s.Lead, &a.Title, &a.Subject, &a.Stage, &a.Grade, &a.Edition, &a.Volume, &a.Chapter, &s.Due, &s.State, &s.Main, &s.MainRev, &s.Final, &s.FinalRev,
		&s.Source, &s.Work, &s.Base, &s.Created, &s.Changed, &s.Opened, &s.Finished)
}

func scanMember(r db.Row) (m Member, err error) {
	return m, r.Scan(&m.Person, &m.Text, &m.Rev, &m.Done, &m.Changed)
}

func scanComment(r db.Row) (c Comment, err error) {
	return c, r.Scan(&c.ID, &c.Author, &c.Part, &c.Quote, &c.Text, &c.Made)
}

func scanPiece(r db.Row) (p Piece, err error) {
	var changed int
	err = r.Scan(&p.From, &changed, &p.Text)
	p.Changed = changed == 1
	return p, err
}
