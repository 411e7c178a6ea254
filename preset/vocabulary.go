package preset

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

//go:embed vocabulary/*.json vocabulary/*.points
var vocabulary embed.FS

// Word is a term of a vocabulary: an id that never changes, its name, and what people also write.
type Word struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	Aliases []string `json:"aliases"`
}

// Point is a knowledge point 知识点. Its id is the way to it, for example maths.number.equation.linear.
type Point struct {
	ID      string
	Name    string
	Parent  string // id of the point above, empty at the top of a subject
	Subject string // code
	Depth   int    // 0 at the top
}

// Vocabulary are the words by which lessons are described all over the country: editions of textbooks 教材版本, volumes 册次 and
// knowledge points. A region chooses from them; what is not among them stays the text that was typed.
type Vocabulary struct {
	Editions []Word
	Volumes  []Word
	Points   []Point // each subject in the order of its tree

	editions, volumes map[string]int
	points            map[string]int // by id, and by subject and name when only one bears it
}

// Words reads the vocabularies that the program carries.
//
// A tree of points is an outline indented by two spaces a level: a short name for the id, a space, the point's name.
func Words() (*Vocabulary, error) {
	v := &Vocabulary{points: map[string]int{}}
	for name, into := range map[string]*[]Word{"editions": &v.Editions, "volumes": &v.Volumes} {
		b, err := vocabulary.ReadFile("vocabulary/" + name + ".json")
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(b, into); err != nil {
			return nil, fmt.Errorf("preset: %s: %w", name, err)
		}
	}
	var err error
	if v.editions, err = byName(v.Editions); err != nil {
		return nil, err
	}
	if v.volumes, err = byName(v.Volumes); err != nil {
		return nil, err
	}
	names, err := fs.Glob(vocabulary, "vocabulary/*.points")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	for _, name := range names {
		text, err := vocabulary.ReadFile(name)
		if err != nil {
			return nil, err
		}
		if err := v.outline(strings.TrimSuffix(path.Base(name), ".points"), string(text)); err != nil {
			return nil, fmt.Errorf("preset: %s: %w", name, err)
		}
	}
	return v, nil
}

// byName finds words by id, name and alias; one text means one word.
func byName(words []Word) (map[string]int, error) {
	out := map[string]int{}
	for i, w := range words {
		for _, x := range append([]string{w.ID, w.Name}, w.Aliases...) {
			k := plain(x)
			if at, taken := out[k]; taken && at != i || k == "" {
				return nil, fmt.Errorf("preset: %q of %s is another word too", x, w.ID)
			}
			out[k] = i
		}
	}
	return out, nil
}

// outline reads the tree of a subject.
func (v *Vocabulary) outline(subject, text string) error {
	var way []string // the short names above
	twice := map[string]bool{}
	for n, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		rest := strings.TrimLeft(line, " ")
		depth := (len(line) - len(rest)) / 2
		short, name, ok := strings.Cut(rest, " ")
		if !ok || depth > len(way) || short == "" || name == "" {
			return fmt.Errorf("line %d: two spaces a level, a short name, a space, a name", n+1)
		}
		way = append(way[:depth], short)
		p := Point{ID: subject + "." + strings.Join(way, "."), Name: name, Subject: subject, Depth: depth}
		if depth > 0 {
			p.Parent = subject + "." + strings.Join(way[:depth], ".")
		}
		if _, taken := v.points[p.ID]; taken {
			return fmt.Errorf("line %d: %s is there already", n+1, p.ID)
		}
		v.points[p.ID] = len(v.Points)
		if k := subject + "\x00" + plain(name); twice[k] {
			delete(v.points, k) // two points of one name: the name alone says nothing
		} else {
			twice[k], v.points[k] = true, len(v.Points)
		}
		v.Points = append(v.Points, p)
	}
	return nil
}

// plain is a text without what people write differently: width, case, spaces, kinds of brackets.
func plain(s string) string {
	return strings.ToLower(strings.Join(strings.Fields(norm.NFKC.String(s)), ""))
}

// Edition finds an edition by id, name or alias.
func (v *Vocabulary) Edition(s string) (Word, bool) { return find(v.Editions, v.editions, s) }

// Volume finds a volume by id, name or alias.
func (v *Vocabulary) Volume(s string) (Word, bool) { return find(v.Volumes, v.volumes, s) }

func find(words []Word, by map[string]int, s string) (Word, bool) {
	i, ok := by[plain(s)]
	if !ok {
		return Word{}, false
	}
	return words[i], true
}

// Point finds a knowledge point by its id, or by its name within a subject when only one there bears it.
func (v *Vocabulary) Point(subject, s string) (Point, bool) {
	i, ok := v.points[s]
	if !ok {
		i, ok = v.points[subject+"\x00"+plain(s)]
	}
	if !ok {
		return Point{}, false
	}
	return v.Points[i], true
}

// Way is a point with those above it, the topmost first; nil for an id that is not known.
func (v *Vocabulary) Way(id string) []Point {
	var out []Point
	for id != "" {
		i, ok := v.points[id]
		if !ok {
			break
		}
		out = append(out, v.Points[i])
		id = v.Points[i].Parent
	}
	slices.Reverse(out)
	return out
}

// EditionName is what to show for a stored edition: the name of an id, else the text itself.
func (v *Vocabulary) EditionName(s string) string { return nameOf(v.Edition(s))(s) }

// VolumeName is what to show for a stored volume.
func (v *Vocabulary) VolumeName(s string) string { return nameOf(v.Volume(s))(s) }

// PointName is what to show for a stored knowledge point.
func (v *Vocabulary) PointName(s string) string {
	if i, ok := v.points[s]; ok {
		return v.Points[i].Name
	}
	return s
}

func nameOf(w Word, ok bool) func(string) string {
	return func(s string) string {
		if ok {
			return w.Name
		}
		return s
	}
}
