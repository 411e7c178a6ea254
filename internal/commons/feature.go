package commons

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// FeatureID names a proposal to feature a version.
type FeatureID = id.Of[Feature]

// Feature is a proposal to feature a version 精选 and what became of it. Two reviewers of other schools judge it without seeing each
// other; when they differ, a third decides. What is superseded or withdrawn is featured no more.
type Feature struct {
	ID       FeatureID
	Version  VersionID
	Owner    org.UnitID // the district or region for which it is featured
	Proposer org.PersonID
	Proposed clock.Micros
	Why      string // never names of people
	State    FeatureState
	Since    clock.Micros // while it is featured
	Until    clock.Micros // of a proposal that ended: when

	Work   WorkID
	School org.UnitID
	Author org.PersonID
	Number int
	Title  string
	Given  int // votes, at most three
}

// FeatureState is where a proposal stands.
type FeatureState string

// The states of a proposal. Those that stand in the way of a new one are proposed, differ and featured.
const (
	FeatureProposed FeatureState = "proposed"
	FeatureDiffer   FeatureState = "differ"   // two votes that differ wait for a third
	FeatureFeatured FeatureState = "featured" // from Since to Until
	FeatureClosed   FeatureState = "closed"   // judged, and not featured
	FeatureEnded    FeatureState = "ended"    // the version was superseded or withdrawn, or its time was over
)

// Vote is one judgement. Who gave it is told to nobody but the person.
type Vote struct {
	Number int // 1 and 2 are the independent ones, 3 the adjudication
	Agree  bool
	Note   string
	At     clock.Micros
	Mine   bool
	person org.PersonID
}

// Judging is a proposal as one reviewer sees it: Votes are the own vote, and the others' where they may be read. Bar says why the
// reader may not vote now, nil when the vote is asked.
type Judging struct {
	Feature
	Votes []Vote
	Bar   error
}

// featuredSetting is how many days a version is featured; featuredDays is its value where nobody set one.
const (
	featuredSetting = "review.featured_days"
	featuredDays    = 365
)

// The lists of proposals.
const (
	FeatureMine    = "mine"    // waits for the actor's vote
	FeatureOpen    = "open"    // proposed, or waiting for a third
	FeatureDecided = "decided" // featured, closed or ended
)

// FeatureTabs are the lists in their order.
func FeatureTabs() []string { return []string{FeatureMine, FeatureOpen, FeatureDecided} }

// ProposeFeature proposes a published version that is shared to a district or the region. The actor reviews there and has no part in
// the work. Faults: Conflict when it is no such version or a proposal stands.
func (s *Service) ProposeFeature(ctx context.Context, a *org.Actor, v VersionID, why string) (FeatureID, error) {
	got, err := s.ForReview(ctx, a, v)
	if err != nil {
		return FeatureID{}, err
	}
	if err := s.org.Must(ctx, a, org.LessonReview, nodeOf(got.SharedTo)); err != nil {
		return FeatureID{}, err
	}
	if err := s.noMaker(ctx, a, got.Work, got.Author); err != nil {
		return FeatureID{}, err
	}
	u, err := s.org.Unit(ctx, got.SharedTo)
	if err != nil {
		return FeatureID{}, err
	}
	if u.Kind != org.District && u.Kind != org.Region {
		return FeatureID{}, fault.New(fault.Conflict, "只有共享到区县或全市的课可以推荐精选")
	}
	if why, err = reasoned("why", why, "请写明推荐的理由，不要写人的姓名"); err != nil {
		return FeatureID{}, err
	}
	now := s.now()
	f := Feature{ID: id.New[Feature](), Version: v, Owner: got.SharedTo, Proposer: a.Person, Proposed: now, Why: why, State: FeatureProposed, Work: got.Work, School: got.Owner, Author: got.Author,
		Number: got.Number, Title: got.Title}
	to, err := s.judgesFor(ctx, f, nil, true)
	if err != nil {
		return FeatureID{}, err
	}
	return f.ID, s.core.Write(ctx, func(tx *db.Tx) error {
		if err := s.mayFeature(tx, v, now); err != nil {
			return err
		}
		if _, err := tx.Exec(insFeature, f.ID, v, f.Owner, a.Person, now, why); err != nil {
			return err
		}
		if _, err := s.log.Append(tx, event(a, "feature.proposed", got.Owner), featureStep{f.ID, got.Work, v}); err != nil {
			return err
		}
		return s.tellJudges(tx, FeatureLetter{Feature: f, Step: LetterAsked, From: a.Person, To: to})
	})
}

