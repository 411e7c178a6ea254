package org

import (
	"maps"
	"slices"
)

// Verb is one thing that a use case asks for.
type Verb string

// The verbs. Each is asked for at the node that owns what is touched.
const (
	LessonMake    Verb = "lesson.make"    // at a school
	LessonReview  Verb = "lesson.review"  // at the unit to which a work is to be shared
	LibraryRead   Verb = "library.read"   // at a unit to which a version is shared; upward
	PrepRead      Verb = "prep.read"      // at a school: what was prepared together and is finished
	CourseEdit    Verb = "course.edit"    // at a unit: its course trees
	ShelfKeep     Verb = "shelf.keep"     // at a unit: its shelves, and for a school what it subscribes to
	Assign        Verb = "assign"         // at a class
	PracticeDo    Verb = "practice.do"    // at the own person
	AnswersEnter  Verb = "answers.enter"  // at a class
	MarkGive      Verb = "mark.give"      // at a class
	ClassAnalyse  Verb = "class.analyse"  // at a class
	UnitUse       Verb = "unit.use"       // at a unit
	MonitorImport Verb = "monitor.import" // at a district or region
	MonitorRead   Verb = "monitor.read"   // at a district or region
	ExamRegister  Verb = "exam.register"  // at the class or unit that holds an exam
	ExamApprove   Verb = "exam.approve"   // at the class or unit that holds an exam
	ExamExcept    Verb = "exam.except"    // at the class or unit that holds an exam: leave to break a rule that allows it
	ExamRead      Verb = "exam.read"      // at the class or unit that holds an exam
	ExamHeld      Verb = "exam.held"      // at a unit above the own place, whose exams cover it; upward
	MarksImport   Verb = "marks.import"   // at a class or unit
	RecordRead    Verb = "record.read"    // at a unit: pseudonymous statements
	OrgRead       Verb = "org.read"       // at a unit
	OrgManage     Verb = "org.manage"     // at a unit
	RosterImport  Verb = "roster.import"  // at a unit
	PeopleRead    Verb = "people.read"    // at a unit or class: names and registers
	RoleGive      Verb = "role.give"      // at a unit
	AccessApprove Verb = "access.approve" // at a unit: the responsible person
	AccessAsk     Verb = "access.ask"     // at a unit or class
	CardMake      Verb = "card.make"      // at a class
	DeviceManage  Verb = "device.manage"  // at a school
	BoardUse      Verb = "board.use"      // at a school or class: sign a classroom board in
	ChildRead     Verb = "child.read"     // at the child's person
	ConsentGive   Verb = "consent.give"   // at the child's person
	ConsentEnter  Verb = "consent.enter"  // at a class: a signed paper form of a guardian
	DataAsk       Verb = "data.ask"       // at the person whose data it is
	DataAnswer    Verb = "data.answer"    // at a school
	DataExport    Verb = "data.export"    // at a school: ask for everything of it, and fetch it once somebody else has approved
	NoticeSend    Verb = "notice.send"    // at a class or unit
	NoticeRead    Verb = "notice.read"    // at the own person
	RegisterRead  Verb = "register.read"  // at a unit: read-only registers
	OwnAccount    Verb = "own.account"    // at the own person
	SecurityRead  Verb = "security.read"  // at the region
	RecordKeys    Verb = "record.keys"    // at the region
	SystemRead    Verb = "system.read"    // at the region
	SystemManage  Verb = "system.manage"  // at the region: certificates, clock
	AuditRead     Verb = "audit.read"     // at the region

	ExchangeRead   Verb = "exchange.read"   // at a unit: how the catalogue of the national platform stands
	ExchangeManage Verb = "exchange.manage" // at the region: harvests, and what the platform's tags mean here

	ReviewRule Verb = "review.rule"     // at the region: stages of review, lists of terms
	Takedown   Verb = "lesson.takedown" // at the region: 依法下架
	WordsKeep  Verb = "words.keep"      // at the region: which words of a search mean the same

	CreditAnswer Verb = "credit.answer" // at the author's unit: appeals against the ledger of contributions
	CreditAudit  Verb = "credit.audit"  // at the region: uses drawn by lot, and hints
)

