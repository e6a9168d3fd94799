package render

import (
	"unicode/utf8"

	"github.com/meshwise/meshwise/internal/printable"
	"github.com/meshwise/meshwise/internal/text"
)

// maxName and maxValue bound what a stranger can make an answer show of one name or one value, in runes.
const (
	maxName  = 200
	maxValue = 80
)

// name is a name from a stranger, cut to a length that a reader can take in. One that shows nothing says so.
func name(s string) string {
	s = text.Trim(clip(s, maxName))
	if s == "" {
		return "(no name)"
	}
	return s
}

// clip cuts s to at most n runes, the last of which says that it was cut.
func clip(s string, n int) string {
	if len(s) <= n || utf8.RuneCountInString(s) <= n {
		return s
	}
	cut := 0
	for range n - 1 {
		_, size := utf8.DecodeRuneInString(s[cut:])
		cut += size
	}
	return s[:cut] + "…"
}

// visible spells out what a terminal would obey, or a reader would not see.
func visible(s string) string { return printable.Visible(s) }
