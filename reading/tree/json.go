package tree

import (
	"strconv"
	"unicode/utf8"

	"github.com/meshwise/meshwise/internal/yield"
)

// JSON reads a text of JSON as the json module of Python does: a name that is given twice keeps its last value, and NaN and
// Infinity are numbers. Comments and trailing commas are refused, as they are by those who read these files.
func JSON(file int, text string) (*Tree, *Error) {
	if len(text) > MaxBytes {
		return nil, &Error{Code: CodeTooLarge, Message: "a file has at most 1 MiB"}
	}
	p := jsonParser{text: text, file: file}
	if len(text) >= 3 && text[:3] == "\uFEFF" {
		p.at = 3
	}
	t := &Tree{Syntax: JSONSyntax, Text: NewText(text), file: file}
	n, ok := p.value(0)
	if ok {
		p.space()
		if p.at < len(text) {
			ok = p.fail("the end of the file")
		}
	}
	if !ok {
		p.err.Line, p.err.Column = t.Text.LineColumn(p.at)
		return nil, p.err
	}
	t.Documents = []*Node{n}
	return t, nil
}

type jsonParser struct {
	text  string
	file  int
	at    int
	nodes int
	err   *Error
}

func (p *jsonParser) fail(expected string) bool {
	p.err = &Error{Code: CodeSyntax, Message: "expected " + expected + ", found " + Found(p.text, p.at)}
	return false
}

// Found says what stands at an offset of a text.
func Found(text string, at int) string {
	if at >= len(text) {
		return "the end of the file"
	}
	switch text[at] {
	case '\n', '\r':
		return "the end of the line"
	case '\t':
		return "a tab"
	}
	if text[at] < ' ' {
		return "a control character"
	}
	_, size := utf8.DecodeRuneInString(text[at:])
	return "'" + text[at:at+size] + "'"
}

func (p *jsonParser) space() {
	for p.at < len(p.text) {
		switch p.text[p.at] {
		case ' ', '\t', '\r', '\n':
			p.at++
		default:
			return
		}
	}
}

// peek returns the next byte that is no white space, 0 at the end.
func (p *jsonParser) peek() byte {
	p.space()
	if p.at < len(p.text) {
		return p.text[p.at]
	}
	return 0
}

func (p *jsonParser) value(depth int) (*Node, bool) {
	if p.nodes++; p.nodes > MaxNodes {
		p.err = &Error{Code: CodeTooLarge, Message: "a file has at most 100,000 values"}
		return nil, false
	}
	c := p.peek()
	n := &Node{}
	start := p.at
	ok := true
	switch {
	case c == '{' || c == '[':
		if depth == MaxDepth {
			p.err = &Error{Code: CodeTooDeep, Message: "values are nested more than 64 deep"}
			return nil, false
		}
		ok = p.container(n, c, depth+1)
	case c == '"':
		n.Kind = Quoted
		n.Text, ok = p.string()
	default:
		ok = p.word(n)
	}
	n.At = At(p.file, start, p.at)
	return n, ok
}

func (p *jsonParser) container(n *Node, open byte, depth int) bool {
	yield.Deep(depth)
	end := byte('}')
	n.Kind = Map
	if open == '[' {
		n.Kind, end = List, ']'
	}
	p.at++
	if p.peek() == end {
		p.at++
		return true
	}
	for {
		var key string
		var at Place
		if n.Kind == Map {
			if p.peek() != '"' {
				return p.fail("a name in double quotes")
			}
			start := p.at
			var ok bool
			if key, ok = p.string(); !ok {
				return false
			}
			at = At(p.file, start, p.at)
			if p.peek() != ':' {
				return p.fail(`":"`)
			}
			p.at++
		}
		c, ok := p.value(depth)
		if !ok {
			return false
		}
		c.Key, c.KeyAt = key, at
		n.Children = append(n.Children, c)
		switch p.peek() {
		case ',':
			p.at++
		case end:
			p.at++
			if n.Kind == Map {
				n.last()
			}
			return true
		default:
			return p.fail(`"," or "` + string(rune(end)) + `"`)
		}
	}
}

// word reads a number or one of the literals.
func (p *jsonParser) word(n *Node) bool {
	start := p.at
	for p.at < len(p.text) && isWordByte(p.text[p.at]) {
		p.at++
	}
	n.Text = p.text[start:p.at]
	switch n.Text {
	case "true", "false":
		n.Kind = Boolean
	case "null":
		n.Kind = Null
	case "NaN", "Infinity", "-Infinity":
		n.Kind = Float
	default:
		if n.Kind = numberKind(n.Text); n.Kind == 0 {
			p.at = start
			return p.fail("a value")
		}
	}
	return true
}

func isWordByte(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '+' || c == '-' || c == '.'
}

// numberKind tells an integer of JSON from another number, and returns 0 for what is none.
func numberKind(s string) Kind {
	i := 0
	digits := func() bool {
		start := i
		for i < len(s) && s[i] >= '0' && s[i] <= '9' {
			i++
		}
		return i > start
	}
	if i < len(s) && s[i] == '-' {
		i++
	}
	start := i
	if !digits() || s[start] == '0' && i > start+1 {
		return 0
	}
	kind := Integer
	if i < len(s) && s[i] == '.' {
		i++
		kind = Float
		if !digits() {
			return 0
		}
	}
	if i < len(s) && (s[i] == 'e' || s[i] == 'E') {
		i++
		kind = Float
		if i < len(s) && (s[i] == '+' || s[i] == '-') {
			i++
		}
		if !digits() {
			return 0
		}
	}
	if i < len(s) {
		return 0
	}
	return kind
}

func (p *jsonParser) string() (string, bool) {
	p.at++
	start := p.at
	var b []byte
	for p.at < len(p.text) {
		switch c := p.text[p.at]; {
		case c == '"':
			s := p.text[start:p.at]
			p.at++
			if b == nil {
				return s, true
			}
			return string(append(b, s...)), true
		case c < ' ':
			return "", p.fail("the closing '\"' before a control character")
		case c != '\\':
			p.at++
		default:
			b = append(b, p.text[start:p.at]...)
			r, ok := p.escape()
			if !ok {
				return "", p.fail("an escape of JSON")
			}
			b = utf8.AppendRune(b, r)
			start = p.at
		}
	}
	return "", p.fail(`the closing '"'`)
}

var escaped = [...]byte{'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// escape reads an escape sequence. Half of a surrogate pair becomes the replacement character.
func (p *jsonParser) escape() (rune, bool) {
	if p.at+1 >= len(p.text) {
		return 0, false
	}
	c := p.text[p.at+1]
	switch c {
	case '"', '\\', '/':
		p.at += 2
		return rune(c), true
	case 'b', 'f', 'n', 'r', 't':
		p.at += 2
		return rune(escaped[c]), true
	case 'u':
		r, ok := p.hex4()
		if ok && r >= 0xD800 && r < 0xDC00 && p.at+1 < len(p.text) && p.text[p.at] == '\\' && p.text[p.at+1] == 'u' {
			before := p.at
			low, lowOK := p.hex4()
			if lowOK && low >= 0xDC00 && low < 0xE000 {
				return (r-0xD800)<<10 + low - 0xDC00 + 0x10000, true
			}
			p.at = before
		}
		return r, ok
	}
	return 0, false
}

func (p *jsonParser) hex4() (rune, bool) {
	if p.at+6 > len(p.text) {
		return 0, false
	}
	n, err := strconv.ParseUint(p.text[p.at+2:p.at+6], 16, 32)
	if err != nil {
		return 0, false
	}
	p.at += 6
	return rune(n), true
}
