package sharing

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/xuri/excelize/v2"

	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
	"github.com/tongxue-edu/tongxue/spec/oneroster"
)

// heads are the columns of the table in words.
var heads = []string{"给课的", "用课的", "课", "布置（次）", "班", "开始做的学生（人次）"}

func (p *Pages) excel(w http.ResponseWriter, r *http.Request) error {
	v, err := p.read(r.Context(), r)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	w.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(i18n.T(r.Context(), "共享地图")+".xlsx"))
	return v.workbook(r.Context(), w)
}

// workbook writes the flows as a table; texts that Excel would take for a formula are defused.
func (v view) workbook(ctx context.Context, to io.Writer) error {
	f := excelize.NewFile()
	defer f.Close() //nolint:errcheck // temporary files
	var err error
	row := 0
	put := func(cells ...any) {
		row++
		for i, c := range cells {
			if s, ok := c.(string); ok {
				cells[i] = oneroster.Defuse(s)
			}
		}
		if err == nil {
			err = f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", row), &cells)
		}
	}
	put(v.sentence(ctx))
	var names []any
	for _, h := range heads {
		names = append(names, i18n.T(ctx, h))
	}
	put(names...)
	for _, x := range v.Flows {
		var pupils any = x.Begun
		if x.Hidden {
			pupils = begun(ctx, x)
		}
		put(v.name(x.From), v.name(x.To), x.Works, x.Given, x.Classes, pupils)
	}
	if err == nil {
		err = f.SetColWidth("Sheet1", "A", "B", 28)
	}
	if err == nil {
		err = f.Write(to)
	}
	if err != nil {
		return fmt.Errorf("sharing: workbook: %w", err)
	}
	return nil
}
