package ui

import "testing"

// TestBottomMenuReachesEveryGroup: on a phone the first of each group has a place before a second one of any.
func TestBottomMenuReachesEveryGroup(t *testing.T) {
	p := Page{Menu: []MenuItem{{Key: "a"}, {Key: "b"}, {Key: "c", Group: "x"}, {Key: "d", Group: "x"}, {Key: "e", Group: "y"}, {Key: "f", Group: "z"}}}
	shown, more := p.bottom()
	keys := func(ms []MenuItem) (s string) {
		for _, m := range ms {
			s += m.Key
		}
		return s
	}
	if keys(shown) != "acef" || keys(more) != "bd" {
		t.Errorf("shown %s, more %s", keys(shown), keys(more))
	}
	p.Menu = []MenuItem{{Key: "a"}, {Key: "b"}, {Key: "c"}, {Key: "d"}, {Key: "e"}, {Key: "f"}}
	if shown, more = p.bottom(); keys(shown) != "abcd" || keys(more) != "ef" {
		t.Errorf("without groups: shown %s, more %s", keys(shown), keys(more))
	}
}
