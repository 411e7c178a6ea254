package commons

import (
	"path"
	"strings"
	"unicode"

	"github.com/tongxue-edu/tongxue/internal/id"
)

// FileID names an uploaded file of a work. A version keeps the ids of the files it froze.
type FileID = id.Of[File]

// File is an upload: its name is data that never reaches a file system, its bytes are in the blob store under Hash.
type File struct {
	ID   FileID `json:"id"`
	Hash string `json:"hash"`
	Name string `json:"name"`
	Mime string `json:"mime"` // told by the bytes, never by the browser
	Size int64  `json:"size"` // bytes
}

// Limits of uploads: bytes by kind, and files a work. They are what a village line and a school's disk can carry.
const (
	MaxPicture int64 = 20 << 20
	MaxPDF     int64 = 100 << 20
	MaxAudio   int64 = 100 << 20
	MaxVideo   int64 = 500 << 20
	MaxFiles         = 30
)

// limitOf is the largest size of a kind of file in bytes.
func limitOf(mime string) int64 {
	switch {
	case strings.HasPrefix(mime, "image/"):
		return MaxPicture
	case strings.HasPrefix(mime, "audio/"):
		return MaxAudio
	case strings.HasPrefix(mime, "video/"):
		return MaxVideo
	}
	return MaxPDF
}

// Kind is image, video, audio or document: how a page shows the file.
func (f File) Kind() string {
	switch k, _, _ := strings.Cut(f.Mime, "/"); k {
	case "image", "video", "audio":
		return k
	}
	return "document"
}

// fileName makes what a browser sent into a name that can be shown, put into a header and written into Markdown.
func fileName(s string) string {
	s = path.Base(strings.ReplaceAll(line(s), "\\", "/"))
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), strings.ContainsRune(`"<>()[]%:*?|`, r):
			return '-'
		case !unicode.IsPrint(r):
			return -1
		}
		return r
	}, s)
	if rs := []rune(s); len(rs) > MaxShort {
		ext := path.Ext(s)
		if len(ext) > 8 {
			ext = ""
		}
		s = string(rs[:MaxShort-len([]rune(ext))]) + ext
	}
	if strings.Trim(s, ".-/") == "" {
		return "file"
	}
	return s
}

// numbered is name with a number before its ending, for the second file of one name.
func numbered(name string, n string) string {
	ext := path.Ext(name)
	return strings.TrimSuffix(name, ext) + "-" + n + ext
}
