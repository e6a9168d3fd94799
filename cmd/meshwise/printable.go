package main

import (
	"strconv"
	"strings"
	"unicode"
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

// name returns a file's name as an error shows it: as it is, or quoted where it would be hard to tell from the text.
func name(s string) string {
	if s == "" || printable(s) != s || strings.ContainsAny(s, " :\"'`\\") {
		return strconv.Quote(s)
	}
	return s
}
