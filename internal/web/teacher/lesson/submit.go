package lesson

import (
	"net/http"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// reviewing reads what the author sees of the review of a work.
func (p *Pages) reviewing(r *http.Request, w commons.Work) (v reviewing, err error) {
	ctx := r.Context()
	if v.Pledge, err = p.Works.Pledge(ctx, w.Owner); err != nil {
		return v, err
	}
	if v.Thread, err = p.Works.Thread(ctx, org.ActorFrom(ctx), w.ID); err != nil {
		return v, err
	}
	var judges []org.PersonID
	v.Seats = map[org.UnitID]string{}
	for _, steps := range v.Thread {
		for _, st := range steps {
			judges = append(judges, st.Reviewer)
			for _, u := range []org.UnitID{st.Unit, st.Asked} {
				if v.Seats[u] == "" {
					v.Seats[u] = UnitName(ctx, p.Org, u)
				}
			}
		}
	}
	v.Judges, err = p.Org.Names(ctx, judges)
	return v, err
}
