package text

import "math/bits"

// Eight bytes are looked at in one step: in WebAssembly the jump back at the end of a loop costs more than what most loops over
// bytes do.

const (
	each  = 0x0101010101010101
	highs = 0x8080808080808080
)

// Eight is the eight bytes of s that begin at a place.
func Eight(s string, at int) uint64 {
	t := s[at : at+8]
	return uint64(t[0]) | uint64(t[1])<<8 | uint64(t[2])<<16 | uint64(t[3])<<24 | uint64(t[4])<<32 | uint64(t[5])<<40 | uint64(t[6])<<48 | uint64(t[7])<<56
}

// AnyHigh reports whether one of eight bytes is no ASCII. What it and the others return is 0 for no; they may be combined by |.
func AnyHigh(eight uint64) uint64 { return eight & highs }

// AnyBelow reports whether one of eight bytes is below c, which is at most 128.
func AnyBelow(eight uint64, c byte) uint64 { return (eight - each*uint64(c)) & ^eight & highs }

// Any reports whether one of eight bytes is c.
func Any(eight uint64, c byte) uint64 {
	eight ^= each * uint64(c)
	return (eight - each) & ^eight & highs
}

// Same reports whether two texts are one. What WebAssembly has for it compares a byte at a time.
func Same(s, t string) bool { return len(s) == len(t) && HasPrefix(s, t) }

// HasPrefix reports whether s begins with a prefix.
func HasPrefix(s, prefix string) bool {
	last := len(prefix) - 8
	switch {
	case len(s) < len(prefix):
		return false
	case last >= 0:
		for at := 0; at < last; at += 8 {
			if Eight(s, at) != Eight(prefix, at) {
				return false
			}
		}
		return Eight(s, last) == Eight(prefix, last)
	}
	for i := range len(prefix) {
		if s[i] != prefix[i] {
			return false
		}
	}
	return true
}

// Index is where the first c stands in s, -1 where there is none.
func Index(s string, c byte) int {
	at := 0
	for ; at+8 <= len(s); at += 8 {
		if found := Any(Eight(s, at), c); found != 0 {
			return at + bits.TrailingZeros64(found)/8
		}
	}
	for ; at < len(s); at++ {
		if s[at] == c {
			return at
		}
	}
	return -1
}

// Skip is the place behind the n-th c in s, which has as many.
func Skip(s string, c byte, n int) int {
	at := 0
	for ; n > 0 && at+8 <= len(s); at += 8 {
		eight := Eight(s, at) ^ each*uint64(c)
		found := ^(eight&^highs + ^uint64(highs) | eight | ^uint64(highs)) // unlike Any, no byte beside one that is c
		count := bits.OnesCount64(found)
		if count >= n {
			for ; n > 1; n-- {
				found &= found - 1
			}
			return at + bits.TrailingZeros64(found)/8 + 1
		}
		n -= count
	}
	for ; n > 0; at++ {
		if s[at] == c {
			n--
		}
	}
	return at
}

// Digest is a number that tells the texts of a table apart: whoever makes the table sees to it.
func Digest(s string) uint32 {
	const spread = 0x9e3779b97f4a7c15 // 2^64 divided by the golden ratio: each bit reaches those above it
	h := uint64(len(s))
	if len(s) < 8 {
		for i := range len(s) {
			h = h<<8 | uint64(s[i])
		}
		return uint32(h * spread >> 32)
	}
	for at := 0; at+8 < len(s); at += 8 {
		h = (h ^ Eight(s, at)) * spread
		h ^= h >> 32
	}
	return uint32((h ^ Eight(s, len(s)-8)) * spread >> 32)
}
