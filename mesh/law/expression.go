package law

import (
	"strconv"
	"strings"

	"github.com/meshwise/meshwise/internal/version"
)

// Expr is an expression over terms, compiled: a program for a machine with a stack.
//
//	expression | a || b   a && b   !a   a == b  a != b  a < b  a <= b  a > b  a >= b
//	           | a + b  a - b  a * b  a / b  a % b, whole numbers; the precedence is Go's
//	value      | a number, true, false, a "word" of a setting, or the name of a term
//	function   | ceil(a, b), gcd(a, b), lcm(a, b), min(a, b), max(a, b)
//	           | given(setting): the user said it; has(setting, "word"): a set holds the word;
//	           | at_least(setting, "1.2"): a version is not older
//
// An expression without a program is nil, and stands for what is not said.
type Expr struct {
	Text  string
	code  []instruction
	reads Terms
}

// Reads is the set of the terms that the expression names.
func (e *Expr) Reads() Terms { return e.reads }

type instruction struct {
	op  operation
	arg int64
}

type operation uint8

const (
	opConst operation = iota
	opTerm
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

// Compile reads an expression. It panics where the text is none: expressions stand in the tables of this program.
func Compile(text string) *Expr {
	if text == "" {
		return nil
	}
	p := compiler{text: text, out: &Expr{Text: text}}
	p.next()
	p.binary(0)
	if p.token != "" {
		p.fail("a sign too many: " + p.token)
	}
	return p.out
}

// compiler turns the text of an expression into its program, by precedence.
type compiler struct {
	text  string
	at    int
	token string // what comes next; empty at the end
	out   *Expr
	depth int
}

func (p *compiler) fail(problem string) {
	panic("law: " + strconv.Quote(p.text) + ": " + problem)
}

// next goes to the next token: a name, a number, a word with its quotes, or a sign.
func (p *compiler) next() {
	for p.at < len(p.text) && p.text[p.at] == ' ' {
		p.at++
	}
	start := p.at
	if p.at == len(p.text) {
		p.token = ""
		return
	}
	switch c := p.text[p.at]; {
	case isLetter(c) || isDigit(c):
		for p.at < len(p.text) && (isLetter(p.text[p.at]) || isDigit(p.text[p.at]) || p.text[p.at] == '.') {
			p.at++
		}
	case c == '"':
		for p.at++; p.at < len(p.text) && p.text[p.at] != '"'; p.at++ {
		}
		p.at++
	default:
		p.at++
		if p.at < len(p.text) && (p.text[p.at] == '=' || c == p.text[p.at] && (c == '|' || c == '&')) {
			p.at++
		}
	}
	p.token = p.text[start:p.at]
}

func isLetter(c byte) bool { return c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// operators lists the binary operators with their precedence, which is Go's.
var operators = []struct {
	sign       string
	precedence int
	op         operation
}{
	{"||", 1, opOr}, {"&&", 2, opAnd},
	{"==", 3, opEqual}, {"!=", 3, opUnequal}, {"<", 3, opLess}, {"<=", 3, opAtMost}, {">", 3, opMore}, {">=", 3, opAtLeast},
	{"+", 4, opAdd}, {"-", 4, opSub}, {"*", 5, opMul}, {"/", 5, opDiv}, {"%", 5, opMod},
}

// binary reads an expression whose operators bind more tightly than least.
func (p *compiler) binary(least int) {
	p.unary()
	for {
		found := false
		for _, o := range operators {
			if o.sign == p.token && o.precedence > least {
				p.next()
				decided := len(p.out.code)
				switch o.op {
				case opOr:
					p.emit(opUnlessTrue, 0, 0)
				case opAnd:
					p.emit(opUnlessFalse, 0, 0)
				}
				p.binary(o.precedence)
				p.emit(o.op, 0, -1)
				if o.op == opOr || o.op == opAnd {
					p.out.code[decided].arg = int64(len(p.out.code))
				}
				found = true
				break
			}
		}
		if !found {
			return
		}
	}
}

func (p *compiler) unary() {
	switch token := p.token; {
	case token == "!":
		p.next()
		p.unary()
		p.emit(opNot, 0, 0)
	case token == "(":
		p.next()
		p.binary(0)
		p.expect(")")
	case token == "true" || token == "false":
		p.next()
		p.emit(opConst, truth(token == "true"), 1)
	case token != "" && token[0] == '"':
		p.next()
		p.emit(opConst, wordID(token[1:len(token)-1]), 1)
	case token != "" && isDigit(token[0]):
		p.next()
		n, err := strconv.ParseInt(token, 10, 64)
		if err != nil {
			p.fail("no number: " + token)
		}
		p.emit(opConst, n, 1)
	case token != "" && isLetter(token[0]):
		p.next()
		if p.token == "(" {
			p.call(token)
			return
		}
		p.emit(opTerm, int64(p.term(token)), 1)
	default:
		p.fail("an operand is missing before " + strconv.Quote(token))
	}
}

// functions lists the functions of two values.
var functions = []struct {
	name string
	op   operation
}{{"ceil", opCeil}, {"gcd", opGCD}, {"lcm", opLCM}, {"min", opMin}, {"max", opMax}}

func (p *compiler) call(name string) {
	p.expect("(")
	switch name {
	case "given":
		t := p.setting()
		p.expect(")")
		p.emit(opGiven, int64(t), 1)
		return
	case "at_least":
		t := p.setting()
		p.expect(",")
		v, ok := version.Parse(strings.Trim(p.token, `"`))
		if !ok || t.Setting().Kind != Version {
			p.fail("no version: " + p.token)
		}
		p.next()
		p.expect(")")
		p.emit(opTerm, int64(t), 1)
		p.emit(opConst, versionNumber(v), 1)
		p.emit(opAtLeast, 0, -1)
		return
	case "has":
		t := p.setting()
		p.expect(",")
		member := indexOf(t.Setting().Words, strings.Trim(p.token, `"`))
		if member < 0 {
			p.fail("the set has no member " + p.token)
		}
		p.next()
		p.expect(")")
		p.emit(opTerm, int64(t), 1)
		p.emit(opHas, int64(member), 0)
		return
	}
	for _, f := range functions {
		if f.name == name {
			p.binary(0)
			p.expect(",")
			p.binary(0)
			p.expect(")")
			p.emit(f.op, 0, -1)
			return
		}
	}
	p.fail("there is no function " + name)
}

// setting reads the name of a setting.
func (p *compiler) setting() Term {
	t := p.term(p.token)
	if t.Setting() == nil {
		p.fail("no setting: " + p.token)
	}
	p.next()
	return t
}

func (p *compiler) term(name string) Term {
	t, ok := Named(name)
	if !ok {
		p.fail("there is no term " + name)
	}
	p.out.reads.Add(t)
	return t
}

func (p *compiler) expect(sign string) {
	if p.token != sign {
		p.fail("expected " + sign + ", got " + strconv.Quote(p.token))
	}
	p.next()
}

func (p *compiler) emit(op operation, arg int64, grows int) {
	if p.depth += grows; p.depth > maxDepth {
		p.fail("it is nested too deeply")
	}
	p.out.code = append(p.out.code, instruction{op, arg})
}

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
		for i < len(text) && (isLetter(text[i]) || isDigit(text[i]) || text[i] == '.') {
			i++
		}
		if t, ok := Named(text[start:i]); ok {
			visit(t, text[start:i], i)
		}
	}
}
