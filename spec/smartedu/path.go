package smartedu

import (
	"errors"
	"hash/fnv"
	"net/url"
	"path"
	"regexp"
	"strings"
)

var hosts = []string{"https://s-file-1.ykt.cbern.com.cn", "https://s-file-2.ykt.cbern.com.cn", "https://s-file-3.ykt.cbern.com.cn"}

// Hosts gives the three interchangeable origins of the catalogue's JSON documents. A test or a mirror uses others.
func Hosts() []string { return append([]string(nil), hosts...) }

var paperHosts = []string{"https://bdcs-file-1.ykt.cbern.com.cn", "https://bdcs-file-2.ykt.cbern.com.cn"}

// PaperHosts gives the interchangeable origins of the bank of question papers, which the other documents are not on.
func PaperHosts() []string { return append([]string(nil), paperHosts...) }

const paperBank = "/xedu_cs_paper_bank/"

// OfPaperBank reports whether a document is one of PaperHosts.
func OfPaperBank(p Path) bool { return strings.HasPrefix(string(p), paperBank) }

// Path is a document of the catalogue. It is the same on each host, so that two version documents that name different hosts for one
// document name the same Path. It begins with / and has no dot segments.
type Path string

var (
	hostName = regexp.MustCompile(`^(s-file|bdcs-file)-[0-9]{1,2}\.ykt\.cbern\.com\.cn$`)
	pathForm = regexp.MustCompile(`^/[A-Za-z0-9._~/-]{1,400}\.json$`)
	idForm   = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$`)
)

var errForeign = errors.New("the address is not one of the catalogue's JSON documents")

// ParsePath reads the address of a document as the platform writes it; a query, which could only be there against caches, is left
// off. Other hosts, ports, schemes, users and paths upwards are refused: a version document comes from outside and must not choose
// whom the house talks to.
func ParsePath(address string) (Path, error) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return "", errForeign
	}
	switch {
	case u.Scheme == "" && u.Host == "":
	case (u.Scheme == "https" || u.Scheme == "http") && hostName.MatchString(u.Host):
	default:
		return "", errForeign
	}
	if u.User != nil || u.Opaque != "" || !pathForm.MatchString(u.Path) || path.Clean(u.Path) != u.Path {
		return "", errForeign
	}
	return Path(u.Path), nil
}

// Order gives the addresses at which to try a document, one an origin, in the order of trying. The first depends on the document,
// so that the load spreads and a document is asked of the same origin each time, where its ETag is known; attempt, from 0, turns
// the order on for later rounds.
func Order(p Path, origins []string, attempt int) []string {
	if len(origins) == 0 {
		return nil
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(p))
	first := int(h.Sum32()%uint32(len(origins))) + max(attempt, 0)%len(origins)
	out := make([]string, len(origins))
	for i := range out {
		out[i] = strings.TrimSuffix(origins[(first+i)%len(origins)], "/") + string(p)
	}
	return out
}

// Documents with one address.
const (
	LessonTree      Path = "/zxx/ndrs/tags/national_lesson_tag.json"                               // menu of 课程教学/学生自主学习
	TextbookTree    Path = "/zxx/ndrs/tags/tch_material_tag.json"                                  // menu of 教材
	PrepareTree     Path = "/zxx/ndrs/tags/k12.json"                                               // menu of 教师备课
	LessonVersion   Path = "/zxx/ndrs/national_lesson/teachingmaterials/version/data_version.json" // textbooks that have lessons
	TextbookVersion Path = "/zxx/ndrs/resources/tch_material/version/data_version.json"            // textbooks as books
	PrepareParts    Path = "/zxx/ndrs/prepare_lesson/teachingmaterials/parts.json"                 // array of addresses
)

// documentOf puts an id into a path; "" when the id is not one.
func documentOf(before, id, after string) Path {
	if !idForm.MatchString(id) {
		return ""
	}
	return Path(before + id + after)
}

// LessonParts is the document that lists the part files with the lessons of a textbook; "" when the id is not one.
func LessonParts(book string) Path {
	return documentOf("/zxx/ndrs/national_lesson/teachingmaterials/", book, "/resources/parts.json")
}

// ChapterTree is the chapter tree of a textbook; its id is the first of a lesson's Books.
func ChapterTree(tree string) Path {
	return documentOf("/zxx/ndrv2/national_lesson/trees/", tree, ".json")
}

// Audios is the list of recordings that belong to a textbook.
func Audios(book string) Path {
	return documentOf("/zxx/ndrs/resources/", book, "/relation_audios.json")
}

// details are the places of a detail by resource type. The address for 国家课 answers 403 for a 精品课, which is no refusal but the
// wrong door.
var details = map[string][]string{
	TypeNationalLesson: {"/zxx/ndrv2/national_lesson/resources/details/"},
	TypeEliteLesson:    {"/zxx/ndrv2/resources/", "/competitive/elite_lesson/resources/"},
	TypeTextbook:       {"/zxx/ndrv2/resources/tch_material/details/"},
	TypePlan:           {"/zxx/ndrv2/prepare_sub_type/resources/details/", "/zxx/ndrv2/prepare_lesson/resources/details/"},
	TypeCourseware:     {"/zxx/ndrv2/prepare_sub_type/resources/details/", "/zxx/ndrv2/prepare_lesson/resources/details/"},
	TypePrepareLesson:  {"/zxx/ndrv2/prepare_lesson/resources/details/", "/zxx/ndrv2/prepare_sub_type/resources/details/"},
	TypeMicroLesson:    {"/zxx/ndrv2/knowledge_micro_lesson_package/resources/details/"},
	TypeSinging:        {"/zxx/ndrv2/singing/resources/details/"},
	TypeListening:      {"/zxx/ndrv2/listening/resources/details/"},
	TypeExperiment:     {"/zxx/ndrs/experiment/resources/details/"},
	TypePaper:          {"/zxx/ndrs/examinationpapers/resources/details/"},
}

// Details are the addresses of a resource's detail in the order of trying; none when the id is not one. Unknown types are looked for
// where 精品课 and special topics stand.
func Details(typeCode, id string) []Path {
	places, ok := details[typeCode]
	if !ok {
		places = []string{"/zxx/ndrv2/resources/", "/zxx/ndrs/special_edu/resources/details/"}
	}
	var out []Path
	for _, before := range places {
		if p := documentOf(before, id, ".json"); p != "" {
			out = append(out, p)
		}
	}
	return out
}
