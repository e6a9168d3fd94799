package law

import (
	"math"
	"strconv"
	"strings"

	"github.com/meshwise/meshwise/internal/version"
)

// Compile makes the program of an expression. Whoever asks a run does without: the programs of all expressions are made when the
// tables have changed (internal/programgen), and the module has no compiler. It panics where the text is none: expressions
// stand in the tables of this program.
func Compile(text string) Program {
	p := compiler{text: text}
	p.next()
	p.binary(0)
	if p.kind != atEnd {
		p.fail("a sign too many: " + p.token)
	}
	return p.assemble()
}

// instruction is one operation of a program that is being made.
type instruction struct {
	op   operation
	than operation // of opOfTerm
	term uint16    // of opOfTerm
	arg  int64
}

// compiler turns the text of an expression into its program, by precedence.
type compiler struct {
	text  string
	at    int
	kind  tokenKind // of what comes next
	token string
	code  []instruction
	depth int
}

type tokenKind uint8

const (
	atEnd tokenKind = iota
	aName
	aNumber
	aWord // with its quotes
	aSign
)

func (p *compiler) fail(problem string) {
	panic("law: " + strconv.Quote(p.text) + ": " + problem)
}

// next goes to the next token: a name, a number, a word with its quotes, or a sign.
func (p *compiler) next() {
	text, at := p.text, p.at
	for at < len(text) && text[at] == ' ' {
		at++
	}
	start := at
	if at == len(text) {
		p.at, p.kind, p.token = at, atEnd, ""
		return
	}
	switch c := text[at]; {
	case c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_':
		p.kind, at = aName, endOfName(text, at)
	case c >= '0' && c <= '9':
		p.kind, at = aNumber, endOfName(text, at)
	case c == '"':
		p.kind = aWord
		for at++; at < len(text) && text[at] != '"'; at++ {
		}
		at++
	default:
		p.kind = aSign
		at++
		if at < len(text) && (text[at] == '=' || c == text[at] && (c == '|' || c == '&')) {
			at++
		}
	}
	p.at, p.token = at, text[start:at]
}

// operatorOf is the binary operator of a sign with its precedence, which is Go's; 0 where the sign is none.
func operatorOf(sign string) (op operation, precedence int) {
	switch sign {
	case "||":
		return opOr, 1
	case "&&":
		return opAnd, 2
	case "==":
		return opEqual, 3
	case "!=":
		return opUnequal, 3
	case "<":
		return opLess, 3
	case "<=":
		return opAtMost, 3
	case ">":
		return opMore, 3
	case ">=":
		return opAtLeast, 3
	case "+":
		return opAdd, 4
	case "-":
		return opSub, 4
	case "*":
		return opMul, 5
	case "/":
		return opDiv, 5
	case "%":
		return opMod, 5
	}
	return opConst, 0
}

// binary reads an expression whose operators bind more tightly than least.
func (p *compiler) binary(least int) {
	p.unary()
	for {
		if p.kind != aSign {
			return
		}
		op, precedence := operatorOf(p.token)
		if precedence <= least {
			return
		}
		p.next()
		decided := len(p.code)
		switch op {
		case opOr:
			p.emit(opUnlessTrue, 0, 0)
		case opAnd:
			p.emit(opUnlessFalse, 0, 0)
		}
		p.binary(precedence)
		p.emit(op, 0, -1)
		if op == opOr || op == opAnd {
			p.code[decided].arg = int64(len(p.code))
		}
	}
}

func (p *compiler) unary() {
	switch token := p.token; {
	case p.kind == aName:
		p.next()
		switch {
		case p.token == "(":
			p.call(token)
		case token == "true" || token == "false":
			p.emit(opConst, truth(token == "true"), 1)
		default:
			p.emit(opTerm, int64(p.term(token)), 1)
		}
	case p.kind == aNumber:
		p.next()
		p.emit(opConst, p.number(token), 1)
	case p.kind == aWord:
		p.next()
		p.emit(opConst, wordID(token[1:len(token)-1]), 1)
	case token == "!":
		p.next()
		p.unary()
		p.emit(opNot, 0, 0)
	case token == "(":
		p.next()
		p.binary(0)
		p.expect(")")
	default:
		p.fail("an operand is missing before " + strconv.Quote(token))
	}
}

func (p *compiler) number(token string) (n int64) {
	for i := range len(token) {
		digit := int64(token[i]) - '0'
		if !isDigit(token[i]) || n > (math.MaxInt64-digit)/10 {
			p.fail("no number: " + token)
		}
		n = 10*n + digit
	}
	return n
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
	if n := len(p.code); op >= opEqual && op <= opMax && p.code[n-1].op == opConst && p.code[n-2].op == opTerm {
		p.code[n-2] = instruction{op: opOfTerm, than: op, term: uint16(p.code[n-2].arg), arg: p.code[n-1].arg}
		p.code = p.code[:n-1]
		return
	}
	p.code = append(p.code, instruction{op: op, arg: arg})
}

// assemble writes the instructions as bytes.
func (p *compiler) assemble() Program {
	starts := []int{0} // where each instruction begins
	for _, in := range p.code {
		starts = append(starts, starts[len(starts)-1]+len(in.bytes()))
	}
	var all []byte
	for i, in := range p.code {
		if in.op == opUnlessTrue || in.op == opUnlessFalse {
			in.arg = int64(starts[in.arg] - starts[i+1])
			if in.arg > math.MaxUint8 {
				p.fail("it is too long")
			}
		}
		all = append(all, in.bytes()...)
	}
	return Program(all)
}

// bytes is the instruction as it stands in a program.
func (in instruction) bytes() []byte {
	switch in.op {
	case opOfTerm:
		return appendNumber([]byte{byte(opOfTerm + in.than), byte(in.term)}, in.arg)
	case opConst:
		return appendNumber([]byte{byte(in.op)}, in.arg)
	case opTerm, opGiven, opHas, opUnlessTrue, opUnlessFalse:
		return []byte{byte(in.op), byte(in.arg)}
	default:
		return []byte{byte(in.op)}
	}
}

func appendNumber(b []byte, n int64) []byte {
	for ; n >= moreBytes; n >>= 7 {
		b = append(b, byte(n)|moreBytes)
	}
	return append(b, byte(n))
}

// Expressions lists every expression of the tables, those of the rules given: each once, in no order that says anything.
func Expressions(rules []*Rule) (list []string) {
	seen := map[string]bool{"": true}
	add := func(texts ...string) {
		for _, text := range texts {
			if !seen[text] {
				seen[text] = true
				list = append(list, text)
			}
		}
	}
	fills := commonFills
	for _, f := range frameworks {
		fills = append(fills[:len(fills):len(fills)], f.Fills...)
		for i := range f.Orders {
			add(f.Orders[i].When)
		}
	}
	for _, f := range fills {
		add(f.Is, f.When)
	}
	for i := range quantities {
		for _, w := range quantities[i].Ways {
			add(w.Is, w.When)
		}
	}
	for _, r := range rules {
		add(r.Condition(), r.Equation, r.Step)
		for _, s := range r.Stances {
			add(s.When)
		}
	}
	return list
}
