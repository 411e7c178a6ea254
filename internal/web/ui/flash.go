package ui

import (
	"net/http"
	"strings"
)

// FlashOf is the Set-Cookie line of an answer that carries what [Say] said, or "".
func FlashOf(h http.Header) string {
	for _, c := range h.Values("Set-Cookie") {
		if strings.HasPrefix(c, flashCookie+"=") {
			return c
		}
	}
	return ""
}
