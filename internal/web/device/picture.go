package device

import (
	"context"
	"io"

	"github.com/a-h/templ"

	"github.com/tongxue-edu/tongxue/internal/authn"
)

// pictures are the twelve pictures of a PIN, our own drawings on a 48×48 grid, in the order of entry.Picture. Colours are those of
// the things, the same in light and dark, and every picture differs from the others in outline too.
var pictures = [authn.Pictures]string{
	`<circle cx="24" cy="24" r="10" fill="#f2b01e"/><path d="M24 4v7M24 37v7M4 24h7M37 24h7M10 10l5 5M33 33l5 5M38 10l-5 5M15 33l-5 5" stroke="#f2b01e" stroke-width="4" stroke-linecap="round"/>`,
	`<path d="M33 6a19 19 0 1 0 10 27A16 16 0 0 1 33 6z" fill="#8b7fd6"/>`,
	`<path d="M24 4l6 13 14 2-10 10 2 15-12-7-12 7 2-15L4 19l14-2z" fill="#f2b01e" stroke="#c98a00" stroke-width="2" stroke-linejoin="round"/>`,
	`<path d="M21 30h6v14h-6z" fill="#8a5a2b"/><circle cx="24" cy="14" r="10" fill="#3f9b4f"/><circle cx="15" cy="22" r="9" fill="#3f9b4f"/><circle cx="33" cy="22" r="9" fill="#3f9b4f"/>`,
	`<path d="M23 26h2v18h-2z" fill="#3f9b4f"/><circle cx="24" cy="10" r="6" fill="#e2588c"/><circle cx="15" cy="17" r="6" fill="#e2588c"/><circle cx="33" cy="17" r="6" fill="#e2588c"/><circle cx="19" cy="26" r="6" fill="#e2588c"/><circle cx="29" cy="26" r="6" fill="#e2588c"/><circle cx="24" cy="18" r="5" fill="#f2b01e"/><path d="M25 40c2-6 7-8 11-8-1 5-5 9-11 8z" fill="#3f9b4f"/>`,
	`<path d="M6 24c7-12 20-13 28-3l9-8v22l-9-8C26 37 13 36 6 24z" fill="#2f86d1"/><circle cx="15" cy="21" r="2.5" fill="#fff"/>`,
	`<path d="M4 24L24 7l20 17z" fill="#c6402f"/><path d="M9 24h30v19H9z" fill="#f0c98b"/><path d="M21 30h8v13h-8z" fill="#8a5a2b"/>`,
	`<path d="M6 32h36l-6 10H12z" fill="#8a5a2b"/><path d="M23 5h2v27h-2z" fill="#5c6b7e"/><path d="M27 7l14 21H27z" fill="#2f86d1"/><path d="M21 12v16H9z" fill="#d9534f"/>`,
	`<path d="M24 15c-6-6-18-3-18 10 0 11 8 18 13 18 2 0 3-1 5-1s3 1 5 1c5 0 13-7 13-18 0-13-12-16-18-10z" fill="#d23c34"/><path d="M24 15c0-5 2-8 6-10" stroke="#8a5a2b" stroke-width="3" fill="none" stroke-linecap="round"/><path d="M29 8c3-3 7-3 10-2-2 4-6 5-10 2z" fill="#3f9b4f"/>`,
	`<path d="M4 26C5 13 14 6 24 6s19 7 20 20c-3-3-7-3-10 0-3-3-7-3-10 0-3-3-7-3-10 0-3-3-7-3-10 0z" fill="#8b4fc0"/><path d="M24 25v14a4 4 0 0 0 8 0" stroke="#5c6b7e" stroke-width="3" fill="none" stroke-linecap="round"/>`,
	`<path d="M4 25h7l5-10h16l6 10h6v11H4z" fill="#1f8a8a"/><path d="M18 18h6v7h-9zM27 18h4l4 7h-8z" fill="#d8f1f1"/><circle cx="14" cy="37" r="5" fill="#333b46"/><circle cx="35" cy="37" r="5" fill="#333b46"/>`,
	`<ellipse cx="24" cy="18" rx="12" ry="14" fill="#e8762d"/><path d="M21 31h6l-3-3z" fill="#e8762d"/><path d="M24 32c-4 4 4 7 0 12" stroke="#5c6b7e" stroke-width="2" fill="none"/>`,
}

// drawing is one picture; its name stands beside it in words.
func drawing(n int) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, `<svg viewBox="0 0 48 48" width="56" height="56" aria-hidden="true" focusable="false">`+pictures[n]+`</svg>`)
		return err
	})
}
