package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/commons/rendition"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/render"
	"github.com/tongxue-edu/tongxue/internal/scan"
	"github.com/tongxue-edu/tongxue/internal/upload"
	"github.com/tongxue-edu/tongxue/internal/web/file"
)

// Files says how files are received, changed and shown. The zero value has no content origin and no scanner, and uses the programs
// that are found.
type Files struct {
	Content    net.Listener  // of the cookie-less content origin; nil: none
	ContentURL string        // its address behind a proxy, under another host name than BaseURL
	Scanner    string        // as package scan reads it
	Tools      *render.Tools // nil: looked for
}

// openFiles prepares the folders and services of files; the works that hold them come later.
func (a *App) openFiles() (err error) {
	c := a.Config
	if a.Uploads, err = upload.Open(a.folder.file("uploads"), c.Clock); err != nil {
		return err
	}
	if n, err := rendition.Tidy(a.folder.file("uploads")); err != nil {
		return err
	} else if n > 0 {
		c.Log.Info("folders of renditions that a stop left behind", "removed", n)
	}
	scanner, err := scan.Parse(c.Files.Scanner)
	if err != nil {
		return err
	}
	tools := render.Find()
	if c.Files.Tools != nil {
		tools = *c.Files.Tools
	}
	a.Renders = job.New(a.Core, c.Clock, c.Log)
	a.Renditions = rendition.New(rendition.Parts{Core: a.Core, Blobs: a.Blobs, Queue: a.Renders, Clock: c.Clock, Tools: tools, Scanner: scanner, Tmp: a.folder.file("uploads")})
	if c.Files.Content == nil {
		return nil
	}
	key, err := a.contentKey()
	if err != nil {
		return err
	}
	port := ""
	if t, ok := c.Files.Content.Addr().(*net.TCPAddr); ok {
		port = fmt.Sprint(t.Port)
	}
	a.origin = file.NewOrigin(key, c.Files.ContentURL, port, c.Clock, func(ctx context.Context, hash string) (io.ReadSeekCloser, error) {
		if err := a.Renditions.Servable(ctx, hash); err != nil {
			return nil, err
		}
		r, _, err := a.Blobs.Open(ctx, hash)
		return r, err
	})
	return nil
}

// contentKey signs links to the content origin; it is made once.
func (a *App) contentKey() ([]byte, error) {
	path := a.folder.file("keys/content.key")
	key, err := os.ReadFile(path)
	if err == nil && len(key) == 32 {
		return key, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("app: content key: %w", err)
	}
	key = make([]byte, 32)
	if _, err := rand.Read(key); err != nil {
		return nil, err
	}
	return key, blob.WriteFile(path, path+".tmp", key)
}

// filePages are the viewer and what stands beside files.
func (a *App) filePages() *file.Pages {
	return &file.Pages{Works: a.Lessons, Door: file.Door{Renditions: a.Renditions, Origin: a.origin}}
}

// tend does the work on files until ctx ends: renditions, one at a time, and the sweep of uploads that nobody went on with.
func (a *App) tend(ctx context.Context) {
	if err := a.Renditions.Again(ctx); err != nil && ctx.Err() == nil {
		a.Config.Log.Error("renditions", "error", err)
	}
	var wg sync.WaitGroup
	wg.Go(func() { a.Renders.Run(ctx, 1) })
	wg.Go(func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-time.After(time.Hour):
				if _, err := a.Uploads.Sweep(); err != nil {
					a.Config.Log.Error("sweep of uploads", "error", err)
				}
				if err := a.Renditions.PlanSweep(ctx); err != nil && ctx.Err() == nil {
					a.Config.Log.Error("sweep of files", "error", err)
				}
			}
		}
	})
	wg.Wait()
}

// openSweep gives the sweep of bytes that nothing names every part of the program that names some. A part that is forgotten here loses
// its files after a month: TestSweepKnowsEveryColumn finds it.
func (a *App) openSweep() {
	a.Renditions.OpenSweep(rendition.SweepParts{Queue: a.Jobs, Audit: a.Audit,
		Holders: []rendition.Holder{a.Lessons.EachBlob, a.Assess.EachBlob, a.Exams.EachBlob, a.Privacy.EachBlob, a.Archive.EachBlob},
		At: func(ctx context.Context) (id.Any, error) {
			region, err := a.Org.RegionUnit(ctx)
			return region.Node(), err
		}})
}

// sweepCheck is doctor's line on it.
func (a *App) sweepCheck(ctx context.Context) (string, error) {
	w, ran, err := a.Renditions.LastSweep(ctx)
	switch {
	case err != nil:
		return "", err
	case !ran:
		return "还没有清理过无人使用的文件(每周一次；无人使用满 30 天才删除)", nil
	case w.Ended == 0:
		return fmt.Sprintf("正在清理(%s 开始)，已删除 %d 个", clock.Local(w.Begun).Format("2006-01-02 15:04"), w.Deleted), nil
	}
	return fmt.Sprintf("%s 清理过：共 %d 个文件 %.1f MB；无人使用、等满 30 天的 %d 个 %.1f MB；删除 %d 个，腾出 %.1f MB", clock.Local(w.Ended).Format("2006-01-02 15:04"),
		w.Stored, mega(w.Size), w.Waiting, mega(w.Idle), w.Deleted, mega(w.Freed)), nil
}

func mega(n int64) float64 { return float64(n) / (1 << 20) }

// contentDoor serves the content origin until the returned function is called.
func (a *App) contentDoor(failed chan<- error) (stop func()) {
	if a.Config.Files.Content == nil {
		return func() {}
	}
	srv := quietServer(httpx.Behind(a.Config.HTTPS.Trusted, a.origin), a.Config.Log)
	go func() { failed <- a.listen(srv, a.Config.Files.Content) }()
	return func() { _ = srv.Close() }
}

var _ http.Handler = (*file.Origin)(nil)

// filesCheck is doctor's line on files.
func (a *App) filesCheck(ctx context.Context) (string, error) {
	t := a.Renditions.Tools()
	there := func(ok bool) string {
		if ok {
			return "有"
		}
		return "无"
	}
	scanner, ok := a.Renditions.Scans()
	if !ok {
		scanner = "无"
	}
	origin := "无(网页文件只能下载)"
	if a.origin != nil {
		origin = a.Config.Files.Content.Addr().String() + " " + a.Config.Files.ContentURL
	}
	rendered, scanned, err := a.Renditions.Counts(ctx)
	return fmt.Sprintf("LibreOffice %s，ffmpeg %s，poppler %s；查毒程序：%s；内容地址：%s；等待转换 %d，不能转换 %d，缺工具 %d；未查毒 %d，有病毒 %d", there(t.Documents()), there(t.Media()),
		there(t.Pages()), scanner, origin, rendered[rendition.Waiting], rendered[rendition.Failed], rendered[rendition.Absent], scanned[rendition.Unscanned], scanned[rendition.Infected]), err
}
