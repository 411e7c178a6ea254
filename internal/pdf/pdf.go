// Package pdf writes small printed sheets: A4 pages with Chinese text, lines, boxes and QR codes, measured in millimetres from the
// top left corner. Two fonts travel inside the program, so that a box without internet prints what it shows.
//
// It knows no noun of the product, reads no rows and sends nothing anywhere. What a sheet says is decided by who calls it.
package pdf

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"sync"

	"github.com/signintech/gopdf"
	"github.com/signintech/gopdf/fontmaker/core"
	"github.com/skip2/go-qrcode"
)

//go:embed font/DroidSansFallbackFull.ttf.gz
var han []byte

//go:embed font/Roboto-Regular.ttf.gz
var latin []byte

// A4 in millimetres (ISO 216).
const (
	Width  = 210.0
	Height = 297.0
)

const point = 72 / 25.4 // points in a millimetre

// Missing stands where neither font has a glyph: 〓, the printers' mark for a sort that is not in the case.
const Missing = '〓'

// face is one font, unpacked and read once.
type face struct {
	name  string
	chars map[int]uint
}

// Fonts are the two fonts of the program, read once and shared by every document. The zero value is ready; it is safe for
// concurrent use.
type Fonts struct {
	once  sync.Once
	err   error
	box   gopdf.FontContainer
	faces []face // in order of preference
}

func (f *Fonts) load() error {
	f.once.Do(func() {
		for _, one := range []struct {
			name string
			zip  []byte
		}{{"latin", latin}, {"han", han}} {
			if f.err = f.read(one.name, one.zip); f.err != nil {
				return
			}
		}
	})
	return f.err
}

func (f *Fonts) read(name string, zip []byte) error {
	r, err := gzip.NewReader(bytes.NewReader(zip))
	if err != nil {
		return fmt.Errorf("pdf: font %s: %w", name, err)
	}
	data, err := io.ReadAll(r)
	if err != nil {
		return fmt.Errorf("pdf: font %s: %w", name, err)
	}
	var p core.TTFParser
	if err := p.ParseByReader(bytes.NewReader(data)); err != nil {
		return fmt.Errorf("pdf: font %s: %w", name, err)
	}
	if err := f.box.AddTTFFontData(name, data); err != nil {
		return fmt.Errorf("pdf: font %s: %w", name, err)
	}
	f.faces = append(f.faces, face{name, p.Chars()})
	return nil
}

// Has reports whether a character can be printed.
func (f *Fonts) Has(r rune) bool { return f.load() == nil && f.of(r) >= 0 }

func (f *Fonts) of(r rune) int {
	for i, one := range f.faces {
		if g, ok := one.chars[int(r)]; ok && g != 0 {
			return i
		}
	}
	return -1
}

// Doc is a document being written. A mistake on the way is kept and returned by Bytes, so that a sheet is written in one go.
type Doc struct {
	fonts *Fonts
	out   gopdf.GoPdf
	pages int
	err   error
}

// New begins an empty document with a title (shown by readers). Add a Page before writing on it.
func (f *Fonts) New(title string) *Doc {
	d := &Doc{fonts: f}
	if d.err = f.load(); d.err != nil {
		return d
	}
	d.out.Start(gopdf.Config{PageSize: *gopdf.PageSizeA4})
	d.out.SetInfo(gopdf.PdfInfo{Title: title, Producer: "Tongxue"})
	for _, one := range f.faces {
		if d.err = d.out.AddTTFFontFromFontContainer(one.name, &f.box); d.err != nil {
			return d
		}
	}
	return d
}

// Page begins the next page.
func (d *Doc) Page() {
	if d.err == nil {
		d.out.AddPage()
		d.pages++
		d.out.SetLineWidth(0.5)
	}
}

// Align is where a text stands at its x.
type Align int

// The alignments: x is the text's left end, middle or right end.
const (
	Left Align = iota
	Centre
	Right
)

// run is a piece of text in one font.
type run struct {
	face  int
	text  string
	width float64
}

func (d *Doc) runs(text string, size float64) ([]run, float64) {
	var out []run
	for _, r := range text {
		if r < ' ' || r == 0x7f || (r >= 0x200b && r <= 0x202e) || (r >= 0x2060 && r <= 0x206f) || r == 0xfeff {
			continue // controls and direction marks print nothing and could turn a line around
		}
		i := d.fonts.of(r)
		if i < 0 {
			i, r = d.fonts.of(Missing), Missing
		}
		if n := len(out); n > 0 && out[n-1].face == i {
			out[n-1].text += string(r)
		} else {
			out = append(out, run{face: i, text: string(r)})
		}
	}
	total := 0.0
	for i := range out {
		d.keep(d.out.SetFont(d.fonts.faces[out[i].face].name, "", size*point))
		w, err := d.out.MeasureTextWidth(out[i].text)
		d.keep(err)
		out[i].width = w / point
		total += out[i].width
	}
	return out, total
}

