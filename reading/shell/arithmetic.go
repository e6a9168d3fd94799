package shell

import (
	"strconv"
	"strings"

	"github.com/meshwise/meshwise/internal/yield"
)

// arithmetic evaluates an expression. Where it cannot, it returns why. In a test an unset variable counts as zero.
func (r *runner) arithmetic(w *word, inTest bool) (int64, *Seg) {
	var text Arg
	for _, a := range r.quoted(w) {
		text = append(text, a...)
	}
	for i := range text {
		if text[i].Why == Unset && inTest {
			text[i] = &Seg{Text: "0"}
		}
	}
	if u := text.Unknown(); u != nil {
		return 0, u
	}
	s, _ := text.Text()
	if strings.Trim(s, " \t\n") == "" {
		return 0, nil
	}
	if !r.spend(len(s)) {
		return 0, &Seg{Why: Computed}
	}
	e := evaluator{r: r, text: s, inTest: inTest}
	v := e.all()
	return v, e.why
}

// evaluator reads an expression of bash.
type evaluator struct {
	r      *runner
	text   string
	at     int
	depth  int
	inTest bool
	skip   bool // the side that && or ?: does not take: nothing is assigned there
	why    *Seg
}

func (e *evaluator) stop(why *Seg) int64 {
	if e.why == nil {
		e.why = why
	}
	e.at = len(e.text)
	return 0
}

func (e *evaluator) bad() int64 {
	return e.stop(&Seg{Why: Computed, Place: nowhere, Var: "an expression"})
}

func (e *evaluator) space() {
	for e.at < len(e.text) && (isBlank(e.text[e.at]) || e.text[e.at] == '\r') {
		e.at++
	}
}

func (e *evaluator) all() int64 {
	v := e.comma()
	e.space()
	if e.at < len(e.text) {
		return e.bad()
	}
	return v
}

func (e *evaluator) comma() int64 {
	v := e.ternary()
	for e.space(); e.why == nil && strings.HasPrefix(e.text[e.at:], ","); e.space() {
		e.at++
		v = e.ternary()
	}
	return v
}

func (e *evaluator) ternary() int64 {
	v := e.binary(0)
	if e.space(); !strings.HasPrefix(e.text[e.at:], "?") {
		return v
	}
	e.at++
	skip := e.skip
	e.skip = skip || v == 0
	a := e.ternary()
	if e.space(); !strings.HasPrefix(e.text[e.at:], ":") {
		return e.bad()
	}
	e.at++
	e.skip = skip || v != 0
	b := e.ternary()
	e.skip = skip
	if v != 0 {
		return a
	}
	return b
}

func (e *evaluator) unary() int64 {
	if e.depth++; e.depth > maxNesting {
		return e.bad()
	}
	defer func() { e.depth-- }()
	yield.Deep(e.depth)
	e.space()
	rest := e.text[e.at:]
	switch {
	case strings.HasPrefix(rest, "++"), strings.HasPrefix(rest, "--"):
		e.at += 2
		e.space()
		name := e.name()
		if name == "" {
			return e.bad()
		}
		return e.step(name, rest[0])
	case rest == "":
		return e.bad()
	case rest[0] == '-':
		e.at++
		return -e.unary()
	case rest[0] == '+':
		e.at++
		return e.unary()
	case rest[0] == '~':
		e.at++
		return ^e.unary()
	case rest[0] == '!':
		e.at++
		if e.unary() == 0 {
			return 1
		}
		return 0
	case rest[0] == '(':
		e.at++
		v := e.comma()
		if e.space(); !strings.HasPrefix(e.text[e.at:], ")") {
			return e.bad()
		}
		e.at++
		return v
	case rest[0] >= '0' && rest[0] <= '9':
		return e.number()
	}
	name := e.name()
	if name == "" {
		return e.bad()
	}
	return e.variable(name)
}

func (e *evaluator) name() string {
	start := e.at
	for e.at < len(e.text) && isNameByte(e.text[e.at], e.at > start) {
		e.at++
	}
	return e.text[start:e.at]
}

func (e *evaluator) number() int64 {
	start := e.at
	for e.at < len(e.text) && (isNameByte(e.text[e.at], true) || e.text[e.at] == '#') {
		e.at++
	}
	digits := e.text[start:e.at]
	v, err := strconv.ParseInt(digits, 0, 64)
	if err != nil || strings.IndexByte(digits, '_') >= 0 {
		return e.bad()
	}
	return v
}

// variable is the value of a name, or an assignment to it.
func (e *evaluator) variable(name string) int64 {
	if strings.HasPrefix(e.text[e.at:], "[") {
		return e.bad() // an element of an array
	}
	e.space()
	rest := e.text[e.at:]
	if strings.HasPrefix(rest, "++") || strings.HasPrefix(rest, "--") {
		e.at += 2
		v := e.step(name, rest[0])
		if rest[0] == '+' {
			return v - 1
		}
		return v + 1
	}
	if strings.HasPrefix(rest, "=") && !strings.HasPrefix(rest, "==") {
		e.at++
		return e.assign(name, e.ternary())
	}
	if len(rest) > 1 && rest[1] == '=' && strings.IndexByte("+-*/%", rest[0]) >= 0 {
		e.at += 2
		left := e.lookup(name)
		return e.assign(name, e.apply(rest[:1], left, e.ternary()))
	}
	return e.lookup(name)
}

func (e *evaluator) step(name string, sign byte) int64 {
	v := e.lookup(name)
	if sign == '+' {
		return e.assign(name, v+1)
	}
	return e.assign(name, v-1)
}

func (e *evaluator) assign(name string, v int64) int64 {
	if e.why == nil && !e.skip {
		e.r.set(name, &value{items: []Arg{{{Text: strconv.FormatInt(v, 10), Place: nowhere, Use: nowhere}}}})
	}
	return v
}

func (e *evaluator) lookup(name string) int64 {
	v := e.r.get(name)
	if v == nil {
		if e.inTest {
			return 0
		}
		return e.stop(&Seg{Why: Unset, Var: name, Place: nowhere, Use: nowhere})
	}
	a := v.scalar()
	if countsAsEmpty(a) {
		if u := a.Unknown(); u != nil && !e.inTest {
			return e.stop(u)
		}
		return 0
	}
	if u := a.Unknown(); u != nil {
		return e.stop(u)
	}
	text, _ := a.Text()
	n, err := strconv.ParseInt(strings.Trim(text, " \t\n"), 0, 64)
	if err != nil {
		return e.bad()
	}
	return n
}
