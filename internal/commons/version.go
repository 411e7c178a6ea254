package commons

import (
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// VersionID names a version.
type VersionID = id.Of[Version]

// Version is what was submitted once. Content, files and paper never change after that; the fields below State are the record of
// what was decided about it.
type Version struct {
	ID     VersionID
	Work   WorkID
	Owner  org.UnitID // the school it comes from
	Author org.PersonID
	Number int // 1 for the first submission of a work
	Draftable
	Files       []File
	Paper       id.Any // frozen, none when the lesson has no practice
	Items       int    // number of items of the paper
	DerivedFrom VersionID
	Upstream    WorkID     // the work of DerivedFrom
	SharedTo    org.UnitID // the school, group, district or region whose members may read it once it is published

	State      State
	Committed  clock.Micros // when the provider gave the written commitment
	Submitted  clock.Micros
	Reviewer   org.PersonID
	Decided    clock.Micros
	Reasons    []Aspect // in which aspects it was returned
	Note       string   // the reviewer's words to the author
	Published  clock.Micros
	Withdrawn  clock.Micros
	Withdrawer org.PersonID
	Why        string // reason of the withdrawal

	ConsentUntil clock.Micros // when the first consent of pupils in its files ends, 0 when none ends
}

// Aspect is one of the seven aspects of content review (教科信厅〔2024〕1号).
type Aspect string

// The seven aspects.
const (
	Political  Aspect = "political"
	Oriented   Aspect = "oriented"
	Scientific Aspect = "scientific"
	Suitable   Aspect = "suitable"
	Normative  Aspect = "normative"
	Timely     Aspect = "timely"
	Public     Aspect = "public"
)

// Aspects are the seven in the order of the regulation.
func Aspects() []Aspect {
	return []Aspect{Political, Oriented, Scientific, Suitable, Normative, Timely, Public}
}

// Name is the aspect's name in zh-CN, also its key in catalogues.
func (a Aspect) Name() string {
	switch a {
	case Political:
		return "政治性"
	case Oriented:
		return "导向性"
	case Scientific:
		return "科学性"
	case Suitable:
		return "适用性"
	case Normative:
		return "规范性"
	case Timely:
		return "时效性"
	case Public:
		return "公益性"
	}
	return string(a)
}

// Ask is the question a reviewer answers about the aspect, in zh-CN. The words are ours; the aspects are the regulation's.
func (a Aspect) Ask() string {
	switch a {
	case Political:
		return "政治立场正确，国旗、国徽、地图和领土表述无误"
	case Oriented:
		return "价值导向积极，适合未成年人，没有不良内容"
	case Scientific:
		return "知识、数据、答案和引用准确，没有科学错误"
	case Suitable:
		return "符合课程标准和所标学段、年级、教材章节，难度合适"
	case Normative:
		return "语言文字规范，文件能打开，没有侵犯著作权和个人信息"
	case Timely:
		return "内容没有过时，引用的政策、数据仍然有效"
	case Public:
		return "没有广告、收费和商业推广"
	}
	return ""
}

func isAspect(a Aspect) bool { return a.Ask() != "" }
