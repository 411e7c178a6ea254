package ui

import (
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// tokenBlocks reads the colours of tokens.css: light, dark as chosen, dark as the system says.
func tokenBlocks(t *testing.T) (light, dark, auto map[string]string) {
	t.Helper()
	b, err := os.ReadFile("src/css/tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	css := string(b)
	block := func(start string) map[string]string {
		i := strings.Index(css, start)
		if i < 0 {
			t.Fatalf("tokens.css has no %s", start)
		}
		body := css[i+len(start):]
		body = body[:strings.Index(body, "}")]
		m := map[string]string{}
		for _, x := range regexp.MustCompile(`--([a-z0-9-]+):\s*([^;]+);`).FindAllStringSubmatch(body, -1) {
			m[x[1]] = x[2]
		}
		return m
	}
	return block(":root {"), block(`:root[data-theme="dark"] {`), block(`:root[data-theme="auto"] {`)
}

// luminance is the relative luminance of WCAG 2.2.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	v, err := strconv.ParseUint(strings.TrimPrefix(hex, "#"), 16, 32)
	if err != nil || len(hex) != 7 {
		t.Fatalf("not a colour: %q", hex)
	}
	lin := func(c uint64) float64 {
		s := float64(c&255) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*lin(v>>16) + 0.7152*lin(v>>8) + 0.0722*lin(v)
}

func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// TestContrast holds text at 4.5:1 (WCAG 1.4.3) and control edges, focus and marks of figures at 3:1 (1.4.11), in both themes.
func TestContrast(t *testing.T) {
	light, dark, auto := tokenBlocks(t)
	for k, v := range dark {
		if auto[k] != v {
			t.Errorf("--%s: the two dark blocks differ", k)
		}
	}
	grounds := []string{"bg", "surface", "surface-2", "surface-3"}
	type pair struct {
		fg, bg string
		least  float64
	}
	var pairs []pair
	for _, g := range grounds {
		pairs = append(pairs, pair{"text", g, 4.5}, pair{"text-2", g, 4.5}, pair{"primary-text", g, 4.5}, pair{"danger-text", g, 4.5}, pair{"focus", g, 3})
	}
	for _, g := range grounds[:3] {
		pairs = append(pairs, pair{"success-text", g, 4.5}, pair{"warning-text", g, 4.5}, pair{"line-strong", g, 3})
	}
	for _, tone := range []string{"primary", "success", "warning", "danger", "info", "neutral"} {
		pairs = append(pairs, pair{tone + "-text", tone + "-soft", 4.5}, pair{"text", tone + "-soft", 4.5})
	}
	for _, fill := range []string{"primary", "primary-hover", "danger", "danger-hover"} {
		pairs = append(pairs, pair{"text-on-fill", fill, 4.5})
	}
	for i := 1; i <= 6; i++ {
		pairs = append(pairs, pair{"chart-" + strconv.Itoa(i), "surface", 3})
	}
	pairs = append(pairs, pair{"primary", "surface", 3}, pair{"success", "surface", 3}, pair{"surface", "heat-1", 4.5}, pair{"text", "heat-0", 4.5}, pair{"text", "heat-under", 4.5}, pair{"text", "heat-over", 4.5})
	for name, theme := range map[string]map[string]string{"light": light, "dark": dark} {
		for _, p := range pairs {
			if c := contrast(t, theme[p.fg], theme[p.bg]); c < p.least {
				t.Errorf("%s: --%s on --%s is %.2f:1, needs %.1f", name, p.fg, p.bg, c, p.least)
			}
		}
	}
}

// TestStylesWithinChromium109 keeps out what the oldest supported browser does not know.
func TestStylesWithinChromium109(t *testing.T) {
	files, err := os.ReadDir("src/css")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		b, err := os.ReadFile("src/css/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, no := range []string{"color-mix(", "oklch(", "lab(", "@scope", "@starting-style", "light-dark(", "text-wrap: balance", "\n  &"} {
			if strings.Contains(string(b), no) {
				t.Errorf("%s uses %s", f.Name(), no)
			}
		}
	}
}