// mayFeature refuses what is not public any more and what has a proposal already; one whose time is over ends here.
func (s *Service) mayFeature(tx *db.Tx, v VersionID, now clock.Micros) error {
	stored, err := version(db.One(tx, selVersionTx, scanVersion, v))
	if err != nil {
		return err
	}
	if stored.State != Published {
		return fault.New(fault.Conflict, "只有正在资源库里的版本可以推荐精选")
	}
	if _, err := s.endOver(tx, v, now); err != nil {
		return err
	}
	n, err := db.One(tx, countFeatureOpen, db.Value[int], v, now+Renewal)
	if err == nil && n > 0 {
		err = fault.New(fault.Conflict, "这个版本已经是精选，或正在评议；精选到期前 60 天内可以再次推荐")
	}
	return err
}

// endOver ends what is featured no more, at most a hundred and v's first, and tells how many: the index gives them their old places.
func (s *Service) endOver(tx *db.Tx, v VersionID, now clock.Micros) (int, error) {
	all, err := db.All(tx, selFeatureOver, scanOver, now, v)
	if err != nil {
		return 0, err
	}
	for _, o := range all {
		if _, err := tx.Exec(updFeatureOver, o.Feature); err != nil {
			return 0, err
		}
		if _, err := s.log.Append(tx, bus.Event{Kind: "feature.ended", Owner: nodeOf(o.school)}, o.featureStep); err != nil {
			return 0, err
		}
	}
	return len(all), nil
}

// EndFeatured ends what is featured no more because its time is over, and tells how many. Marks vanish at the very end of the time
// (see Featured); this takes the places among the featured back. It is run again and again by app, for nobody in particular.
func (s *Service) EndFeatured(ctx context.Context) (n int, err error) {
	now := s.now()
	some, err := db.All(s.core.Reader(ctx), selFeatureOver, scanOver, now, VersionID{})
	if err != nil || len(some) == 0 {
		return 0, err
	}
	err = s.core.Write(ctx, func(tx *db.Tx) error {
		n, err = s.endOver(tx, VersionID{}, now)
		return err
	})
	return n, err
}

// Renewal is how long before its end a featured version may be proposed again: a new proposal with new judges, while the mark stands.
const Renewal = 60 * day

// Renewable reports whether the time of a featured version is nearly over.
func (f Feature) Renewable(now clock.Micros) bool {
	return f.State == FeatureFeatured && f.Until > now && f.Until <= now+Renewal
}

// Over reports whether the time of a featured version is over, though nobody has written it down yet.
func (f Feature) Over(now clock.Micros) bool { return f.State == FeatureFeatured && f.Until <= now }

// reasoned is a text that has to be there.
func reasoned(field, text, ask string) (string, error) {
	text = strings.TrimSpace(text)
	if text == "" || utf8.RuneCountInString(text) > MaxNote {
		return text, fault.Fieldsf(fault.Field{Name: field, Message: ask})
	}
	return text, nil
}

// noMaker refuses the author and who prepared the work together with the author.
func (s *Service) noMaker(ctx context.Context, a *org.Actor, w WorkID, author org.PersonID) error {
	makers, err := s.makersOf(ctx, w, author)
	if err == nil && slices.Contains(makers, a.Person) {
		err = fault.New(fault.Denied, "这是您自己的或参与备课的作品，不能推荐或评议")
	}
	return err
}

