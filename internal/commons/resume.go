package commons

import (
	"context"
	"errors"
	"io"

	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/commons/caption"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Contents keeps what is known about the bytes of files, whoever's they are: whether they are clean, their pieces, their renditions.
// Package rendition has it; it stands below this one and so cannot be named here.
type Contents interface {
	// Taken is told inside the write that makes a file of some bytes. pieces may be nil.
	Taken(tx *db.Tx, hash, mime string, size int64, pieces []byte) error
	// Servable is a fault for bytes that must not be given to anybody: infected, or taken down.
	Servable(ctx context.Context, hash string) error
	// Welcome is a fault for bytes that were taken down and may not come back.
	Welcome(ctx context.Context, hash string) error
}

// Admit is asked before the first byte of a file comes: whether the actor may add it to the work at all, whether its kind, by its
// name, and its size are allowed, and whether there is room. When the bytes are public in the region already, and only then, they
// need not come: the file is made at once and given back. Bytes that somebody has in private are never told of.
func (s *Service) Admit(ctx context.Context, a *org.Actor, w WorkID, name string, size int64, hash string) (f File, instant bool, err error) {
	work, err := s.Get(ctx, a, w)
	if err != nil {
		return File{}, false, err
	}
	if len(work.Files) >= MaxFiles {
		return File{}, false, fault.Fieldsf(fault.Field{Name: "file", Message: "一课最多 30 个文件"})
	}
	if err := s.admit(ctx, work, name, size, hash); err != nil {
		return File{}, false, err
	}
	if !blob.Valid(hash) {
		return File{}, false, nil
	}
	region, err := s.org.RegionUnit(ctx)
	if err != nil {
		return File{}, false, err
	}
	n, err := db.One(s.core.Reader(ctx), countPublic, db.Value[int], hash, size, region.ID, "%"+hash+"%")
	if err != nil || n == 0 {
		return File{}, false, err
	}
	f, err = s.Attach(ctx, a, w, id.New[File](), name, blob.Ref{Hash: hash, Size: size}, nil)
	return f, err == nil, err
}

// admit judges a file by its name, size and promised hash, before its first byte has come.
func (s *Service) admit(ctx context.Context, work Work, name string, size int64, hash string) error {
	mime, ok := blob.Guess(name)
	if !ok {
		return refusedKind()
	}
	if size > LimitOf(mime) {
		return &fault.Error{Kind: fault.TooLarge, Message: tooLarge, Fields: []fault.Field{{Name: "file", Message: tooLarge}}}
	}
	if err := s.refuse(ctx, hash); err != nil {
		return err
	}
	return s.room(ctx, work.Owner, work.Author, File{Hash: hash, Size: size})
}

// Attach makes a file of a work from bytes that are stored: f is its id, so that the same upload attaches once. pieces are their
// hashes when they are known. Faults: Invalid for a kind that is not on the list, TooLarge, Full over the quota.
func (s *Service) Attach(ctx context.Context, a *org.Actor, w WorkID, f FileID, name string, ref blob.Ref, pieces []byte) (File, error) {
	work, err := s.Get(ctx, a, w)
	if err != nil {
		return File{}, err
	}
	for _, have := range work.Files {
		if have.ID == f {
			return have, nil
		}
	}
	if len(work.Files) >= MaxFiles {
		return File{}, fault.Fieldsf(fault.Field{Name: "file", Message: "一课最多 30 个文件"})
	}
	file, err := s.stored(ctx, work, f, name, ref)
	if err != nil {
		return File{}, err
	}
	kept, err := s.keep(ctx, a, work, []File{file}, pieces)
	if err != nil {
		return File{}, err
	}
	return kept[0], nil
}

// stored judges bytes that have all come, by what they are.
func (s *Service) stored(ctx context.Context, work Work, f FileID, name string, ref blob.Ref) (File, error) {
	if err := s.refuse(ctx, ref.Hash); err != nil {
		return File{}, err
	}
	if s.contents != nil {
		if err := s.contents.Welcome(ctx, ref.Hash); err != nil {
			return File{}, err
		}
	}
	file := File{ID: f, Hash: ref.Hash, Name: fileName(name), Size: ref.Size}
	var err error
	if file.Mime, err = s.sniff(ctx, ref, name); err != nil {
		return File{}, err
	}
	if ref.Size > LimitOf(file.Mime) {
		return File{}, &fault.Error{Kind: fault.TooLarge, Message: tooLarge, Fields: []fault.Field{{Name: "file", Message: tooLarge}}}
	}
	if err := s.confirm(ctx, file); err != nil {
		return File{}, err
	}
	return file, s.room(ctx, work.Owner, work.Author, file)
}

// sniff tells the type of stored bytes.
func (s *Service) sniff(ctx context.Context, ref blob.Ref, name string) (string, error) {
	r, _, err := s.blobs.Open(ctx, ref.Hash)
	if err != nil {
		return "", err
	}
	defer r.Close()
	head := make([]byte, blob.SniffLen)
	n, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return "", err
	}
	mime, ok := blob.Sniff(head[:n], name)
	if !ok {
		return "", refusedKind()
	}
	return mime, nil
}

// confirm refuses a stored file that is not what its name and first bytes said.
func (s *Service) confirm(ctx context.Context, f File) error {
	r, size, err := s.blobs.Open(ctx, f.Hash)
	if err != nil {
		return err
	}
	defer r.Close()
	if caption.Is(f.Mime) {
		_, err := caption.Read(r, f.Mime)
		return err
	}
	ok, err := blob.Confirm(r, size, f.Mime)
	if err == nil && !ok {
		return refusedKind()
	}
	return err
}
