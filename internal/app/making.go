package app

import (
	"fmt"

	"github.com/tongxue-edu/tongxue/internal/commons/course"
	"github.com/tongxue-edu/tongxue/internal/commons/guess"
	"github.com/tongxue-edu/tongxue/internal/commons/prep"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/notice"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web"
	"github.com/tongxue-edu/tongxue/internal/web/quota"
	webcourse "github.com/tongxue-edu/tongxue/internal/web/teacher/course"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/drop"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/lesson"
	webprep "github.com/tongxue-edu/tongxue/internal/web/teacher/prep"
	"github.com/tongxue-edu/tongxue/preset"
)

// openMaking makes what lessons are made together with: co-preparation and course trees.
func (a *App) openMaking() {
	a.Prep = prep.New(a.Core, a.Log, a.Org, a.Lessons, teller{a.Notices}, a.Config.Clock)
	a.Courses = course.New(a.Core, a.Log, a.Org, a.Lessons, a.Config.Clock)
}

// teller is notice as co-preparation wants it.
type teller struct{ s *notice.Service }

// Asked tells members that they were asked.
func (t teller) Asked(tx *db.Tx, x prep.Session, to []org.PersonID) error {
	return t.tell(tx, x, to, "asked", "请您复备："+x.About.Title, "主备已经写好，请在自己的一份上修改，写下意见，再交给主备人。")
}

// Finished tells members what came of it.
func (t teller) Finished(tx *db.Tx, x prep.Session, to []org.PersonID) error {
	return t.tell(tx, x, to, "finished", "定稿完成："+x.About.Title, "一起备的课已经定稿，您写的段落在里面记着您的名字。")
}

func (t teller) tell(tx *db.Tx, x prep.Session, to []org.PersonID, what, title, body string) error {
	if rs := []rune(title); len(rs) > notice.MaxTitle {
		title = string(rs[:notice.MaxTitle])
	}
	at := x.Changed
	if what == "finished" {
		at = max(x.Finished, x.Changed)
	}
	return t.s.Tell(tx, notice.Word{ID: id.Named[notice.Notice](x.ID, what), School: x.Owner, From: x.Lead, To: to, Title: title, At: at,
		Body: fmt.Sprintf("%s\n\n[打开](/teacher/prep/%s)", body, x.ID)})
}

// making are the pages on which lessons are made together: dropped files, co-preparation, courses.
type making struct {
	drop *drop.Pages
	all  []web.Pages
}

func (m making) pages() []web.Pages { return append([]web.Pages{m.drop}, m.all...) }

func (a *App) makingPages(labels lesson.Labels) making {
	books, err := preset.Books()
	if err != nil { // the files are part of the program and a test reads them all
		a.Config.Log.Error("tables of contents cannot be read", "error", err)
	}
	return making{drop: &drop.Pages{Works: a.Lessons, Guess: guess.New(a.Preset, books), Uploads: a.Uploads, Blobs: a.Blobs, Labels: labels},
		all: []web.Pages{&quota.Pages{Works: a.Lessons, Org: a.Org}, &webprep.Pages{Prep: a.Prep, Works: a.Lessons, Org: a.Org, Labels: labels},
			&webcourse.Pages{Courses: a.Courses, Works: a.Lessons, Org: a.Org, Books: books, Labels: labels, Beside: a.beside, Put: putText}}}
}

func makingTexts() []map[string]string {
	return []map[string]string{drop.Catalogue(), webprep.Catalogue(), webcourse.Catalogue(), quota.Catalogue()}
}
