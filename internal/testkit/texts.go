package testkit

import (
	"context"
	"fmt"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/db"
)

const (
	columnsLite db.SQL = `-- unscoped: a test looks at every column
SELECT m.name, p.name, 'text' FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table' AND p.type <> 'INTEGER' AND p.type <> 'REAL'`
	columnsPg db.SQL = `-- unscoped: a test looks at every column
SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c JOIN information_schema.tables t ON t.table_schema = c.table_schema
AND t.table_name = c.table_name WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.data_type IN ('text', 'bytea')`
)

// Texts lists the columns of a store, as table.column, in which a text still stands, whole or as a part: for tests of erasure.
func Texts(d *db.DB, text string) ([]string, error) {
	x := d.Reader(context.Background())
	q := columnsLite
	if d.Engine() == db.Postgres {
		q = columnsPg
	}
	type column struct{ table, name, kind string }
	all, err := db.All(x, q, func(r db.Row) (column, error) {
		var c column
		return c, r.Scan(&c.table, &c.name, &c.kind)
	})
	if err != nil {
		return nil, err
	}
	var found []string
	for _, c := range all {
		where := fmt.Sprintf(`CAST(%q AS TEXT) LIKE ?`, c.name)
		if c.kind == "bytea" {
			where = fmt.Sprintf(`encode(%q, 'escape') LIKE ?`, c.name)
		}
		n, err := db.One(x, db.SQL(fmt.Sprintf("-- unscoped: a test looks at every column\nSELECT COUNT(*) FROM %q WHERE %s", c.table, where)), db.Value[int64],
			"%"+strings.ReplaceAll(text, "%", "")+"%")
		if err != nil {
			return nil, err
		}
		if n > 0 {
			found = append(found, c.table+"."+c.name)
		}
	}
	return found, nil
}
