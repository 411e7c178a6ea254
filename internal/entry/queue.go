package entry

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// SealOf is the base64 key under which a shared device keeps the unsent answers of the signed-in pupil, so that nobody else reads or
// writes them; "" elsewhere than on an enrolled device.
func (s *Service) SealOf(ctx context.Context, a *org.Actor) (string, error) {
	open := authn.SessionFrom(ctx)
	if a == nil || open.Device.IsZero() || open.Subject != id.As[any](a.Account) {
		return "", nil
	}
	key, err := s.authn.QueueKey(ctx, open.Subject, open.Device)
	return base64.StdEncoding.EncodeToString(key), err
}

// Left is an answer that a pupil left on a shared device, opened.
type Left struct {
	Actor   *org.Actor // the pupil, resolved anew
	Sitting id.Any
	Kept
}

// Kept is what the browser seals of an answer.
type Kept struct {
	Item string `json:"item"`
	Body string `json:"body"` // the item's fields, form-encoded
	Idem string `json:"idem"`
	Rev  int64  `json:"rev,string"` // the revision that the answer is based on
}

// Leave opens what a shared device sends for a pupil who is not signed in there any more. name is the name under which the browser
// kept it, "p:<person>:sitting:<sitting>:<item>", and is sealed with the content: an answer counts for that person and sitting and
// from that device only, and only the page of the signed-in pupil could have sealed it. It grants nothing else.
func (s *Service) Leave(ctx context.Context, spot Spot, name, sealed, request string) (Left, error) {
	bad := fault.New(fault.Invalid, "这份答案读不出来")
	if !spot.Enrolled() {
		return Left{}, fault.New(fault.Denied, "这台设备没有登记，或已停用")
	}
	parts := strings.Split(name, ":")
	if len(parts) != 5 || parts[0] != "p" || parts[2] != "sitting" {
		return Left{}, bad
	}
	person, err1 := id.Parse[org.Person](parts[1])
	sitting, err2 := id.Parse[any](parts[3])
	raw, err3 := base64.StdEncoding.DecodeString(sealed)
	if err1 != nil || err2 != nil || err3 != nil {
		return Left{}, bad
	}
	accounts, _, err := s.accounts(ctx, []org.PersonID{person})
	if err != nil {
		return Left{}, err
	}
	account := accounts[person]
	if account.IsZero() {
		return Left{}, bad
	}
	text, err := s.authn.OpenSealed(ctx, id.As[any](account), spot.Device.ID, name, raw)
	if err != nil {
		return Left{}, err
	}
	out := Left{Sitting: sitting}
	if err := json.Unmarshal(text, &out.Kept); err != nil || out.Item != parts[4] || out.Idem == "" {
		return Left{}, bad
	}
	out.Actor, err = s.org.Resolve(ctx, account, request)
	return out, err
}
