package web

import (
	"net/http"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// early are the paths that answer before the first set-up: the set-up itself, what every page needs, and what helps a device to trust
// this server, which is wanted before the first password is typed.
var early = []string{"/setup", "/prefs", "/offline", "/styleguide", "/install"}

func isEarly(path string) bool {
	for _, e := range early {
		if path == e || strings.HasPrefix(path, e+"/") || strings.HasPrefix(path, e+".") {
			return true
		}
	}
	return false
}

// unready leads everything else to the first set-up while nobody administers the store; it reports whether it has answered.
func (s *Site) unready(w http.ResponseWriter, r *http.Request, rt httpx.Route) bool {
	if s.setup == nil || isEarly(rt.Path()) {
		return false
	}
	needed, err := s.setup(r.Context())
	switch {
	case err != nil:
		s.fail(w, r, err)
	case !needed:
		return false
	case r.Method == http.MethodGet && !ui.IsHTMX(r):
		http.Redirect(w, r, "/setup", http.StatusSeeOther)
	default:
		s.fail(w, r, fault.New(fault.Down, "系统还没有完成首次设置，请打开 /setup"))
	}
	return true
}
