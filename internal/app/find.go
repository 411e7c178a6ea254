package app

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/exchange"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/find"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/lesson"
)

// findPages are the pages on which lessons are found.
func (a *App) findPages(labels lesson.Labels) []web.Pages {
	return []web.Pages{&find.Pages{Works: a.Lessons, Org: a.Org, Labels: labels, UseOf: a.Insight.UseOf, National: a.national}}
}

func findTexts() []map[string]string { return []map[string]string{find.Catalogue()} }

// nationalBooks is how many textbooks of the national platform stand beside a search.
const nationalBooks = 3

// national are the tables of contents of the national platform's textbooks as the find page wants them.
func (a *App) national(ctx context.Context, who *org.Actor, t find.Textbook) ([]find.Tree, error) {
	books, _, err := a.Exchange.Books(ctx, who, exchange.BookFilter{Stage: t.Stage, Subject: t.Subject, Grade: t.Grade, Edition: t.Edition, Volume: t.Volume})
	if err != nil {
		return nil, err
	}
	var out []find.Tree
	for _, b := range books[:min(len(books), nationalBooks)] {
		tree := find.Tree{Title: b.Title, Href: b.Link}
		chapters, err := a.Exchange.Chapters(ctx, who, b.ID)
		if err != nil {
			return nil, err
		}
		for _, c := range chapters {
			tree.Chapters = append(tree.Chapters, find.Chapter{Title: c.Title, Depth: c.Depth})
		}
		out = append(out, tree)
	}
	return out, nil
}
