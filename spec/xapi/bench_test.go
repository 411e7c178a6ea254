package xapi

import (
	"bytes"
	stdjson "encoding/json"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

// stdStatement is what a straightforward program decodes into with encoding/json.
type stdStatement struct {
	ID    string `json:"id"`
	Actor struct {
		ObjectType string `json:"objectType"`
		Account    struct{ Name, HomePage string }
	} `json:"actor"`
	Verb struct {
		ID      string
		Display map[string]string
	} `json:"verb"`
	Object struct {
		ID, ObjectType string
		Definition     struct {
			Type              string
			Name, Description map[string]string
		}
	} `json:"object"`
	Result struct {
		Extensions map[string]stdjson.RawMessage
	} `json:"result"`
	Context struct {
		Extensions        map[string]stdjson.RawMessage
		ContextActivities map[string][]struct {
			ID, ObjectType string
			Definition     struct{ Type string }
		}
	} `json:"context"`
	Timestamp string `json:"timestamp"`
}

// BenchmarkScan reports how many times longer encoding/json takes to decode the same statements into structs, without any check.
func BenchmarkScan(b *testing.B) {
	all := sample(b)[:2000]
	size := 0
	for _, raw := range all {
		size += len(raw)
	}
	var scan, std float64
	b.Run("scan", func(b *testing.B) {
		b.SetBytes(int64(size))
		b.ReportAllocs()
		for b.Loop() {
			for _, raw := range all {
				if _, finds := Scan(raw, V103); finds != nil {
					b.Fatal(finds)
				}
			}
		}
		scan = float64(b.Elapsed().Nanoseconds()) / float64(b.N*len(all))
		b.ReportMetric(scan, "ns/statement")
	})
	b.Run("encoding-json", func(b *testing.B) {
		b.SetBytes(int64(size))
		b.ReportAllocs()
		for b.Loop() {
			for _, raw := range all {
				var s stdStatement
				if err := stdjson.Unmarshal(raw, &s); err != nil {
					b.Fatal(err)
				}
			}
		}
		std = float64(b.Elapsed().Nanoseconds()) / float64(b.N*len(all))
		b.ReportMetric(std, "ns/statement")
		if scan > 0 {
			b.ReportMetric(std/scan, "×scan")
		}
	})
	b.Run("tokens-only", func(b *testing.B) { // what the decoder alone costs: the floor for Scan
		for b.Loop() {
			for _, raw := range all {
				d := jsontext.NewDecoder(bytes.NewBuffer(raw))
				for {
					if _, err := d.ReadToken(); err != nil {
						break
					}
				}
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(all)), "ns/statement")
	})
	b.Run("canonical", func(b *testing.B) {
		b.SetBytes(int64(size))
		for b.Loop() {
			for _, raw := range all {
				Canonical(raw)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(all)), "ns/statement")
	})
	b.Run("complete", func(b *testing.B) {
		for b.Loop() {
			for _, raw := range all {
				Complete(raw, [16]byte{1}, 1788220801000000, []byte(actorJSON), V103)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(all)), "ns/statement")
	})
}
