package smartedu

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Dimensions of tags. DimensionView tells a view of the site and has no meaning for a book.
const (
	DimensionStage   = "zxxxd"   // 学段
	DimensionGrade   = "zxxnj"   // 年级
	DimensionSubject = "zxxxk"   // 学科
	DimensionEdition = "zxxbb"   // 版本
	DimensionVolume  = "zxxcc"   // 册次
	DimensionSeries  = "zxxxjjc" // 新旧教材
	DimensionView    = "tagView"
)

// Codes gives our codes for a tag, by its id or by its Chinese name. A tag may mean several, and may mean none on purpose: an empty
// list is an answer, a missing one is not.
type Codes map[string][]string

// Vocabulary is what the platform's tags mean in the code lists of a region. It is data: the caller makes it from the region's preset
// and from what people decided in the queue of unmapped tags.
type Vocabulary struct {
	Stage   Codes `json:"stage"`
	Grade   Codes `json:"grade"`
	Subject Codes `json:"subject"`
	Edition Codes `json:"edition"`
	Volume  Codes `json:"volume"`
	Series  Codes `json:"series"`
}

// Meaning is what the tags of a record mean in our codes. Usually each list has one code.
type Meaning struct {
	Stage, Grade, Subject, Edition, Volume, Series []string
	FiveFour                                       bool  // 五四学制: primary ends with grade five, junior begins with six
	Unmapped                                       []Tag // tags that the vocabulary has no answer for; the record is kept all the same
}

// Vocab is a Vocabulary made ready for look-ups; safe for concurrent use.
type Vocab struct {
	by map[string]map[string][]string
}

// Prepare makes look-ups ready. Names are compared without spaces, width and the kind of middle dot, ids as they are.
func (v Vocabulary) Prepare() *Vocab {
	out := &Vocab{map[string]map[string][]string{}}
	for dimension, codes := range map[string]Codes{DimensionStage: v.Stage, DimensionGrade: v.Grade, DimensionSubject: v.Subject,
		DimensionEdition: v.Edition, DimensionVolume: v.Volume, DimensionSeries: v.Series} {
		m := make(map[string][]string, len(codes))
		for name, to := range codes {
			m[plain(name)] = to
		}
		out.by[dimension] = m
	}
	return out
}

var dots = strings.NewReplacer("•", "·", "・", "·", "‧", "·", "∙", "·", "．", "·")

// plain is a name without what people write differently.
func plain(name string) string {
	return strings.ToLower(strings.Join(strings.Fields(norm.NFKC.String(dots.Replace(name))), ""))
}

// others are names under which code lists of schools have what the platform calls otherwise. Several names in one entry are
// alternatives, the first known counts.
var others = map[string]map[string][]string{
	DimensionStage: {
		"小学（五•四学制）": {"小学"},
		"初中（五•四学制）": {"初中", "初级中学"},
		"初中":        {"初级中学"},
		"高中":        {"普通高中", "高级中学"},
	},
	DimensionGrade: {
		"七年级": {"初一"}, "八年级": {"初二"}, "九年级": {"初三"},
		"高一": {"十年级"}, "高二": {"十一年级"}, "高三": {"十二年级"},
	},
	DimensionSubject: {
		"艺术·舞蹈/影视/戏剧": {"艺术"},
		"劳动与技术":       {"劳动"},
		"体育与健康":       {"体育"},
		"生物学":         {"生物"},
		"思想政治":        {"政治"},
	},
}

// spans are grades that the platform writes as one tag.
var spans = map[string][]string{
	"一至二年级": {"一年级", "二年级"}, "三至四年级": {"三年级", "四年级"}, "五至六年级": {"五年级", "六年级"},
}

// names are others with plain names.
var names = func() map[string]map[string][]string {
	out := map[string]map[string][]string{}
	for dimension, list := range others {
		out[dimension] = map[string][]string{}
		for name, alternatives := range list {
			out[dimension][plain(name)] = alternatives
		}
	}
	return out
}()

