package app

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/signin"
)

// DemoPassword opens every account of the demonstration, and nothing else: no other store has default passwords.
const DemoPassword = "tongxue-demo"

// seeder builds the demonstration region. Everybody and everything in it is invented; the same N gives the same region but for ids.
type seeder struct {
	a      *App
	r      *rand.Rand
	hash   string
	since  clock.Micros
	units  map[string]org.UnitID
	who    map[string]org.AccountID
	whole  bool    // the whole region, with its past
	region *region // what was made of it; nil without
	lessonClasses
	sharedLessons
}

// lessonClasses are the classes that the seeded lesson is used in.
type lessonClasses struct {
	urban, rural org.ClassID
	pupils       map[org.ClassID][]org.AccountID
	classOf      map[string]org.ClassID // by the prefix of its pupils' logins
}

// Seed fills an empty store with the demonstration region and returns the accounts to show. A store that was seeded before is left
// as it is. pupils is spread over the classes.
func (a *App) Seed(ctx context.Context, pupils int) ([]signin.Account, error) {
	_, err := a.seeding(ctx, pupils, false)
	return demoAccounts, err
}

// seeding fills an empty store; the seeder that did it tells what is where, nil when there was nothing to do.
func (a *App) seeding(ctx context.Context, pupils int, whole bool) (*seeder, error) {
	hash, err := a.Authn.Pool().Hash(ctx, DemoPassword)
	if err != nil {
		return nil, err
	}
	s := &seeder{a: a, whole: whole, r: rand.New(rand.NewPCG(2026, uint64(pupils))), hash: hash, units: map[string]org.UnitID{}, who: map[string]org.AccountID{},
		lessonClasses: lessonClasses{pupils: map[org.ClassID][]org.AccountID{}, classOf: map[string]org.ClassID{}}, sharedLessons: sharedLessons{given: map[string]id.Any{}}}
	seeded, err := s.before(ctx)
	if err != nil || seeded {
		return nil, err
	}
	if whole {
		defer a.folding(ctx)()
	}
	for _, step := range []func(context.Context) error{s.tree, s.staff, func(ctx context.Context) error { return s.classes(ctx, pupils) }, s.births, s.around,
		s.colleagues, s.past, s.access, s.consents, s.entries, s.gives, s.stock, s.files, s.life, s.notices, s.making, s.exams, s.marks, s.mocks, s.national, s.share, s.features, s.guided} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return s, a.Log.Drain(ctx)
}

// demoAccounts are shown on the sign-in page and printed by the demo verb, by who comes to look.
var demoAccounts = []signin.Account{
	{For: "教育局", Login: "ju", Name: "周远帆", Role: "局领导", Place: "天津市"},
	{For: "教育局", Login: "du", Name: "何正言", Role: "责任督学", Place: "蓟州区"},
	{For: "教研", Login: "jiao", Name: "吴静远", Role: "教研员", Place: "蓟州区"},
	{For: "教研", Login: "song", Name: "宋怀瑾", Role: "教研组长", Place: "河西区实验中学(校审)"},
	{For: "教研", Login: "zhao", Name: "赵思敏", Role: "审核员", Place: "海河教育集团(集团审)"},
	{For: "教研", Login: "shen", Name: "沈致和", Role: "审核员", Place: "天津市(市级审、审级、提示词)"},
	{For: "教研", Login: "pan", Name: "潘若谷", Role: "审核员", Place: "天津市(精选的第三位评议人)"},
	{For: "教师", Login: "li", Name: "李文澜", Role: "教师", Place: "河西区实验中学(七年级数学，集团名校)"},
	{For: "教师", Login: "xin", Name: "孙新宇", Role: "教师", Place: "蓟州区山前中学(新任课，等待批准)"},
	{For: "乡村", Login: "wang", Name: "王秀峰", Role: "教师", Place: "蓟州区山前中学(七年级数学，农村校)"},
	{For: "乡村", Login: "ban", Name: "罗晓岚", Role: "班主任", Place: "蓟州区山前中学七年级(1)班"},
	{For: "乡村", Login: "qian", Name: "钱立本", Role: "校长", Place: "蓟州区山前中学"},
	{For: "乡村", Login: "jiaowu", Name: "许知行", Role: "教务", Place: "蓟州区山前中学"},
	{For: "家庭", Login: "sq01", Name: "", Role: "学生", Place: "蓟州区山前中学七年级(1)班；sq02、sq03……同理"},
	{For: "家庭", Login: "jia", Name: "郭佳音", Role: "家长", Place: "两个孩子：山前中学 sq01、团山教学点 ts01"},
	{For: "家庭", Login: "niu", Name: "林致远", Role: "家长", Place: "孩子 sq802；不同意非基本功能"},
	{For: "管理员", Login: "sys", Name: "郑安", Role: "系统管理员", Place: "天津市"},
	{For: "管理员", Login: "sec", Name: "唐守一", Role: "安全管理员", Place: "天津市"},
	{For: "管理员", Login: "audit", Name: "冯守正", Role: "审计管理员", Place: "天津市"},
}

