package ui

import "github.com/a-h/templ"

// htmxConfig keeps htmx inside the content security policy and shows refused forms (422, 409) in place.
const htmxConfig = `{"includeIndicatorStyles":false,"allowEval":false,"allowScriptTags":false,"selfRequestsOnly":true,"historyCacheSize":0,` +
	`"responseHandling":[{"code":"204","swap":false},{"code":"[23]..","swap":true},{"code":"409|422","swap":true},{"code":"[45]..","swap":false,"error":true}]}`

// CardSpec is a box with a heading.
type CardSpec struct {
	Title   string
	Note    string          // small text beside the title
	Actions templ.Component // at the right of the title
	Tight   bool            // no inner space, for tables
	ID      string
	Level   int // heading level, 2 by default
}

// StatSpec is one figure. N says what it is based on, so no number stands alone.
type StatSpec struct {
	Label string
	Value string // formatted; see Number, Percent
	Unit  string
	N     int    // number of cases; 0 leaves the line out
	NUnit string // 人, 题 …
	Note  string // interval, formula or comparison
	Href  string
	Tone  Tone
}

// EmptySpec is shown where there is nothing yet: what would be here and the one next step.
type EmptySpec struct {
	Title string
	Text  string
	Icon  string // "inbox" by default
	Href  string // next step
	Label string
}

// Tab is one of several views of the same thing; each is a page of its own.
type Tab struct {
	Label, Href string
	Active      bool
	Count       int
}

// Pair is one line of a description list. Value may be nil: then Text is shown.
type Pair struct {
	Label string
	Text  string
	Value templ.Component
}

// StepState is how far a step of a workflow is.
type StepState string

// The states of a step.
const (
	StepAhead StepState = "ahead"
	StepNow   StepState = "now"
	StepDone  StepState = "done"
	StepBack  StepState = "back" // returned with remarks
)

// Step is one step of a workflow.
type Step struct {
	Label, Note string
	State       StepState
}

// Moment is one entry of a timeline, newest first by custom.
type Moment struct {
	When  string // formatted
	Who   string // data
	What  string // key or data
	Text  string
	Tone  Tone
	Extra templ.Component
}

// State is a state of a work, an assignment or a job as people call it. Its tag always has the same colour everywhere.
type State string

// The states that tags know. Others are shown neutral.
const (
	StateDraft     State = "草稿"
	StatePending   State = "待审"
	StateReturned  State = "退回"
	StateApproved  State = "通过"
	StatePublished State = "已发布"
	StateWithdrawn State = "已撤回"
	StateOpen      State = "进行中"
	StateClosed    State = "已结束"
	StateHandedIn  State = "已交"
	StateNotIn     State = "未交"
	StateMarked    State = "已批"
	StateToMark    State = "待批"
	StateQueued    State = "排队"
	StateRunning   State = "运行中"
	StateDone      State = "完成"
	StateFailed    State = "失败"
	StateUnread    State = "未读"
	StateConfirm   State = "待确认"
)

// states lists them all, for the catalogue's test and the style guide.
var states = []State{StateDraft, StatePending, StateReturned, StateApproved, StatePublished, StateWithdrawn, StateOpen, StateClosed,
	StateHandedIn, StateNotIn, StateMarked, StateToMark, StateQueued, StateRunning, StateDone, StateFailed, StateUnread, StateConfirm}

func (s State) tone() Tone {
	switch s {
	case StatePublished, StateApproved, StateHandedIn, StateMarked, StateDone:
		return Success
	case StatePending, StateToMark, StateQueued, StateConfirm:
		return Warning
	case StateReturned, StateFailed:
		return Danger
	case StateOpen, StateRunning, StateUnread:
		return Info
	}
	return Neutral
}

// ProgressSpec is a job that takes a while. With Poll and htmx the part asks again every two seconds until Done.
type ProgressSpec struct {
	Label string
	Done  int64
	Total int64 // 0 when unknown
	Note  string
	Poll  string // address that answers with this part again; empty when finished
}

func clsTone(prefix string, t Tone) string {
	if t == "" {
		return prefix + "neutral"
	}
	return prefix + string(t)
}

func toneIcon(t Tone) string {
	switch t {
	case Success:
		return "ok"
	case Warning:
		return "alert"
	case Danger:
		return "stop"
	}
	return "info"
}

func stepIcon(s StepState) string {
	switch s {
	case StepDone:
		return "check"
	case StepBack:
		return "edit"
	case StepNow:
		return "right"
	}
	return "dot"
}

func stepWord(s StepState) string {
	switch s {
	case StepDone:
		return "已完成"
	case StepBack:
		return "已退回"
	case StepNow:
		return "正在进行"
	}
	return "还没到"
}
