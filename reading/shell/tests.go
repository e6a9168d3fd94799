package shell

import (
	"strings"

	"github.com/meshwise/meshwise/reading/tree"
)

// The tests of [[ ]].

// maxOperators bounds the operators of one test.
const maxOperators = 500

func (p *parser) testOr() *testNode {
	n := p.testAnd()
	for p.newlines(); p.err == nil && p.has("||") && p.operator(); p.newlines() {
		p.at += 2
		n = &testNode{op: "||", left: n, right: p.testAnd()}
	}
	return n
}

// operator counts an operator, and reports whether there may be one more.
func (p *parser) operator() bool {
	if p.operators++; p.operators > maxOperators {
		p.failAt(p.at, tree.CodeTooLarge, "a test with more than 500 operators")
		return false
	}
	return true
}

func (p *parser) testAnd() *testNode {
	n := p.testNot()
	for p.newlines(); p.err == nil && p.has("&&") && p.operator(); p.newlines() {
		p.at += 2
		n = &testNode{op: "&&", left: n, right: p.testNot()}
	}
	return n
}

func (p *parser) testNot() *testNode {
	if !p.enter() {
		return &testNode{}
	}
	defer p.leave()
	p.newlines()
	if p.has("!") && strings.IndexByte(" \t\r\n(", p.byteAt(p.at+1)) >= 0 {
		p.at++
		return &testNode{op: "!", left: p.testNot()}
	}
	if p.has("(") {
		p.at++
		n := p.testOr()
		p.close(")")
		return n
	}
	a := p.testWord()
	if op := p.text[a.start:min(a.end, len(p.text))]; len(op) == 2 && op[0] == '-' && op[1] != '-' && len(a.parts) == 1 && !a.parts[0].quoted {
		p.blanks()
		if !p.has("]]") && !p.has("&&") && !p.has("||") && !p.has(")") && !p.has("=") && !p.has("!=") {
			return &testNode{op: op, a: p.testWord()}
		}
	}
	p.blanks()
	op := ""
	for _, o := range []string{"==", "=~", "!=", "=", "<", ">", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef"} {
		if p.has(o) {
			op = o
			break
		}
	}
	if op == "" {
		return &testNode{a: a}
	}
	p.at += len(op)
	p.newlines()
	n := &testNode{op: op, a: a}
	if op == "=~" {
		n.b = p.regex()
	} else {
		n.b = p.testWord()
	}
	return n
}

// testWord reads a word of a test; in one, what begins with a parenthesis behind an operator of patterns is a pattern.
func (p *parser) testWord() word {
	p.blanks()
	before := p.at
	w := p.word()
	if p.at == before && p.err == nil {
		p.fail("a word of a test")
	}
	return w
}

// regex goes over a regular expression, which may hold parentheses and bars.
func (p *parser) regex() word {
	w := word{src: p.src, start: p.at, end: p.at}
	depth := 0
	for p.at < len(p.text) && p.err == nil {
		c := p.text[p.at]
		switch {
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == '\'' || c == '"' || c == '\\' || c == '`':
			p.special(&w, c)
			continue
		case c == '$' && p.expands():
			p.dollar(&w, false)
			continue
		case depth <= 0 && (c == ' ' || c == '\t' || c == '\n' || c == '\r') || c == '\n':
			w.end = p.at
			w.parts = []part{{kind: unread, start: w.start, end: p.at}}
			return w
		}
		if depth < 0 {
			break
		}
		p.at++
	}
	w.end = p.at
	w.parts = []part{{kind: unread, start: w.start, end: p.at}}
	return w
}