// codes looks a tag up: by id, by name, by its other names; a name of two parts (艺术·音乐) also by the second and then the first.
func (v *Vocab) codes(t Tag) ([]string, bool) {
	m := v.by[t.Dimension]
	if to, ok := m[plain(t.ID)]; ok && t.ID != "" {
		return to, true
	}
	name := plain(t.Name)
	if to, ok := m[name]; ok {
		return to, true
	}
	alternatives := names[t.Dimension][name]
	if t.Dimension == DimensionSubject {
		if first, second, ok := strings.Cut(name, "·"); ok {
			alternatives = append(slices.Clone(alternatives), second, first)
		}
	}
	for _, other := range alternatives {
		if to, ok := m[plain(other)]; ok {
			return to, true
		}
	}
	if parts := spans[t.Name]; t.Dimension == DimensionGrade && parts != nil {
		var all []string
		for _, part := range parts {
			to, ok := m[plain(part)]
			if !ok {
				return nil, false
			}
			all = append(all, to...)
		}
		return all, true
	}
	return nil, false
}

// Map gives the meaning of tags. Tags of dimensions that nobody knows are unmapped, except DimensionView.
func (v *Vocab) Map(tags []Tag) Meaning {
	var m Meaning
	for _, t := range tags {
		if t.Dimension == DimensionView {
			continue
		}
		to, ok := v.codes(t)
		if !ok {
			m.Unmapped = append(m.Unmapped, t)
		}
		switch t.Dimension {
		case DimensionStage:
			m.FiveFour = m.FiveFour || strings.Contains(plain(t.Name), plain("五·四学制")) || strings.Contains(t.Name, "五四")
			m.Stage = join(m.Stage, to)
		case DimensionGrade:
			m.Grade = join(m.Grade, to)
		case DimensionSubject:
			m.Subject = join(m.Subject, to)
		case DimensionEdition:
			m.Edition = join(m.Edition, to)
		case DimensionVolume:
			m.Volume = join(m.Volume, to)
		case DimensionSeries:
			m.Series = join(m.Series, to)
		}
	}
	return m
}

func join(list, more []string) []string {
	for _, s := range more {
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

// Queue gives the tags that have no answer yet and how many of the records carry each, by dimension, most used first: what a person
// should map next.
func (v *Vocab) Queue(records []Resource) []TagUse {
	uses := map[[2]string]*TagUse{}
	for i := range records {
		for _, t := range v.Map(records[i].Tags).Unmapped {
			key := t.ID
			if key == "" {
				key = "\x00" + t.Name
			}
			k := [2]string{t.Dimension, key}
			if uses[k] == nil {
				uses[k] = &TagUse{Tag: t}
			}
			uses[k].Records++
		}
	}
	return sorted(uses)
}

// levelDimensions are the dimensions of levels by name, for trees in which every tag has one dimension (tch_material). Names of levels
// alternate inside one tree; the level below 电子教材 bears that name and holds stages.
var levelDimensions = map[string]string{
	"学段": DimensionStage, "电子教材": DimensionStage, "年级": DimensionGrade, "学科": DimensionSubject, "版本": DimensionEdition,
	"册次": DimensionVolume, "新旧教材": DimensionSeries, "专题*": DimensionView,
}

// WayTags gives the tags along a way through a menu, each in the dimension that its level says where the tag itself does not.
func WayTags(way []Step) []Tag {
	out := make([]Tag, len(way))
	for i, s := range way {
		out[i] = s.Tag
		switch s.Dimension {
		case DimensionStage, DimensionGrade, DimensionSubject, DimensionEdition, DimensionVolume, DimensionSeries, DimensionView:
		default:
			if d, ok := levelDimensions[s.Level]; ok {
				out[i].Dimension = d
			}
		}
	}
	return out
}
