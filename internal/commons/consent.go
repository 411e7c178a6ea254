package commons

// People is what the author of a lesson declares about pupils who can be recognised in a file.
type People string

// The declarations. Undeclared is no answer: a video with it is not submitted.
const (
	Undeclared People = ""
	NoPupils   People = "none"    // nobody can be recognised
	Consented  People = "consent" // the guardians' written consents are kept at the school until a day
	Hidden     People = "hidden"  // faces and voices were made unrecognisable
)

// Name is the declaration in zh-CN, also its key in catalogues.
func (p People) Name() string {
	switch p {
	case NoPupils:
		return "没有可辨认的学生"
	case Consented:
		return "有，已取得监护人书面同意"
	case Hidden:
		return "有，面部和声音已处理"
	}
	return "还没有说明"
}

// Declarations lists the answers in the order of a form.
func Declarations() []People { return []People{NoPupils, Consented, Hidden} }
