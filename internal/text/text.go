// Package text does to strings what the engine needs done: ASCII is enough for it. The standard library's functions of
// the same names know all of Unicode and take whatever comes, which costs the WebAssembly module some 100 KB.
package text

import (
	"strings"
	"unicode/utf8"
)

// Replace returns s with each old text, none of which is empty, replaced by the new one; pairs lists them, old before new.
// Where two old texts begin at one place, the first in the list is replaced.
func Replace(s string, pairs ...string) string {
	var b strings.Builder
	copied := 0
	for i := 0; i < len(s); i++ {
		for p := 0; p < len(pairs); p += 2 {
			if old := pairs[p]; strings.HasPrefix(s[i:], old) {
				b.WriteString(s[copied:i])
				b.WriteString(pairs[p+1])
				copied = i + len(old)
				i = copied - 1
				break
			}
		}
	}
	if copied == 0 {
		return s
	}
	b.WriteString(s[copied:])
	return b.String()
}

// Lower returns s in lower case.
func Lower(s string) string {
	for i := range len(s) {
		if isUpper(s[i]) {
			lower := []byte(s)
			for ; i < len(s); i++ {
				if isUpper(s[i]) {
					lower[i] += 'a' - 'A'
				}
			}
			return string(lower)
		}
	}
	return s
}

func isUpper(c byte) bool { return c >= 'A' && c <= 'Z' }

// Title returns s, which begins with a small letter, with a capital one.
func Title(s string) string { return string(s[0]+'A'-'a') + s[1:] }

// Spaces returns n spaces.
func Spaces(n int) string {
	const some = "                                                                                                "
	if n <= len(some) {
		return some[:n]
	}
	return Repeat(" ", n)
}

// Repeat returns n times s.
func Repeat(s string, n int) string {
	var b strings.Builder
	for range n {
		b.WriteString(s)
	}
	return b.String()
}

// Split returns the parts of s between separators.
func Split(s string, separator byte) []string {
	parts := make([]string, 0, 1+strings.Count(s, string(separator)))
	for {
		end := strings.IndexByte(s, separator)
		if end < 0 {
			return append(parts, s)
		}
		parts = append(parts, s[:end])
		s = s[end+1:]
	}
}

// SpacedOnce reports whether no space stands at an end of s, or beside another.
func SpacedOnce(s string) bool {
	space := true
	for i := range len(s) {
		was := space
		if space = s[i] == ' '; space && was {
			return false
		}
	}
	return !space
}

// TrimRight returns s without the spaces at its end.
func TrimRight(s string) string {
	for s != "" && s[len(s)-1] == ' ' {
		s = s[:len(s)-1]
	}
	return s
}

// Trim returns s without the spaces around it.
func Trim(s string) string {
	for s != "" && s[0] == ' ' {
		s = s[1:]
	}
	return TrimRight(s)
}

// HasAny reports whether s has one of the signs.
func HasAny(s, signs string) bool {
	for i := range len(s) {
		if strings.IndexByte(signs, s[i]) >= 0 {
			return true
		}
	}
	return false
}

// Clip returns s, cut where it is longer than most bytes: what a stranger wrote may be as long as it likes, and messages
// repeat it.
func Clip(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most] + "…"
}
