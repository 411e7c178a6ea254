package report

import (
	"encoding/json"
	"fmt"

	"github.com/klauspost/compress/zstd"
)

// One coder serves all goroutines; both are without state between calls.
var (
	packer, _   = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(2), zstd.WithEncoderCRC(false))
	unpacker, _ = zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(maxDocument))
)

// maxDocument bounds what a stored document unpacks to.
const maxDocument = 64 << 20

// pack is a document as it is stored: JSON in Zstandard (RFC 8878), which costs a third of deflate's time for the same size.
func pack(doc any) ([]byte, error) {
	text, err := json.Marshal(doc)
	if err != nil {
		return nil, fmt.Errorf("report: %w", err)
	}
	return packer.EncodeAll(text, make([]byte, 0, len(text)/4)), nil
}

// unpack reads what pack wrote.
func unpack(b []byte, doc any) error {
	text, err := unpacker.DecodeAll(b, nil)
	if err == nil {
		err = json.Unmarshal(text, doc)
	}
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}