// VoteFeature gives the actor's one vote on a proposal. The second vote decides when it agrees with the first; else the third does.
func (s *Service) VoteFeature(ctx context.Context, a *org.Actor, f FeatureID, agree bool, note string) error {
	j, err := s.Judging(ctx, a, f)
	if err != nil {
		return err
	}
	if j.Bar != nil {
		return j.Bar
	}
	if note, err = reasoned("note", note, "请写明理由，不要写人的姓名"); err != nil {
		return err
	}
	now := s.now()
	days, err := s.featuredFor(ctx, j.Owner, now)
	if err != nil {
		return err
	}
	thirds, err := s.judgesFor(ctx, j.Feature, []Vote{{person: a.Person}}, false)
	if err != nil {
		return err
	}
	return s.core.Write(ctx, func(tx *db.Tx) error {
		state, err := db.One(tx, selFeatureState, db.Value[FeatureState], f)
		if err != nil {
			return err
		}
		given, err := db.All(tx, selVotes, scanVote, f)
		if err != nil {
			return err
		}
		if state != j.State || slices.ContainsFunc(given, func(v Vote) bool { return v.person == a.Person }) {
			return errFeatureMoved
		}
		if err := putVote(tx, f, Vote{Number: len(given) + 1, Agree: agree, Note: note, At: now, person: a.Person}); err != nil {
			return err
		}
		if _, err := s.log.Append(tx, event(a, "feature.voted", j.School), featureStep{f, j.Work, j.Version}); err != nil {
			return err
		}
		return s.settle(tx, a, j.Feature, append(given, Vote{Agree: agree, Note: note, person: a.Person}), thirds, now, now+clock.Micros(days)*day)
	})
}

var errFeatureMoved = fault.New(fault.Conflict, "这项评议刚刚有了变化：请刷新后再看")

// settle draws the conclusion of the votes given so far, and tells it to whom it concerns: a third judge, or the author.
func (s *Service) settle(tx *db.Tx, a *org.Actor, f Feature, votes []Vote, thirds []org.PersonID, now, until clock.Micros) error {
	to := verdictOf(votes)
	if to == f.State {
		return nil
	}
	f.State, f.Since, f.Until = to, now, until
	if to != FeatureFeatured {
		f.Since, f.Until = 0, 0
	} else if _, err := tx.Exec(updFeatureRenewed, now, f.Version); err != nil { // the mark before a renewal
		return err
	}
	if _, err := tx.Exec(updFeature, string(to), f.Since, f.Until, f.ID); err != nil {
		return err
	}
	if to == FeatureFeatured {
		if _, err := s.log.Append(tx, event(a, "version.featured", f.School), featured{f.ID, f.Work, f.Version, f.Owner, until}); err != nil {
			return err
		}
	}
	return s.tellJudges(tx, concluded(f, votes, thirds, a.Person))
}

// concluded is the letter about a conclusion.
func concluded(f Feature, votes []Vote, thirds []org.PersonID, from org.PersonID) FeatureLetter {
	if f.State == FeatureDiffer {
		voted := func(p org.PersonID) bool {
			return slices.ContainsFunc(votes, func(v Vote) bool { return v.person == p })
		}
		return FeatureLetter{Feature: f, Step: LetterDiffer, From: from, To: slices.DeleteFunc(thirds, voted)}
	}
	l := FeatureLetter{Feature: f, Step: LetterClosed, From: f.Proposer, To: []org.PersonID{f.Author}} // not from a judge: who judged is told to nobody
	if f.State == FeatureFeatured {
		l.Step = LetterFeatured
	}
	for _, v := range votes {
		l.Words = append(l.Words, v.Note)
	}
	return l
}

