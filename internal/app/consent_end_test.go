package app_test

import (
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/db"
)

// TestConsentEndReachesItsAuthor: the sweep that nobody asks for withdraws the version and leaves a letter in its author's inbox.
func TestConsentEndReachesItsAuthor(t *testing.T) {
	a, as := demo(t)
	li := as("li")
	if body := li.do("GET", "/inbox", nil).Body.String(); strings.Contains(body, "已从资源库拿掉") {
		t.Fatal("told before anything ended")
	}
	if err := a.Core.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec("UPDATE work_version SET consent_until = 1 WHERE state = 'published'")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if n, err := a.Lessons.EndConsents(t.Context()); err != nil || n == 0 {
		t.Fatalf("withdrew %d: %v", n, err)
	}
	if body := li.do("GET", "/inbox", nil).Body.String(); !strings.Contains(body, "已从资源库拿掉") {
		t.Error("the author was told nothing")
	}
}
