package app

import (
	"github.com/tongxue-edu/tongxue/internal/entry"
	"github.com/tongxue-edu/tongxue/internal/web"
	"github.com/tongxue-edu/tongxue/internal/web/device"
	"github.com/tongxue-edu/tongxue/internal/web/school/cards"
	"github.com/tongxue-edu/tongxue/internal/web/school/devices"
)

// openEntry joins the ways in which a school's people come in.
func (a *App) openEntry() {
	a.Entry = entry.New(a.Core, a.Org, a.Authn, a.Audit, a.Config.BaseURL)
}

// entryPages are the pages of shared screens and of those who manage them.
func (a *App) entryPages(secure bool) []web.Pages {
	return []web.Pages{
		&device.Pages{Entry: a.Entry, Authn: a.Authn, Assess: a.Assess, Secure: secure},
		&devices.Pages{Entry: a.Entry},
		&cards.Pages{Entry: a.Entry, Org: a.Org},
	}
}

// entryTexts is their English.
func entryTexts() []map[string]string {
	return []map[string]string{device.Catalogue(), devices.Catalogue(), cards.Catalogue()}
}
