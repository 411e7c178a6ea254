package org

import (
	"slices"
	"testing"
)

// TestVerbs: whatever a role carries has words for what it lets somebody do, and every verb is carried by some role.
func TestVerbs(t *testing.T) {
	carried := map[Verb]bool{}
	for role, verbs := range grants {
		for _, v := range verbs {
			carried[v] = true
			if v.Doing() == "" {
				t.Errorf("%s of %s has no words", v, role)
			}
		}
	}
	for _, v := range Verbs() {
		if !carried[v] {
			t.Errorf("no role carries %s", v)
		}
	}
	seen := map[string]Verb{}
	for _, v := range Verbs() {
		if other := seen[v.Doing()]; other != "" {
			t.Errorf("%s and %s are called the same", v, other)
		}
		seen[v.Doing()] = v
	}
	if Verb("lesson").Doing() != "" || slices.Contains(Verbs(), "") {
		t.Error("what is no verb has words")
	}
}
