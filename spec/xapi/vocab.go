package xapi

// Verb is a verb with its display names by language tag.
type Verb struct {
	ID      string
	Display map[string]string
}

func verb(id, zh, en string) Verb {
	return Verb{ID: id, Display: map[string]string{"en": en, "zh-CN": zh}}
}

// Verbs of the ADL vocabulary that the product writes. They are variables only because Go has no constant maps: do not change them.
var (
	VerbAnswered    = verb("http://adlnet.gov/expapi/verbs/answered", "作答", "answered")
	VerbAttempted   = verb("http://adlnet.gov/expapi/verbs/attempted", "尝试", "attempted")
	VerbAttended    = verb("http://adlnet.gov/expapi/verbs/attended", "参加", "attended")
	VerbCompleted   = verb("http://adlnet.gov/expapi/verbs/completed", "完成", "completed")
	VerbExperienced = verb("http://adlnet.gov/expapi/verbs/experienced", "学习", "experienced")
	VerbInitialized = verb("http://adlnet.gov/expapi/verbs/initialized", "开始", "initialized")
	VerbImported    = verb("http://adlnet.gov/expapi/verbs/imported", "导入", "imported")
	VerbScored      = verb("http://adlnet.gov/expapi/verbs/scored", "评定", "scored")
	VerbShared      = verb("http://adlnet.gov/expapi/verbs/shared", "共享", "shared")
	VerbTerminated  = verb("http://adlnet.gov/expapi/verbs/terminated", "结束", "terminated")
	VerbVoided      = verb(Voided, "作废", "voided")
)

// Verbs of Activity Streams 1.0 and TinCan for making, reviewing and handing out a work.
var (
	VerbAuthored  = verb("http://activitystrea.ms/schema/1.0/author", "编写", "authored")
	VerbCreated   = verb("http://activitystrea.ms/schema/1.0/create", "新建", "created")
	VerbUpdated   = verb("http://activitystrea.ms/schema/1.0/update", "修改", "updated")
	VerbSubmitted = verb("http://activitystrea.ms/schema/1.0/submit", "提交", "submitted")
	VerbApproved  = verb("http://activitystrea.ms/schema/1.0/approve", "审核通过", "approved")
	VerbReturned  = verb("http://activitystrea.ms/schema/1.0/return", "退回", "returned")
	VerbRejected  = verb("http://activitystrea.ms/schema/1.0/reject", "审核不通过", "rejected")
	VerbAssigned  = verb("http://activitystrea.ms/schema/1.0/assign", "布置", "assigned")
	VerbUsed      = verb("http://activitystrea.ms/schema/1.0/use", "使用", "used")
	// VerbPublished: Activity Streams 1.0 has no "publish"; its "post" is defined as authoring and then publishing.
	VerbPublished = verb("http://activitystrea.ms/schema/1.0/post", "发布", "published")
	VerbWithdrawn = verb("http://activitystrea.ms/schema/1.0/retract", "撤回", "withdrew")
	VerbReviewed  = verb("http://id.tincanapi.com/verb/reviewed", "审核", "reviewed")
	VerbViewed    = verb("http://id.tincanapi.com/verb/viewed", "查看", "viewed")
)

// Activity types.
const (
	TypeCourse         = "http://adlnet.gov/expapi/activities/course"
	TypeLesson         = "http://adlnet.gov/expapi/activities/lesson"
	TypeModule         = "http://adlnet.gov/expapi/activities/module"
	TypeAssessment     = "http://adlnet.gov/expapi/activities/assessment"
	TypeQuestion       = "http://adlnet.gov/expapi/activities/question"
	TypeCMIInteraction = "http://adlnet.gov/expapi/activities/cmi.interaction"
	TypeMedia          = "http://adlnet.gov/expapi/activities/media"
	TypeFile           = "http://adlnet.gov/expapi/activities/file"
	TypeMeeting        = "http://adlnet.gov/expapi/activities/meeting"
	TypeProfile        = "http://adlnet.gov/expapi/activities/profile"
	TypeAssignment     = "http://id.tincanapi.com/activitytype/school-assignment"
	TypeResource       = "http://id.tincanapi.com/activitytype/resource"
	TypeDocument       = "http://id.tincanapi.com/activitytype/document"
	TypeVideo          = "https://w3id.org/xapi/video/activity-type/video"
	TypeWorksheet      = "https://w3id.org/xapi/acrossx/activities/printed-worksheet"
)
