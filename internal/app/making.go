package app

import (
	"github.com/tongxue-edu/tongxue/internal/commons/guess"
	"github.com/tongxue-edu/tongxue/internal/web"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/drop"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/lesson"
	"github.com/tongxue-edu/tongxue/preset"
)

// making are the pages on which lessons are made together: dropped files, co-preparation, courses.
type making struct {
	drop *drop.Pages
}

func (m making) pages() []web.Pages { return []web.Pages{m.drop} }

func (a *App) makingPages(labels lesson.Labels) making {
	books, err := preset.Books()
	if err != nil { // the files are part of the program and a test reads them all
		a.Config.Log.Error("tables of contents cannot be read", "error", err)
	}
	return making{drop: &drop.Pages{Works: a.Lessons, Guess: guess.New(a.Preset, books), Labels: labels}}
}

func makingTexts() []map[string]string { return []map[string]string{drop.Catalogue()} }
