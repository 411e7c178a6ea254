package commons

// Holder is who owns the rights in a work.
type Holder string

// The owners of rights. School is a work made in the line of duty 职务作品; Third is somebody else, whose consent is kept as a file
// that only the author and reviewers see.
const (
	HeldByPerson Holder = "person"
	HeldBySchool Holder = "school"
	HeldByThird  Holder = "third"
)

// Holders lists them in the order of a form.
func Holders() []Holder { return []Holder{HeldByPerson, HeldBySchool, HeldByThird} }

// Name is the owner's name in zh-CN, also its key in catalogues.
func (h Holder) Name() string {
	switch h {
	case HeldBySchool:
		return "学校（职务作品）"
	case HeldByThird:
		return "他人（有授权）"
	}
	return "作者本人"
}

// Extent is how much of a work a generative tool made.
type Extent string

// The extents. Content made with artificial intelligence carries a label (《人工智能生成合成内容标识办法》, 2025-09-01).
const (
	AINone  Extent = ""
	AIPart  Extent = "part"
	AIWhole Extent = "whole"
)

// AIUse is the label of a work that a generative tool helped to make.
type AIUse struct {
	Extent Extent `json:"extent,omitempty"`
	Tool   string `json:"tool,omitempty"` // name of the tool
}

// Name is the label in zh-CN, also its key in catalogues; empty when nothing was generated.
func (e Extent) Name() string {
	switch e {
	case AIPart:
		return "部分内容由人工智能生成"
	case AIWhole:
		return "由人工智能生成"
	}
	return ""
}

func (e Extent) known() bool { return e == AINone || e == AIPart || e == AIWhole }

// with is the label of what holds both: a label never gets lost in a mixture. What was whole beside something else is part of it.
func (a AIUse) with(b AIUse) AIUse {
	switch {
	case a.Extent == AINone:
		return b
	case b.Extent == AIWhole && a.Extent == AIPart:
		a.Extent = AIWhole
	}
	if a.Tool == "" {
		a.Tool = b.Tool
	}
	return a
}
