package render

import (
	"os/exec"
	"slices"
	"strings"
)

// Tools are the programs that were found; an empty path is an absent one.
type Tools struct {
	Office, FFmpeg, FFprobe, PDFToPPM, Shell, Nice string
}

// Find looks for the programs once.
func Find() Tools {
	at := func(names ...string) string {
		for _, n := range names {
			if p, err := exec.LookPath(n); err == nil {
				return p
			}
		}
		return ""
	}
	return Tools{Office: at("soffice", "libreoffice"), FFmpeg: at("ffmpeg"), FFprobe: at("ffprobe"), PDFToPPM: at("pdftoppm"), Shell: at("sh"), Nice: at("nice")}
}

// Documents reports whether Office files can become PDF.
func (t Tools) Documents() bool { return t.Office != "" && limited(t) }

// Media reports whether videos can become smaller ones.
func (t Tools) Media() bool { return t.FFmpeg != "" && t.FFprobe != "" && limited(t) }

// Pages reports whether pages of PDF can become pictures.
func (t Tools) Pages() bool { return t.PDFToPPM != "" && limited(t) }

// Key names what there is: work that was left out for want of a program is done again under another key.
func (t Tools) Key() string {
	var all []string
	for name, there := range map[string]bool{"a-office": t.Documents(), "b-media": t.Media(), "c-pages": t.Pages()} {
		if there {
			all = append(all, name)
		}
	}
	if len(all) == 0 {
		return "none"
	}
	slices.Sort(all)
	return strings.Join(all, "+")
}
