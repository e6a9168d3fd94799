// Package strict reads JSON strictly, into plain data: the requests of the engine.
package strict

import (
	"slices"
	"strconv"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/internal/yield"
)

// MaxRequest is the largest request that the engine reads, in bytes.
const MaxRequest = 4 << 20

// The limits of a request. They are the same in every host, and far below what any host's stack or memory bears.
const (
	MaxDepth  = 64
	MaxValues = 100_000 // an instance has 64 MiB: it fails at twice as many where each has a name
	MaxString = 64 << 10
	MaxNumber = 64
)

// Parse reads one JSON value (RFC 8259) strictly: UTF-8, no duplicate names, nothing behind it, within the limits.
//
// NaN, Infinity and -Infinity are read as numbers: Python writes them where JSON has nothing, and configs of real models
// hold them ("time_step_limit": [0.0, Infinity]). Outside of a config they are refused by name.
func Parse(request []byte) (capabilities.Value, *Error) {
	v, _, err := ParseKnowing(request, "", Known{})
	return v, err
}

// parser builds values of what it scans. The elements and members of the containers that are open lie on two stacks; a
// container that ends takes its own from there.
type parser struct {
	scanner
	values int
	turns  yield.Counter
	vals   []capabilities.Value
	names  []string
	last   []string // the names of the last object that ended
	// A member of the outermost object, as it is known, and as it was found.
	member       string
	known, found Known
	from, before int // where it begins, and how many values there were before
}

// value reads the value that begins here. It calls itself for none that is inside: the stack of a host may be small, and its frames
// of code that was compiled quickly are large.
func (p *parser) value() (v capabilities.Value, err *Error) {
	for {
		switch c := p.text[p.at]; {
		case c != '[' && c != '{':
			if v, err = p.plain(c); err == nil {
				p.vals = append(p.vals, v)
			}
		case !p.isKnown(c):
			err = p.begin(c)
		}
		// Next comes a value inside of the container that has just begun, one behind the value that was read, or the end of some.
		for ended := true; err == nil && ended; {
			if len(p.open) == 0 {
				return p.vals[0], nil
			}
			top := &p.open[len(p.open)-1]
			top.inside = false
			if ended, err = p.next(top.end, len(p.vals) == top.first); err == nil && ended {
				p.ended()
			}
		}
		if err == nil {
			err = p.inside(&p.open[len(p.open)-1])
		}
		if err != nil {
			return v, err
		}
	}
}

// plain reads a value that is no container, within the limits.
func (p *parser) plain(c byte) (v capabilities.Value, err *Error) {
	if v, err = p.scalar(c); err == nil {
		err = p.count()
	}
	switch size := len(v.Text()); {
	case err != nil:
	case v.Kind() == capabilities.String && size > MaxString && !p.ofFile():
		err = p.fail(StringTooLong, "expected at most "+strconv.Itoa(MaxString)+" bytes, got "+strconv.Itoa(size))
	case v.Kind() == capabilities.Float && size > MaxNumber:
		err = p.fail(NumberTooLong, "expected at most "+strconv.Itoa(MaxNumber)+" characters, got "+strconv.Itoa(size))
	}
	return v, err
}

// ofFile reports whether the value is the text of a file, or its rows: their limits are those of who reads files.
func (p *parser) ofFile() bool {
	open := p.open
	if len(open) > 0 && open[0].name == "reading" {
		open = open[1:]
	}
	return len(open) == 3 && open[0].name == "files" && !open[1].isMember && (open[2].name == "text" || open[2].name == "rows")
}

func (p *parser) count() *Error {
	p.turns.Every(1024)
	if p.values++; p.values > MaxValues {
		return p.fail(TooMany, "expected at most "+strconv.Itoa(MaxValues)+" values")
	}
	return nil
}

// scalar reads a value that is no container.
func (p *parser) scalar(c byte) (v capabilities.Value, err *Error) {
	switch {
	case c == '"':
		s, err := p.quoted()
		return capabilities.StringValue(s), err
	case c == 'n':
		return capabilities.NullValue(), p.literal("null")
	case c == 't' || c == 'f':
		return capabilities.BoolValue(c == 't'), p.literal(strconv.FormatBool(c == 't'))
	}
	literal := nonFiniteAt(p.text[p.at:])
	p.at += len(literal)
	if literal == "" {
		if literal, err = p.number(); err != nil {
			return v, err
		}
		if n, ok := integer(literal); ok {
			return capabilities.IntValue(n), nil
		}
	}
	return capabilities.FloatValue(literal), nil
}

