package app

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"time"
)

// drain is how long running requests get after a stop is asked for; the contract promises exit within 10 s.
const drain = 7 * time.Second

// Serve answers on l and does the background work until ctx ends, then drains: no new connections, running requests finish,
// consumers keep their positions, jobs give back what they hold. With HTTPS, plain are listeners of the door that helps devices
// to get there.
func (a *App) Serve(ctx context.Context, l net.Listener, plain ...net.Listener) error {
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	var wg sync.WaitGroup
	wg.Go(func() { a.Log.Run(work) })
	wg.Go(func() { a.Jobs.Run(work, 1) })
	wg.Go(func() { a.Reports.Follow(work) })
	wg.Go(func() { a.Exchange.Follow(work) })
	wg.Go(func() { a.followConsents(work) })
	wg.Go(func() { a.tend(work) })
	wg.Go(func() { a.followClock(work) })
	if err := a.Notices.Start(work); err != nil {
		a.Config.Log.Error("notices held by a wrong clock", "error", err)
	}
	control, err := a.control()
	if err != nil {
		a.Config.Log.Warn("no control socket: commands need the server stopped", "error", err)
	} else {
		wg.Go(func() { control.run(work) })
	}
	wg.Go(func() { a.Certs.Run(work) })
	srv := quietServer(a.handler(), a.Config.Log)
	failed := make(chan error, 2+len(plain))
	defer a.contentDoor(failed)()
	go func() { failed <- a.listen(srv, l) }()
	beside := quietServer(a.plainDoor(), a.Config.Log)
	defer beside.Close()
	for _, p := range plain {
		go func() { failed <- beside.Serve(p) }()
	}
	select {
	case err = <-failed:
	case <-ctx.Done():
		soon, cancel := context.WithTimeout(context.Background(), drain)
		err = srv.Shutdown(soon)
		cancel()
		if errors.Is(err, context.DeadlineExceeded) {
			err = srv.Close()
		}
	}
	stop()
	wg.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return err
}

// Background runs the consumers and jobs without serving, for benchmarks; the returned function stops them.
func (a *App) Background(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	wg.Go(func() { a.Log.Run(ctx) })
	wg.Go(func() { a.Jobs.Run(ctx, 1) })
	wg.Go(func() { a.Reports.Follow(ctx) })
	return func() { cancel(); wg.Wait() }
}
