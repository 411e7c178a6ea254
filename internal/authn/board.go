package authn

import (
	"context"
	"crypto/rand"
	"errors"
	"math/big"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// BoardTime is how long a screen's code can be confirmed.
const BoardTime = 2 * time.Minute

// maxBoards bounds how many screens that nobody enrolled may wait at once; enrolled ones are not counted.
const maxBoards = 2000

// Board is a screen that waits for somebody to sign it in from a phone. Secret stays in the screen's browser; Code is shown as QR
// and in letters; Number is shown on the screen and typed on the phone, so that a code sent from elsewhere (relayed QR phishing)
// asks for digits that the person at the board does not see.
type Board struct {
	Secret, Code string
	Device       id.Any // the enrolled device, or none
	Number       int64  // 10 to 99
	Until        clock.Micros
	subject      Subject
	spent        int64
}

const (
	insBoard db.SQL = `-- unscoped: a screen that waits is nobody's
INSERT INTO authn_board (secret, code, device, number, until, subject, spent) VALUES (?, ?, ?, ?, ?, NULL, 0)`
	delBoards db.SQL = `-- unscoped: housekeeping of codes that are over
DELETE FROM authn_board WHERE until < ?`
	countBoards db.SQL = `-- unscoped: how many screens wait
SELECT COUNT(*) FROM authn_board WHERE device IS NULL`
	selBoardByCode db.SQL = `-- unscoped: a screen is found by its code
SELECT device, number, until, subject, spent FROM authn_board WHERE code = ?`
	selBoardBySecret db.SQL = `-- unscoped: a screen is found by its secret
SELECT device, number, until, subject, spent FROM authn_board WHERE secret = ?`
	updBoard db.SQL = `-- unscoped: whoever confirms signs in as oneself
UPDATE authn_board SET subject = ?, spent = 1 WHERE code = ? AND spent = 0`
	delBoard db.SQL = `-- unscoped: a screen is found by its secret
DELETE FROM authn_board WHERE secret = ?`
)

func scanBoard(r db.Row) (Board, error) {
	var b Board
	return b, r.Scan(&b.Device, &b.Number, &b.Until, &b.subject, &b.spent)
}

// Answers about boards.
var (
	ErrBoardOver   = fault.New(fault.Gone, "这个二维码已过期，请在大屏上换一个")
	ErrBoardNumber = fault.New(fault.Invalid, "数字不对：这个二维码已作废，请在大屏上换一个，并输入大屏上显示的两位数字")
	// ErrBoardWaits says that nobody has confirmed yet.
	ErrBoardWaits = fault.New(fault.Conflict, "还没有人在手机上确认")
)

// NewBoard begins to wait for a phone.
func (s *Service) NewBoard(ctx context.Context, device id.Any) (Board, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(90))
	if err != nil {
		return Board{}, err
	}
	b := Board{Secret: secret(), Code: newCode(8), Device: device, Number: 10 + n.Int64(), Until: s.now() + BoardTime.Microseconds()}
	return b, s.core.Write(ctx, func(tx *db.Tx) error {
		// a confirmed code may be entered a little after its end
		if _, err := tx.Exec(delBoards, s.now()-BoardTime.Microseconds()); err != nil {
			return err
		}
		if device.IsZero() {
			if n, err := db.One(tx, countBoards, db.Value[int64]); err != nil || n >= maxBoards {
				return errors.Join(err, fault.New(fault.TooMany, "现在等待登录的大屏太多，请稍后再试"))
			}
		}
		_, err := tx.Exec(insBoard, digest(b.Secret), digest(b.Code), b.Device, b.Number, b.Until)
		return err
	})
}

// BoardOf finds the screen that shows a code. ErrBoardOver when there is none any more.
func (s *Service) BoardOf(ctx context.Context, code string) (Board, error) {
	b, err := db.One(s.core.Reader(ctx), selBoardByCode, scanBoard, digest(readCode(code)))
	if errors.Is(err, db.ErrNone) || err == nil && (b.spent != 0 || b.Until <= s.now()) {
		return b, ErrBoardOver
	}
	b.Code = readCode(code)
	return b, err
}

// ConfirmBoard signs the screen in as subject. One try: a wrong number ends the code.
func (s *Service) ConfirmBoard(ctx context.Context, code string, number int64, subject Subject) error {
	key, wrong := digest(readCode(code)), false
	err := s.core.Write(ctx, func(tx *db.Tx) error {
		b, err := db.One(tx, selBoardByCode, scanBoard, key)
		if errors.Is(err, db.ErrNone) || err == nil && (b.spent != 0 || b.Until <= s.now()) {
			return ErrBoardOver
		}
		if err != nil {
			return err
		}
		who := subject
		if wrong = b.Number != number; wrong {
			who = Subject{}
		}
		n, err := tx.Exec(updBoard, who, key)
		if err == nil && n == 0 {
			err = ErrBoardOver
		}
		return err
	})
	if err == nil && wrong {
		return ErrBoardNumber
	}
	return err
}

// EnterBoard uses a confirmation up and opens the screen's session. until gives the session's end for who signs in; o's Way and
// Device are set here. ErrBoardWaits while nobody has confirmed, ErrBoardOver when nobody can any more.
func (s *Service) EnterBoard(ctx context.Context, secret string, until func(Subject, id.Any) (clock.Micros, error), o Opening) (token string, subject Subject, err error) {
	key := digest(secret)
	b, err := db.One(s.core.Reader(ctx), selBoardBySecret, scanBoard, key)
	switch {
	case errors.Is(err, db.ErrNone):
		return "", Subject{}, ErrBoardOver
	case err != nil:
		return "", Subject{}, err
	case b.spent == 0 && b.Until > s.now():
		return "", Subject{}, ErrBoardWaits
	case b.subject.IsZero() || b.Until+BoardTime.Microseconds() <= s.now():
		return "", Subject{}, ErrBoardOver
	}
	o.Way, o.Device = ByBoard, b.Device
	if o.Until, err = until(b.subject, b.Device); err != nil {
		return "", Subject{}, err
	}
	err = s.core.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(delBoard, key)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrBoardOver
		}
		token, err = s.OpenTx(tx, b.subject, o)
		return err
	})
	return token, b.subject, err
}