// begin goes into an array or an object.
func (p *parser) begin(bracket byte) *Error {
	if err := p.count(); err != nil {
		return err
	}
	if len(p.open) == MaxDepth {
		return p.fail(TooDeep, "expected at most "+strconv.Itoa(MaxDepth)+" levels")
	}
	p.at++
	// The bracket that ends one is two behind that which begins it.
	p.open = append(p.open, place{end: bracket + 2, first: len(p.vals), firstName: len(p.names)})
	return nil
}

// inside goes to where the next element of a container begins, or the value of its next member.
func (p *parser) inside(top *place) *Error {
	if top.end == ']' {
		top.inside, top.index = true, len(p.vals)-top.first
		return nil
	}
	name, isName, err := p.name()
	if err != nil {
		return err
	}
	top.inside, top.isMember, top.name = true, true, name
	if isRepeated(name, p.names[top.firstName:], &top.set) {
		return p.fail(DuplicateKey, "expected each name once")
	}
	switch {
	case !isName:
		return p.fail(Syntax, "expected a name, got "+name)
	case len(name) > MaxString:
		return &Error{StringTooLong, "", "expected a name of at most " + strconv.Itoa(MaxString) + " bytes, got " + strconv.Itoa(len(name))}
	}
	p.names = append(p.names, name)
	return p.colon()
}

// ended makes the value of the container that has ended, in which all values are that came since it began.
func (p *parser) ended() {
	top := &p.open[len(p.open)-1]
	vals := append([]capabilities.Value(nil), p.vals[top.first:]...)
	v := capabilities.ArrayValue(vals...)
	if top.end == '}' {
		if names := p.names[top.firstName:]; !slices.Equal(names, p.last) { // the objects of a list mostly have the same
			p.last = append([]string(nil), names...)
		}
		p.names = p.names[:top.firstName]
		v = capabilities.ObjectValue(p.last, vals)
	}
	p.vals = append(p.vals[:top.first], v)
	p.open = p.open[:len(p.open)-1]
	p.keep(v)
}

// next goes to where the next element or name begins, or behind the bracket that ends the container.
func (p *parser) next(end byte, first bool) (ended bool, err *Error) {
	if !p.skipSpace() {
		return false, p.cut()
	}
	c := p.text[p.at]
	switch {
	case c == end:
		p.at++
		return true, nil
	case first && c != ',' && c != ':':
		return false, nil
	case first || c != ',':
		return false, p.syntax()
	}
	p.at++
	if !p.skipSpace() {
		return false, p.cut()
	}
	if c := p.text[p.at]; c == ']' || c == '}' {
		return false, p.syntax()
	}
	return false, nil
}

// name reads the name of a member. A literal that is not JSON is none, and the error says which it was.
func (p *parser) name() (name string, isName bool, err *Error) {
	c := p.text[p.at]
	if c == '"' {
		name, err = p.quoted()
		return name, true, err
	}
	if literal := nonFiniteAt(p.text[p.at:]); literal != "" {
		return literal, false, nil
	}
	if c != '[' && c != '{' {
		if _, err := p.scalar(c); err != nil {
			return "", false, err
		}
	}
	return "", false, p.syntax()
}

// colon goes over the colon to where the value of the member begins.
func (p *parser) colon() *Error {
	if !p.skipSpace() {
		return p.cut()
	}
	if p.text[p.at] != ':' {
		return p.syntax()
	}
	p.at++
	if !p.skipSpace() {
		return p.cut()
	}
	return nil
}

// isRepeated reports whether an object has a name already.
func isRepeated(name string, names []string, set *map[string]bool) bool {
	const many = 64
	if len(names) < many {
		for _, n := range names {
			if n == name {
				return true
			}
		}
		return false
	}
	if *set == nil {
		*set = make(map[string]bool, 2*many)
		for _, n := range names {
			(*set)[n] = true
		}
	}
	repeated := (*set)[name]
	(*set)[name] = true
	return repeated
}