// folding lets the consumers read along while much is written, so that a second processor has something to do; the function it returns
// ends that.
func (a *App) folding(ctx context.Context) func() {
	ctx, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() { defer close(ended); a.Log.Run(ctx) }()
	return func() { stop(); <-ended }
}

const selLogin db.SQL = `-- unscoped: was the demonstration seeded before
SELECT COUNT(*) FROM authn_credential WHERE login = 'li'`

func (s *seeder) before(ctx context.Context) (bool, error) {
	n, err := db.One(s.a.Core.Reader(ctx), selLogin, db.Value[int64])
	return n > 0, err
}

// tree is two districts, a group across them, and a school outside it.
func (s *seeder) tree(ctx context.Context) error {
	region, err := s.a.Org.RegionUnit(ctx)
	if err != nil {
		return err
	}
	below, err := s.a.Org.Units(ctx, &org.Actor{Roles: []org.Held{{Role: org.SystemAdmin, Node: region.Node()}}, At: s.a.Org.Now()}, org.OrgRead, "", 100)
	if err != nil {
		return err
	}
	for _, u := range below {
		s.units[u.Name] = u.ID
	}
	return s.a.Core.Write(ctx, func(tx *db.Tx) error {
		for _, u := range []struct {
			kind               org.Kind
			code, name, parent string
		}{
			{org.Group, "TJ-G01", "海河教育集团", "天津市"},
			{org.School, "120103-01", "河西区实验中学", "河西区"},
			{org.School, "120119-01", "蓟州区山前中学", "蓟州区"},
			{org.School, "120103-02", "河西区第二中学", "河西区"},
			{org.Central, "120119-10", "蓟州区下营中心校", "蓟州区"},
			{org.Campus, "120119-11", "团山教学点", "蓟州区下营中心校"},
		} {
			n, err := s.a.Org.AddUnit(tx, org.Unit{Kind: u.kind, Code: u.code, Name: u.name}, s.units[u.parent])
			if err != nil {
				return fmt.Errorf("seed %s: %w", u.name, err)
			}
			s.units[u.name] = n
		}
		for _, school := range []string{"河西区实验中学", "蓟州区山前中学", "蓟州区下营中心校"} {
			if err := s.a.Org.Link(tx, org.Edge{Parent: s.units["海河教育集团"], Child: s.units[school]}); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *seeder) unit(name string) org.Node { return id.As[any](s.units[name]) }

// staff are the people who show the product's main job, one for each role.
func (s *seeder) staff(ctx context.Context) error {
	return s.a.Core.Write(ctx, func(tx *db.Tx) error {
		for _, p := range []struct {
			login, home string
			roles       []org.Holding
		}{
			{"li", "河西区实验中学", []org.Holding{{Role: org.Teacher, Node: s.unit("河西区实验中学"), Subject: "maths"}}},
			{"wang", "蓟州区山前中学", []org.Holding{{Role: org.Teacher, Node: s.unit("蓟州区山前中学"), Subject: "maths"}}},
			{"song", "河西区实验中学", []org.Holding{{Role: org.ResearchHead, Node: s.unit("河西区实验中学"), Subject: "maths"}}},
			{"shen", "天津市", []org.Holding{{Role: org.Reviewer, Node: s.unit("天津市")}}},
			{"zhao", "河西区实验中学", []org.Holding{{Role: org.Reviewer, Node: s.unit("海河教育集团")}}},
			{"qian", "蓟州区山前中学", []org.Holding{{Role: org.SchoolLeader, Node: s.unit("蓟州区山前中学")}}},
			{"ju", "天津市", []org.Holding{{Role: org.BureauLeader, Node: s.unit("天津市")}}},
			{"jiao", "蓟州区", []org.Holding{{Role: org.Researcher, Node: s.unit("蓟州区")}}},
			{"sys", "天津市", []org.Holding{{Role: org.SystemAdmin, Node: s.unit("天津市")}}},
			{"audit", "天津市", []org.Holding{{Role: org.AuditAdmin, Node: s.unit("天津市")}}},
		} {
			name := ""
			for _, a := range demoAccounts {
				if a.Login == p.login {
					name = a.Name
				}
			}
			if _, err := s.person(tx, p.login, name, s.units[p.home], p.roles...); err != nil {
				return err
			}
		}
		return nil
	})
}

// person adds somebody with an account and roles; a pupil's role is at the own person.
func (s *seeder) person(tx *db.Tx, login, name string, home org.UnitID, roles ...org.Holding) (org.PersonID, error) {
	account, p := id.New[org.Account](), id.New[org.Person]()
	if _, err := s.a.Org.AddPerson(tx, org.Person{ID: p, Owner: home, Name: name}, account); err != nil {
		return p, err
	}
	if err := s.a.Authn.Add(tx, id.As[any](account), id.Any{}, login, s.hash); err != nil {
		return p, err
	}
	s.who[login] = account
	for _, h := range roles {
		h.Person = p
		if h.Node.IsZero() {
			h.Node = id.As[any](p)
		}
		if err := s.a.Org.Give(tx, h); err != nil {
			return p, err
		}
	}
	return p, nil
}

// classPlan are the classes of the small demonstration: weight is their share of the pupils.
var classPlan = []struct {
	school, prefix, stage string
	grade, number, weight int
}{
	{"河西区实验中学", "sy", org.Junior, 7, 1, 10}, {"河西区实验中学", "sy2", org.Junior, 7, 2, 10}, {"河西区实验中学", "sy8", org.Junior, 8, 1, 10},
	{"蓟州区山前中学", "sq", org.Junior, 7, 1, 8}, {"蓟州区山前中学", "sq8", org.Junior, 8, 1, 7}, {"蓟州区山前中学", "sq9", org.Junior, 9, 1, 7},
	{"河西区第二中学", "ez", org.Junior, 7, 1, 10}, {"蓟州区下营中心校", "xy5", org.Primary, 5, 1, 6}, {"团山教学点", "ts", org.Primary, 3, 1, 2},
}

// classes makes the classes with their pupils and puts the two teachers in front of theirs.
func (s *seeder) classes(ctx context.Context, pupils int) error {
	total := 0
	for _, p := range classPlan {
		total += p.weight
	}
	now := s.a.Org.Now()
	for _, p := range classPlan {
		n := max(2, pupils*p.weight/total)
		if s.whole && p.prefix == "ts" { // the teaching point has its six in three grades
			n = 2
		}
		class := id.New[org.Class]()
		err := s.a.Core.Write(ctx, func(tx *db.Tx) error {
			_, err := s.a.Org.AddClass(tx, org.Class{ID: class, School: s.units[p.school], Stage: p.stage, Cohort: s.a.Org.Grades().Cohort(p.stage, p.grade, now), Number: p.number})
			return err
		})
		if err != nil {
			return err
		}
		if err := s.pupilsOf(ctx, class, s.units[p.school], p.prefix, n); err != nil {
			return err
		}
		s.classOf[p.prefix] = class
		switch p.prefix {
		case "sy":
			s.urban = class
		case "sq":
			s.rural = class
		}
	}
	return s.a.Core.Write(ctx, func(tx *db.Tx) error {
		for login, class := range map[string]org.ClassID{"li": s.urban, "wang": s.rural} {
			a, err := s.a.Org.ResolveIn(tx, s.who[login])
			if err != nil {
				return err
			}
			if err := s.a.Org.Give(tx, org.Holding{Person: a, Role: org.Teaching, Node: id.As[any](class), Subject: "maths"}); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *seeder) pupilsOf(ctx context.Context, class org.ClassID, school org.UnitID, prefix string, n int) error {
	names := make([]string, n)
	for i := range names {
		names[i] = pick(s.r, surnames) + pick(s.r, given) + pick(s.r, given)
	}
	accounts := make([]org.AccountID, n)
	err := s.a.Core.InSlices(ctx, 0, n, func(tx *db.Tx, lo, hi int) error {
		for i := lo; i < hi; i++ {
			login := fmt.Sprintf("%s%02d", prefix, i+1)
			p, err := s.person(tx, login, names[i], school, org.Holding{Role: org.Pupil})
			if err != nil {
				return err
			}
			accounts[i] = s.who[login]
			if err := s.a.Org.Enrol(tx, org.Enrolment{Person: p, Class: class, Number: fmt.Sprintf("%02d", i+1)}); err != nil {
				return err
			}
		}
		return nil
	})
	s.pupils[class] = accounts
	return err
}

func pick(r *rand.Rand, from []string) string { return from[r.IntN(len(from))] }

var (
	surnames = []string{"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马", "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧"}
	given    = []string{"子", "一", "雨", "梓", "文", "浩", "思", "佳", "明", "欣", "嘉", "晨", "宇", "涵", "泽", "诗", "乐", "然", "安", "宁", "心", "怡", "博", "轩", "书", "墨", "清", "远", "禾", "青"}
)
