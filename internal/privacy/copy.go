package privacy

import (
	"archive/zip"
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"time"

	"github.com/tongxue-edu/tongxue/internal/blob/until"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/org"
)

const (
	jobCopy    = "privacy.copy"
	jobCopyEnd = "privacy.copy.end"
	// CopyDays is how long a copy can be fetched.
	CopyDays = 7
	maxCopy  = 256 << 20
)

type copyArgs struct {
	Request RequestID `json:"request"`
}

//go:embed copy.html
var copyHTML string

var copyPage = template.Must(template.New("copy").Parse(copyHTML))

const (
	updFile db.SQL = `-- unscoped: the job of a request that was granted
UPDATE privacy_request SET file = ?, size = ?, file_until = ? WHERE id = ? AND state = 'done' AND file = ''`
	selFile db.SQL = `-- unscoped: the time of the copy is over
SELECT file FROM privacy_request WHERE id = ?`
	endFile db.SQL = `-- unscoped: the time of the copy is over
UPDATE privacy_request SET file = '', size = 0 WHERE id = ? AND file = ?`
)

// copyJob makes the copy of a granted request. It may run twice: the second blob that nobody names is removed.
func (s *Service) copyJob(ctx context.Context, t *job.Task) error {
	var args copyArgs
	if err := t.Decode(&args); err != nil {
		return err
	}
	q, err := db.One(s.Core.Reader(ctx), selRequest, scanRequest, args.Request)
	if errors.Is(err, db.ErrNone) || err == nil && (q.State != Done || q.File != "") {
		return nil
	}
	if err != nil {
		return err
	}
	parts, err := s.gather(ctx, q.Person)
	if err != nil {
		return err
	}
	file, err := s.pack(q, parts)
	if err != nil {
		return err
	}
	ref, err := s.Blobs.Put(ctx, bytes.NewReader(file), maxCopy)
	if err != nil {
		return err
	}
	end := s.now() + CopyDays*(24*time.Hour).Microseconds()
	taken := false
	err = s.Core.Write(ctx, func(tx *db.Tx) error {
		if s.Bytes != nil {
			if err := s.Bytes.Still(tx, ref.Hash, org.UnitID{}); err != nil {
				return err
			}
		}
		n, err := tx.Exec(updFile, ref.Hash, ref.Size, end, q.ID)
		if taken = n > 0; err != nil || !taken {
			return err
		}
		return s.copies().Plan(tx, id.As[any](q.ID), id.As[any](q.Owner), end)
	})
	if err == nil && !taken || fault.Is(err, fault.Invalid) { // erased meanwhile, or not to be kept
		err = errors.Join(err, s.Blobs.Delete(ctx, ref.Hash))
	}
	return err
}

// copies are the files of the requests, which end.
func (s *Service) copies() until.Files {
	return until.Files{Core: s.Core, Blobs: s.Blobs, Jobs: s.Jobs, Kind: jobCopyEnd, File: selFile, End: endFile}
}

// Fetch opens the copy for whoever asked for it, while its time lasts. The caller closes.
func (s *Service) Fetch(ctx context.Context, a *org.Actor, r RequestID) (io.ReadSeekCloser, error) {
	q, err := s.Request(ctx, a, r)
	if err != nil {
		return nil, err
	}
	if !q.Ready(s.now()) {
		return nil, fault.New(fault.Gone, "这份资料还没有准备好，或者已经过了下载期限")
	}
	f, _, err := s.Blobs.Open(ctx, q.File)
	return f, err
}

// gather asks every source as the person.
func (s *Service) gather(ctx context.Context, p org.PersonID) ([]Part, error) {
	self := s.Org.Self(p, "copy") // so the copy holds what the person may see and nothing else
	var parts []Part
	for _, f := range append([]Source{s.profilePart, s.consentPart, s.looksPart}, s.Sources...) {
		part, err := f(ctx, self)
		if err != nil {
			return nil, err
		}
		parts = append(parts, part)
	}
	return parts, nil
}

func day(m clock.Micros) string { return clock.Local(m).Format("2006-01-02 15:04") }

