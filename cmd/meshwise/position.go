package main

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// position returns where in a file its JSON goes wrong, as ":line:column", and nothing where the JSON is well-formed. The
// engine says what is wrong, and its answers count no lines.
func position(data []byte) string {
	d := jsontext.NewDecoder(bytes.NewBuffer(withoutNonFinite(data)))
	err := d.SkipValue()
	if err == nil {
		if _, err = d.ReadToken(); err == nil {
			return lineAndColumn(data, skipSpace(data, int(d.InputOffset())-1))
		}
	}
	at := -1
	if syntactic := (*jsontext.SyntacticError)(nil); errors.As(err, &syntactic) {
		at = int(syntactic.ByteOffset)
	}
	if err == io.EOF || at < 0 || at > len(data) {
		return ""
	}
	return lineAndColumn(data, at)
}

func lineAndColumn(data []byte, at int) string {
	before := data[:at]
	line := bytes.Count(before, []byte("\n")) + 1
	column := utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
	return ":" + strconv.Itoa(line) + ":" + strconv.Itoa(column)
}

// withoutNonFinite writes numbers of the same length over NaN and Infinity, which the engine reads and JSON lacks.
func withoutNonFinite(data []byte) []byte {
	out := bytes.Clone(data)
	for i := 0; i < len(out); i++ {
		if out[i] == '"' {
			i = stringEnd(out, i) - 1
			continue
		}
		for _, literal := range []string{"NaN", "Infinity"} {
			if bytes.HasPrefix(out[i:], []byte(literal)) {
				copy(out[i:], bytes.Repeat([]byte("1"), len(literal)))
			}
		}
	}
	return out
}
