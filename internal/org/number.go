package org

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// NoIdentity is what is said wherever a number of the State was typed.
const NoIdentity = "这里不能写身份证号或学籍号"

const birthday = `[GJL]?[0-9]{6}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9X]`

var (
	// stateNumber is a resident identity number (GB 11643: 17 digits and a digit or X; the old one of 15 digits too), or a national pupil
	// number 学籍号: one of G, J, L before such a number, or before 17 to 19 letters and digits.
	stateNumber = regexp.MustCompile(`^(?:[GJL]?(?:[0-9]{17,18}[0-9X]|[0-9]{14}[0-9X])|[GJL][0-9A-Z]{17,19})$`)
	// dated is one with a birthday where the number has it; withinText is that in a sentence.
	dated      = regexp.MustCompile(`^` + birthday + `$`)
	withinText = regexp.MustCompile(`(?:^|[^0-9])(?:` + birthday + `|[GJL][0-9]{17,18}[0-9X])(?:[^0-9]|$)`)
	// joints are what people write between the digits.
	joints = strings.NewReplacer(" ", "", "-", "", "_", "", ".", "", "·", "", "/", "", "\t", "", "—", "", "–", "")
)

// upper is a text in the form in which numbers are compared: ASCII capitals and digits. Empty when it holds too few digits for any.
func upper(s string) string {
	digits := 0
	for _, r := range s {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	if digits < 14 {
		return ""
	}
	return strings.TrimSpace(strings.ToUpper(norm.NFKC.String(s)))
}

// IdentityNumber reports whether a text has the shape of a resident identity number or of a national pupil number, also in full-width
// digits; with blanks or hyphens between the digits only when a birthday stands in it, because "school-number" looks alike.
func IdentityNumber(s string) bool {
	n := upper(s)
	return n != "" && (stateNumber.MatchString(n) || dated.MatchString(joints.Replace(n)))
}

// HoldsIdentity reports whether such a number stands somewhere in a text that people write: a name, a telephone, a reason.
func HoldsIdentity(s string) bool {
	n := upper(s)
	return n != "" && (stateNumber.MatchString(n) || withinText.MatchString(joints.Replace(n)))
}
