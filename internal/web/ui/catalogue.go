package ui

import (
	_ "embed"

	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

//go:embed en.json
var enJSON []byte

// Catalogue is the English of this package's own sentences; hand it to i18n.New first.
func Catalogue() map[string]string { return i18n.MustParse(enJSON) }
