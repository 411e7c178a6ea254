package assess

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/spec/qti"
)

// Limits of an uploaded package.
const (
	MaxPackageBytes = 64 << 20
	maxPictureBytes = 8 << 20
)

// CodeBarred says that an item has a picture that may not be kept. It stands beside the codes of spec/qti, which knows no such rule.
const CodeBarred qti.Code = "barred_picture"

// Refusal is one item of a package that was not taken, with every reason.
type Refusal struct {
	File, Title string
	Findings    []qti.Finding
}

// ImportReport says what came in and what did not.
type ImportReport struct {
	Rev      int // the paper's revision afterwards
	Taken    []string
	Refused  []Refusal
	Warnings []qti.Finding
}

// Import adds the items of a QTI package (zip) or a single item file at the end of a paper. Items that can be delivered and scored
// exactly come in, every other one is refused with its reasons. When the file as a whole cannot be read the fault is Invalid and the
// paper is unchanged. Pictures are stored before the items, the items before the lines; only the last step is visible.
func (s *Service) Import(ctx context.Context, a *org.Actor, p PaperID, rev int, src io.ReaderAt, size int64) (ImportReport, error) {
	paper, err := s.paper(s.reader(ctx), p)
	if err != nil {
		return ImportReport{}, err
	}
	if err := s.org.Must(ctx, a, org.LessonMake, id.As[any](paper.Owner)); err != nil {
		return ImportReport{}, err
	}
	if size > MaxPackageBytes {
		return ImportReport{}, fault.New(fault.TooLarge, "文件太大，最多 64 MB")
	}
	pkg, warnings, err := qti.OpenPackage(src, size)
	if err != nil {
		var refused *qti.RefusedError
		if errors.As(err, &refused) {
			return ImportReport{Refused: []Refusal{{File: refused.Finding.File, Findings: []qti.Finding{refused.Finding}}}},
				fault.Wrap(err, fault.Invalid, "这个文件不是能读的 QTI 题目或题目包")
		}
		return ImportReport{}, fmt.Errorf("assess: open package: %w", err)
	}
	report := ImportReport{Rev: rev, Warnings: warnings}
	var taken []Revision
	for _, one := range pkg.Items {
		if !one.Usable() || len(taken) >= MaxLines {
			f := one.Findings
			if len(f) == 0 {
				f = []qti.Finding{{File: one.File, Code: qti.CodeSize, Severity: qti.Error, Message: "the paper is full"}}
			}
			report.Refused = append(report.Refused, Refusal{one.File, one.Title, f})
			continue
		}
		r, err := s.take(ctx, a, paper, pkg, one)
		if fault.Is(err, fault.Invalid) {
			report.Refused = append(report.Refused, Refusal{one.File, one.Title, []qti.Finding{{File: one.File, Code: CodeBarred, Severity: qti.Error, Message: "a picture may not be kept"}}})
			continue
		}
		if err != nil {
			return report, err
		}
		taken = append(taken, r)
		report.Taken = append(report.Taken, r.Title)
	}
	if len(taken) == 0 {
		return report, nil
	}
	err = s.core.InSlices(ctx, 0, len(taken), func(tx *db.Tx, lo, hi int) error {
		for _, r := range taken[lo:hi] {
			if err := s.stillAll(tx, r.media, r.Owner); err != nil {
				return err
			}
			if err := r.insert(tx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return report, err
	}
	report.Rev, err = s.edit(ctx, a, p, rev, nil, func(_ *db.Tx, _ Paper, lines []lineRow) ([]lineRow, error) {
		for _, r := range taken {
			lines = append(lines, lineRow{Revision: r.ID, Points: 1})
		}
		return lines, nil
	})
	return report, err
}

// stillAll asks for pictures inside a write: the one that makes them an item's, or the one that freezes a paper with them for review.
func (s *Service) stillAll(tx *db.Tx, media []mediaRow, school org.UnitID) error {
	for _, m := range media {
		if err := s.still(tx, m.Hash, school); err != nil {
			return err
		}
	}
	return nil
}

// take makes a revision of one usable item and stores its pictures. A picture that is none is left out: the item says its
// alternative text instead. One that may not be kept is Invalid, and its bytes are not stored.
func (s *Service) take(ctx context.Context, a *org.Actor, paper Paper, pkg *qti.Package, one qti.PackageItem) (Revision, error) {
	r := Revision{ID: id.New[Revision](), Item: id.New[Item](), Rev: 1, Owner: paper.Owner, Author: a.Person, Kind: kindOf(one.Item),
		Title: titleOf(one.Item), XML: string(one.XML), Created: s.now()}
	for name, file := range one.Media {
		b, err := pkg.ReadFile(file)
		if err != nil || len(b) > maxPictureBytes {
			continue
		}
		mime, ok := blob.Sniff(b[:min(len(b), blob.SniffLen)], file)
		if !ok || !strings.HasPrefix(mime, "image/") {
			continue
		}
		if err := s.admit(ctx, blob.Hash(b), paper.Owner); err != nil {
			return r, err
		}
		ref, err := s.blobs.Put(ctx, bytes.NewReader(b), maxPictureBytes)
		if err != nil {
			return r, err
		}
		r.media = append(r.media, mediaRow{name, ref.Hash, mime})
	}
	return r, nil
}
