package qti

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// scoreRequest is one line of the score command; Responses is the short form of one attempt.
type scoreRequest struct {
	Item      string                     `json:"item"`
	Responses map[string]json.RawMessage `json:"responses"`
	Attempts  []struct {
		Responses map[string]json.RawMessage `json:"responses"`
	} `json:"attempts"`
}

type scoreAttempt struct {
	Outcomes map[string]Value `json:"outcomes"`
}

// scoreReply is one line of the answer. A refused item has findings and no outcomes.
type scoreReply struct {
	Item     string           `json:"item"`
	Attempts []scoreAttempt   `json:"attempts"`
	Outcomes map[string]Value `json:"outcomes,omitempty"`
	Findings []Finding        `json:"findings"`
}

// maxScoreLine bounds one request line in bytes.
const maxScoreLine = 4 << 20

// ScoreLines answers one JSON request a line, in order, with one JSON reply a line (CONTRACT.md, `tongxue qti score`).
// Item names are paths inside root, with slashes. A bad line gets a reply with findings and the rest goes on; the
// error is about reading r or writing w only. refused counts the replies that carry an error finding.
func ScoreLines(root fs.FS, r io.Reader, w io.Writer) (refused int, err error) {
	cache := map[string]*cached{}
	out := bufio.NewWriter(w)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 64<<10), maxScoreLine)
	for lines.Scan() {
		if len(lines.Bytes()) == 0 {
			continue
		}
		reply := scoreLine(root, cache, lines.Bytes())
		if hasError(reply.Findings) {
			refused++
		}
		if err := enc.Encode(reply); err != nil {
			return refused, fmt.Errorf("qti: write score reply: %w", err)
		}
		if err := out.Flush(); err != nil {
			return refused, fmt.Errorf("qti: write score reply: %w", err)
		}
	}
	if err := lines.Err(); err != nil {
		return refused, fmt.Errorf("qti: read score request: %w", err)
	}
	return refused, nil
}

// cached is an item read once per run; item is nil when it was refused.
type cached struct {
	item     *Item
	findings []Finding
}

func scoreLine(root fs.FS, cache map[string]*cached, line []byte) scoreReply {
	reply := scoreReply{Attempts: []scoreAttempt{}, Findings: []Finding{}}
	var req scoreRequest
	if err := json.Unmarshal(line, &req); err != nil || req.Item == "" {
		message := "the line is not {item, responses} or {item, attempts}"
		if err != nil {
			message += ": " + err.Error()
		}
		reply.Item = req.Item
		reply.Findings = append(reply.Findings, Finding{File: req.Item, Code: CodeRequest, Severity: Error, Message: message})
		return reply
	}
	reply.Item = req.Item
	entry := cache[req.Item]
	if entry == nil {
		entry = loadItem(root, req.Item)
		cache[req.Item] = entry
	}
	reply.Findings = append(reply.Findings, entry.findings...)
	if entry.item == nil {
		return reply
	}
	if len(req.Attempts) == 0 {
		req.Attempts = append(req.Attempts, struct {
			Responses map[string]json.RawMessage `json:"responses"`
		}{req.Responses})
	}
	for _, a := range req.Attempts {
		values, findings := entry.item.DecodeResponses(a.Responses)
		reply.Findings = append(reply.Findings, inFile(findings, req.Item)...)
		outcomes := entry.item.Score(values).Values
		reply.Attempts = append(reply.Attempts, scoreAttempt{outcomes})
		reply.Outcomes = outcomes
	}
	return reply
}

func loadItem(root fs.FS, name string) *cached {
	src, err := readLimited(root, name)
	if err != nil {
		return &cached{findings: []Finding{{File: name, Code: CodeFile, Severity: Error, Message: err.Error()}}}
	}
	it, findings, err := Parse(src)
	if err != nil {
		var refused *RefusedError
		if errors.As(err, &refused) {
			findings = append(findings, refused.Finding)
		}
		return &cached{findings: inFile(findings, name)}
	}
	reasons := it.Supported()
	findings = inFile(append(findings, reasons...), name)
	if len(reasons) > 0 {
		return &cached{findings: findings}
	}
	return &cached{item: it, findings: findings}
}

func readLimited(root fs.FS, name string) ([]byte, error) {
	f, err := root.Open(name) // fs.ValidPath keeps the name inside root
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, MaxXMLBytes+1))
}

func hasError(fs []Finding) bool {
	for _, f := range fs {
		if f.Severity == Error {
			return true
		}
	}
	return false
}
