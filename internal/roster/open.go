package roster

import (
	"context"
	"errors"
	"io"
	"os"

	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/roster/workbook"
	"github.com/tongxue-edu/tongxue/spec/oneroster"
)

// File is a roster that was opened, whatever its kind. Close it after use.
type File interface { // two implementations: *oneroster.Set, *workbook.Book
	oneroster.Source
	io.Closer
}

// Open opens a folder or zip of CSV files, or our Excel workbook, by what it holds. What is neither is fault.Invalid, what is not
// there fault.NotFound.
func Open(ctx context.Context, path string) (File, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, fault.Wrap(err, fault.NotFound, "没有找到这个文件或文件夹")
	}
	if workbook.Is(path) {
		b, err := workbook.Open(ctx, path)
		if err != nil {
			return nil, unreadable(err)
		}
		return b, nil
	}
	s, err := oneroster.Open(path)
	if err != nil {
		return nil, unreadable(err)
	}
	return s, nil
}

func unreadable(err error) error {
	if errors.Is(err, context.Canceled) || fault.KindOf(err) != fault.Internal {
		return err
	}
	return fault.Wrap(err, fault.Invalid, "这不是能读的名册：请交 OneRoster 的 CSV（文件夹或 zip），或按模板填写的 Excel 工作簿（.xlsx）")
}

// Check reads a roster and reports what is wrong with it. It stores nothing and needs no store.
func Check(ctx context.Context, path string) (oneroster.Report, error) {
	f, err := Open(ctx, path)
	if err != nil {
		return oneroster.Report{}, err
	}
	defer f.Close()
	return oneroster.Check(ctx, f, oneroster.Options{MaxFindings: maxNotes})
}
