package strict

import (
	"strconv"
	"unicode/utf8"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/internal/text"
)

// Known is a value that was read before, with its text.
type Known struct {
	Text  string // all of it; empty: none
	Value capabilities.Value
	count int // the values in it
}

// ParseKnowing is [Parse] for who may know a member of the outermost object already: where its text is the same, it is not
// read again. It returns that member as well.
func ParseKnowing(request []byte, member string, known Known) (capabilities.Value, Known, *Error) {
	var none capabilities.Value
	switch {
	case len(request) > MaxRequest:
		return none, Known{}, &Error{TooLarge, "", "expected at most " + strconv.Itoa(MaxRequest) + " bytes, got " + strconv.Itoa(len(request))}
	case isBlank(request):
		return none, Known{}, &Error{Empty, "", "expected a JSON object, got nothing"}
	case !utf8.Valid(request):
		return none, Known{}, &Error{NotUTF8, "", "expected UTF-8"}
	}
	p := parser{scanner: scanner{text: string(request)}, member: member, known: known}
	p.skipSpace()
	v, err := p.value()
	if err != nil {
		return none, Known{}, err
	}
	if p.skipSpace() {
		return none, Known{}, &Error{TrailingData, "", "expected the end of the request, got more"}
	}
	return v, p.found, nil
}

// isKnown goes over a value that begins with a bracket, if it is the one that is known.
func (p *parser) isKnown(bracket byte) bool {
	if !p.isMemberKnown() || bracket != '{' {
		return false
	}
	if known := p.known.Text; known != "" && p.values+p.known.count <= MaxValues && text.HasPrefix(p.text[p.at:], known) {
		p.at += len(known)
		p.values += p.known.count
		p.found = p.known
		p.vals = append(p.vals, p.known.Value)
		return true
	}
	p.from, p.before = p.at, p.values
	return false
}

// keep notes a value that has ended, if it is that of the member which will be known.
func (p *parser) keep(v capabilities.Value) {
	if p.isMemberKnown() && p.text[p.at-1] == '}' {
		p.found = Known{Text: p.text[p.from:p.at], Value: v, count: p.values - p.before}
	}
}

// isMemberKnown reports whether a value is that of the member which may be known.
func (p *parser) isMemberKnown() bool {
	return len(p.open) == 1 && p.open[0].isMember && p.open[0].name == p.member
}
