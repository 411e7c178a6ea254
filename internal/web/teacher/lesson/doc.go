// Package lesson holds the pages on which a teacher makes lessons: the own list, the editor with files, practice and review
// history, and the preview. Its view of a lesson (Show, ServeFile, Labels) is shared with the pages of the library and of review.
//
// Pages decide nothing: the service of commons asks org and holds the rules. No SQL, no state.
package lesson

import (
	_ "embed"

	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

//go:embed en.json
var en []byte

// Catalogue is the English of this package.
func Catalogue() map[string]string { return i18n.MustParse(en) }
