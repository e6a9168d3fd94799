// Package printable spells out what a stranger's text would do to a terminal or hide from a reader: names of models and
// files come from anywhere, and end up in messages.
package printable

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/meshwise/meshwise/internal/text"
)

// Visible returns s with everything that a terminal would obey, or that a reader would not see, spelled out: "\u001b".
// Bytes that are no UTF-8 become the replacement character.
func Visible(s string) string {
	if isVisible(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if isHidden(r) {
			writeEscaped(&b, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func isVisible(s string) bool {
	for i := 0; i < len(s); {
		for i+8 <= len(s) {
			if e := text.Eight(s, i); text.AnyHigh(e)|text.AnyBelow(e, ' ')|text.Any(e, 0x7F) != 0 {
				break
			}
			i += 8
		}
		for i < len(s) && s[i] >= ' ' && s[i] < 0x7F {
			i++
		}
		if i == len(s) {
			break
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 || isHidden(r) {
			return false
		}
		i += size
	}
	return true
}

// isHidden reports whether a rune is a control character, or one that shows nothing and changes what is around it: a mark
// of direction, a joiner, a separator of lines, a tag. XML has no place for the two that are no characters at all.
func isHidden(r rune) bool {
	switch {
	case r < ' ':
		return true
	case r < 0x7F:
		return false
	case r <= 0x9F, r == 0x2028, r == 0x2029, r == 0xFFFE, r == 0xFFFF:
		return true
	default:
		return unicode.Is(unicode.Cf, r)
	}
}

// writeEscaped writes a rune as "\u001b", or "\U000e0041" above the first plane.
func writeEscaped(b *strings.Builder, r rune) {
	const hex = "0123456789abcdef"
	mark, digits := `\u`, 4
	if r > 0xFFFF {
		mark, digits = `\U`, 8
	}
	b.WriteString(mark)
	for i := digits - 1; i >= 0; i-- {
		b.WriteByte(hex[r>>(4*i)&15])
	}
}
