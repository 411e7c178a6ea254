package guess

import (
	"archive/zip"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Peek is what the beginning of a file says about itself.
type Peek struct {
	Title string   // of the core properties
	Heads []string // the first lines of the first slide, or the first paragraphs
}

// The limits of a look. A file beyond them is judged by its name; nothing of it is an error, for the upload itself is fine.
const (
	maxDirectory = 2 << 20 // bytes of the archive's directory
	maxEntry     = 1 << 20 // bytes read of one entry after inflation
	maxHeads     = 8
	maxHead      = 60 // characters of one line
	maxTokens    = 50_000
)

// ErrLook says that a file is no archive that can be looked into. Callers go on by name.
var ErrLook = errors.New("guess: nothing to look into")

// Look reads the first words of a pptx or docx file. size is the file's; name tells the kind.
func Look(r io.ReaderAt, size int64, name string) (Peek, error) {
	ext := strings.ToLower(path.Ext(name))
	if ext != ".pptx" && ext != ".docx" && ext != ".ppsx" && ext != ".xlsx" {
		return Peek{}, ErrLook
	}
	if !small(r, size) {
		return Peek{}, ErrLook
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		return Peek{}, ErrLook
	}
	var p Peek
	if f := entry(z, "docProps/core.xml"); f != nil {
		for _, line := range texts(f, "title", "title") {
			if p.Title == "" && !emptyTitle(line) {
				p.Title = line
			}
		}
	}
	switch ext {
	case ".docx":
		p.Heads = texts(entry(z, "word/document.xml"), "t", "p")
	case ".pptx", ".ppsx":
		p.Heads = texts(entry(z, "ppt/slides/slide1.xml"), "t", "p")
	}
	return p, nil
}

// small reads the end record of the archive (APPNOTE 4.3.16) and refuses a directory that would cost memory. The library reads the whole
// directory before anything can be asked.
func small(r io.ReaderAt, size int64) bool {
	const record, comment = 22, 65535
	tail := make([]byte, min(size, record+comment))
	if _, err := r.ReadAt(tail, size-int64(len(tail))); err != nil && !errors.Is(err, io.EOF) {
		return false
	}
	for i := len(tail) - record; i >= 0; i-- {
		if binary.LittleEndian.Uint32(tail[i:]) != 0x06054b50 {
			continue
		}
		offset := int64(binary.LittleEndian.Uint32(tail[i+16:]))
		return offset <= size && size-offset <= maxDirectory
	}
	return false
}

func entry(z *zip.Reader, name string) *zip.File {
	for _, f := range z.File {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// texts reads the text of elements called leaf, joined within each block, at most maxHeads lines. What cannot be read ends the list.
func texts(f *zip.File, leaf, block string) []string {
	if f == nil {
		return nil
	}
	r, err := f.Open()
	if err != nil {
		return nil
	}
	defer r.Close()
	d := xml.NewDecoder(io.LimitReader(r, maxEntry))
	var out []string
	var line strings.Builder
	in := false
	for range maxTokens {
		t, err := d.RawToken()
		if err != nil || len(out) >= maxHeads {
			break
		}
		switch x := t.(type) {
		case xml.StartElement:
			in = in || x.Name.Local == leaf
		case xml.CharData:
			if in && line.Len() < maxHead*8 {
				line.Write(x)
			}
		case xml.EndElement:
			if x.Name.Local == leaf {
				in = false
			}
			if x.Name.Local == block {
				if s := head(line.String()); s != "" {
					out = append(out, s)
				}
				line.Reset()
			}
		}
	}
	return out
}

func head(s string) string {
	s = strings.Join(strings.Fields(tidy(strings.ToValidUTF8(s, ""))), " ")
	if utf8.RuneCountInString(s) > maxHead {
		s = string([]rune(s)[:maxHead])
	}
	return s
}

// emptyTitle are the titles that office programs write by themselves.
func emptyTitle(s string) bool {
	low := strings.ToLower(s)
	for _, x := range []string{"powerpoint", "幻灯片", "演示文稿", "microsoft", "word 文档", "slide 1", "标题", "无标题", "untitled", "ppt模板", "工作簿"} {
		if strings.HasPrefix(low, x) {
			return true
		}
	}
	return poor(s)
}

// lines are the words inside, the title of the properties first.
func (p Peek) lines() []string {
	var out []string
	if p.Title != "" {
		out = append(out, p.Title)
	}
	for _, h := range p.Heads {
		if h != "" && utf8.RuneCountInString(h) <= maxHead {
			out = append(out, h)
		}
	}
	return out
}

// kindOfEnding is what a file is by its ending, when its name does not say.
func kindOfEnding(base string) Field {
	switch strings.ToLower(path.Ext(base)) {
	case ".ppt", ".pptx", ".ppsx":
		return Field{"课件", ByName, 0.6}
	case ".mp4", ".webm":
		return Field{"微课", ByName, 0.5}
	case ".mp3", ".m4a", ".ogg":
		return Field{"音频", ByName, 0.6}
	case ".png", ".jpg", ".jpeg", ".gif", ".webp":
		return Field{"素材", ByName, 0.5}
	}
	return Field{}
}

func itoa(n int) string { return strconv.Itoa(n) }
