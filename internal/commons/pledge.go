package commons

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Pledge is the written commitment that the provider of a work reads and signs at each submission (教科信厅〔2024〕1号: 提供方书面承诺).
// A signed one keeps the whole text, so that a later edition changes nothing of what was promised.
type Pledge struct {
	Edition string   `json:"edition"` // for example 2024-06
	Title   string   `json:"title"`
	Text    []string `json:"text"` // one promise a line
}

// pledgeSetting is the dated setting with the text; the preset has one.
const pledgeSetting = "review.commitment"

// ownPledge stands where neither a unit nor the preset has a text.
func ownPledge() Pledge {
	return Pledge{Edition: "0", Title: "数字教育资源提供方书面承诺", Text: []string{"本资源政治立场和价值导向正确，内容科学准确，适合所标学段和年级。",
		"本资源的文字、图片、音像和试题来源合法，没有侵犯他人的著作权、肖像权和个人信息。", "本资源不含广告、收费和商业推广。", "发现问题时我会及时更正或撤回，并承担提供方的责任。"}}
}

// Pledge is the text in force for the works of a school.
func (s *Service) Pledge(ctx context.Context, school org.UnitID) (Pledge, error) {
	raw, _, err := s.org.Setting(ctx, pledgeSetting, id.As[any](school), s.now())
	if err != nil || len(raw) == 0 {
		return ownPledge(), err
	}
	var p Pledge
	if err := json.Unmarshal(raw, &p); err != nil {
		return p, fmt.Errorf("commons: setting %s: %w", pledgeSetting, err)
	}
	return p, nil
}

// Signed is a commitment as it was signed, with the lesson it is about.
type Signed struct {
	Version Version
	Pledge
	By org.PersonID
	At clock.Micros
}

const (
	insCase db.SQL = `-- unscoped: the service has asked org for LessonMake at the owner
INSERT INTO review_case (version, owner, edition, pledge, signer, signed, scanned) VALUES (?, ?, ?, ?, ?, ?, 0)`
	selCase db.SQL = `-- unscoped: the version was read with @scope before
SELECT edition, pledge, signer, signed FROM review_case WHERE version = ?`
)

func putCase(tx *db.Tx, v Version, p Pledge, by org.PersonID, now clock.Micros) error {
	_, err := tx.Exec(insCase, v.ID, v.Owner, p.Edition, strings.Join(append([]string{p.Title}, p.Text...), "\n"), by, now)
	return err
}

func (s *Service) signed(ctx context.Context, v Version) (Signed, error) {
	out, err := db.One(s.core.Reader(ctx), selCase, func(r db.Row) (Signed, error) {
		x := Signed{Version: v}
		var text string
		err := r.Scan(&x.Edition, &text, &x.By, &x.At)
		lines := strings.Split(text, "\n")
		x.Title, x.Text = lines[0], lines[1:]
		return x, err
	}, v.ID)
	if errors.Is(err, db.ErrNone) { // submitted before texts were kept
		return out, fault.New(fault.NotFound, "这一版送审时还没有保存承诺书全文")
	}
	return out, err
}

// SignedOwn is the commitment that the actor signed for a version of an own work.
func (s *Service) SignedOwn(ctx context.Context, a *org.Actor, w WorkID, v VersionID) (Signed, error) {
	all, err := s.History(ctx, a, w)
	if err != nil {
		return Signed{}, err
	}
	for _, x := range all {
		if x.ID == v {
			return s.signed(ctx, x)
		}
	}
	return Signed{}, fault.New(fault.NotFound, "没有找到这个版本，或不在您的范围内")
}

// SignedFor is the commitment of a version that the actor may review.
func (s *Service) SignedFor(ctx context.Context, a *org.Actor, v VersionID) (Signed, error) {
	got, err := s.ForReview(ctx, a, v)
	if err != nil {
		return Signed{}, err
	}
	return s.signed(ctx, got)
}
