package preset

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

//go:embed course/*.toc
var books embed.FS

// Book is the table of contents 目录 of one textbook: facts about a published book, with their source, and nothing of its text. The
// same books are used all over the country, so they stand beside the regions, not in them.
type Book struct {
	Key     string // the file's name without its ending, for example maths-5a-pep
	Subject string // code
	Grade   int
	Edition string // 教材版本
	Volume  string // 册次
	Title   string
	Source  string
	Nodes   []BookNode
}

// BookNode is one line of a table of contents, in reading order: Depth 0 is a unit 单元 or chapter 章.
type BookNode struct {
	Depth int
	Title string
}

// Books reads every table of contents that the program carries.
//
// A file is a head of "name: value" lines, an empty line, and the contents as an outline indented by two spaces a level: so that
// somebody who knows the book can write one in any editor.
func Books() ([]Book, error) {
	names, err := fs.Glob(books, "course/*.toc")
	if err != nil {
		return nil, err
	}
	var out []Book
	for _, name := range names {
		text, err := books.ReadFile(name)
		if err != nil {
			return nil, err
		}
		b, err := readBook(string(text))
		if err != nil {
			return nil, fmt.Errorf("preset: %s: %w", name, err)
		}
		b.Key = strings.TrimSuffix(path.Base(name), ".toc")
		out = append(out, b)
	}
	return out, nil
}

func readBook(text string) (Book, error) {
	head, body, ok := strings.Cut(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n")
	if !ok {
		return Book{}, fmt.Errorf("an empty line ends the head")
	}
	var b Book
	for _, line := range strings.Split(head, "\n") {
		name, value, _ := strings.Cut(line, ": ")
		into := map[string]*string{"subject": &b.Subject, "edition": &b.Edition, "volume": &b.Volume, "title": &b.Title, "source": &b.Source}[name]
		switch {
		case into != nil:
			*into = value
		case name == "grade":
			n, err := strconv.Atoi(value)
			if err != nil || n < 1 || n > 12 {
				return b, fmt.Errorf("grade %q is none of 1 to 12", value)
			}
			b.Grade = n
		default:
			return b, fmt.Errorf("no field is called %q", name)
		}
	}
	if b.Subject == "" || b.Grade == 0 || b.Edition == "" || b.Volume == "" || b.Title == "" || b.Source == "" {
		return b, fmt.Errorf("the head needs subject, grade, edition, volume, title and source")
	}
	return b, b.readNodes(body)
}

func (b *Book) readNodes(body string) error {
	for no, line := range strings.Split(strings.TrimRight(body, "\n"), "\n") {
		title := strings.TrimLeft(line, " ")
		n := BookNode{(len(line) - len(title)) / 2, strings.TrimSpace(title)}
		deepest := 0
		if len(b.Nodes) > 0 {
			deepest = b.Nodes[len(b.Nodes)-1].Depth + 1
		}
		if n.Title == "" || (len(line)-len(title))%2 != 0 || n.Depth > deepest {
			return fmt.Errorf("line %d of the contents: two spaces a level, no level left out", no+1)
		}
		b.Nodes = append(b.Nodes, n)
	}
	return nil
}
