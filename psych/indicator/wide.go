package indicator

import "math/bits"

// mul is the signed product of two words in two words (two's complement).
func mul(a, b int64) (hi int64, lo uint64) {
	h, l := bits.Mul64(uint64(a), uint64(b))
	hi, lo = int64(h), l
	if a < 0 {
		hi -= b
	}
	if b < 0 {
		hi -= a
	}
	return hi, lo
}
