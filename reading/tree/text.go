package tree

import "unicode/utf8"

// Text is a text with an index of its lines, so that a place is found without reading the text again.
type Text struct {
	S     string
	lines []int32 // where each line begins
	marks []int32 // the code points before each stride of the text
}

const stride = 64

// NewText returns the index of a text.
func NewText(s string) *Text {
	t := &Text{S: s, lines: []int32{0}}
	runes := int32(0)
	for i := range len(s) {
		if i%stride == 0 {
			t.marks = append(t.marks, runes)
		}
		if s[i] == '\n' {
			t.lines = append(t.lines, int32(i)+1)
		}
		if utf8.RuneStart(s[i]) {
			runes++
		}
	}
	t.marks = append(t.marks, runes)
	return t
}

// runes counts the code points that begin before an offset.
func (t *Text) runes(offset int) int {
	n := int(t.marks[offset/stride])
	for i := offset / stride * stride; i < offset; i++ {
		if utf8.RuneStart(t.S[i]) {
			n++
		}
	}
	return n
}

// Lines is the number of lines.
func (t *Text) Lines() int { return len(t.lines) }

// Line returns the bytes of a line, from 1, without its end.
func (t *Text) Line(n int) string {
	if n < 1 || n > len(t.lines) {
		return ""
	}
	start, end := t.Start(n), len(t.S)
	if n < len(t.lines) {
		end = int(t.lines[n]) - 1
	}
	if end > start && t.S[end-1] == '\r' {
		end--
	}
	return t.S[start:end]
}

// Start is the offset at which a line begins, that of the end of the text where there is no such line.
func (t *Text) Start(line int) int {
	switch {
	case line < 1:
		return 0
	case line > len(t.lines):
		return len(t.S)
	}
	return int(t.lines[line-1])
}

// LineColumn returns the line and the column of an offset, both from 1.
func (t *Text) LineColumn(offset int) (line, column int) {
	offset = max(0, min(offset, len(t.S)))
	low, high := 0, len(t.lines)
	for low+1 < high {
		if middle := (low + high) / 2; int(t.lines[middle]) <= offset {
			low = middle
		} else {
			high = middle
		}
	}
	return low + 1, t.runes(offset) - t.runes(int(t.lines[low])) + 1
}

// Offset returns the offset of a line and a column.
func (t *Text) Offset(line, column int) int {
	start := t.Start(line)
	end := t.Start(line + 1)
	want := t.runes(start) + column - 1
	// The stride that holds the code point is found by halves, and the code point in it by steps.
	low, high := start/stride, end/stride+1
	for low+1 < high {
		if middle := (low + high) / 2; middle < len(t.marks) && int(t.marks[middle]) <= want {
			low = middle
		} else {
			high = middle
		}
	}
	at := max(start, low*stride)
	for n := t.runes(at); at < end && n < want; n++ {
		at++
		for at < end && !utf8.RuneStart(t.S[at]) {
			at++
		}
	}
	return at
}
