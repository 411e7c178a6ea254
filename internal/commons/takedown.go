package commons

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// TakedownID names a legal takedown.
type TakedownID = id.Of[Takedown]

// Takedown is a legal takedown 依法下架: on a legal basis and a document every version that holds the bytes is withdrawn, the bytes are
// deleted wherever the program keeps them, and they are refused when they come again.
type Takedown struct {
	ID       TakedownID
	Basis    string // the law or order
	Document string // its number
	Reason   string
	Version  VersionID // from which it was ordered
	Actor    org.PersonID
	Decided  clock.Micros
	State    string // running or done
	Finished clock.Micros
}

// The states of a takedown.
const (
	TakedownRunning = "running"
	TakedownDone    = "done"
)

// TakedownLine is one line of the receipt: what became of the bytes in one place. Outcome is purged, none or unreached.
type TakedownLine struct {
	Place   string
	Hash    string
	Outcome string
	Count   int
	At      clock.Micros
}

// Outcomes of a line.
const (
	Purged    = "purged"
	NoneThere = "none"
	Unreached = "unreached"
)

// Purger deletes what one part of the program keeps of some bytes beside the blob itself: renditions, staged uploads. Several parts have
// one, and none is known to this package.
type Purger interface {
	// Place names the part in zh-CN, for the receipt.
	Place() string
	// Purge deletes and reports how many things were deleted. It runs again after a stop.
	Purge(ctx context.Context, hash string) (int, error)
}

// Pin is an assignment that pinned a version, and its teacher.
type Pin struct {
	Assignment id.Any
	Teacher    org.PersonID
}

// ReviewParts are what review needs beside the parts of the service. Each may be missing in a test.
type ReviewParts struct {
	Jobs    *job.Queue
	Audit   *audit.Log
	Purgers []Purger
	Pins    func(ctx context.Context, v VersionID) ([]Pin, error)
	// Lapsed tells the author of a version that was withdrawn because a consent for pupils in it ended; nil tells nobody.
	Lapsed func(tx *db.Tx, v Version, by org.PersonID, why string) error
	// Judged tells judges that they are asked and authors what was decided about featuring; nil tells nobody.
	Judged func(tx *db.Tx, l FeatureLetter) error
}

// takedownJob is the kind of the job that carries a takedown out.
const takedownJob = "commons.takedown"

// OpenReview gives the service those parts; call it once before serving.
func (s *Service) OpenReview(p ReviewParts) {
	s.review = p
	if p.Jobs != nil {
		p.Jobs.Register(job.Kind{Name: takedownJob, Run: s.runTakedown})
	}
}

// TakedownOrder says why and on what document.
type TakedownOrder struct{ Basis, Document, Reason string }

func (o *TakedownOrder) check() error {
	var wrong []fault.Field
	for _, f := range []struct {
		name, message string
		text          *string
	}{{"basis", "请写明法律依据", &o.Basis}, {"document", "请写明文书编号", &o.Document}, {"reason", "请写明下架的内容和原因，不要写人的姓名", &o.Reason}} {
		*f.text = line(*f.text)
		if *f.text == "" || utf8.RuneCountInString(*f.text) > 300 {
			wrong = append(wrong, fault.Field{Name: f.name, Message: f.message})
		}
	}
	if wrong != nil {
		return fault.Fieldsf(wrong...)
	}
	return nil
}

