package commons

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// StageRule is one stage of review as the region sets it.
type StageRule struct {
	Level string `json:"level"` // AtSchool or AtTarget
	Name  string `json:"name"`  // zh-CN, for example 校审
	Days  int    `json:"days"`  // days to decide
}

// The levels of a stage: the school that a lesson comes from, or the unit to which it is to be shared.
const (
	AtSchool = "school"
	AtTarget = "target"
)

// StageRules are the stages in order, by the kind of the unit to which a version is to be shared: school, group, district or region.
type StageRules map[string][]StageRule

// stagesSetting is the dated setting of a region; a version keeps the stages that were in force when it was submitted.
const stagesSetting = "review.stages"

// MaxStages is how many stages a region may set for one kind of target.
const MaxStages = 5

// ownRules hold where neither a unit nor the preset says anything: the school first, then the unit shared to.
func ownRules() StageRules {
	two := func(name string) []StageRule {
		return []StageRule{{AtSchool, "校审", 5}, {AtTarget, name, 7}}
	}
	return StageRules{"school": {{AtSchool, "校审", 5}}, "group": two("集团审"), "district": two("区县审"), "region": two("市级审")}
}

// StageTargets are the kinds of unit for which stages are set, nearest first.
func StageTargets() []string { return []string{"school", "group", "district", "region"} }

// targetOf is the key of StageRules for a kind of unit.
func targetOf(k org.Kind) string {
	if k.Teaches() {
		return "school"
	}
	return string(k)
}

// rulesAt are the rules in force at a unit and since when they are (the name of the unit, or "preset").
func (s *Service) rulesAt(ctx context.Context, n org.Node, at clock.Micros) (StageRules, error) {
	raw, _, err := s.org.Setting(ctx, stagesSetting, n, at)
	if err != nil {
		return nil, err
	}
	out := ownRules()
	var set StageRules
	if len(raw) > 0 {
		if err := json.Unmarshal(raw, &set); err != nil {
			return nil, fmt.Errorf("commons: setting %s: %w", stagesSetting, err)
		}
	}
	for k, v := range set {
		if len(v) > 0 {
			out[k] = v
		}
	}
	return out, nil
}

// check says what of the rules cannot be.
func (r StageRules) check() error {
	for _, k := range StageTargets() {
		if len(r[k]) == 0 || len(r[k]) > MaxStages {
			return fault.Fieldsf(fault.Field{Name: k, Message: "每一类共享范围要有1到5级审核（上线必审，不能一级都没有）"})
		}
		for _, x := range r[k] {
			if x.Level != AtSchool && x.Level != AtTarget || x.Days < 1 || x.Days > 60 || x.Name == "" || utf8.RuneCountInString(x.Name) > 12 {
				return fault.Fieldsf(fault.Field{Name: k, Message: "每一级要有名称（12字以内）、由谁审和1到60天的期限"})
			}
		}
		if last := r[k][len(r[k])-1]; k != "school" && last.Level != AtTarget {
			return fault.Fieldsf(fault.Field{Name: k, Message: "最后一级要由共享到的那一级来审（谁上线谁负责）"})
		}
	}
	return nil
}

// Stages are the rules of the region in force now; only who keeps the rules of review there reads and changes them.
func (s *Service) Stages(ctx context.Context, a *org.Actor) (StageRules, error) {
	n, err := s.ruled(ctx, a)
	if err != nil {
		return nil, err
	}
	return s.rulesAt(ctx, n, s.now())
}

// ruled is the region as a node, when the actor keeps its rules of review.
func (s *Service) ruled(ctx context.Context, a *org.Actor) (org.Node, error) {
	u, err := s.org.RegionUnit(ctx)
	if err != nil {
		return org.Node{}, err
	}
	return u.Node(), s.org.Must(ctx, a, org.ReviewRule, u.Node())
}

// Preview says what new rules mean for what waits: nothing is changed for it.
type Preview struct {
	Rules   StageRules
	Waiting int            // versions in review now; they keep the stages under which they were submitted
	Longer  map[string]int // by target: stages more (or less, when negative) than today, for what is submitted from now on
}

// PreviewStages checks rules and says what they would change.
func (s *Service) PreviewStages(ctx context.Context, a *org.Actor, r StageRules) (Preview, error) {
	now, err := s.Stages(ctx, a)
	if err != nil {
		return Preview{}, err
	}
	r = r.tidy()
	if err := r.check(); err != nil {
		return Preview{Rules: r}, err
	}
	p := Preview{Rules: r, Longer: map[string]int{}}
	for _, k := range StageTargets() {
		p.Longer[k] = len(r[k]) - len(now[k])
	}
	p.Waiting, err = db.One(s.core.Reader(ctx), countOpenSteps, db.Value[int])
	return p, err
}

// SetStages puts rules into force for what is submitted from now on.
func (s *Service) SetStages(ctx context.Context, a *org.Actor, r StageRules) error {
	n, err := s.ruled(ctx, a)
	if err != nil {
		return err
	}
	r = r.tidy()
	if err := r.check(); err != nil {
		return err
	}
	return s.org.SetFor(ctx, a, org.ReviewRule, n, stagesSetting, r, s.now())
}

