package xapi

import (
	"slices"
	"strconv"
	"strings"
)

// ParseAcceptLanguage reads an Accept-Language header (RFC 9110 §12.5.4) into language ranges, the most wanted first. Ranges with
// q=0 and what cannot be read are left out; "*" stays.
func ParseAcceptLanguage(header string) []string {
	type weighted struct {
		tag string
		q   float64
	}
	var all []weighted
	for part := range strings.SplitSeq(header, ",") {
		tag, params, _ := strings.Cut(part, ";")
		tag = strings.TrimSpace(tag)
		if tag != "*" && !isLangTag(tag) {
			continue
		}
		q := 1.0
		if v, ok := strings.CutPrefix(strings.TrimSpace(params), "q="); ok {
			var err error
			if q, err = strconv.ParseFloat(v, 64); err != nil {
				continue
			}
		}
		if q > 0 && q <= 1 {
			all = append(all, weighted{tag, q})
		}
	}
	slices.SortStableFunc(all, func(a, b weighted) int {
		switch {
		case a.q > b.q:
			return -1
		case a.q < b.q:
			return 1
		}
		return 0
	})
	tags := make([]string, len(all))
	for i, w := range all {
		tags[i] = w.tag
	}
	return tags
}

// scripts are the scripts that a Chinese region implies (CLDR likely subtags).
var scripts = map[string]string{
	"zh-cn": "zh-hans", "zh-sg": "zh-hans", "zh-my": "zh-hans", "zh-tw": "zh-hant", "zh-hk": "zh-hant", "zh-mo": "zh-hant",
}

// PickLanguage gives the index of the tag that suits prefs best; tags may not be empty. For each preference in turn: the tag itself, the
// script that a Chinese region implies (zh-CN → zh-Hans), the tag shortened part by part (RFC 4647 §3.4), then a tag that is more
// special (zh → zh-CN). If no preference is met: "und", else the first.
func PickLanguage(prefs, tags []string) int {
	find := func(ok func(string) bool) int {
		return slices.IndexFunc(tags, func(t string) bool { return ok(strings.ToLower(t)) })
	}
	for _, p := range prefs {
		p = strings.ToLower(p)
		for t := p; t != ""; {
			if i := find(func(s string) bool { return s == t }); i >= 0 {
				return i
			}
			if s := scripts[t]; s != "" {
				t = s
				continue
			}
			t = t[:max(0, strings.LastIndexByte(t, '-'))]
		}
		lang, _, _ := strings.Cut(p, "-")
		if i := find(func(s string) bool { return strings.HasPrefix(s, lang+"-") }); i >= 0 {
			return i
		}
	}
	return max(0, find(func(s string) bool { return s == "und" }))
}
