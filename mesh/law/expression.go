package law

import "sync/atomic"

// Expr is an expression over terms: a program for a machine with a stack.
//
//	expression | a || b   a && b   !a   a == b  a != b  a < b  a <= b  a > b  a >= b
//	           | a + b  a - b  a * b  a / b  a % b, whole numbers; the precedence is Go's
//	value      | a number, true, false, a "word" of a setting, or the name of a term
//	function   | ceil(a, b), gcd(a, b), lcm(a, b), min(a, b), max(a, b)
//	           | given(setting): the user said it; has(setting, "word"): a set holds the word;
//	           | at_least(setting, "1.2"): a version is not older
//
// What is not said is nil, or has no text. The text is compiled when it is first asked: most rules speak of runs that nobody
// asks this process about.
type Expr struct {
	Text     string
	compiled atomic.Pointer[program]
}

type program struct {
	code  []instruction
	reads [mostTerms / 64]uint64
}

// NewExpr is the expression of a text; nil where there is none.
func NewExpr(text string) *Expr {
	if text == "" {
		return nil
	}
	return &Expr{Text: text}
}

// program is compiled once, or by each of those who come at the same time: all of them make the same.
func (e *Expr) program() *program {
	p := e.compiled.Load()
	if p == nil {
		p = compile(e.Text)
		e.compiled.Store(p)
	}
	return p
}

// Reads is the set of the terms that the expression names.
func (e *Expr) Reads() Terms { return e.program().reads[:] }

type instruction struct {
	op   operation
	than operation // of opOfTerm
	term uint16    // of opOfTerm
	arg  int64
}

type operation uint8

const (
	opConst operation = iota
	opTerm
	opOfTerm // a term and a constant, by the operation than: "tp_size > 1" is half of all that is asked
	opGiven
	opNot
	opOr
	opAnd
	opEqual
	opUnequal
	opLess
	opAtMost
	opMore
	opAtLeast
	opAdd
	opSub
	opMul
	opDiv
	opMod
	opCeil
	opGCD
	opLCM
	opMin
	opMax
	opHas
	opUnlessTrue  // go on, unless the value on top is known to be true: then go to arg
	opUnlessFalse // the same of false
)

// maxDepth is how deep the stack of an expression may grow.
const maxDepth = 12

// eachName calls visit for every name of a term in the text of an expression, with the position just behind it.
func eachName(text string, visit func(t Term, name string, end int)) {
	for i := 0; i < len(text); i++ {
		if text[i] == '"' {
			for i++; i < len(text) && text[i] != '"'; i++ {
			}
			continue
		}
		if !isLetter(text[i]) {
			continue
		}
		start := i
		i = endOfName(text, i)
		if t, ok := Named(text[start:i]); ok {
			visit(t, text[start:i], i)
		}
	}
}

// endOfName is where a name or a number ends that begins at a place.
func endOfName(text string, at int) int {
	for at < len(text) && ofNames[text[at]/64]>>(text[at]%64)&1 == 1 {
		at++
	}
	return at
}

// ofNames is the set of what a name or a number is made of.
var ofNames = [4]uint64{
	(1<<10-1)<<'0' | 1<<'.',
	(1<<26-1)<<('A'-64) | (1<<26-1)<<('a'-64) | 1<<('_'-64),
}

func isLetter(c byte) bool { return c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