// OrderTakedown decides a takedown of everything in one version. From this moment its bytes are refused; a job does the rest and goes on
// after a stop. A text without files is withdrawn with all versions of its work.
func (s *Service) OrderTakedown(ctx context.Context, a *org.Actor, v VersionID, o TakedownOrder) (TakedownID, error) {
	region, err := s.org.RegionUnit(ctx)
	if err != nil {
		return TakedownID{}, err
	}
	if err := s.org.Must(ctx, a, org.Takedown, region.Node()); err != nil {
		return TakedownID{}, err
	}
	got, err := s.ForTakedown(ctx, a, v)
	if err != nil {
		return TakedownID{}, err
	}
	if err := o.check(); err != nil {
		return TakedownID{}, err
	}
	now := s.now()
	t := Takedown{ID: id.New[Takedown](), Basis: o.Basis, Document: o.Document, Reason: o.Reason, Version: v, Actor: a.Person, Decided: now}
	err = s.core.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(insTakedown, t.ID, region.ID, t.Basis, t.Document, t.Reason, v, a.Person, now); err != nil {
			return err
		}
		hashes, err := s.bytesOf(tx, got)
		if err != nil {
			return err
		}
		for _, h := range hashes {
			if _, err := tx.Exec(insTakedownHash, t.ID, h, now); err != nil {
				return err
			}
		}
		if s.review.Jobs != nil {
			if _, err := s.review.Jobs.Enqueue(tx, job.Order{Kind: takedownJob, Name: t.ID.String(), Owner: region.Node(), Asker: id.As[any](a.Person), Args: t.ID}); err != nil {
				return err
			}
		}
		if err := s.audited(tx, a, region.Node(), "lesson.takedown", t, hashes); err != nil {
			return err
		}
		_, err = s.log.Append(tx, ruleEvent(a, "takedown.ordered", region.Node()), map[string]any{"takedown": t.ID, "version": v, "document": t.Document, "hashes": hashes})
		return err
	})
	return t.ID, err
}

// bytesOf are the hashes of everything in a version: its files and the pictures of its practice, each once.
func (s *Service) bytesOf(x db.Querier, v Version) ([]string, error) {
	out := []string{}
	for _, f := range v.Files {
		out = append(out, f.Hash)
	}
	if !v.Paper.IsZero() && s.outlines != nil {
		pictures, err := s.outlines.Pictures(x, v.Paper)
		if err != nil {
			return nil, err
		}
		out = append(out, pictures...)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// Pictured is how many pictures the practice of a version has, which the caller has read to take it down.
func (s *Service) Pictured(ctx context.Context, v Version) (int, error) {
	if v.Paper.IsZero() || s.outlines == nil {
		return 0, nil
	}
	all, err := s.outlines.Pictures(s.core.Reader(ctx), v.Paper)
	return len(all), err
}

func (s *Service) audited(tx *db.Tx, a *org.Actor, n org.Node, action string, t Takedown, hashes []string) error {
	if s.review.Audit == nil {
		return nil
	}
	detail, err := json.Marshal(map[string]any{"takedown": t.ID, "version": t.Version, "hashes": hashes})
	if err != nil {
		return fmt.Errorf("commons: takedown: %w", err)
	}
	e := audit.Entry{Actor: id.As[any](t.Actor), Action: action, Scope: n, Basis: "role:" + string(org.BureauLeader), Detail: detail}
	if a != nil {
		e.Request = a.Request
	}
	return s.review.Audit.Append(tx, e)
}

// ForTakedown reads a version, in whatever state, for who may take it down.
func (s *Service) ForTakedown(ctx context.Context, a *org.Actor, v VersionID) (Version, error) {
	region, err := s.org.RegionUnit(ctx)
	if err != nil {
		return Version{}, err
	}
	if err := s.org.Must(ctx, a, org.Takedown, region.Node()); err != nil {
		return Version{}, err
	}
	scope, err := s.org.Reach(ctx, a, org.Takedown)
	if err != nil {
		return Version{}, err
	}
	return version(db.One(s.core.Reader(ctx), selTakedownVersion, scanVersion, v, scope))
}

// Takedowns lists what was ordered, newest first.
func (s *Service) Takedowns(ctx context.Context, a *org.Actor) ([]Takedown, error) {
	scope, err := s.org.Reach(ctx, a, org.Takedown)
	if err != nil {
		return nil, err
	}
	return db.All(s.core.Reader(ctx), selTakedowns, scanTakedown, scope)
}

// Receipt is a takedown with its lines.
func (s *Service) Receipt(ctx context.Context, a *org.Actor, t TakedownID) (Takedown, []TakedownLine, error) {
	scope, err := s.org.Reach(ctx, a, org.Takedown)
	if err != nil {
		return Takedown{}, nil, err
	}
	x := s.core.Reader(ctx)
	all, err := db.All(x, selTakedownOne, scanTakedown, t, scope)
	if err != nil {
		return Takedown{}, nil, err
	}
	if len(all) == 0 {
		return Takedown{}, nil, fault.New(fault.NotFound, "没有找到这次下架，或不在您的范围内")
	}
	lines, err := db.All(x, selTakedownLines, scanTakedownLine, t)
	return all[0], lines, err
}

// RunTakedown carries one takedown out, or goes on with it. The job calls it; it bears to run again at any point.
func (s *Service) RunTakedown(ctx context.Context, t TakedownID) error {
	x := s.core.Reader(ctx)
	td, err := db.One(x, selTakedownAny, scanTakedown, t)
	if err != nil || td.State == TakedownDone {
		return err
	}
	hashes, err := db.All(x, selTakedownHashes, db.Value[string], t)
	if err != nil {
		return err
	}
	first, err := version(db.One(x, selVersionAny, scanVersion, td.Version))
	if err != nil {
		return err
	}
	ids, err := db.All(x, selWorkVersions, db.Value[VersionID], first.Work)
	if err != nil {
		return err
	}
	if err := s.pull(ctx, td, ids, "这一课的各个版本", ""); err != nil {
		return err
	}
	for _, h := range hashes {
		if err := s.purge(ctx, td, h); err != nil {
			return err
		}
	}
	now := s.now()
	region, err := s.org.RegionUnit(ctx)
	if err != nil {
		return err
	}
	return s.core.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(updTakedownDone, now, t)
		if err != nil || n == 0 {
			return err
		}
		if err := s.audited(tx, nil, region.Node(), "lesson.purged", td, hashes); err != nil {
			return err
		}
		_, err = s.log.Append(tx, ruleEvent(&org.Actor{Person: td.Actor}, "takedown.done", region.Node()), map[string]any{"takedown": t})
		return err
	})
}

