package commons

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strconv"

	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/commons/caption"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Upload is one file as it comes from a form.
type Upload struct {
	Name string // as the browser sent it
	Body io.Reader
}

// AddFiles stores uploads with a work: all of them or, with an error, none. next gives one upload after another and io.EOF at the
// end. The bytes are stored before the write, under their hash; those of a refused form are left for the sweep. Faults: Invalid
// for a kind that is not on the list, TooLarge, Full.
func (s *Service) AddFiles(ctx context.Context, a *org.Actor, w WorkID, next func() (Upload, error)) ([]File, error) {
	work, err := s.Get(ctx, a, w)
	if err != nil {
		return nil, err
	}
	var fresh []File
	for {
		u, err := next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if len(work.Files)+len(fresh) >= MaxFiles {
			return nil, fault.Fieldsf(fault.Field{Name: "file", Message: "一课最多 30 个文件"})
		}
		f, err := s.store(ctx, u)
		if err != nil {
			return nil, err
		}
		fresh = append(fresh, f)
		if err := s.room(ctx, work.Owner, work.Author, fresh...); err != nil {
			return nil, err
		}
	}
	if len(fresh) == 0 {
		return nil, fault.Fieldsf(fault.Field{Name: "file", Message: "请选择文件"})
	}
	return s.keep(ctx, a, work, fresh, nil)
}

// keep writes files of a work, under names that are free there. One that is there already, by its id, is left as it is.
func (s *Service) keep(ctx context.Context, a *org.Actor, work Work, fresh []File, pieces []byte) ([]File, error) {
	now := s.now()
	var out []File
	err := s.core.Write(ctx, func(tx *db.Tx) error {
		out = nil
		if _, err := db.One(tx, selWorkTx, scanWork, work.ID); err != nil { // holds the row while names are chosen
			return err
		}
		have, err := filesOf(tx, work.ID)
		if err != nil {
			return err
		}
		for _, f := range fresh {
			if i := slices.IndexFunc(have, func(h File) bool { return h.ID == f.ID }); i >= 0 {
				out = append(out, have[i])
				continue
			}
			if f.Name, err = freeName(have, f); err != nil {
				return err
			}
			if err := putFile(tx, work.ID, work.Owner, f, now); err != nil {
				return err
			}
			if s.contents != nil {
				if err := s.contents.Taken(tx, f.Hash, f.Mime, f.Size, pieces); err != nil {
					return err
				}
			}
			have, out = append(have, f), append(out, f)
		}
		_, err = s.log.Append(tx, event(a, "work.saved", work.Owner), saved{work.ID, work.Rev})
		return err
	})
	return out, err
}

// store sniffs the first bytes and puts the whole into the blob store.
func (s *Service) store(ctx context.Context, u Upload) (File, error) {
	head := make([]byte, blob.SniffLen)
	n, err := io.ReadFull(u.Body, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return File{}, fault.Wrap(err, fault.Invalid, "上传没有完成，请再试一次")
	}
	name := fileName(u.Name)
	mime, ok := blob.Sniff(head[:n], u.Name)
	if !ok {
		return File{}, refusedKind()
	}
	ref, err := s.blobs.Put(ctx, io.MultiReader(bytes.NewReader(head[:n]), u.Body), LimitOf(mime))
	if fault.Is(err, fault.TooLarge) {
		return File{}, &fault.Error{Kind: fault.TooLarge, Message: tooLarge, Cause: err, Fields: []fault.Field{{Name: "file", Message: tooLarge}}}
	}
	if err != nil {
		return File{}, err
	}
	if err := s.refuse(ctx, ref.Hash); err != nil {
		return File{}, err
	}
	if s.contents != nil {
		if err := s.contents.Welcome(ctx, ref.Hash); err != nil {
			return File{}, err
		}
	}
	f := File{ID: id.New[File](), Hash: ref.Hash, Name: name, Mime: mime, Size: ref.Size}
	if blob.Office(mime) || caption.Is(mime) {
		return f, s.confirm(ctx, f)
	}
	return f, nil
}