func (d *Doc) keep(err error) {
	if d.err == nil && err != nil {
		d.err = fmt.Errorf("pdf: %w", err)
	}
}

// Measure is the width in millimetres of a line of text whose characters are size millimetres high.
func (d *Doc) Measure(text string, size float64) float64 {
	if d.err != nil {
		return 0
	}
	_, w := d.runs(text, size)
	return w
}

// Text writes one line; y is the top of characters that are size millimetres high. A text wider than most (0: any width) is made
// smaller, down to half, and then cut with an ellipsis.
func (d *Doc) Text(x, y, size float64, at Align, most float64, text string) {
	if d.err != nil {
		return
	}
	full := size
	runs, w := d.runs(text, size)
	for most > 0 && w > most && size > full/2 {
		size -= full / 20
		runs, w = d.runs(text, size)
	}
	for letters := []rune(text); most > 0 && w > most && len(letters) > 1; {
		letters = letters[:len(letters)-1]
		runs, w = d.runs(string(letters)+"…", size)
	}
	switch at {
	case Centre:
		x -= w / 2
	case Right:
		x -= w
	case Left:
	}
	y += full - size // smaller text stands on the same base line
	for _, r := range runs {
		d.keep(d.out.SetFont(d.fonts.faces[r.face].name, "", size*point))
		d.out.SetXY(x*point, (y+size*0.88)*point)
		d.keep(d.out.Text(r.text))
		x += r.width
	}
}

// Lines writes text from y on in lines no wider than width, breaking anywhere but in words of Latin letters, and returns the y
// below the last.
func (d *Doc) Lines(x, y, size, width float64, text string) float64 {
	line := ""
	put := func() {
		d.Text(x, y, size, Left, 0, line)
		y += size * 1.5
		line = ""
	}
	for _, word := range words(text) {
		if line != "" && d.Measure(line+word, size) > width {
			put()
		}
		line += word
	}
	if line != "" {
		put()
	}
	return y
}

// words cuts a text where a line may break.
func words(text string) (out []string) {
	word := ""
	for _, r := range text {
		if r < 0x2e80 && r != ' ' {
			word += string(r)
			continue
		}
		if word != "" {
			out = append(out, word)
			word = ""
		}
		out = append(out, string(r))
	}
	if word != "" {
		out = append(out, word)
	}
	return out
}

// Line draws a line; a dashed one is for scissors.
func (d *Doc) Line(x1, y1, x2, y2 float64, dashed bool) {
	if d.err != nil {
		return
	}
	d.stroke(dashed)
	d.out.Line(x1*point, y1*point, x2*point, y2*point)
}

// Box draws the edge of a rectangle.
func (d *Doc) Box(x, y, w, h float64, dashed bool) {
	if d.err != nil {
		return
	}
	d.stroke(dashed)
	d.out.RectFromUpperLeftWithStyle(x*point, y*point, w*point, h*point, "D")
}

func (d *Doc) stroke(dashed bool) {
	if dashed {
		d.out.SetLineWidth(0.3)
		d.out.SetStrokeColor(140, 140, 140)
		d.out.SetLineType("dashed")
		return
	}
	d.out.SetLineWidth(0.5)
	d.out.SetStrokeColor(40, 40, 40)
	d.out.SetLineType("solid")
}

// QR draws the QR code (ISO/IEC 18004, level M: 15 % of it may be unreadable) of a text in a square of size millimetres without
// its quiet zone: leave four modules of white around it. It is drawn as areas, so it is sharp at any size.
func (d *Doc) QR(x, y, size float64, text string) {
	if d.err != nil {
		return
	}
	q, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		d.keep(err)
		return
	}
	q.DisableBorder = true
	d.out.SetFillColor(0, 0, 0)
	rows := q.Bitmap()
	m := size / float64(len(rows))
	for j, row := range rows {
		for i := 0; i < len(row); i++ {
			from := i
			for i < len(row) && row[i] {
				i++
			}
			if i > from { // a hair taller than its row, so that no light shows between rows
				d.out.RectFromUpperLeftWithStyle((x+float64(from)*m)*point, (y+float64(j)*m)*point, float64(i-from)*m*point, m*1.02*point, "F")
			}
		}
	}
}

// Pages is the number of pages begun.
func (d *Doc) Pages() int { return d.pages }

// Bytes ends the document.
func (d *Doc) Bytes() ([]byte, error) {
	if d.err != nil {
		return nil, d.err
	}
	var b bytes.Buffer
	if _, err := d.out.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("pdf: %w", err)
	}
	return b.Bytes(), nil
}

// QRImage is the QR code of a text as a PNG picture of side pixels, for screens.
func QRImage(text string, side int) ([]byte, error) {
	b, err := qrcode.Encode(text, qrcode.Medium, side)
	if err != nil {
		return nil, fmt.Errorf("pdf: %w", err)
	}
	return b, nil
}
