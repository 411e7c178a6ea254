package upload

import (
	"crypto/sha256"
	"encoding"
	"encoding/hex"
	"hash"

	"github.com/tongxue-edu/tongxue/internal/blob"
)

// hasher is the hash of a file and of its pieces so far, in a form that survives a restart.
type hasher struct {
	Whole []byte `json:"whole"`  // state of SHA-256 of all bytes
	Piece []byte `json:"piece"`  // state of SHA-256 of the piece that is not full yet
	Done  []byte `json:"pieces"` // hashes of the full ones
	Left  int64  `json:"left"`   // bytes that the current piece still takes

	whole, piece hash.Hash
}

func newHasher() hasher {
	h := hasher{Left: blob.PieceSize, whole: sha256.New(), piece: sha256.New()}
	h.freeze()
	return h
}

// thaw makes running hashes of the kept states.
func (h *hasher) thaw() {
	if h.whole == nil {
		h.whole, h.piece = sha256.New(), sha256.New()
		_ = h.whole.(encoding.BinaryUnmarshaler).UnmarshalBinary(h.Whole) // a torn state was refused as no JSON; a wrong hash is seen at the end
		_ = h.piece.(encoding.BinaryUnmarshaler).UnmarshalBinary(h.Piece)
	}
}

// freeze keeps the states.
func (h *hasher) freeze() {
	h.thaw()
	h.Whole, _ = h.whole.(encoding.BinaryMarshaler).MarshalBinary() // SHA-256 of the standard library never fails here
	h.Piece, _ = h.piece.(encoding.BinaryMarshaler).MarshalBinary()
}

func (h hasher) clone() hasher {
	h.freeze()
	h.whole, h.piece = nil, nil
	h.Done = append([]byte(nil), h.Done...)
	return h
}

func (h *hasher) write(b []byte) {
	h.thaw()
	h.whole.Write(b)
	for len(b) > 0 {
		n := min(int64(len(b)), h.Left)
		h.piece.Write(b[:n])
		b = b[n:]
		if h.Left -= n; h.Left == 0 {
			h.Done = h.piece.Sum(h.Done)
			h.piece.Reset()
			h.Left = blob.PieceSize
		}
	}
}

func (h hasher) sum() string {
	h.thaw()
	return "sha256:" + hex.EncodeToString(h.whole.Sum(nil))
}

func (h hasher) pieces() []byte {
	h.thaw()
	out := append([]byte(nil), h.Done...)
	if h.Left < blob.PieceSize {
		out = h.piece.Sum(out)
	}
	return out
}
