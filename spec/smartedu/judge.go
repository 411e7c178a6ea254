package smartedu

import (
	"bytes"
	"strings"
)

// Answer is what a host said to a request for a document.
type Answer struct {
	Status int    // of HTTP; 0 when no answer came in time
	Type   string // Content-Type
	Head   []byte // the first bytes of the body, a few hundred are enough
}

// Action is what to do after an answer.
type Action string

// Actions after an answer.
const (
	Take     Action = "take"      // read the body
	Keep     Action = "keep"      // 304: what is stored is current
	NextHost Action = "next-host" // this host cannot now: ask the next in Order, later the first again
	NextDoor Action = "next-door" // 403 or 404 at one of several Details: ask the next
	SignIn   Action = "sign-in"   // the platform wants its own sign-on: keep the metadata and the deep link, ask no further
	Missing  Action = "missing"   // not there. A tombstone comes from a whole list only, never from this
)

// Judge says what an answer to a request for a JSON document means; more is whether another address of Details is left.
//
// Without sign-on the platform answers 401, or 403 with CS/REQUIRE_SESSION, and 400 for some objects. A 403 without that code is what
// the detail of a 国家课 says to the id of a 精品课. A success that is empty or a page is no document.
func Judge(a Answer, more bool) Action {
	body := bytes.TrimLeft(bytes.TrimPrefix(a.Head, []byte("\xef\xbb\xbf")), " \t\r\n")
	switch {
	case a.Status == 304:
		return Keep
	case a.Status == 200:
		if len(body) == 0 || body[0] == '<' || strings.HasPrefix(strings.ToLower(a.Type), "text/html") {
			return NextHost
		}
		if bytes.Contains(body, []byte("CS/REQUIRE_SESSION")) && bytes.Contains(body, []byte(`"code"`)) && len(body) < 1000 {
			return SignIn
		}
		return Take
	case a.Status == 401, a.Status == 400, a.Status == 403 && bytes.Contains(body, []byte("CS/REQUIRE_SESSION")):
		return SignIn
	case a.Status == 403, a.Status == 404, a.Status == 410:
		if more {
			return NextDoor
		}
		if a.Status == 403 {
			return SignIn
		}
		return Missing
	}
	return NextHost
}
