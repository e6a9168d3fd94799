package main

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
)

// isOneObject reports whether data begins and ends as one JSON object does, and what the names of its members are.
//
// Files are spliced into requests as they are, because decoding and encoding would change them: configs of real models
// hold Infinity, and numbers that no float64 holds. A file such as `{}, "mesh": {}` must not add members to the request.
// So the scan follows strings and brackets, and demands that the bracket which opens first closes last.
//
// INVARIANT: if the engine accepts `{…:` + data + `,…}`, and isOneObject(data), then data is one value in it. For in
// JSON that is valid every bracket outside of a string closes the last that is open, so counting finds the end of the
// object that the engine finds too; and if the request is not valid, nothing is answered but an error.
func isOneObject(data []byte) (names []string, ok bool) {
	begin := skipSpace(data, 0)
	if begin == len(data) || data[begin] != '{' {
		return nil, false
	}
	depth := 0
	for i := begin; i < len(data); i++ {
		switch data[i] {
		case '"':
			end := stringEnd(data, i)
			if depth == 1 && bytes.HasPrefix(data[skipSpace(data, end):], []byte(":")) {
				unquoted, _ := jsontext.AppendUnquote(nil, data[i:end]) // what is no string the engine refuses
				names = append(names, string(unquoted))
			}
			i = end - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return names, skipSpace(data, i+1) == len(data)
			}
		}
	}
	return nil, false
}

// skipSpace returns the offset of the first byte from i on that is no JSON white space.
func skipSpace(data []byte, i int) int {
	for i < len(data) && (data[i] == ' ' || data[i] == '\t' || data[i] == '\r' || data[i] == '\n') {
		i++
	}
	return i
}

// stringEnd returns the offset behind the string that begins at i.
func stringEnd(data []byte, i int) int {
	for i++; i < len(data); i++ {
		switch data[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(data)
}
