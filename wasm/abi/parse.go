package abi

import (
	"bytes"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/meshwise/meshwise/capabilities"
)

// The limits of a request. They are the same in every host, and far below what any host's stack or memory bears.
const (
	maxDepth  = 64
	maxValues = 100_000 // an instance has 64 MiB: it fails at twice as many where each has a name
	maxString = 64 << 10
	maxNumber = 64
)

// parse reads one JSON value strictly: UTF-8, no duplicate names, nothing behind it, within the limits.
func parse(request []byte) (capabilities.Value, *Error) {
	var none capabilities.Value
	switch {
	case len(request) > MaxRequest:
		return none, &Error{CodeTooLarge, "", "expected at most " + strconv.Itoa(MaxRequest) + " bytes, got " + strconv.Itoa(len(request))}
	case isBlank(request):
		return none, &Error{CodeEmpty, "", "expected a JSON object, got nothing"}
	case !utf8.Valid(request):
		return none, &Error{CodeNotUTF8, "", "expected UTF-8"}
	}
	quoted, ends := quoteNonFinite(request)
	p := parser{dec: jsontext.NewDecoder(bytes.NewBuffer(quoted)), nonFinite: ends}
	v, err := p.value(0)
	if err != nil {
		return none, err
	}
	switch _, err := p.dec.ReadToken(); {
	case err == io.EOF:
		return v, nil
	default:
		return none, &Error{CodeTrailingData, "", "expected the end of the request, got more"}
	}
}

// parser turns tokens into values.
type parser struct {
	dec       *jsontext.Decoder
	values    int
	nonFinite []int64 // where the literals end that quoteNonFinite has quoted and that are still to be read
}

func (p *parser) value(depth int) (capabilities.Value, *Error) {
	var none capabilities.Value
	token, err := p.dec.ReadToken()
	if err != nil {
		return none, p.failed(err)
	}
	if p.values++; p.values > maxValues {
		return none, &Error{CodeTooMany, p.path(), "expected at most " + strconv.Itoa(maxValues) + " values"}
	}
	switch kind := token.Kind(); kind {
	case 'n':
		return capabilities.NullValue(), nil
	case 't', 'f':
		return capabilities.BoolValue(kind == 't'), nil
	case '"':
		s := token.String()
		if len(s) > maxString {
			return none, &Error{CodeStringTooLong, p.path(), "expected at most " + strconv.Itoa(maxString) + " bytes, got " + strconv.Itoa(len(s))}
		}
		if p.wasQuoted() {
			return capabilities.FloatValue(s), nil
		}
		return capabilities.StringValue(s), nil
	case '0':
		return p.number(token.String())
	}
	if depth == maxDepth {
		return none, &Error{CodeTooDeep, p.path(), "expected at most " + strconv.Itoa(maxDepth) + " levels"}
	}
	if token.Kind() == '[' {
		return p.array(depth)
	}
	return p.object(depth)
}

func (p *parser) array(depth int) (capabilities.Value, *Error) {
	var elems []capabilities.Value
	for p.dec.PeekKind() != ']' {
		elem, err := p.value(depth + 1)
		if err != nil {
			return elem, err
		}
		elems = append(elems, elem)
	}
	if _, err := p.dec.ReadToken(); err != nil {
		return capabilities.Value{}, p.failed(err)
	}
	return capabilities.ArrayValue(elems...), nil
}

func (p *parser) object(depth int) (capabilities.Value, *Error) {
	var keys []string
	var vals []capabilities.Value
	for p.dec.PeekKind() != '}' {
		name, err := p.dec.ReadToken()
		if err != nil {
			return capabilities.Value{}, p.failed(err)
		}
		key := name.String()
		if p.wasQuoted() {
			return capabilities.Value{}, &Error{CodeSyntax, p.path(), "expected a name, got " + key}
		}
		if len(key) > maxString {
			return capabilities.Value{}, &Error{CodeStringTooLong, "", "expected a name of at most " + strconv.Itoa(maxString) + " bytes, got " + strconv.Itoa(len(key))}
		}
		val, failure := p.value(depth + 1)
		if failure != nil {
			return val, failure
		}
		keys, vals = append(keys, key), append(vals, val)
	}
	if _, err := p.dec.ReadToken(); err != nil {
		return capabilities.Value{}, p.failed(err)
	}
	return capabilities.ObjectValue(keys, vals), nil
}

// number keeps an integer that every host can represent as one, and the literal of any other number.
func (p *parser) number(literal string) (capabilities.Value, *Error) {
	if len(literal) > maxNumber {
		return capabilities.Value{}, &Error{CodeNumberTooLong, p.path(), "expected at most " + strconv.Itoa(maxNumber) + " characters, got " + strconv.Itoa(len(literal))}
	}
	if n, ok := integer(literal); ok {
		return capabilities.IntValue(n), nil
	}
	return capabilities.FloatValue(literal), nil
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

func (p *parser) path() string { return clip(string(p.dec.StackPointer())) }

// failed gives the decoder's error its code.
func (p *parser) failed(err error) *Error {
	path := p.path()
	if syntactic, ok := err.(*jsontext.SyntacticError); ok {
		path, err = clip(string(syntactic.JSONPointer)), syntactic.Err
	}
	switch {
	case err == jsontext.ErrDuplicateName:
		return &Error{CodeDuplicateKey, path, "expected each name once"}
	case err == io.ErrUnexpectedEOF, err == io.EOF:
		return &Error{CodeSyntax, path, "expected more: the request ends in the middle of a value"}
	case strings.Contains(err.Error(), "surrogate"):
		return &Error{CodeLoneSurrogate, path, "expected a whole surrogate pair"}
	}
	return &Error{CodeSyntax, path, "expected JSON"}
}

// clip bounds what an answer repeats of a request.
func clip(s string) string {
	const most = 512
	if len(s) <= most {
		return s
	}
	end := most
	for !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + "…"
}

// quoteNonFinite turns NaN, Infinity and -Infinity into strings. Python writes them where JSON has nothing, and configs
// of real models hold them ("time_step_limit": [0.0, Infinity]). Outside of a config they are refused by name.
//
// It returns where each of these strings ends: a string that looks alike is a string. No mark inside of it could tell,
// since a stranger can write any mark.
func quoteNonFinite(request []byte) (out []byte, ends []int64) {
	quoted, copied := false, 0
	for i := 0; i < len(request); i++ {
		switch b := request[i]; {
		case quoted && b == '\\':
			i++
		case b == '"':
			quoted = !quoted
		case !quoted && (b == 'N' || b == 'I' || b == '-'):
			if literal := nonFiniteAt(string(request[i:min(i+9, len(request))])); literal != "" {
				out = append(out, request[copied:i]...)
				out = append(out, `"`+literal+`"`...)
				ends = append(ends, int64(len(out)))
				copied = i + len(literal)
				i = copied - 1
			}
		}
	}
	if ends == nil {
		return request, nil
	}
	return append(out, request[copied:]...), ends
}

// wasQuoted reports whether the string that was just read stands for a literal which is not JSON.
func (p *parser) wasQuoted() bool {
	if len(p.nonFinite) == 0 || p.nonFinite[0] != p.dec.InputOffset() {
		return false
	}
	p.nonFinite = p.nonFinite[1:]
	return true
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
		if b != ' ' && b != '\t' && b != '\r' && b != '\n' {
			return false
		}
	}
	return true
}