func (s *Service) runTakedown(ctx context.Context, t *job.Task) error {
	var which TakedownID
	if err := t.Decode(&which); err != nil {
		return err
	}
	return s.RunTakedown(ctx, which)
}

// purge takes one blob out of everything: versions, drafts, what other parts made of it, and last the bytes.
func (s *Service) purge(ctx context.Context, t Takedown, hash string) error {
	for {
		ids, err := db.All(s.core.Reader(ctx), selHashVersions, db.Value[VersionID], "%"+hash+"%")
		if err != nil {
			return err
		}
		if err := s.pull(ctx, t, ids, "含有这个文件的版本", hash); err != nil {
			return err
		}
		if len(ids) == 0 {
			break
		}
	}
	err := s.core.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(delHashFiles, hash)
		if err != nil {
			return err
		}
		if err := s.lineOf(tx, t, "草稿里的文件", hash, int(n)); err != nil {
			return err
		}
		if n, err = tx.Exec(delHashMaterial, hash); err != nil {
			return err
		}
		if err := s.lineOf(tx, t, "班级资料", hash, int(n)); err != nil {
			return err
		}
		_, err = tx.Exec(delHashHeld, hash)
		return err
	})
	if err != nil {
		return err
	}
	for _, p := range s.review.Purgers {
		n, err := p.Purge(ctx, hash)
		if err != nil {
			return fmt.Errorf("commons: purge of %s: %w", p.Place(), err)
		}
		if err := s.core.Write(ctx, func(tx *db.Tx) error { return s.lineOf(tx, t, p.Place(), hash, n) }); err != nil {
			return err
		}
	}
	there := 1
	if _, err := s.blobs.Stat(ctx, hash); fault.Is(err, fault.NotFound) {
		there = 0
	} else if err != nil {
		return err
	}
	if err := s.blobs.Delete(ctx, hash); err != nil {
		return err
	}
	return s.core.Write(ctx, func(tx *db.Tx) error {
		if err := s.lineOf(tx, t, "文件库", hash, there); err != nil {
			return err
		}
		_, err := tx.Exec(insTakedownLine, t.ID, "下架以前做的备份（要由系统管理员另行处理）", hash, Unreached, 0, s.now())
		return err
	})
}

