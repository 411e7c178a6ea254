// Package caption knows which file of a lesson is the captions of which video, in what language, and reads such files. A file belongs to
// the video of its name (课.mp4, 课.en.srt); in a lesson with one video every file of captions is that video's. It holds no rows.
package caption

import (
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/spec/webvtt"
)

// MaxSize is the largest file in bytes: hours of talk.
const MaxSize = 1 << 20

// Is reports a type of captions.
func Is(mime string) bool { return mime == blob.VTT || mime == blob.SRT }

// Track is what a player is told about a file of captions.
type Track struct {
	Lang  string // BCP 47
	Label string // the language in its own name
}

// languages are the marks that people put behind a name, by what they mean.
var languages = []struct {
	Track
	marks []string
}{
	{Track{"zh-CN", "中文"}, []string{"zh", "zh-cn", "zh_cn", "zh-hans", "chs", "sc", "cn", "chi", "中文", "中", "简体", "简体中文", "字幕", "中文字幕"}},
	{Track{"zh-Hant", "繁體中文"}, []string{"zh-hant", "zh-tw", "zh-hk", "cht", "tc", "繁体", "繁體", "繁体中文"}},
	{Track{"en", "English"}, []string{"en", "eng", "en-us", "en-gb", "英文", "英语", "英", "英文字幕"}},
	{Track{"ru", "Русский"}, []string{"ru", "rus", "俄文", "俄语"}},
	{Track{"ja", "日本語"}, []string{"ja", "jp", "jpn", "日文", "日语"}},
	{Track{"ko", "한국어"}, []string{"ko", "kor", "朝鲜语", "韩文", "韩语"}},
	{Track{"bo", "བོད་ཡིག"}, []string{"bo", "tib", "藏文", "藏语"}},
	{Track{"ug", "ئۇيغۇرچە"}, []string{"ug", "uig", "维文", "维吾尔文"}},
	{Track{"mn", "ᠮᠣᠩᠭᠣᠯ"}, []string{"mn", "mon", "蒙文", "蒙古文"}},
}

// read takes a name apart: what it shares with its video, and the language. Without a mark it is Chinese.
func read(name string) (stem string, t Track) {
	stem = strings.ToLower(strings.TrimSuffix(name, path.Ext(name)))
	for _, l := range languages {
		for _, mark := range l.marks {
			for _, before := range []string{".", "-", "_", " "} {
				if rest, ok := strings.CutSuffix(stem, before+mark); ok && rest != "" {
					return rest, l.Track
				}
			}
		}
	}
	return stem, languages[0].Track
}

// Of reports whether the captions called name belong to the video, and in what language they are. alone says that the lesson has no
// other video.
func Of(name, video string, alone bool) (Track, bool) {
	stem, t := read(name)
	whole := strings.ToLower(strings.TrimSuffix(video, path.Ext(video)))
	return t, alone || stem == whole || strings.ToLower(strings.TrimSuffix(name, path.Ext(name))) == whole
}

// Read reads a file of captions in UTF-8, GB 18030 or UTF-16 with a byte order mark. Faults: Invalid with a sentence that names the line.
func Read(body io.Reader, mime string) ([]webvtt.Cue, error) {
	b, err := io.ReadAll(io.LimitReader(body, MaxSize+1))
	if err != nil {
		return nil, err
	}
	if len(b) > MaxSize {
		return nil, refused("字幕文件最大 1 MB")
	}
	text, whole := blob.UTF8(b)
	if !whole { // a player would show boxes in the middle of a sentence
		return nil, refused("字幕文件的文字编码读不懂，请存成 UTF-8")
	}
	cues, err := readAs(string(text), mime)
	var wrong *webvtt.Error
	if !errors.As(err, &wrong) {
		return cues, err
	}
	switch wrong.What {
	case webvtt.NoHeader:
		return nil, refused("VTT 字幕的第一行要写 WEBVTT")
	case webvtt.NoCues:
		return nil, refused("字幕文件里没有一句字幕")
	case webvtt.Backwards:
		return nil, refused("字幕文件第 %d 行：结束的时间要晚于开始的时间", wrong.Line)
	case webvtt.TooMany, webvtt.TooLong:
		return nil, refused("字幕文件第 %d 行：字幕太长或太多", wrong.Line)
	}
	return nil, refused("字幕文件第 %d 行：时间读不懂，应像 00:01:02,500 --> 00:01:05,000", wrong.Line)
}

func readAs(text, mime string) ([]webvtt.Cue, error) {
	if mime == blob.SRT {
		return webvtt.ReadSRT(text)
	}
	return webvtt.Read(text)
}

// refused is a sentence at the field of the file.
func refused(message string, args ...any) error {
	return &fault.Error{Kind: fault.Invalid, Message: message, Args: args, Fields: []fault.Field{{Name: "file", Message: fmt.Sprintf(message, args...)}}}
}
