package ctt

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// Matrix holds the scores of N persons on K items; a missing score is NaN. The zero value is empty.
type Matrix struct {
	n, k int
	data []float64 // by person
}

// NewMatrix makes a matrix in which every score is missing. It panics on negative sizes, which is a programming error.
func NewMatrix(persons, items int) Matrix {
	m := Matrix{n: persons, k: items, data: make([]float64, persons*items)}
	for i := range m.data {
		m.data[i] = math.NaN()
	}
	return m
}

// FromRows copies rows of equal length; NaN is missing. Infinite scores are refused.
func FromRows(rows [][]float64) (Matrix, error) {
	if len(rows) == 0 {
		return Matrix{}, nil
	}
	m := NewMatrix(len(rows), len(rows[0]))
	for i, row := range rows {
		if len(row) != m.k {
			return Matrix{}, fmt.Errorf("ctt: row %d has %d scores, the first has %d", i+1, len(row), m.k)
		}
		for j, x := range row {
			if math.IsInf(x, 0) {
				return Matrix{}, fmt.Errorf("ctt: row %d, item %d is infinite", i+1, j+1)
			}
			m.Set(i, j, x)
		}
	}
	return m, nil
}

// Persons is the number of rows.
func (m Matrix) Persons() int { return m.n }

// Items is the number of columns.
func (m Matrix) Items() int { return m.k }

// At is the score of a person on an item, NaN when missing.
func (m Matrix) At(person, item int) float64 { return m.data[person*m.k+item] }

// Set stores a score; NaN means missing.
func (m Matrix) Set(person, item int, score float64) { m.data[person*m.k+item] = score }

// row is the scores of one person.
func (m Matrix) row(i int) []float64 { return m.data[i*m.k : (i+1)*m.k] }

// column copies the scores of one item.
func (m Matrix) column(j int) []float64 {
	out := make([]float64, m.n)
	for i := range out {
		out[i] = m.data[i*m.k+j]
	}
	return out
}

// complete keeps the persons without a missing score.
func (m Matrix) complete() Matrix {
	out := Matrix{k: m.k}
	for i := range m.n {
		row := m.row(i)
		missing := false
		for _, x := range row {
			missing = missing || math.IsNaN(x)
		}
		if !missing {
			out.data = append(out.data, row...)
			out.n++
		}
	}
	return out
}

// CSVError says which cell of a file is wrong. Line counts from 1 with the header as line 1, Column from 1; 0 means the whole
// line or file. Code is one of: empty, header, columns, number, size, syntax.
type CSVError struct {
	Line, Column int
	Field        string // the item's name, when known
	Code         string
	Message      string
}

func (e *CSVError) Error() string {
	return fmt.Sprintf("ctt: line %d, column %d (%s): %s", e.Line, e.Column, e.Field, e.Message)
}

// MaxCells bounds what ReadCSV takes into memory: persons × items.
const MaxCells = 50_000_000

// ReadCSV reads a header of item names and one person a row; an empty cell and NA are a missing score. Every other cell must be a finite
// number. UTF-8 with or without a byte order mark; a header in GBK is decoded. The first wrong cell ends the reading with a *CSVError:
// no matrix is better than half of one.
func ReadCSV(r io.Reader) (header []string, m Matrix, err error) {
	buffered := bufio.NewReaderSize(r, 64<<10)
	if mark, _ := buffered.Peek(3); string(mark) == "\ufeff" {
		_, _ = buffered.Discard(3) // cannot fail: it was peeked
	}
	cr := csv.NewReader(buffered)
	cr.ReuseRecord = true
	cr.TrimLeadingSpace = true
	record, err := cr.Read()
	if errors.Is(err, io.EOF) {
		return nil, Matrix{}, &CSVError{Code: "empty", Message: "the file is empty"}
	}
	if err != nil {
		return nil, Matrix{}, syntaxError(err)
	}
	header, err = readHeader(record)
	if err != nil {
		return nil, Matrix{}, err
	}
	m.k = len(header)
	for {
		record, err := cr.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, Matrix{}, syntaxError(err)
		}
		line, _ := cr.FieldPos(0)
		if len(m.data)+m.k > MaxCells {
			return nil, Matrix{}, &CSVError{Line: line, Code: "size", Message: fmt.Sprintf("more than %d cells", MaxCells)}
		}
		for j, cell := range record {
			x, err := score(cell)
			if err != nil {
				return nil, Matrix{}, &CSVError{Line: line, Column: j + 1, Field: header[j], Code: "number", Message: err.Error()}
			}
			m.data = append(m.data, x)
		}
		m.n++
	}
	if m.n == 0 {
		return nil, Matrix{}, &CSVError{Line: 1, Code: "empty", Message: "there is a header but no person"}
	}
	return header, m, nil
}

func readHeader(record []string) ([]string, error) {
	header := make([]string, len(record))
	seen := map[string]bool{}
	for j, name := range record {
		if !utf8.ValidString(name) {
			decoded, err := simplifiedchinese.GB18030.NewDecoder().String(name)
			if err != nil {
				return nil, &CSVError{Line: 1, Column: j + 1, Code: "header", Message: "the name is neither UTF-8 nor GBK"}
			}
			name = decoded
		}
		name = strings.TrimSpace(name)
		if name == "" || seen[name] {
			return nil, &CSVError{Line: 1, Column: j + 1, Field: name, Code: "header", Message: "an item's name is empty or used twice"}
		}
		seen[name] = true
		header[j] = name
	}
	return header, nil
}

func score(cell string) (float64, error) {
	cell = strings.TrimSpace(cell)
	if cell == "" || cell == "NA" { // as R and others write it
		return math.NaN(), nil
	}
	if len(cell) == 1 && cell[0] >= '0' && cell[0] <= '9' {
		return float64(cell[0] - '0'), nil
	}
	x, err := strconv.ParseFloat(cell, 64)
	if err != nil || math.IsInf(x, 0) || math.IsNaN(x) {
		if r := []rune(cell); len(r) > 20 {
			cell = string(r[:20]) + "…"
		}
		return 0, fmt.Errorf("%q is not a number; leave the cell empty for a missing score", cell)
	}
	return x, nil
}

func syntaxError(err error) error {
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		code := "syntax"
		if errors.Is(parse.Err, csv.ErrFieldCount) {
			code = "columns"
		}
		return &CSVError{Line: parse.Line, Column: parse.Column, Code: code, Message: parse.Err.Error()}
	}
	return fmt.Errorf("ctt: read: %w", err)
}
