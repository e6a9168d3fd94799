package text

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

// HasPrefix reports whether s begins with a prefix, which may be long.
func HasPrefix(s, prefix string) bool {
	if len(s) < len(prefix) {
		return false
	}
	at := 0
	for ; at+8 <= len(prefix); at += 8 {
		if Eight(s, at) != Eight(prefix, at) {
			return false
		}
	}
	return s[at:len(prefix)] == prefix[at:]
}

// Digest is a number that tells the texts of a table apart: whoever makes the table sees to it.
func Digest(s string) uint32 {
	const spread = 0x9e3779b97f4a7c15 // 2^64 divided by the golden ratio: each bit reaches those above it
	h := uint64(len(s))
	at := 0
	for ; at+8 <= len(s); at += 8 {
		h = (h ^ Eight(s, at)) * spread
		h ^= h >> 32
	}
	last := uint64(0)
	for ; at < len(s); at++ {
		last = last<<8 | uint64(s[at])
	}
	h = (h ^ last) * spread
	return uint32(h >> 32)
}
