package backend

import (
	"strings"
	"unicode"
)

// StderrLimit is how much of the guest's last words is kept, in bytes.
const StderrLimit = 8 << 10

// Stderr keeps the first bytes of what a guest prints and drops the rest: the reason of a crash comes first, and a guest
// that prints without end must not fill the host's memory.
type Stderr struct {
	kept []byte
}

// Write keeps what fits. It never fails, because a guest that cannot print its reason dies of that instead.
func (s *Stderr) Write(p []byte) (int, error) {
	if room := StderrLimit - len(s.kept); room > 0 {
		s.kept = append(s.kept, p[:min(room, len(p))]...)
	}
	return len(p), nil
}

// Reset forgets what was printed.
func (s *Stderr) Reset() {
	s.kept = s.kept[:0]
}

// String returns what was kept, as text that is safe to show on a terminal.
func (s *Stderr) String() string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(string(s.kept), "\uFFFD"))
}
