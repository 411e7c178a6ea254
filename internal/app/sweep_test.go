package app_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/db"
)

// sweepKnows are the columns that name bytes of the store, with the part that tells the sweep of them.
var sweepKnows = map[string]string{
	"work_file.hash": "commons", "work_version.files": "commons", "class_material.hash": "commons",
	"blob_rendition.out": "rendition", "item_media.hash": "assess", "monitoring.hash": "assess", "exam_file.hash": "exam", "privacy_request.file": "privacy",
	"archive_request.file": "archive",
}

// namesNoBytes are columns that look like it and do not keep any bytes, with the reason.
var namesNoBytes = map[string]string{
	"job.name":            "work that waits on a file which somebody else names; without the file it ends",
	"work_blob.hash":      "how much room a school's files take; the file's own row names the bytes",
	"takedown_hash.hash":  "bytes that must not be there",
	"takedown_line.hash":  "the receipt of bytes that are gone",
	"blob_fact.hash":      "what is known about bytes as long as somebody else names them",
	"blob_rendition.hash": "of which bytes it is a rendition",
	"blob_orphan.hash":    "the sweep's own list",
	"work_guess.file":     "the name of a dropped file",
	"exam_finding.file":   "the name of a table",
	"roster_import.file":  "the name of a roster",
	"audit_entry.hash":    "of the chain of entries",
	"audit_head.hash":     "of the chain of entries",
	"audit_entry.detail":  "what was done to bytes",
	"event.payload":       "what happened to bytes",
	"job.args":            "what is to be done; the rows it is about name the bytes",

	"authn_credential.hash": "of a secret", "authn_card.digest": "of a secret", "authn_pin.hash": "of a secret",
	"exchange_record.digest": "of a row of the national catalogue", "exchange_ticket.digest": "of a secret", "roster_row.digest": "of a row of a roster",
}

var looksLikeBytes = regexp.MustCompile(`(^|_)(hash|blob|digest|sha256|files?|out)$`)

// TestSweepKnowsEveryColumn: a migration that adds a column for bytes of the store without telling the sweep would lose them after a
// month. Columns are found by their names in the schema and by what the demonstration wrote into them.
func TestSweepKnowsEveryColumn(t *testing.T) {
	a, _ := demo(t)
	ctx := t.Context()
	stored := map[string]bool{}
	if err := a.Blobs.Walk(ctx, func(r blob.Ref) error { stored[r.Hash] = true; return nil }); err != nil || len(stored) == 0 {
		t.Fatal(len(stored), "files in the demonstration", err)
	}
	hash := regexp.MustCompile(`sha256:[0-9a-f]{64}`)
	tables, err := db.All(a.Core.Reader(ctx), `-- unscoped: test
SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'goose_%'`, db.Value[string])
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, table := range tables {
		columns, err := db.All(a.Core.Reader(ctx), `-- unscoped: test
SELECT name FROM pragma_table_info(?)`, db.Value[string], table)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range columns {
			name := table + "." + c
			seen[name] = true
			why := ""
			if looksLikeBytes.MatchString(c) {
				why = "by its name"
			}
			values, err := db.All(a.Core.Reader(ctx), db.SQL("-- unscoped: test\nSELECT CAST("+c+" AS TEXT) FROM "+table+" WHERE CAST("+c+" AS TEXT) LIKE '%sha256:%' LIMIT 2000"), db.Value[string])
			if err != nil {
				t.Fatal(name, err)
			}
			for _, v := range values {
				if slices.ContainsFunc(hash.FindAllString(v, -1), func(h string) bool { return stored[h] }) {
					why = "by what it holds"
				}
			}
			if why != "" && sweepKnows[name] == "" && namesNoBytes[name] == "" {
				t.Errorf("%s names files of the store, %s: tell the sweep (openSweep and EachBlob of its package), then this test", name, why)
			}
		}
	}
	for name := range sweepKnows {
		if !seen[name] {
			t.Errorf("%s is not in the schema", name)
		}
	}

	if err := a.Renditions.PlanSweep(ctx); err != nil {
		t.Fatal(err)
	}
	if err := a.Jobs.Drain(ctx); err != nil {
		t.Fatal(err)
	}
	w, there, err := a.Renditions.LastSweep(ctx)
	if err != nil || !there || w.Ended == 0 || w.Stored != int64(len(stored)) || w.Deleted != 0 {
		t.Errorf("the sweep of the demonstration: %+v %v %v", w, there, err)
	}
	d, err := a.Doctor(ctx)
	line := ""
	for _, c := range d.Checks {
		if c.Name == "sweep" {
			line = c.Message
		}
	}
	if err != nil || !strings.Contains(line, "清理过") {
		t.Errorf("doctor says %q, %v", line, err)
	}
}