// verdictOf is the state that votes in their order lead to.
func verdictOf(votes []Vote) FeatureState {
	if len(votes) < 2 {
		return FeatureProposed
	}
	last := votes[len(votes)-1].Agree
	switch {
	case len(votes) == 2 && votes[0].Agree != last:
		return FeatureDiffer
	case last:
		return FeatureFeatured
	}
	return FeatureClosed
}

// The least and most days for which a version can be featured.
const (
	FeaturedLeast = 30
	FeaturedMost  = 1095
)

// FeaturedDays is for how many days the region features now. Verb review.rule at the region.
func (s *Service) FeaturedDays(ctx context.Context, a *org.Actor) (int, error) {
	region, err := s.org.RegionUnit(ctx)
	if err != nil {
		return 0, err
	}
	if err := s.org.Must(ctx, a, org.ReviewRule, region.Node()); err != nil {
		return 0, err
	}
	return s.featuredFor(ctx, region.ID, s.now())
}

// SetFeaturedDays sets it from now on; what is featured keeps its end. Verb review.rule at the region. Faults: Invalid (field days).
func (s *Service) SetFeaturedDays(ctx context.Context, a *org.Actor, days int) error {
	if _, err := s.FeaturedDays(ctx, a); err != nil {
		return err
	}
	if days < FeaturedLeast || days > FeaturedMost {
		return fault.Fieldsf(fault.Field{Name: "days", Message: "请填 30 到 1095 之间的天数"})
	}
	region, err := s.org.RegionUnit(ctx)
	if err != nil {
		return err
	}
	return s.org.SetFor(ctx, a, org.ReviewRule, region.Node(), featuredSetting, days, s.now())
}

// featuredFor is for how many days a unit features.
func (s *Service) featuredFor(ctx context.Context, u org.UnitID, now clock.Micros) (int, error) {
	raw, _, err := s.org.Setting(ctx, featuredSetting, nodeOf(u), now)
	days := featuredDays
	if len(raw) > 0 && err == nil {
		err = json.Unmarshal(raw, &days)
	}
	return max(1, days), err
}

// judges are the actor's reach as a judge: proposals of units at and below those where the actor reviews, and of the units above, for
// reviewers of other schools are asked.
func (s *Service) judges(ctx context.Context, a *org.Actor) (db.Scope, []org.Node, error) {
	scope, nodes, err := s.reviewNodes(ctx, a)
	if err != nil {
		return scope, nil, err
	}
	var above []org.Node
	for _, n := range nodes {
		up, err := s.org.Ancestors(ctx, n, s.now())
		if err != nil {
			return scope, nil, err
		}
		above = append(above, up...)
	}
	return scope, above, nil
}

// Judging reads one proposal within the actor's reach.
func (s *Service) Judging(ctx context.Context, a *org.Actor, f FeatureID) (Judging, error) {
	scope, above, err := s.judges(ctx, a)
	if err != nil {
		return Judging{}, err
	}
	x := s.core.Reader(ctx)
	got, err := db.One(x, selFeature, scanFeature, f, scope, db.IDs(above))
	if errors.Is(err, db.ErrNone) {
		return Judging{}, fault.New(fault.NotFound, "没有找到这项评议，或不在您的范围内")
	}
	if err != nil {
		return Judging{}, err
	}
	j := Judging{Feature: got}
	votes, err := db.All(x, selVotes, scanVote, f)
	if err != nil {
		return j, err
	}
	bar, err := s.barVote(ctx, a, got, votes)
	if err != nil {
		return j, err
	}
	j.Bar = bar
	voted := slices.ContainsFunc(votes, func(v Vote) bool { return v.person == a.Person })
	// blind: a first vote is its giver's alone, and two that differ are for those two and who may decide between them
	all := got.State != FeatureProposed && (got.State != FeatureDiffer || voted || bar == nil) && (got.State != FeatureEnded || len(votes) > 1)
	for _, v := range votes {
		if v.Mine = v.person == a.Person; v.Mine || all {
			j.Votes = append(j.Votes, v)
		}
	}
	return j, nil
}

