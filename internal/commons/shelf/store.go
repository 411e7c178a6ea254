package shelf

import (
	"embed"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/db"
)

// Migrations creates this package's tables in the core store.
//
//go:embed migrations/*.sql
var Migrations embed.FS

const (
	shelfColumns = `SELECT s.id, s.owner, s.kind, s.name, s.note, s.copied, s.keeper, s.rev, s.created, s.changed,
 (SELECT COUNT(*) FROM shelf_entry e WHERE e.shelf = s.id) FROM shelf s `
	entryColumns = `SELECT e.id, e.shelf, e.section, e.place, e.work, e.version, e.link, e.title, e.note, e.added FROM shelf_entry e `

	selShelves db.SQL = shelfColumns + `WHERE s.gone = 0 AND (s.owner = ? OR @scope(s.owner)) ORDER BY s.changed DESC, s.id LIMIT ?`
	selShelf   db.SQL = shelfColumns + `WHERE s.gone = 0 AND s.id = ? AND (s.owner = ? OR @scope(s.owner))`
	selOwn     db.SQL = `-- unscoped: the actor's own shelves
` + shelfColumns + `WHERE s.gone = 0 AND s.owner = ? ORDER BY s.changed DESC, s.id LIMIT ?`
	selShelfTx db.SQL = `-- unscoped: the same row was read with @scope before the write
` + shelfColumns + `WHERE s.gone = 0 AND s.id = ? @forupdate`
	insShelf db.SQL = `-- unscoped: the owner is the actor, or the service has asked org for shelf.keep there
INSERT INTO shelf (id, owner, kind, name, note, copied, keeper, rev, created, changed, gone) VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?, 0) ON CONFLICT (id) DO NOTHING`
	updShelf db.SQL = `-- unscoped: the service has asked whether the actor keeps the shelf
UPDATE shelf SET name = ?, note = ?, rev = rev + 1, changed = ? WHERE id = ? AND rev = ?`
	setGone db.SQL = `-- unscoped: the service has asked whether the actor keeps the shelf
UPDATE shelf SET gone = ? WHERE id = ? AND gone = 0`
	touch db.SQL = `-- unscoped: the service has asked whether the actor keeps the shelf
UPDATE shelf SET rev = rev + 1, changed = ? WHERE id = ?`

	selEntries db.SQL = `-- unscoped: the shelf was read with @scope before its entries
` + entryColumns + `WHERE e.shelf = ? ORDER BY e.place, e.id`
	insEntry db.SQL = `-- unscoped: the service has asked whether the actor keeps the shelf
INSERT INTO shelf_entry (id, shelf, target, section, place, work, version, link, title, note, keeper, added)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (shelf, target) DO NOTHING`
	updEntry db.SQL = `-- unscoped: the service has asked whether the actor keeps the shelf
UPDATE shelf_entry SET section = ?, note = ?, version = ?, target = ? WHERE id = ? AND shelf = ?`
	updPlace db.SQL = `-- unscoped: the service has asked whether the actor keeps the shelf
UPDATE shelf_entry SET place = ?, section = ? WHERE id = ? AND shelf = ?`
	delEntry db.SQL = `-- unscoped: the service has asked whether the actor keeps the shelf
DELETE FROM shelf_entry WHERE id = ? AND shelf = ?`

	insSubscription db.SQL = `-- unscoped: the service has asked org for shelf.keep at the school
INSERT INTO shelf_subscription (shelf, school, keeper, since) VALUES (?, ?, ?, ?) ON CONFLICT (school, shelf) DO NOTHING`
	delSubscription db.SQL = `-- unscoped: the service has asked org for shelf.keep at the school
DELETE FROM shelf_subscription WHERE shelf = ? AND school = ?`
	selSubscribers db.SQL = `SELECT b.school FROM shelf_subscription b WHERE b.shelf = ? AND @scope(b.school) ORDER BY b.since`
	selWanted      db.SQL = `SELECT e.id, e.shelf, e.section, e.place, e.work, e.version, e.link, e.title, e.note, e.added
FROM shelf_subscription b JOIN shelf s ON s.id = b.shelf JOIN shelf_entry e ON e.shelf = s.id
WHERE b.school = ? AND s.gone = 0 AND e.link = '' AND @scope(b.school) ORDER BY e.shelf, e.place, e.id LIMIT ?`
)

func scanShelf(r db.Row) (s Shelf, err error) {
	return s, r.Scan(&s.ID, &s.Owner, &s.Kind, &s.Name, &s.Note, &s.Copied, &s.Keeper, &s.Rev, &s.Created, &s.Changed, &s.Entries)
}

func scanEntry(r db.Row) (e Entry, err error) {
	return e, r.Scan(&e.ID, &e.Shelf, &e.Section, &e.Place, &e.Work, &e.Version, &e.Link, &e.Title, &e.Note, &e.Added)
}

// ids of what is named by entries.
func named(es []Entry) (works []commons.WorkID, versions []commons.VersionID) {
	for _, e := range es {
		if !e.Work.IsZero() {
			works = append(works, e.Work)
		}
		if !e.Version.IsZero() {
			versions = append(versions, e.Version)
		}
	}
	return works, versions
}