func (s *Service) profilePart(ctx context.Context, self *org.Actor) (Part, error) {
	out := Part{Name: "profile", Title: "基本信息", Heads: []string{"项目", "内容"}}
	who, err := s.Org.PersonByID(ctx, self.Person)
	if err != nil {
		return out, err
	}
	p, err := s.Org.Profile(ctx, self.Person)
	if err != nil {
		return out, err
	}
	number, err := s.Org.NumberOf(ctx, self.Person)
	if err != nil {
		return out, err
	}
	sex := map[string]string{"1": "男", "2": "女"}[p.Sex]
	out.Rows = [][]string{{"编号", self.Person.String()}, {"姓名", who.Name}, {"班内学号", number}, {"校内学号", p.Number}, {"出生日期", p.Born}, {"性别", sex},
		{"电话", p.Phone}, {"邮箱", p.Email}}
	classes, err := s.Org.ClassesOfPerson(ctx, self.Person, self.At)
	if err != nil {
		return out, err
	}
	for _, c := range classes {
		u, err := s.Org.Unit(ctx, c.School)
		if err != nil {
			return out, err
		}
		out.Rows = append(out.Rows, []string{"班级", u.Name + c.Label()})
	}
	stands, err := s.Org.StandingsOf(ctx, self.Person)
	if err != nil {
		return out, err
	}
	for _, v := range stands {
		out.Rows = append(out.Rows, []string{"学籍情况", standings[v.Kind] + "，从 " + day(v.Since)})
	}
	return out, nil
}

var standings = map[string]string{org.Inclusive: "随班就读", org.OnLeave: "休学"}

var words = map[string]string{Given: "同意", Refused: "不同意", Withdrawn: "撤回同意", Unsaid: "未表态"}

func (s *Service) consentPart(ctx context.Context, self *org.Actor) (Part, error) {
	out := Part{Name: "consents", Title: "监护人同意", Heads: []string{"用途", "结果", "最近一次表态"}}
	all, err := s.stands(ctx, []org.PersonID{self.Person})
	if err != nil {
		return out, err
	}
	for _, st := range all[self.Person] {
		last := ""
		if n := len(st.Said); n > 0 {
			last = words[st.Said[n-1].State] + " " + day(st.Said[n-1].At)
		}
		result := words[st.State]
		if st.Basic {
			result = "基本功能"
		}
		out.Rows = append(out.Rows, []string{st.Name, result, last})
	}
	return out, nil
}

// looksPart is who looked, at most the last thousand.
func (s *Service) looksPart(ctx context.Context, self *org.Actor) (Part, error) {
	out := Part{Name: "looks", Title: "谁看过我的数据", Heads: []string{"时间", "姓名", "身份", "范围", "依据"}}
	looks, err := s.Org.Looks(ctx, self, self.Person, 0, 1000)
	for _, l := range looks {
		basis := map[string]string{"sheet": "本学期访问清单", "approval": "单次批准"}[l.Basis]
		out.Rows = append(out.Rows, []string{day(l.At), l.Who, l.Role.Name(), l.Place, basis})
	}
	return out, err
}

// pack writes the parts into one zip: a page to read, the same as JSON, and files of their own.
func (s *Service) pack(q Request, parts []Part) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	put := func(name string, body []byte) error {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: s.Clock.Now()})
		if err == nil {
			_, err = w.Write(body)
		}
		return err
	}
	data := map[string]any{"request": q.ID, "made": clock.Time(s.now()).Format(time.RFC3339)}
	for _, p := range parts {
		rows := make([]map[string]string, len(p.Rows))
		for i, row := range p.Rows {
			rows[i] = map[string]string{}
			for j, v := range row {
				rows[i][p.Heads[j]] = v
			}
		}
		data[p.Name] = rows
		if p.File != "" {
			if err := put(p.File, p.Raw); err != nil {
				return nil, err
			}
		}
	}
	raw, err := json.MarshalIndent(data, "", " ")
	if err != nil {
		return nil, fmt.Errorf("privacy: copy: %w", err)
	}
	var page bytes.Buffer
	if err := copyPage.Execute(&page, map[string]any{"Parts": parts, "Made": day(s.now()), "Request": q.ID.String()}); err != nil {
		return nil, fmt.Errorf("privacy: copy: %w", err)
	}
	err = errors.Join(put("data.json", raw), put("个人资料.html", page.Bytes()), z.Close())
	return b.Bytes(), err
}
