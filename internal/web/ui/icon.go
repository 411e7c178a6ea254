package ui

import (
	"context"
	"io"
	"sort"

	"github.com/a-h/templ"
)

// iconPaths are drawn on a 24×24 grid with a 1.75 stroke; each is our own drawing.
var iconPaths = map[string]string{
	"home":     `<path d="M4 11l8-7 8 7"/><path d="M6 9.5V20h12V9.5"/><path d="M10 20v-6h4v6"/>`,
	"book":     `<path d="M4 5.5C6.5 4.3 9.5 4.3 12 6c2.5-1.7 5.5-1.7 8-.5V19c-2.5-1.2-5.5-1.2-8 .5-2.5-1.7-5.5-1.7-8-.5z"/><path d="M12 6v13.5"/>`,
	"search":   `<circle cx="11" cy="11" r="6.5"/><path d="M16 16l4.5 4.5"/>`,
	"edit":     `<path d="M4 20l1-4.5L16.5 4l3.5 3.5L8.5 19z"/><path d="M14 6.5l3.5 3.5"/>`,
	"plus":     `<path d="M12 5v14M5 12h14"/>`,
	"check":    `<path d="M5 12.5l4.5 4.5L19 7.5"/>`,
	"close":    `<path d="M6 6l12 12M18 6L6 18"/>`,
	"alert":    `<path d="M12 4l9 16H3z"/><path d="M12 10v4.5M12 17.2v.3"/>`,
	"help":     `<circle cx="12" cy="12" r="8.5"/><path d="M9.5 9.6a2.6 2.6 0 015.1.6c0 1.8-2.6 2-2.6 3.8M12 16.6v.3"/>`,
	"info":     `<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.7v.3"/>`,
	"ok":       `<circle cx="12" cy="12" r="8.5"/><path d="M8 12.3l2.8 2.7L16 9.5"/>`,
	"stop":     `<circle cx="12" cy="12" r="8.5"/><path d="M8.5 8.5l7 7M15.5 8.5l-7 7"/>`,
	"left":     `<path d="M14.5 5.5L8 12l6.5 6.5"/>`,
	"right":    `<path d="M9.5 5.5L16 12l-6.5 6.5"/>`,
	"down":     `<path d="M5.5 9.5L12 16l6.5-6.5"/>`,
	"up":       `<path d="M5.5 14.5L12 8l6.5 6.5"/>`,
	"menu":     `<path d="M4 6.5h16M4 12h16M4 17.5h16"/>`,
	"more":     `<circle cx="5.5" cy="12" r="1"/><circle cx="12" cy="12" r="1"/><circle cx="18.5" cy="12" r="1"/>`,
	"user":     `<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.8-4 3.8-6 7.5-6s6.7 2 7.5 6"/>`,
	"people":   `<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 19.5c.7-3.5 3.2-5.2 6.5-5.2s5.8 1.7 6.5 5.2"/><path d="M15.5 5.3a3.5 3.5 0 010 6.4M18 14.8c2 .7 3.2 2.3 3.7 4.7"/>`,
	"school":   `<path d="M3 20.5h18"/><path d="M5 20.5V10l7-4.5 7 4.5v10.5"/><path d="M12 5.5V2.5h4"/><path d="M10 20.5v-5h4v5"/><path d="M8.5 11.5h1M14.5 11.5h1"/>`,
	"chart":    `<path d="M4 4v16h16"/><path d="M8.5 16v-4M13 16V8M17.5 16v-6"/>`,
	"task":     `<rect x="5" y="4.5" width="14" height="16" rx="2"/><path d="M9 3h6v3.5H9z"/><path d="M9 12l2 2 4-4"/><path d="M9 17.5h6"/>`,
	"paper":    `<path d="M6 3.5h8.5L18.5 7.5v13H6z"/><path d="M14 3.5V8h4.5"/><path d="M9 12h6.5M9 15.5h6.5"/>`,
	"print":    `<path d="M7 9V3.5h10V9"/><path d="M7 17H4V9h16v8h-3"/><path d="M7 14h10v6.5H7z"/>`,
	"screen":   `<rect x="3" y="4.5" width="18" height="12" rx="1.5"/><path d="M12 16.5V20M8 20.5h8"/>`,
	"upload":   `<path d="M12 15.5V4.5M7.5 8.5L12 4l4.5 4.5"/><path d="M4.5 15v5h15v-5"/>`,
	"download": `<path d="M12 4v11M7.5 11L12 15.5 16.5 11"/><path d="M4.5 15v5h15v-5"/>`,
	"settings": `<circle cx="12" cy="12" r="3"/><path d="M12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.2 2.2M16.2 16.2l2.2 2.2M18.4 5.6l-2.2 2.2M7.8 16.2l-2.2 2.2"/>`,
	"key":      `<circle cx="8" cy="15.5" r="4"/><path d="M11 12.5L19.5 4M16 7.5l3 3M13.5 10l2 2"/>`,
	"log":      `<path d="M5 4h14v16H5z"/><path d="M8.5 8.5h7M8.5 12h7M8.5 15.5h4"/>`,
	"link":     `<path d="M10 14a4 4 0 005.7 0l3-3A4 4 0 0013 5.3l-1.2 1.2"/><path d="M14 10a4 4 0 00-5.7 0l-3 3a4 4 0 005.7 5.7l1.2-1.2"/>`,
	"clock":    `<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.5l3.5 2"/>`,
	"calendar": `<rect x="4" y="5.5" width="16" height="15" rx="2"/><path d="M4 10.5h16M8.5 3v4M15.5 3v4"/>`,
	"star":     `<path d="M12 4l2.5 5.2 5.5.8-4 4 1 5.7-5-2.7-5 2.7 1-5.7-4-4 5.5-.8z"/>`,
	"globe":    `<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c5 5 5 12 0 17M12 3.5c-5 5-5 12 0 17"/>`,
	"moon":     `<path d="M19.5 14.5A8 8 0 019.5 4.5a8 8 0 1010 10z"/>`,
	"sun":      `<circle cx="12" cy="12" r="4"/><path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6L7 7M17 17l1.4 1.4M18.4 5.6L17 7M7 17l-1.4 1.4"/>`,
	"offline":  `<path d="M4 9.5a12 12 0 0116 0M7.5 13a7 7 0 019 0"/><path d="M12 17.5v.3"/><path d="M4 4l16 16"/>`,
	"inbox":    `<path d="M4 13l2.5-8h11L20 13v6.5H4z"/><path d="M4 13h4.5l1.2 2.5h4.6l1.2-2.5H20"/>`,
	"out":      `<path d="M10 4.5H4.5v15H10"/><path d="M14.5 8l4 4-4 4M18.5 12H9.5"/>`,
	"shield":   `<path d="M12 3l7.5 3v5.5c0 4.5-3 7.7-7.5 9.5-4.5-1.8-7.5-5-7.5-9.5V6z"/><path d="M9 12l2.2 2.2L15.2 10"/>`,
	"phone":    `<rect x="7" y="3" width="10" height="18" rx="2"/><path d="M11 17.8h2"/>`,
	"dot":      `<circle cx="12" cy="12" r="2.5"/>`,
}

// IconNames lists the icons, sorted.
func IconNames() []string {
	names := make([]string, 0, len(iconPaths))
	for n := range iconPaths {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}

// Icon draws a small picture beside words. It is hidden from screen readers: the words say it.
func Icon(name string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		p, ok := iconPaths[name]
		if !ok {
			p = iconPaths["dot"]
		}
		_, err := io.WriteString(w, `<svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">`+p+`</svg>`)
		return err
	})
}

func sortedKeys[V any](m map[string]V) []string {
	ks := make([]string, 0, len(m))
	for k := range m {
		ks = append(ks, k)
	}
	sort.Strings(ks)
	return ks
}
