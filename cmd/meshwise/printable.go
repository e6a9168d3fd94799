package main

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// printable escapes what would move the cursor, change colours or turn the direction of the text: names of files, keys
// and arguments come from anywhere, and an error is printed on a terminal.
func printable(s string) string {
	var b strings.Builder
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && size == 1:
			b.WriteString(`\x`)
			b.WriteString(strconv.FormatUint(uint64(s[0]), 16))
		case unicode.IsPrint(r):
			b.WriteRune(r)
		default:
			quoted := strconv.QuoteRuneToASCII(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		}
		s = s[size:]
	}
	return b.String()
}

// printableJSON escapes the same in JSON, where it stands in strings only, and keeps the value.
func printableJSON(raw []byte) []byte {
	out := make([]byte, 0, len(raw))
	for len(raw) > 0 {
		r, size := utf8.DecodeRune(raw)
		switch high, low := utf16.EncodeRune(r); {
		case unicode.IsPrint(r) || r == '\n':
			out = append(out, raw[:size]...)
		case high != unicode.ReplacementChar:
			out = fmt.Appendf(out, `\u%04x\u%04x`, high, low)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
		raw = raw[size:]
	}
	return out
}

// name returns a file's name as an error shows it: as it is, or quoted where it would be hard to tell from the text.
func name(s string) string {
	if s == "" || printable(s) != s || strings.ContainsAny(s, " :\"'`\\") {
		return strconv.Quote(s)
	}
	return s
}
