package notice

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Word is a letter that the house writes to a few members of staff because something of theirs has changed: they were asked to prepare a
// lesson together, say. It asks for no receipt and goes out by no way but the inbox.
type Word struct {
	ID     NoticeID   // of the happening, so that it is told once
	School org.UnitID // whose matter it is
	From   org.PersonID
	To     []org.PersonID
	Title  string
	Body   string // Markdown; an address of the house as a link
	At     clock.Micros
}

// MaxWord is how many people one word may reach: more is a notice that somebody sends.
const MaxWord = 60

// Tell puts a word into inboxes inside the transaction of what it tells. The caller has asked org about what has changed; the readers are
// staff: where their school has set quiet hours (notice.quiet), the word is there in the morning.
func (s *Service) Tell(tx *db.Tx, w Word) error {
	node := id.As[any](w.School)
	hours, err := s.nights(w.At).staff(context.Background(), node) // a transaction carries no caller's context
	if err != nil {
		return err
	}
	if _, err := tx.Exec(insNotice, w.ID, w.School, node, org.ClassID{}, w.From, w.Title, w.Body, Staff, true, false, int64(0), Sent, int64(1), w.At, w.At, int64(0), "", int64(0), int64(0), true,
		w.ID.String()); err != nil {
		return err
	}
	for _, p := range w.To[:min(len(w.To), MaxWord)] {
		if _, err := tx.Exec(insPick, w.ID, p); err != nil {
			return err
		}
		if _, err := tx.Exec(insInbox, w.ID, p, Staff, hours.Bed, hours.Morning, hours.Open(w.At)); err != nil {
			return err
		}
	}
	return nil
}
