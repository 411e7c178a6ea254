package commons

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Papers is what commons needs to do with practice papers when a work changes. assess owns them; app joins the two. All run inside
// the caller's transaction on core, so that a version and its frozen paper appear together.
type Papers interface {
	// Create makes an empty paper that its author can edit.
	Create(tx *db.Tx, owner org.UnitID, author org.PersonID) (id.Any, error)
	// Copy makes an editable copy, frozen or not, in another's ownership.
	Copy(tx *db.Tx, from id.Any, owner org.UnitID, author org.PersonID) (id.Any, error)
	// Freeze ends the editing of a paper for ever. A frozen paper stays frozen without an error.
	Freeze(tx *db.Tx, paper id.Any) error
}

// Outlines is what commons needs to read of a paper. Permission was asked for the work or version that holds the paper.
type Outlines interface {
	// Lines is the number of items.
	Lines(x db.Querier, paper id.Any) (int, error)
	// Outline is the paper as text; the answers are left out unless key is true.
	Outline(ctx context.Context, paper id.Any, key bool) ([]Line, error)
	// Pictures are the hashes of the pictures in its items, each once.
	Pictures(x db.Querier, paper id.Any) ([]string, error)
}

// Line is one item of a practice as a reader of the lesson sees it.
type Line struct {
	No      int
	Kind    string   // zh-CN name of the kind, for example 单选
	Prompt  string   // plain text
	Choices []string // with their letters, for example "A. 三角形"
	Key     string   // empty unless asked for
}
