package strict

import (
	"strings"
	"unicode/utf8"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/internal/text"
)

// scanner goes over the text of a request, which is UTF-8. Its functions begin at the first byte of what they read, and
// end behind the last.
type scanner struct {
	text string
	at   int
	open []place // in the containers that are open
}

// place is where a container is being read.
type place struct {
	inside    bool            // a value of it is; else what stands between two of them
	isMember  bool            // of an object
	end       byte            // the bracket that ends it
	name      string          // of the member
	index     int             // of the element
	first     int             // where its values begin among those of all
	firstName int             // and its names
	set       map[string]bool // the names, once they are too many to go through them each time
}

// path is that of the value which is being read, or of the container, between two of its values.
func (s *scanner) path() string {
	path := ""
	for _, p := range s.open {
		switch {
		case !p.inside:
		case p.isMember:
			path = Member(path, p.name)
		default:
			path = Element(path, p.index)
		}
	}
	return text.Clip(path, MaxSaid)
}

func (s *scanner) fail(code Code, message string) *Error { return &Error{code, s.path(), message} }

func (s *scanner) syntax() *Error { return s.fail(Syntax, "expected JSON") }

func (s *scanner) cut() *Error {
	return s.fail(Syntax, "expected more: the request ends in the middle of a value")
}

// skipSpace goes over white space, and reports whether anything follows.
func (s *scanner) skipSpace() bool {
	for s.at < len(s.text) && isSpace(s.text[s.at]) {
		s.at++
	}
	return s.at < len(s.text)
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\r' || c == '\t' }

// literal reads one of the words of JSON.
func (s *scanner) literal(word string) *Error {
	rest := s.text[s.at:]
	switch {
	case strings.HasPrefix(rest, word):
		s.at += len(word)
		return nil
	case strings.HasPrefix(word, rest):
		return s.cut()
	}
	return s.syntax()
}

// number reads a number, and returns its literal.
func (s *scanner) number() (literal string, err *Error) {
	start := s.at
	s.skip("-")
	if !s.skip("0") {
		err = s.digits()
	}
	if err == nil && s.skip(".") {
		err = s.digits()
	}
	if err == nil && s.skip("eE") {
		s.skip("+-")
		err = s.digits()
	}
	return s.text[start:s.at], err
}

// skip goes over one of the signs, if one stands here.
func (s *scanner) skip(signs string) bool {
	if s.at < len(s.text) && strings.IndexByte(signs, s.text[s.at]) >= 0 {
		s.at++
		return true
	}
	return false
}

// digits reads at least one digit.
func (s *scanner) digits() *Error {
	start := s.at
	for s.at < len(s.text) && s.text[s.at] >= '0' && s.text[s.at] <= '9' {
		s.at++
	}
	switch {
	case s.at > start:
		return nil
	case s.at == len(s.text):
		return s.cut()
	}
	return s.syntax()
}

// integer reads the literal of a JSON number that is an integer which every host can represent.
func integer(literal string) (n int64, ok bool) {
	digits := strings.TrimPrefix(literal, "-")
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' || n > capabilities.MaxInteger {
			return 0, false
		}
		n = 10*n + int64(digits[i]-'0')
	}
	if digits != literal {
		n = -n
	}
	return n, n <= capabilities.MaxInteger && n >= -capabilities.MaxInteger
}

// quoted reads a string. One without escapes is a part of the text, and is not copied.
func (s *scanner) quoted() (string, *Error) {
	s.at++
	var unescaped []byte
	start := s.at // of what is still to be added to it
	for s.at < len(s.text) {
		switch c := s.text[s.at]; {
		case c == '"':
			part := s.text[start:s.at]
			s.at++
			if unescaped != nil {
				part = string(append(unescaped, part...))
			}
			return part, nil
		case c == '\\':
			unescaped = append(unescaped, s.text[start:s.at]...)
			r, err := s.escape()
			if err != nil {
				return "", err
			}
			unescaped = utf8.AppendRune(unescaped, r)
			start = s.at
		case c < ' ':
			return "", s.syntax()
		default:
			s.at++
		}
	}
	return "", s.cut()
}

// escape reads what a backslash begins.
func (s *scanner) escape() (r rune, err *Error) {
	rest := s.text[s.at:]
	if len(rest) > 1 {
		if i := strings.IndexByte(`"\/bfnrt`, rest[1]); i >= 0 {
			s.at += 2
			return rune("\"\\/\b\f\n\r\t"[i]), nil
		}
	}
	r, cut, ok := codeUnit(rest, `\u0000`)
	switch {
	case !ok:
		return 0, s.syntax()
	case cut:
		return 0, s.cut()
	}
	s.at += unitSize
	if !isHigh(r) && !isLow(r) {
		return r, nil
	}
	low, cut, ok := codeUnit(rest[unitSize:], `\uDC00`)
	switch ok = ok && isLow(low); {
	case ok && cut:
		return 0, s.cut()
	case !ok || !isHigh(r):
		return 0, s.fail(LoneSurrogate, "expected a whole surrogate pair")
	}
	s.at += unitSize
	return 0x10000 + (r-0xD800)<<10 + (low - 0xDC00), nil
}

// The halves of a surrogate pair.
func isHigh(r rune) bool { return r >= 0xD800 && r < 0xDC00 }
func isLow(r rune) bool  { return r >= 0xDC00 && r < 0xE000 }

const unitSize = len(`\u0000`)

// codeUnit reads an escaped unit of UTF-16. Where the text is cut short, the rest is taken from whole: ok then says that
// it may have become one.
func codeUnit(s, whole string) (r rune, cut, ok bool) {
	if cut = len(s) < unitSize; cut {
		s += whole[len(s):]
	}
	for i := 2; i < unitSize; i++ {
		digit := strings.IndexByte("0123456789abcdefABCDEF", s[i])
		if digit < 0 {
			return 0, cut, false
		}
		if digit > 15 {
			digit -= 6
		}
		r = r<<4 | rune(digit)
	}
	return r, cut, s[:2] == `\u`
}

// nonFiniteAt is the literal that s begins with, if it is one of those that are not JSON.
func nonFiniteAt(s string) string {
	for _, literal := range []string{"NaN", "Infinity", "-Infinity"} {
		if strings.HasPrefix(s, literal) {
			return literal
		}
	}
	return ""
}

func isBlank(request []byte) bool {
	for _, b := range request {
		if !isSpace(b) {
			return false
		}
	}
	return true
}
