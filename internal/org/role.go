package org

import (
	"slices"

	"github.com/tongxue-edu/tongxue/internal/clock"
)

// Role is what a person is at a node for a time.
type Role string

// The roles of this product so far. Administrators see no pupils' records; an auditor reads the audit log only.
const (
	SystemAdmin  Role = "system_admin"  // 系统管理员
	AuditAdmin   Role = "audit_admin"   // 审计管理员
	BureauLeader Role = "bureau_leader" // 局领导
	Researcher   Role = "researcher"    // 教研员
	Reviewer     Role = "reviewer"      // 审核员
	SchoolLeader Role = "school_leader" // 校长
	Registrar    Role = "registrar"     // 教务、学籍
	ClassTeacher Role = "class_teacher" // 班主任, at a class
	Teacher      Role = "teacher"       // 教师, at a school: makes and finds lessons
	Teaching     Role = "teaching"      // 任课, at a class, with a subject
	Pupil        Role = "pupil"         // 学生, at the own person
)

// Verb is one thing that a use case asks for.
type Verb string

// The verbs. Each is asked for at the node that owns what is touched.
const (
	LessonMake    Verb = "lesson.make"    // at a school
	LessonReview  Verb = "lesson.review"  // at the unit to which a work is to be shared
	LibraryRead   Verb = "library.read"   // at a unit to which a version is shared; upward
	Assign        Verb = "assign"         // at a class
	PracticeDo    Verb = "practice.do"    // at the own person
	AnswersEnter  Verb = "answers.enter"  // at a class
	MarkGive      Verb = "mark.give"      // at a class
	ClassAnalyse  Verb = "class.analyse"  // at a class
	UnitUse       Verb = "unit.use"       // at a unit
	MonitorImport Verb = "monitor.import" // at a district or region
	MonitorRead   Verb = "monitor.read"   // at a district or region
	RecordRead    Verb = "record.read"    // at a unit: pseudonymous statements
	OrgRead       Verb = "org.read"       // at a unit
	OrgManage     Verb = "org.manage"     // at a unit
	RecordKeys    Verb = "record.keys"    // at the region
	SystemRead    Verb = "system.read"    // at the region
	AuditRead     Verb = "audit.read"     // at the region
)

// upward verbs look from the holder's units to their ancestors: what the region shares is for its schools.
var upward = map[Verb]bool{LibraryRead: true}

// grants is the whole table of who may do what; the scope comes from where the role is held.
var grants = map[Role][]Verb{
	SystemAdmin:  {RecordKeys, SystemRead, OrgRead, OrgManage},
	AuditAdmin:   {AuditRead},
	BureauLeader: {UnitUse, MonitorRead, OrgRead, LibraryRead, RecordRead},
	Researcher:   {UnitUse, MonitorImport, MonitorRead, OrgRead, LibraryRead, LessonReview, RecordRead},
	Reviewer:     {LessonReview, LibraryRead},
	SchoolLeader: {UnitUse, ClassAnalyse, OrgRead, LibraryRead},
	Registrar:    {OrgRead, OrgManage},
	ClassTeacher: {ClassAnalyse},
	Teacher:      {LessonMake, LibraryRead},
	Teaching:     {Assign, AnswersEnter, MarkGive, ClassAnalyse},
	Pupil:        {PracticeDo},
}

// roleNames are zh-CN, as the user line of a page shows them.
var roleNames = map[Role]string{
	SystemAdmin: "系统管理员", AuditAdmin: "审计管理员", BureauLeader: "局领导", Researcher: "教研员", Reviewer: "审核员",
	SchoolLeader: "校长", Registrar: "教务", ClassTeacher: "班主任", Teacher: "教师", Teaching: "任课教师", Pupil: "学生",
}

// Name is the role's name in zh-CN.
func (r Role) Name() string { return roleNames[r] }

// Known reports whether the role exists.
func (r Role) Known() bool { return grants[r] != nil }

// Grants reports whether the role carries a verb.
func (r Role) Grants(v Verb) bool { return slices.Contains(grants[r], v) }

// Roles lists every role, for doctor and for the test that walks every route with every role.
func Roles() []Role {
	out := make([]Role, 0, len(grants))
	for r := range grants {
		out = append(out, r)
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