func (r StageRules) tidy() StageRules {
	out := StageRules{}
	for _, k := range StageTargets() {
		for _, x := range r[k] {
			x.Name = strings.TrimSpace(line(x.Name))
			out[k] = append(out[k], x)
		}
	}
	return out
}

// TierState is where a stage of one version stands.
type TierState string

// The states of a stage. Void is a stage that is not reached any more, because one before it returned the version.
const (
	TierWaiting  TierState = "waiting"
	TierOpen     TierState = "open"
	TierApproved TierState = "approved"
	TierReturned TierState = "returned"
	TierVoid     TierState = "void"
)

// Tier is one stage of the review of one version.
type Tier struct {
	Version  VersionID
	Number   int        // 1 for the first stage
	Unit     org.UnitID // for whom the stage stands
	Asked    org.UnitID // whose reviewers are asked: Unit, or the nearest above it that has somebody who may
	Name     string
	Days     int
	State    TierState
	Opened   clock.Micros
	Due      clock.Micros
	Claimer  org.PersonID
	Claimed  clock.Micros
	Held     clock.Micros // until when the claim holds
	Reviewer org.PersonID
	Decided  clock.Micros
	Codes    []string // reasons of a return
	Note     string
}

// Holder is who has claimed the stage at a moment, or nobody.
func (s Tier) Holder(at clock.Micros) org.PersonID {
	if s.State == TierOpen && s.Held > at {
		return s.Claimer
	}
	return org.PersonID{}
}

// Overdue reports whether an open stage should have been decided by now.
func (s Tier) Overdue(at clock.Micros) bool { return s.State == TierOpen && s.Due < at }

// tiers are the stages of a version that is to be shared to a unit. The first is opened.
func (s *Service) tiers(ctx context.Context, w Work, to org.UnitID, now clock.Micros) ([]Tier, error) {
	u, err := s.org.Unit(ctx, to)
	if err != nil {
		return nil, err
	}
	rules, err := s.rulesAt(ctx, u.Node(), now)
	if err != nil {
		return nil, err
	}
	var out []Tier
	for i, r := range rules[targetOf(u.Kind)] {
		st := Tier{Number: i + 1, Unit: to, Name: r.Name, Days: r.Days, State: TierWaiting}
		if r.Level == AtSchool {
			st.Unit = w.Owner
		}
		st.Asked = st.Unit
		out = append(out, st)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("commons: no stage of review for a %s", u.Kind)
	}
	makers, err := s.makersOf(ctx, w.ID, w.Author)
	if err != nil {
		return nil, err
	}
	out[0], err = s.opened(ctx, out[0], makers, now)
	return out, err
}

// day in microseconds.
const day = clock.Micros(24 * 3600 * 1_000_000)

// opened is the stage put before the reviewers of its unit, or, when nobody there may review it, of the nearest unit above that has
// somebody. barred are its authors and who has decided an earlier stage.
func (s *Service) opened(ctx context.Context, st Tier, barred []org.PersonID, now clock.Micros) (Tier, error) {
	able, err := s.org.AbleAt(ctx, org.LessonReview, id.As[any](st.Unit), now)
	if err != nil {
		return st, err
	}
	there := map[org.UnitID]bool{}
	for _, x := range able {
		if !slices.Contains(barred, x.Person) {
			there[id.As[org.Unit](x.At)] = true
		}
	}
	st.State, st.Opened, st.Due, st.Asked = TierOpen, now, now+clock.Micros(st.Days)*day, st.Unit
	if there[st.Unit] {
		return st, nil
	}
	above, err := s.org.SharingTargets(ctx, st.Unit)
	if err != nil {
		return st, err
	}
	for _, u := range above {
		if there[u.ID] {
			st.Asked = u.ID
			return st, nil
		}
	}
	return st, nil // nobody may: it stands at its own unit until somebody is appointed, and the pages say so
}

// makersOf are the author and everybody who gave something to the work: none of them reviews it.
func (s *Service) makersOf(ctx context.Context, w WorkID, author org.PersonID) ([]org.PersonID, error) {
	out := []org.PersonID{author}
	if s.makers == nil {
		return out, nil
	}
	more, err := s.makers(ctx, w)
	return append(out, more...), err
}

// Steps are the stages of a version that the actor may review, in order.
func (s *Service) Tiers(ctx context.Context, a *org.Actor, v VersionID) ([]Tier, error) {
	if _, err := s.ForReview(ctx, a, v); err != nil {
		return nil, err
	}
	return stepsOf(s.core.Reader(ctx), v)
}

// Thread is everything that was said about the versions of one of the actor's own works: all stages, newest version first.
func (s *Service) Thread(ctx context.Context, a *org.Actor, w WorkID) (map[VersionID][]Tier, error) {
	if _, err := s.Get(ctx, a, w); err != nil {
		return nil, err
	}
	return s.thread(ctx, w)
}

func (s *Service) thread(ctx context.Context, w WorkID) (map[VersionID][]Tier, error) {
	all, err := db.All(s.core.Reader(ctx), selThread, scanStep, w)
	out := map[VersionID][]Tier{}
	for _, st := range all {
		out[st.Version] = append(out[st.Version], st)
	}
	return out, err
}

func nodeOf(u org.UnitID) org.Node { return id.As[any](u) }
