package privacy

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Migrations creates the tables of this package in the core store.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Eraser takes away what another package keeps about a person, inside tx; accounts are the person's. It only deletes or blanks: it
// may run twice.
type Eraser func(tx *db.Tx, p org.PersonID, accounts []org.AccountID) error

// Part is a part of the copy of a person's data: a table, and optionally a file of its own. Name is an ASCII file name without suffix.
type Part struct {
	Name, Title, Note string
	Heads             []string
	Rows              [][]string
	File              string // for example statements.ndjson; "" for none
	Raw               []byte
}

// Source gathers a part for the person who is the actor: it asks org as for that person and sees no more than the person may.
type Source func(ctx context.Context, self *org.Actor) (Part, error)

// Bytes knows which bytes may not be kept because they were taken down by law 依法下架. commons satisfies it.
type Bytes interface {
	// Still refuses with Invalid inside the write that makes the bytes somebody's. The school is zero: a copy is shared with nobody.
	Still(tx *db.Tx, hash string, school org.UnitID) error
}

// Parts are what a service is made of.
type Parts struct {
	Core  *db.DB
	Log   *bus.Log
	Org   *org.Service
	Jobs  *job.Queue
	Blobs blob.Store
	Bytes Bytes // nil: every byte may be kept
	Clock clock.Clock
	// Sources and Erasers are those of the other domains.
	Sources []Source
	Erasers []Eraser
}

// Service holds the use cases of this package. It is safe for concurrent use.
type Service struct {
	Parts
	audit *audit.Log
}

// New returns the service and registers its jobs.
func New(p Parts) *Service {
	s := &Service{Parts: p, audit: audit.New(p.Core, p.Clock)}
	s.Jobs.Register(job.Kind{Name: jobCopy, Run: s.copyJob})
	s.copies().Register()
	return s
}

func (s *Service) now() clock.Micros { return clock.At(s.Clock.Now()) }

// Purpose is one thing that data is used for.
type Purpose struct {
	Code    string `json:"code"`
	Name    string `json:"name"`
	Text    string `json:"text"`
	Version int64  `json:"version"`
	Basic   bool   `json:"basic"` // the teaching itself: shown, never asked
}

// The purposes that the program itself acts on.
const (
	Forwarding = "forwarding" // 学习记录提供给学校以外的系统
	Messaging  = "messaging"  // 校外消息渠道
)

// builtin is the list of a region whose preset has none.
var builtin = []Purpose{
	{"teaching", "课堂教学、练习和作业", "为上课、布置和批改练习所必需的姓名、班级、学号和答题记录。这是基本功能，不需要单独同意，也不会因为不同意其他项目而停用。", 1, true},
	{Forwarding, "学习记录提供给学校以外的系统", "把孩子的学习记录(不含姓名，以编号代替)提供给区、市的数据平台或学校选用的其他系统。不同意不影响孩子上课和做练习。", 1, false},
	{"media", "照片、录音和录像", "在校内课程资源中使用孩子的照片、声音或录像。不同意时教师会避开或遮盖。", 1, false},
	{Messaging, "校外消息渠道", "通过企业微信、公众号、钉钉或短信发送与孩子有关的通知。不同意时通知仍会出现在站内收件箱，也可以领取纸质通知。", 1, false},
}

// Purposes is the list at a node, from the setting "consent.purposes". A purpose that the program acts on and the setting forgot
// stays in the list with its built-in text.
func (s *Service) Purposes(ctx context.Context, n org.Node) ([]Purpose, error) {
	raw, _, err := s.Org.Setting(ctx, "consent.purposes", n, s.now())
	if err != nil || len(raw) == 0 {
		return builtin, err
	}
	var set struct {
		List []Purpose `json:"list"`
	}
	if err := json.Unmarshal(raw, &set); err != nil {
		return nil, fmt.Errorf("privacy: setting consent.purposes: %w", err)
	}
	for _, b := range builtin {
		if b.Code == Forwarding || b.Code == Messaging {
			if _, ok := find(set.List, b.Code); !ok {
				set.List = append(set.List, b)
			}
		}
	}
	return set.List, nil
}

func find(list []Purpose, code string) (Purpose, bool) {
	for _, p := range list {
		if p.Code == code {
			return p, true
		}
	}
	return Purpose{}, false
}

// event leaves one event and one audit entry of the same thing. They hold ids and codes only.
func (s *Service) event(tx *db.Tx, a *org.Actor, kind string, owner org.UnitID, person org.PersonID, payload map[string]any) error {
	payload["person"] = person
	if _, err := s.Log.Append(tx, bus.Event{Kind: kind, Version: 1, Owner: id.As[any](owner), Actor: id.As[any](a.Person), Request: a.Request}, payload); err != nil {
		return err
	}
	detail, err := json.Marshal(payload)
	if err != nil {
		return err
	}
	return s.audit.Append(tx, audit.Entry{Actor: id.As[any](a.Person), Action: kind, Scope: id.As[any](owner), Basis: "role", Subject: id.As[any](person),
		Request: a.Request, Detail: detail})
}

// school is the unit that answers for a person: the school of the class, or whoever keeps the record.
func (s *Service) school(ctx context.Context, p org.PersonID) (org.UnitID, error) {
	at, err := s.Org.PlacesOf(ctx, []org.PersonID{p}, s.now())
	if err != nil {
		return org.UnitID{}, err
	}
	if len(at) > 0 {
		return at[0].School, nil
	}
	who, err := s.Org.PersonByID(ctx, p)
	return who.Owner, err
}

func none(err error) error {
	if errors.Is(err, db.ErrNone) {
		return fault.New(fault.NotFound, "没有找到，或不在您的范围内")
	}
	return err
}

func trim(s string) string { return strings.TrimSpace(s) }
