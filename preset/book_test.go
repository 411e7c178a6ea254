package preset_test

import (
	"testing"

	"github.com/tongxue-edu/tongxue/preset"
)

// TestBooks holds the tables of contents to the vocabularies of the regions: a book whose subject no region has would be found by nobody.
func TestBooks(t *testing.T) {
	p, err := preset.Load(preset.Default)
	if err != nil {
		t.Fatal(err)
	}
	books, err := preset.Books()
	if err != nil {
		t.Fatal(err)
	}
	if len(books) < 8 {
		t.Fatalf("%d books", len(books))
	}
	seen := map[string]bool{}
	for _, b := range books {
		if p.SubjectName(b.Subject) == b.Subject {
			t.Errorf("%s: the region has no subject %q", b.Key, b.Subject)
		}
		key := b.Subject + b.Edition + b.Volume + b.Title
		if seen[key] || len(b.Nodes) < 5 {
			t.Errorf("%s: twice, or only %d lines", b.Key, len(b.Nodes))
		}
		seen[key] = true
	}
}
