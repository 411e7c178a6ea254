package app

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/commons/course"
	"github.com/tongxue-edu/tongxue/internal/exchange"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/find"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/lesson"
)

// findPages are the pages on which lessons are found.
func (a *App) findPages(labels lesson.Labels) []web.Pages {
	return []web.Pages{&find.Pages{Works: a.Lessons, Org: a.Org, Labels: labels, UseOf: a.Insight.UseOf, Ours: a.ours, National: a.national, Put: putText}}
}

func findTexts() []map[string]string { return []map[string]string{find.Catalogue()} }

// besideSearch is how many tables of contents of ours, and how many of the national platform, stand beside a search.
const besideSearch = 3

// ours are the region's and the schools' own trees as the find page wants them.
func (a *App) ours(ctx context.Context, who *org.Actor, t find.Textbook) ([]find.Tree, error) {
	courses, err := a.Courses.Trees(ctx, who, course.Filter{Subject: t.Subject, Grade: t.Grade, Edition: t.Edition, Volume: t.Volume})
	if err != nil {
		return nil, err
	}
	var out []find.Tree
	for _, c := range courses[:min(len(courses), besideSearch)] {
		_, nodes, _, err := a.Courses.Tree(ctx, who, c.ID)
		if err != nil {
			return nil, err
		}
		tree := find.Tree{Title: c.Title, Href: "/courses/" + c.ID.String()}
		for _, r := range nodes.Rows() {
			tree.Chapters = append(tree.Chapters, find.Chapter{Title: r.Title, Depth: r.Depth})
		}
		out = append(out, tree)
	}
	return out, nil
}

// national are the tables of contents of the national platform's textbooks as the find page wants them.
func (a *App) national(ctx context.Context, who *org.Actor, t find.Textbook) ([]find.Tree, error) {
	books, _, err := a.Exchange.Books(ctx, who, exchange.BookFilter{Stage: t.Stage, Subject: t.Subject, Grade: t.Grade, Edition: t.Edition, Volume: t.Volume})
	if err != nil {
		return nil, err
	}
	var out []find.Tree
	for _, b := range books[:min(len(books), besideSearch)] {
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
