package thanks

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// VoiceID names a voice.
type VoiceID = id.Of[Voice]

// Verdict is the one tap.
type Verdict string

// The verdicts. Later is "以后再说": it is kept, so that nobody is asked again, and counts nowhere.
const (
	Useful Verdict = "useful"
	Change Verdict = "change"
	Later  Verdict = "later"
)

// What is to be changed.
const (
	Difficulty = "difficulty"
	Time       = "time"
	Errors     = "errors"
	Fit        = "fit"
)

// Whats are the things that may be to change, in order.
func Whats() []string { return []string{Difficulty, Time, Errors, Fit} }

// WhatName is the zh-CN name of one.
func WhatName(w string) string {
	return map[string]string{Difficulty: "难度", Time: "用时", Errors: "有错", Fit: "不合教材或学情"}[w]
}

// MaxWords is the longest comment and answer in characters.
const MaxWords = 200

// MinVoices is how many voices a mean needs, and the weight of its prior.
const MinVoices = 5

// Taught is a class that has used a lesson.
type Taught struct {
	Assignment id.Any
	Version    commons.VersionID
	Teacher    org.PersonID
	School     org.UnitID
	Grade      int
	Setting    string // kind of school: urban, town, rural; empty when nobody has said
	Due        clock.Micros
}

// Said is what a teacher answers.
type Said struct {
	Verdict Verdict
	What    []string
	Words   string
}

func (s *Said) check() error {
	s.Words = tidy(s.Words)
	if !slices.Contains([]Verdict{Useful, Change, Later}, s.Verdict) {
		return fault.Fieldsf(fault.Field{Name: "verdict", Message: "请点“用得上”或“要改”"})
	}
	for _, w := range s.What {
		if WhatName(w) == "" {
			return fault.New(fault.Invalid, "没有这一项")
		}
	}
	if s.Verdict != Change {
		s.What = nil
	}
	if s.Verdict == Later {
		s.Words = ""
	}
	if s.Verdict == Change && len(s.What) == 0 && s.Words == "" {
		return fault.Fieldsf(fault.Field{Name: "what", Message: "请点一下要改哪里，或写几个字"})
	}
	if utf8.RuneCountInString(s.Words) > MaxWords {
		return fault.Fieldsf(fault.Field{Name: "words", Message: "最多 200 字"})
	}
	return nil
}

// Voice is what one teacher said, with the context of the class and without a name.
type Voice struct {
	ID       VoiceID
	Work     commons.WorkID
	Version  commons.VersionID
	Grade    int
	Setting  string
	Verdict  Verdict
	What     []string
	Words    string
	Said     clock.Micros
	Answer   string
	Answered clock.Micros
	Hidden   bool
	Why      string
	Mine     bool // the reader said it
	person   org.PersonID
}

// Summary is what the voices about a work come to.
type Summary struct {
	Useful, N int
	Mean      float64 // NaN below MinVoices
	Changes   map[string]int
	Voices    []Voice // with words, newest first; hidden ones only for who said them
}

// Formula is printed beside the mean.
const Formula = "(5·m + k) ÷ (5 + n)：k 是说用得上的人数，n 是说过话的人数，m 是全库的平均"

// mean is the Bayesian mean of k of n with a prior of MinVoices voices at m; NaN below MinVoices.
func mean(k, n int, m float64) float64 {
	if n < MinVoices {
		return math.NaN()
	}
	return (MinVoices*m + float64(k)) / float64(MinVoices+n)
}

func tidy(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD")))
}

func list(s string) []string {
	var out []string
	if json.Unmarshal([]byte(s), &out) != nil {
		return nil // only this package writes the column
	}
	return out
}

func textOf(all []string) string {
	if all == nil {
		all = []string{}
	}
	b, _ := json.Marshal(all) // strings always marshal
	return string(b)
}