// lineOf writes a line of the receipt; what a run before a stop did is counted with it.
func (s *Service) lineOf(tx *db.Tx, t Takedown, place, hash string, n int) error {
	outcome := Purged
	if n == 0 {
		outcome = NoneThere
	}
	_, err := tx.Exec(insTakedownLine, t.ID, place, hash, outcome, n, s.now())
	return err
}

// pull withdraws versions, whatever they wait for, and tells the log of each.
func (s *Service) pull(ctx context.Context, t Takedown, ids []VersionID, place, hash string) error {
	why := "依法下架：" + t.Document
	pins := map[VersionID][]Pin{}
	for _, v := range ids {
		var err error
		if pins[v], err = s.pins(ctx, v); err != nil {
			return err
		}
	}
	by := &org.Actor{Person: t.Actor}
	return s.core.Write(ctx, func(tx *db.Tx) error {
		now, count := s.now(), 0
		for _, v := range ids {
			got, err := version(db.One(tx, selVersionTx, scanVersion, v))
			if err != nil {
				return err
			}
			n, err := tx.Exec(updTakenDown, now, t.Actor, why, v)
			if err != nil {
				return err
			}
			if n == 0 {
				continue
			}
			count++
			if _, err := tx.Exec(updTiersGone, v); err != nil {
				return err
			}
			if _, err := tx.Exec(updWorkState, string(Withdrawn), now, got.Work); err != nil {
				return err
			}
			if err := endFeature(tx, v, now); err != nil {
				return err
			}
			if err := tell(tx, v, pins[v], now); err != nil {
				return err
			}
			if _, err := s.log.Append(tx, event(by, "version.withdrawn", got.Owner), withdrawn{got.Work, v, why}); err != nil {
				return err
			}
		}
		return s.lineOf(tx, t, place, hash, count)
	})
}

// welcome refuses bytes that were taken down, inside the write that would make them somebody's.
func welcome(tx *db.Tx, hash string) error {
	n, err := db.One(tx, countTakenDown, db.Value[int], hash)
	if err == nil && n > 0 {
		err = fault.Fieldsf(fault.Field{Name: "file", Message: takenDown})
	}
	return err
}

// refuse is welcome before a write. Bytes that have come all the same are deleted again, for the list forbids them to everybody; while
// the job still runs it does that, so that its receipt tells what it found.
func (s *Service) refuse(ctx context.Context, hash string) error {
	gone, err := s.TakenDown(ctx, hash)
	if err != nil || !gone {
		return err
	}
	running, err := db.One(s.core.Reader(ctx), countTaking, db.Value[int], hash)
	if err == nil && running == 0 {
		err = s.blobs.Delete(ctx, hash)
	}
	if err != nil {
		return err
	}
	return fault.Fieldsf(fault.Field{Name: "file", Message: takenDown})
}

const takenDown = "这个文件已被依法下架，不能再上传或使用"

// TakenDown reports whether bytes were taken down: for parts that keep or give bytes by themselves.
func (s *Service) TakenDown(ctx context.Context, hash string) (bool, error) {
	if !strings.Contains(hash, ":") {
		return false, nil
	}
	n, err := db.One(s.core.Reader(ctx), countTakenDown, db.Value[int], hash)
	return n > 0, err
}
