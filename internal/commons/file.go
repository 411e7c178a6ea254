package commons

import (
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/commons/caption"
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

	People   People       `json:"people,omitempty"`        // what the author declares about pupils in it
	Until    clock.Micros `json:"consent_until,omitempty"` // when the guardians' consent ends
	Evidence bool         `json:"evidence,omitempty"`      // a proof of rights, seen by the author and reviewers only
}

// Limits of uploads: bytes by kind, and files a work. They are what a village line and a school's disk can carry.
const (
	MaxPicture  int64 = 20 << 20
	MaxActive   int64 = 20 << 20  // a page of HTML, a drawing
	MaxText     int64 = 5 << 20   // plain text, Markdown, CSV
	MaxDocument int64 = 100 << 20 // PDF and Office
	MaxAudio    int64 = 100 << 20
	MaxVideo    int64 = 500 << 20
	MaxFiles          = 30
)

// Accept is the list of endings for a form's file field.
const Accept = ".pdf,.docx,.xlsx,.pptx,.doc,.xls,.ppt,.wps,.et,.dps,.odt,.ods,.odp,.txt,.md,.csv,.html,.htm,.svg,.png,.jpg,.jpeg,.gif,.webp,.mp4,.webm,.vtt,.srt,.mp3,.m4a,.ogg"

// LimitOf is the largest size of a kind of file in bytes.
func LimitOf(mime string) int64 {
	switch k, _, _ := strings.Cut(mime, "/"); {
	case blob.Active(mime):
		return MaxActive
	case caption.Is(mime):
		return caption.MaxSize
	case k == "image":
		return MaxPicture
	case k == "audio":
		return MaxAudio
	case k == "video":
		return MaxVideo
	case k == "text":
		return MaxText
	}
	return MaxDocument
}

// Kind is image, video, audio, text, active or document: how a page shows the file. An active one can run code and is shown from
// the content origin only.
func (f File) Kind() string {
	if blob.Active(f.Mime) {
		return "active"
	}
	switch k, _, _ := strings.Cut(f.Mime, "/"); k {
	case "image", "video", "audio", "text":
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

// Captions are the files that are the captions of a video, Chinese first, each with its language. What only reviewers see is none.
func Captions(files []File, video File) []Caption {
	var out []Caption
	alone := true
	for _, f := range files {
		alone = alone && (f.ID == video.ID || f.Kind() != "video")
	}
	for _, f := range files {
		if !caption.Is(f.Mime) || f.Evidence {
			continue
		}
		if t, ok := caption.Of(f.Name, video.Name, alone); ok {
			out = append(out, Caption{f, t})
		}
	}
	slices.SortStableFunc(out, func(a, b Caption) int { return foreign(a) - foreign(b) })
	return out
}

// Caption is a file of captions and its language.
type Caption struct {
	File
	caption.Track
}

// foreign is 0 for Chinese, 1 otherwise.
func foreign(c Caption) int {
	if c.Lang == "zh-CN" {
		return 0
	}
	return 1
}
