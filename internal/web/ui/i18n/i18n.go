// Package i18n turns the zh-CN sentences of the screens into another language.
//
// The zh-CN sentence itself is the key: code reads naturally, zh-CN is complete by construction, and a sentence without an
// English entry is shown in Chinese instead of as a code. Catalogues are plain maps from zh-CN to the other language; each
// page package hands its own to [New] through a constructor. The language and the translator travel in the context. The
// package holds no state, reads no request and knows no page; [Missing] lets a page package prove that its catalogue is complete.
package i18n

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
)

// Lang is a BCP 47 language tag that the screens can be shown in.
type Lang string

// The languages. Zh is the default and the language of the keys.
const (
	Zh Lang = "zh-CN"
	En Lang = "en"
)

// ParseLang reads a cookie's or form's language; anything unknown is Zh.
func ParseLang(s string) Lang {
	if strings.EqualFold(s, string(En)) || strings.HasPrefix(strings.ToLower(s), "en-") {
		return En
	}
	return Zh
}

// Translator holds the merged English catalogue. It is immutable after New and safe for concurrent use.
type Translator struct{ en map[string]string }

// New merges catalogues (zh-CN → English). A later catalogue wins, so put the shared one first.
func New(catalogues ...map[string]string) *Translator {
	t := &Translator{en: map[string]string{}}
	for _, c := range catalogues {
		for k, v := range c {
			if v != "" {
				t.en[k] = v
			}
		}
	}
	return t
}

// Parse reads an embedded JSON object {"交作业": "Hand in"}.
func Parse(b []byte) (map[string]string, error) {
	m := map[string]string{}
	if err := json.Unmarshal(b, &m); err != nil {
		return nil, fmt.Errorf("i18n: catalogue: %w", err)
	}
	return m, nil
}

// MustParse is Parse for files embedded in the binary: a broken one is a programming error that every test meets.
func MustParse(b []byte) map[string]string {
	m, err := Parse(b)
	if err != nil {
		panic(err)
	}
	return m
}

type ctxKey struct{}

type state struct {
	t    *Translator
	lang Lang
}

// With puts the translator and the language into the context. t may be nil: then everything stays zh-CN.
func With(ctx context.Context, t *Translator, lang Lang) context.Context {
	return context.WithValue(ctx, ctxKey{}, state{t, lang})
}

// LangOf is the context's language, Zh when none was set.
func LangOf(ctx context.Context) Lang {
	if s, ok := ctx.Value(ctxKey{}).(state); ok {
		return s.lang
	}
	return Zh
}

// T is the sentence in the context's language. key is the zh-CN text, a fmt format when args are given; an entry that does not
// exist falls back to the key. English entries may reorder values with explicit indexes (%[2]d).
func T(ctx context.Context, key string, args ...any) string {
	text := key
	if s, ok := ctx.Value(ctxKey{}).(state); ok && s.lang == En && s.t != nil {
		if v, ok := s.t.en[key]; ok {
			text = v
		}
	}
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}
