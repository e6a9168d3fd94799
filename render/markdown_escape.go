package render

import (
	"strings"

	"github.com/meshwise/meshwise/internal/text"
)

// escapeMarkdown returns s so that it reads as it is: no part of it becomes markup, HTML, a link or a mention of
// somebody. The words of a name that would are shown as code.
func escapeMarkdown(s string) string {
	s = visible(s)
	if !text.HasAny(s, "\\`*_[]<>|~&$@:.#!{}") {
		return s
	}
	var b strings.Builder
	for i, word := range text.Split(s, ' ') {
		if i > 0 {
			b.WriteByte(' ')
		}
		for j, part := range text.Split(word, '|') {
			if j > 0 {
				b.WriteString(`\|`) // outside of code, where no table takes it for the end of a cell
			}
			if becomesLink(part) {
				b.WriteString(codeSpan(part))
			} else {
				writeMarkdown(&b, part)
			}
		}
	}
	return b.String()
}

// becomesLink reports whether GitHub makes a link or a mention of a bare word.
func becomesLink(word string) bool {
	return strings.Contains(word, "@") || strings.Contains(word, "://") || strings.Contains(text.Lower(word), "www.")
}

// writeMarkdown escapes one word. Underscores inside a word are no emphasis and stay, for those who read the source. The
// signs of HTML become entities, which every reader knows, while some know no backslash before them.
func writeMarkdown(b *strings.Builder, word string) {
	for i := range len(word) {
		switch c := word[i]; c {
		case '<':
			b.WriteString("&lt;")
		case '>':
			b.WriteString("&gt;")
		case '&':
			b.WriteString("&amp;")
		case '_':
			if i == 0 || i == len(word)-1 || !isAlphanumeric(word[i-1]) || !isAlphanumeric(word[i+1]) {
				b.WriteByte('\\')
			}
			b.WriteByte(c)
		case '\\', '`', '*', '[', ']', '~', '$':
			b.WriteByte('\\')
			b.WriteByte(c)
		default:
			b.WriteByte(c)
		}
	}
}

func isAlphanumeric(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

// guard keeps the start of a paragraph from being the start of something else: a heading, a list, a rule.
func guard(s string) string {
	if s == "" {
		return s
	}
	if strings.IndexByte("#+-=", s[0]) >= 0 {
		return `\` + s
	}
	digits := 0
	for digits < len(s) && s[digits] >= '0' && s[digits] <= '9' {
		digits++
	}
	if digits > 0 && digits < len(s) && (s[digits] == '.' || s[digits] == ')') {
		return s[:digits] + `\` + s[digits:]
	}
	return s
}

// codeSpan shows s as code, inside more backticks than it has itself.
func codeSpan(s string) string {
	s = visible(s)
	if text.Trim(s) == "" {
		return escapeMarkdown(s)
	}
	fence := text.Repeat("`", longestBackticks(s)+1)
	if len(fence) > 1 {
		return fence + " " + s + " " + fence
	}
	return fence + s + fence
}

// joinSpans shows a list of values as code.
func joinSpans(values []string) string {
	spans := make([]string, len(values))
	for i, v := range values {
		if strings.HasPrefix(v, "… (") { // the end of a list that was cut
			spans[i] = escapeMarkdown(v)
		} else {
			spans[i] = codeSpan(v)
		}
	}
	return strings.Join(spans, ", ")
}

// fenceFor returns a fence that no line of the code closes.
func fenceFor(code string) string { return text.Repeat("`", max(3, longestBackticks(code)+1)) }

func longestBackticks(s string) int {
	longest, here := 0, 0
	for i := range len(s) {
		if s[i] != '`' {
			here = 0
			continue
		}
		here++
		longest = max(longest, here)
	}
	return longest
}
