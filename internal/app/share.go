package app

import (
	"github.com/tongxue-edu/tongxue/internal/commons/shelf"
	"github.com/tongxue-edu/tongxue/internal/web"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/lesson"
	webshelf "github.com/tongxue-edu/tongxue/internal/web/teacher/shelf"
)

// openShare makes what stands around a lesson once it is public: shelves, use and thanks.
func (a *App) openShare() {
	a.Shelves = shelf.New(a.Core, a.Log, a.Org, a.Lessons, a.Homework, a.Config.Clock)
}

// sharePages are their pages.
func (a *App) sharePages(labels lesson.Labels) []web.Pages {
	return []web.Pages{
		&webshelf.Pages{Shelves: a.Shelves, UseOf: a.Insight.UseOf, Labels: labels},
	}
}

func shareTexts() []map[string]string {
	return []map[string]string{webshelf.Catalogue()}
}
