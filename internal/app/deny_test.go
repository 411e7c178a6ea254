package app_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/org"
)

// TestRefusalSaysWhatWasWanted: every page that a teacher may not see says what it would have let somebody do, and who may.
func TestRefusalSaysWhatWasWanted(t *testing.T) {
	a, in := demo(t)
	wang, refused := in("wang"), map[org.Verb]bool{}
	for _, rt := range a.Routes {
		v := org.Verb(rt.Verb)
		if rt.Method() != http.MethodGet || rt.Open != "" || rt.Key || strings.Contains(rt.Path(), "{") {
			continue
		}
		rec := wang.do("GET", rt.Path(), nil)
		if rec.Code != http.StatusForbidden {
			continue
		}
		refused[v] = true
		if page := rec.Body.String(); !strings.Contains(page, "您想做的") || !strings.Contains(page, "<dd>"+v.Doing()+"</dd>") {
			t.Errorf("%s: the refusal does not say %q", rt.Pattern, v.Doing())
		}
	}
	for _, v := range []org.Verb{org.DataExport, org.CreditAudit, org.AuditRead} {
		if !refused[v] {
			t.Errorf("%s was not refused", v)
		}
	}
}
