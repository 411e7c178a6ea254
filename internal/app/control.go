package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/tongxue-edu/tongxue/internal/fault"
)

// A command of the command line runs inside the process that holds the data directory: in the server through a socket that only
// its owner can reach, or in the command's own process when no server runs. Both go through Do.

// Command is one verb with its arguments; the answer marshals to the JSON of the contract.
type Command func(ctx context.Context, a *App, args json.RawMessage) (any, error)

type controller struct {
	srv *http.Server
	l   net.Listener
}

func (a *App) control() (*controller, error) {
	path := a.folder.file("control.sock")
	_ = os.Remove(path) // the lock is ours: a socket here is a dead server's
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(path, 0o600); err != nil {
		l.Close()
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /do/{verb}", func(w http.ResponseWriter, r *http.Request) {
		args, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		out, err := a.Do(r.Context(), r.PathValue("verb"), args)
		answer(w, out, err)
	})
	return &controller{&http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}, l}, nil
}

func (c *controller) run(ctx context.Context) {
	go func() {
		<-ctx.Done()
		_ = c.srv.Close()
	}()
	_ = c.srv.Serve(c.l)
}

type reply struct {
	Result json.RawMessage `json:"result,omitempty"`
	Kind   fault.Kind      `json:"kind,omitempty"`
	Error  string          `json:"error,omitempty"`
}

func answer(w http.ResponseWriter, out any, err error) {
	var r reply
	if err == nil {
		r.Result, err = json.Marshal(out)
	}
	if err != nil {
		r = reply{Kind: fault.KindOf(err), Error: err.Error()}
		var f *fault.Error
		if errors.As(err, &f) {
			r.Error = fmt.Sprintf(f.Message, f.Args...)
		}
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(r)
}

// Do carries out a command.
func (a *App) Do(ctx context.Context, verb string, args json.RawMessage) (any, error) {
	c, ok := commands()[verb]
	if !ok {
		return nil, fault.New(fault.Invalid, "没有 %s 这个命令", verb)
	}
	return c(ctx, a, args)
}

// Run carries out a command on a data directory: by the server that holds it, else under its own lock. result may be nil.
func Run(ctx context.Context, c Config, verb string, args, result any) error {
	body, err := json.Marshal(args)
	if err != nil {
		return err
	}
	a, err := Open(ctx, c)
	if errors.Is(err, ErrHeld) {
		return remote(ctx, c.Dir, verb, body, result)
	}
	if err != nil {
		return err
	}
	out, err := a.Do(ctx, verb, body)
	if e := a.Log.Drain(ctx); err == nil {
		err = e
	}
	if err = errors.Join(err, a.Close()); err != nil || result == nil {
		return err
	}
	b, err := json.Marshal(out)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, result)
}

func remote(ctx context.Context, dir, verb string, body []byte, result any) error {
	client := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", filepath.Join(dir, "control.sock"))
	}}}
	req, err := http.NewRequestWithContext(ctx, "POST", "http://control/do/"+verb, bytes.NewReader(body))
	if err != nil {
		return err
	}
	res, err := client.Do(req)
	if err != nil {
		return fault.Wrap(err, fault.Down, "数据目录正被另一个进程使用，而它的控制端口没有应答")
	}
	defer res.Body.Close()
	var r reply
	if err := json.NewDecoder(res.Body).Decode(&r); err != nil {
		return err
	}
	if r.Error != "" {
		return fault.New(r.Kind, "%s", strings.TrimSpace(r.Error))
	}
	if result == nil {
		return nil
	}
	return json.Unmarshal(r.Result, result)
}
