package notice

import (
	"context"
	"net/mail"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/notice/way"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// How somebody is reminded by one way.
const (
	AsSchool = "school" // at what the school has on its register
	AtOwn    = "own"    // at an address that the person has given here
	NotAtAll = "off"    // not by this way; letters stay in the inbox
)

// Reminder is one way in which somebody may be reminded that there is a letter.
type Reminder struct {
	Way    string
	Used   bool   // the person's school sends by this way now
	Known  string // what the school has on its register; "" for nothing
	Choice string // AsSchool, AtOwn or NotAtAll
	Own    string // with AtOwn
}

const (
	selOwn db.SQL = `-- unscoped: the actor's own addresses
SELECT way, address FROM notice_address WHERE person = ?`
	delOwn db.SQL = `-- unscoped: the actor's own addresses
DELETE FROM notice_address WHERE person = ? AND way = ?`
)

// maxAddress is the longest path of RFC 5321, 4.5.3.1.3, without its brackets.
const maxAddress = 254

// Reminders are the ways that the actor can choose about: e-mail and messages to the telephone. Verb notice.read at the own person.
func (s *Service) Reminders(ctx context.Context, a *org.Actor) ([]Reminder, error) {
	if err := s.mustOwn(ctx, a); err != nil {
		return nil, err
	}
	p, err := s.Org.PersonByID(ctx, a.Person)
	if err != nil {
		return nil, err
	}
	var known Contact
	if s.Contacts != nil {
		all, err := s.Contacts.Contacts(ctx, []org.PersonID{a.Person})
		if err != nil {
			return nil, err
		}
		known = all[a.Person]
	}
	used := s.ways(ctx, id.As[any](p.Owner), s.now()).Ways
	out := []Reminder{{Way: way.Email, Known: known.Email, Choice: AsSchool}, {Way: way.SMS, Known: known.Phone, Choice: AsSchool}}
	for i := range out {
		out[i].Used = used[out[i].Way] != nil
	}
	return out, db.Each(s.Core.Reader(ctx), selOwn, func(r db.Row) error {
		var w, address string
		err := r.Scan(&w, &address)
		for i := range out {
			if out[i].Way == w {
				out[i].Choice, out[i].Own = AtOwn, address
				if address == "" {
					out[i].Choice = NotAtAll
				}
			}
		}
		return err
	}, a.Person)
}

// mustOwn asks for the actor's own letters; nobody has none.
func (s *Service) mustOwn(ctx context.Context, a *org.Actor) error {
	var own org.Node
	if a != nil {
		own = id.As[any](a.Person)
	}
	return s.Org.Must(ctx, a, org.NoticeRead, own)
}

// ChooseReminder stores what the actor wants of one way: an own address, an empty one for none. Only e-mail takes an own address: telephone numbers are corrected by the school,
// which looks at who asks. Verb notice.read at the own person. Faults: Invalid (field choice or address).
func (s *Service) ChooseReminder(ctx context.Context, a *org.Actor, w, choice, address string) error {
	if err := s.mustOwn(ctx, a); err != nil {
		return err
	}
	address = strings.TrimSpace(address)
	known := w == way.Email || w == way.SMS
	switch {
	case known && choice == AsSchool:
		return s.Core.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(delOwn, a.Person, w)
			return err
		})
	case known && choice == NotAtAll:
		address = ""
	case w == way.Email && choice == AtOwn:
		if m, err := mail.ParseAddress(address); err != nil || m.Address != address || len(address) > maxAddress || !honest(address) {
			return fault.Fieldsf(fault.Field{Name: "address", Message: "请写一个电子邮箱，例如 li@example.cn"})
		}
	default:
		return fault.Fieldsf(fault.Field{Name: "choice", Message: "请选一种"})
	}
	return s.Core.Write(ctx, func(tx *db.Tx) error { return s.SetAddress(tx, a.Person, w, address) })
}