// barVote says why the actor may not vote on a proposal, as bar, or nil.
func (s *Service) barVote(ctx context.Context, a *org.Actor, f Feature, votes []Vote) (bar, err error) {
	if f.State != FeatureProposed && f.State != FeatureDiffer {
		return fault.New(fault.Conflict, "这项评议已经有结论了"), nil
	}
	for _, v := range votes {
		if v.person == a.Person {
			return fault.New(fault.Conflict, "您已经评过了，请等其他评议人"), nil
		}
	}
	if f.Proposer == a.Person {
		return fault.New(fault.Denied, "您是推荐人，不再参加评议，请等其他评议人"), nil
	}
	if err := s.noMaker(ctx, a, f.Work, f.Author); err != nil {
		return denied(err)
	}
	homes, err := s.org.HomeOf(ctx, []org.PersonID{a.Person})
	if err != nil {
		return nil, err
	}
	if homes[a.Person] == f.School || slices.ContainsFunc(a.All, func(h org.Held) bool { return h.Node == nodeOf(f.School) }) {
		return fault.New(fault.Denied, "作者和您在同一所学校，要由其他学校的人评议"), nil
	}
	if f.State == FeatureDiffer {
		d, err := s.org.Can(ctx, a, org.LessonReview, nodeOf(f.Owner))
		if err != nil {
			return nil, err
		}
		if !d.Allow {
			return fault.New(fault.Denied, "两人意见不同，要由共享到的那一级的审核员定"), nil
		}
	}
	return nil, nil
}

// denied takes a refusal apart from what went wrong.
func denied(err error) (bar, failure error) {
	if fault.Is(err, fault.Denied) {
		return err, nil
	}
	return nil, err
}

// Features is a page of one list of proposals, newest first.
func (s *Service) Features(ctx context.Context, a *org.Actor, tab, after string) (rows []Feature, next string, err error) {
	scope, above, err := s.judges(ctx, a)
	if err != nil {
		return nil, "", err
	}
	homes, err := s.org.HomeOf(ctx, []org.PersonID{a.Person})
	if err != nil {
		return nil, "", err
	}
	c, up := readCursor(after), db.IDs(above)
	rows, err = db.All(s.core.Reader(ctx), selFeatures, scanFeature, scope, up, tab, tab, tab, scope, a.Person, a.Person, homes[a.Person], a.Person,
		c.at, c.at, c.id, PageSize+1)
	if len(rows) > PageSize {
		rows = rows[:PageSize]
		last := rows[PageSize-1]
		next = cursor{last.Proposed, id.As[any](last.ID)}.String()
	}
	return rows, next, err
}

// FeatureOf is the proposal of a version that stands, or nothing; for who may review the version.
func (s *Service) FeatureOf(ctx context.Context, a *org.Actor, v VersionID) (FeatureID, error) {
	scope, above, err := s.judges(ctx, a)
	if err != nil {
		return FeatureID{}, err
	}
	got, err := db.One(s.core.Reader(ctx), selFeatureOf, db.Value[FeatureID], v, s.now(), scope, db.IDs(above))
	if errors.Is(err, db.ErrNone) {
		return FeatureID{}, nil
	}
	return got, err
}

// Featured tells which of some versions, which the caller has read for somebody, are featured now.
func (s *Service) Featured(ctx context.Context, versions []VersionID) (map[VersionID]bool, error) {
	out := map[VersionID]bool{}
	if len(versions) == 0 {
		return out, nil
	}
	now := s.now()
	err := db.Each(s.core.Reader(ctx), selFeatured, func(r db.Row) error {
		var v VersionID
		err := r.Scan(&v)
		out[v] = true
		return err
	}, now, now, db.IDs(versions))
	return out, err
}
