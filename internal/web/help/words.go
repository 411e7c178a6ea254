package help

import "strings"

// summary names the parts of a guide on one line.
func (g Guide) summary() string {
	titles := make([]string, len(g.Parts))
	for i, p := range g.Parts {
		titles[i] = p.Title
	}
	return strings.Join(titles, " · ")
}
