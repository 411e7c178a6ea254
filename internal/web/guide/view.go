package guide

import (
	"context"
	"net/http"
	"net/url"

	"github.com/tongxue-edu/tongxue/internal/org"
)

// shown is a step as the panel shows it.
type shown struct {
	Step
	No      int
	Done    bool
	Count   int // marks of a step that needs several
	Account Account
	Switch  bool // another account has to be signed in first
	Href    string
	Here    bool // this is the page
	Notes   []string
}

// panelView is the panel.
type panelView struct {
	Walk
	Steps  []shown
	Now    int // the first step that is not done; len(Steps) when all are
	Folded bool
	Back   string // where folding comes back to
}

func (v panelView) done() (n int) {
	for _, s := range v.Steps {
		if s.Done {
			n++
		}
	}
	return n
}

func (p *Pages) view(ctx context.Context, g progress, walk Walk, actor *org.Actor, r *http.Request) (panelView, error) {
	v := panelView{Walk: walk, Folded: g.Folded, Back: r.URL.RequestURI(), Now: len(walk.Steps)}
	if r.Method != http.MethodGet {
		v.Back = "/" // what a form was sent to need not be a page
	}
	for i, s := range walk.Steps {
		one := shown{Step: s, No: i, Count: g.marks(i)}
		var err error
		one.Done = s.Seen == nil || one.Count >= max(1, s.Needs)
		if one.Done && s.Done != nil {
			one.Done, err = s.Done(ctx, g.Since)
		}
		if err == nil && s.Login != "" {
			one.Account, err = p.Who(ctx, s.Login)
			one.Switch = actor == nil || actor.Person != one.Account.Person
		}
		if err != nil {
			return v, err
		}
		if !one.Done && v.Now > i {
			v.Now = i
			if one.Href, err = s.Href(ctx, g.Since); err != nil {
				return v, err
			}
			to, err := url.Parse(one.Href)
			one.Here = err == nil && to.Path == r.URL.Path && !one.Switch
			if s.Notes != nil {
				one.Notes = s.Notes(ctx)
			}
		}
		v.Steps = append(v.Steps, one)
	}
	return v, nil
}