// doings are zh-CN: what a verb lets somebody do, as the page that refuses it says it. A test holds that none is missing.
var doings = map[Verb]string{
	LessonMake:     "写课、备课",
	LessonReview:   "审核课程",
	LibraryRead:    "使用资源库",
	PrepRead:       "看集体备课的成果",
	CourseEdit:     "编排课程目录",
	ShelfKeep:      "管理书架",
	Assign:         "布置练习",
	PracticeDo:     "做练习",
	AnswersEnter:   "录入作答",
	MarkGive:       "批改简答题",
	ClassAnalyse:   "看班级的学情",
	UnitUse:        "看使用情况",
	MonitorImport:  "导入质量监测",
	MonitorRead:    "看质量监测",
	ExamRegister:   "登记考试",
	ExamApprove:    "批准考试",
	ExamExcept:     "批准考试的例外",
	ExamRead:       "看考试",
	ExamHeld:       "看上级组织的考试",
	MarksImport:    "导入成绩",
	RecordRead:     "看学习记录",
	OrgRead:        "看机构",
	OrgManage:      "管理机构",
	RosterImport:   "导入名册",
	PeopleRead:     "看人员名册",
	RoleGive:       "给人安排身份",
	AccessApprove:  "批准查看学生数据",
	AccessAsk:      "申请查看学生数据",
	CardMake:       "制作登录卡",
	DeviceManage:   "管理学校设备",
	BoardUse:       "登录教室大屏",
	ChildRead:      "看孩子的情况",
	ConsentGive:    "替孩子同意或拒绝",
	ConsentEnter:   "录入家长的纸质同意书",
	DataAsk:        "申请查阅、更正或删除个人信息",
	DataAnswer:     "答复个人信息的申请",
	DataExport:     "导出学校的全部数据",
	NoticeSend:     "发通知",
	NoticeRead:     "看通知",
	RegisterRead:   "查登记册",
	OwnAccount:     "管理自己的账号",
	SecurityRead:   "查看安全设置",
	RecordKeys:     "管理接口密钥",
	SystemRead:     "查看系统状态",
	SystemManage:   "管理系统",
	AuditRead:      "查审计记录",
	ExchangeRead:   "看国家平台目录",
	ExchangeManage: "管理国家平台目录",
	ReviewRule:     "规定审核的流程",
	Takedown:       "依法下架课程",
	WordsKeep:      "管理同义词",
	CreditAnswer:   "答复贡献记录的申诉",
	CreditAudit:    "抽查贡献记录",
}

// Doing is what the verb lets somebody do, in zh-CN; "" for a verb that is none.
func (v Verb) Doing() string { return doings[v] }

// Verbs lists every verb.
func Verbs() []Verb { return slices.Sorted(maps.Keys(doings)) }

// upward verbs look from the holder's units to their ancestors: what the region shares is for its schools, and so are the exams of the
// district in which they take part.
var upward = map[Verb]bool{LibraryRead: true, ExamHeld: true}

// minors are the verbs that touch the data of named or single minors. A role alone does not open them: there must be a basis, the
// role's line on an approved access sheet or an approval of limited time (未成年人网络保护条例 art. 36), and each use is recorded.
var minors = map[Verb]bool{Assign: true, PracticeDo: true, AnswersEnter: true, MarkGive: true, ClassAnalyse: true, RecordRead: true, PeopleRead: true,
	CardMake: true, ChildRead: true, ConsentEnter: true, DataAnswer: true, NoticeSend: true, MarksImport: true}

// Minors reports whether a verb needs a basis.
func Minors(v Verb) bool { return minors[v] }
