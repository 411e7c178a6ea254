package org

import (
	"slices"

	"github.com/tongxue-edu/tongxue/internal/clock"
)

// Role is what a person is at a node for a time.
type Role string

// The roles. None of the three administrators (等保 GB/T 22239: system, security and audit are three people) sees pupils' records.
const (
	SystemAdmin   Role = "system_admin"   // 系统管理员
	SecurityAdmin Role = "security_admin" // 安全管理员: gives roles, looks at sign-ins, names nobody's pupils
	AuditAdmin    Role = "audit_admin"    // 审计管理员: reads the audit log, looks at uses of lessons that were drawn by lot
	BureauLeader  Role = "bureau_leader"  // 局领导
	Researcher    Role = "researcher"     // 教研员
	ResearchHead  Role = "research_head"  // 教研组长, at a school, with a subject
	Inspector     Role = "inspector"      // 责任督学: read-only registers
	Reviewer      Role = "reviewer"       // 审核员
	SchoolLeader  Role = "school_leader"  // 校长
	Registrar     Role = "registrar"      // 教务、学籍
	ClassTeacher  Role = "class_teacher"  // 班主任, at a class
	Teacher       Role = "teacher"        // 教师, at a school: makes and finds lessons
	Teaching      Role = "teaching"       // 任课, at a class, with a subject
	Substitute    Role = "substitute"     // 代课, at a class, with a subject and an end
	Assistant     Role = "assistant"      // 本地助教, at a class
	Pupil         Role = "pupil"          // 学生, at the own person
	Guardian      Role = "guardian"       // 监护人, at the child's person
)

// Two roles are never given: they follow from something else.
const (
	self     Role = "self"     // 本人: everybody at the own person
	approved Role = "approved" // 单次批准: whoever has an approval in force, at its class
)

// grants is the whole table of who may do what; the scope comes from where the role is held.
var grants = map[Role][]Verb{
	SystemAdmin:   {RecordKeys, SystemRead, SystemManage, OrgRead, OrgManage, ExchangeRead, ExchangeManage},
	SecurityAdmin: {SecurityRead, OrgRead, RoleGive},
	AuditAdmin:    {AuditRead, CreditAudit},
	BureauLeader:  {DataExport, WordsKeep, CreditAnswer, ReviewRule, Takedown, UnitUse, MonitorRead, OrgRead, LibraryRead, RecordRead, AccessApprove, AccessAsk, RegisterRead, ExamRegister, ExamApprove, ExamExcept, ExamRead, ExamHeld},
	Researcher:    {CourseEdit, WordsKeep, ExchangeRead, ExchangeManage, UnitUse, MonitorImport, MonitorRead, OrgRead, LibraryRead, LessonReview, RecordRead, AccessAsk, ExamRegister, ExamRead, ExamHeld, MarksImport, ShelfKeep},
	ResearchHead:  {CourseEdit, PrepRead, LessonReview, LibraryRead, OrgRead, AccessAsk, ExamRegister, ExamRead, ExamHeld, MarksImport, ShelfKeep},
	Inspector:     {RegisterRead, OrgRead, UnitUse},
	Reviewer:      {LessonReview, ReviewRule, LibraryRead, ShelfKeep},
	SchoolLeader:  {DataExport, CreditAnswer, PrepRead, UnitUse, ClassAnalyse, OrgRead, LibraryRead, ShelfKeep, PeopleRead, RoleGive, AccessApprove, AccessAsk, NoticeSend, RegisterRead, ExamRegister, ExamApprove, ExamRead, ExamHeld},
	Registrar:     {DataExport, OrgRead, OrgManage, RosterImport, PeopleRead, CardMake, DeviceManage, ConsentEnter, DataAnswer, NoticeSend, AccessAsk, ExamRegister, ExamRead, ExamHeld, MarksImport},
	ClassTeacher:  {ClassAnalyse, PeopleRead, CardMake, ConsentEnter, NoticeSend, AccessAsk, ExamRead, ExamHeld},
	Teacher:       {LessonMake, LibraryRead, AccessAsk, BoardUse},
	Teaching:      {Assign, AnswersEnter, MarkGive, ClassAnalyse, NoticeSend, AccessAsk, BoardUse, ExamRegister, ExamRead, ExamHeld, MarksImport},
	Substitute:    {Assign, AnswersEnter, MarkGive, ClassAnalyse, BoardUse},
	Assistant:     {AnswersEnter},
	Pupil:         {PracticeDo, DataAsk},
	Guardian:      {ChildRead, ConsentGive, DataAsk},
	self:          {NoticeRead, OwnAccount},
	approved:      {ClassAnalyse, PeopleRead},
}

// roleNames are zh-CN, as the user line of a page shows them.
var roleNames = map[Role]string{
	SystemAdmin: "系统管理员", SecurityAdmin: "安全管理员", AuditAdmin: "审计管理员", BureauLeader: "局领导", Researcher: "教研员", ResearchHead: "教研组长",
	Inspector: "责任督学", Reviewer: "审核员", SchoolLeader: "校长", Registrar: "教务", ClassTeacher: "班主任", Teacher: "教师", Teaching: "任课教师",
	Substitute: "代课教师", Assistant: "本地助教", Pupil: "学生", Guardian: "家长", self: "本人", approved: "单次批准",
}

// wide roles reach many people or everything: whoever holds one proves a second factor at sign-in.
var wide = map[Role]bool{SystemAdmin: true, SecurityAdmin: true, AuditAdmin: true, BureauLeader: true, SchoolLeader: true, Registrar: true}

// Name is the role's name in zh-CN.
func (r Role) Name() string { return roleNames[r] }

// Known reports whether the role exists and can be given.
func (r Role) Known() bool { return grants[r] != nil && r != self && r != approved }

// Wide reports whether the role needs a second factor.
func (r Role) Wide() bool { return wide[r] }

// OnSheet reports whether the role touches minors' data by itself, so that it belongs on the access sheet. Pupils and guardians
// do so by being who they are.
func (r Role) OnSheet() bool {
	return r.Known() && r != Pupil && r != Guardian && slices.ContainsFunc(grants[r], Minors)
}

// Grants reports whether the role carries a verb.
func (r Role) Grants(v Verb) bool { return slices.Contains(grants[r], v) }

// Roles lists every role that can be given, for doctor and for the test that walks every route with every role.
func Roles() []Role {
	out := make([]Role, 0, len(grants))
	for r := range grants {
		if r.Known() {
			out = append(out, r)
		}
	}
	slices.Sort(out)
	return out
}

// Held is a role that the actor holds now.
type Held struct {
	Role     Role
	Node     Node
	NodeName string
	Subject  string
	// Basis is what opens minors' data to this holding: "sheet:<line>", "approval:<id>", "self", "guardian", or "" for nothing.
	Basis string
}

// Holding is a role to be stored: who, what, where, from when until when.
type Holding struct {
	Person  PersonID
	Role    Role
	Node    Node
	Subject string
	Since   clock.Micros
	Until   clock.Micros
}