const tooLarge = "文件太大：图片和网页 20 MB、PDF、Office 和音频 100 MB、视频 500 MB、文本 5 MB 以内"

// refusedKind says what may be uploaded.
func refusedKind() error {
	return fault.Fieldsf(fault.Field{Name: "file",
		Message: "只能上传 PDF、Office 和 WPS 文件（不含宏）、文本、网页（HTML、SVG）、图片（PNG、JPEG、GIF、WebP）、视频（MP4、WebM）、字幕（VTT、SRT）和音频（MP3、M4A、Ogg）"})
}

// freeName is the file's name, numbered when the work has another of that name.
func freeName(have []File, f File) (string, error) {
	name := f.Name
	for i := 2; i < 100; i++ {
		taken := false
		for _, h := range have {
			taken = taken || h.Name == name
		}
		if !taken {
			return name, nil
		}
		name = numbered(f.Name, strconv.Itoa(i))
	}
	return "", fault.Fieldsf(fault.Field{Name: "file", Message: "同名的文件太多了，请改名后再上传"})
}

// RemoveFile takes a file out of a draft. Versions that froze it keep it.
func (s *Service) RemoveFile(ctx context.Context, a *org.Actor, w WorkID, f FileID) error {
	work, err := s.Get(ctx, a, w)
	if err != nil {
		return err
	}
	return s.core.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(delFile, w, f)
		if err != nil || n == 0 {
			return err
		}
		for _, gone := range work.Files {
			if gone.ID == f {
				if err := letGo(tx, work.Owner, gone.Hash); err != nil {
					return err
				}
			}
		}
		_, err = s.log.Append(tx, event(a, "work.saved", work.Owner), saved{w, work.Rev})
		return err
	})
}

// DraftFile opens a file of one of the actor's own works.
func (s *Service) DraftFile(ctx context.Context, a *org.Actor, w WorkID, f FileID) (File, io.ReadSeekCloser, error) {
	work, err := s.Get(ctx, a, w)
	if err != nil {
		return File{}, nil, err
	}
	return s.open(ctx, work.Files, f)
}

// SharedFile opens a file of a version that the actor may read.
func (s *Service) SharedFile(ctx context.Context, a *org.Actor, v VersionID, f FileID) (File, io.ReadSeekCloser, error) {
	version, err := s.Read(ctx, a, v)
	if err != nil {
		return File{}, nil, err
	}
	return s.open(ctx, version.Files, f)
}

// ReviewFile opens a file of a version that the actor may review.
func (s *Service) ReviewFile(ctx context.Context, a *org.Actor, v VersionID, f FileID) (File, io.ReadSeekCloser, error) {
	version, err := s.ForReview(ctx, a, v)
	if err != nil {
		return File{}, nil, err
	}
	return s.open(ctx, version.Files, f)
}

// Barred are those of some files that nobody may open, because a virus was found in them or because they were taken down.
func (s *Service) Barred(ctx context.Context, files []File) (map[FileID]bool, error) {
	out := map[FileID]bool{}
	if s.contents == nil {
		return out, nil
	}
	for _, f := range files {
		err := s.contents.Servable(ctx, f.Hash)
		if err != nil && !fault.Is(err, fault.Gone) {
			return nil, err
		}
		out[f.ID] = err != nil
	}
	return out, nil
}

func (s *Service) open(ctx context.Context, files []File, want FileID) (File, io.ReadSeekCloser, error) {
	for _, f := range files {
		if f.ID == want {
			if s.contents != nil {
				if err := s.contents.Servable(ctx, f.Hash); err != nil {
					return f, nil, err
				}
			}
			r, _, err := s.blobs.Open(ctx, f.Hash)
			return f, r, err
		}
	}
	return File{}, nil, fault.New(fault.NotFound, "没有找到这个文件")
}
