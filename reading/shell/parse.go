package shell

import (
	"strings"

	"github.com/meshwise/meshwise/reading/tree"
)

// maxNesting bounds how deep commands, expansions and tests stand in one another.
const maxNesting = 48

// SyntaxError is where a script stops being one.
type SyntaxError struct {
	Place   tree.Place
	Code    string
	Message string
}

type parser struct {
	src       *source
	text      string
	at        int
	depth     int
	steps     int
	operators int        // of the test that is being read
	pending   []*heredoc // heredocs whose bodies begin at the next line
	err       *SyntaxError
}

// parse reads a whole source.
func parse(src *source) (list, *SyntaxError) {
	p := &parser{src: src, text: src.text}
	l := p.list()
	if p.err == nil && p.at < len(p.text) {
		p.fail("a command")
	}
	return l, p.err
}

func (p *parser) fail(expected string) {
	p.failAt(p.at, tree.CodeSyntax, "expected "+expected+", found "+tree.Found(p.text, p.at))
}

func (p *parser) failAt(at int, code, message string) {
	if p.err == nil {
		p.err = &SyntaxError{p.src.place(min(at, len(p.text)), min(at+1, len(p.text))), code, message}
	}
	p.at = len(p.text)
}

// enter begins something nested, and reports whether it may.
func (p *parser) enter() bool {
	p.depth++
	p.steps++
	switch {
	case p.depth > maxNesting:
		p.failAt(p.at, tree.CodeTooDeep, "commands are nested more than 48 deep")
		return false
	case p.steps > 8*len(p.text)+64: // what begins like an expression and is none is read twice, and that may nest
		p.failAt(p.at, tree.CodeTooDeep, "expansions that are nested too often")
		return false
	}
	return true
}

func (p *parser) leave() { p.depth-- }

func (p *parser) byteAt(i int) byte {
	if i < len(p.text) {
		return p.text[i]
	}
	return 0
}

func (p *parser) has(s string) bool { return strings.HasPrefix(p.text[p.at:], s) }

// blanks goes over blanks, comments and lines that continue.
func (p *parser) blanks() {
	for p.at < len(p.text) {
		switch c := p.text[p.at]; {
		case c == ' ' || c == '\t':
			p.at++
		case c == '\\' && p.lineEnd(p.at+1) > 0:
			p.at += 1 + p.lineEnd(p.at+1)
		case c == '\r' && p.byteAt(p.at+1) == '\n':
			p.at++
		case c == '#':
			for p.at < len(p.text) && p.text[p.at] != '\n' {
				p.at++
			}
		default:
			return
		}
	}
}

// lineEnd is the length of the end of a line at an offset, 0 where there is none.
func (p *parser) lineEnd(i int) int {
	switch {
	case p.byteAt(i) == '\n':
		return 1
	case p.byteAt(i) == '\r' && p.byteAt(i+1) == '\n':
		return 2
	}
	return 0
}

// newlines goes over blanks and the ends of lines, and over the bodies of heredocs that begin there.
func (p *parser) newlines() {
	for {
		p.blanks()
		if p.byteAt(p.at) != '\n' {
			return
		}
		p.at++
		p.heredocs()
	}
}

func (p *parser) heredocs() {
	for _, h := range p.pending {
		p.heredoc(h)
	}
	p.pending = nil
}

// heredoc reads the body of a heredoc. Where a part of its delimiter is quoted, nothing in the body is expanded.
func (p *parser) heredoc(h *heredoc) {
	delimiter, quoted := "", false
	for _, part := range h.delimiter.parts {
		delimiter += part.text
		quoted = quoted || part.quoted || !part.exact
	}
	start := p.at
	for p.at < len(p.text) {
		begin := p.at
		end := strings.IndexByte(p.text[begin:], '\n')
		next := begin + end + 1
		if end < 0 {
			end, next = len(p.text)-begin, len(p.text)
		}
		line := p.text[begin : begin+end]
		if h.tabs {
			for line != "" && line[0] == '\t' {
				line = line[1:]
			}
		}
		if n := len(line); n > 0 && line[n-1] == '\r' {
			line = line[:n-1]
		}
		if line == delimiter {
			h.body = p.body(start, begin, quoted)
			p.at = next
			return
		}
		p.at = next
	}
	h.body = p.body(start, len(p.text), quoted)
}

// body makes a word of a heredoc.
func (p *parser) body(start, end int, quoted bool) word {
	w := word{src: p.src, start: start, end: end}
	if quoted {
		w.parts = []part{{kind: literal, quoted: true, exact: true, text: p.text[start:end], start: start, end: end}}
		return w
	}
	inner := &parser{src: p.src, text: p.text[:end], at: start, depth: p.depth}
	inner.quotedParts(&w, 0)
	if inner.err != nil { // an expansion of it is not one: bash would say so, and go on
		w.parts = []part{{kind: unread, quoted: true, start: start, end: end}}
	}
	return w
}

// list reads commands until one of the words that end a list, which is left.
func (p *parser) list() list {
	var l list
	if !p.enter() {
		return nil
	}
	defer p.leave()
	for p.err == nil {
		p.newlines()
		if p.at >= len(p.text) || p.text[p.at] == ')' || p.has(";;") || p.has(";&") || p.endWord() {
			return l
		}
		it := item{pipeline: p.pipeline(), op: ";"}
		p.blanks()
		switch {
		case p.has("&&"), p.has("||"):
			it.op = p.text[p.at : p.at+2]
			p.at += 2
			p.newlines()
			if p.at >= len(p.text) && p.err == nil {
				p.fail("a command")
			}
		case p.has(";;"), p.has(";&"):
		case p.has(";"):
			p.at++
		case p.has("&"):
			p.at++
			it.op = "&"
		case p.has("\n"), p.has(")"), p.at >= len(p.text):
		default:
			if p.err == nil {
				p.fail("the end of a command")
			}
		}
		l = append(l, it)
	}
	return l
}

// some reads a list that is not empty.
func (p *parser) some() list {
	l := p.list()
	if len(l) == 0 && p.err == nil {
		p.fail("a command")
	}
	return l
}

// endWord reports whether a word stands here that ends a list: it is one where a command begins.
func (p *parser) endWord() bool {
	switch p.keyword() {
	case "then", "elif", "else", "fi", "do", "done", "esac", "}":
		return true
	}
	return false
}

// keyword returns the reserved word that stands here, if one does.
func (p *parser) keyword() string {
	end := p.at
	for end < len(p.text) && (p.text[end] >= 'a' && p.text[end] <= 'z' || strings.IndexByte("{}!", p.text[end]) >= 0 || p.has("[[") && p.text[end] == '[') {
		end++
	}
	if end < len(p.text) && strings.IndexByte(" \t\r\n;&|()<>", p.text[end]) < 0 {
		return ""
	}
	switch w := p.text[p.at:end]; w {
	case "if", "then", "elif", "else", "fi", "for", "select", "while", "until", "do", "done", "case", "esac", "function", "time", "coproc",
		"{", "}", "!", "[[", "in":
		return w
	}
	return ""
}

// expect goes over a reserved word.
func (p *parser) expect(word string) bool {
	p.newlines()
	if p.keyword() != word {
		if p.err == nil {
			p.fail("'" + word + "'")
		}
		return false
	}
	p.at += len(word)
	return true
}

func (p *parser) pipeline() pipeline {
	var l pipeline
	for {
		p.blanks()
		if k := p.keyword(); k == "!" {
			l.negated = !l.negated
			p.at++
		} else if k == "time" {
			p.at += len(k)
			p.blanks()
			if p.has("-p") {
				p.at += 2
			}
		} else {
			break
		}
	}
	for p.err == nil {
		if c := p.command(); c != nil {
			l.commands = append(l.commands, c)
		}
		p.blanks()
		if p.has("||") || !p.has("|") {
			break
		}
		p.at++
		if p.byteAt(p.at) == '&' {
			p.at++
		}
		p.newlines()
	}
	return l
}

// command reads one command, compound or simple.
func (p *parser) command() *node {
	if !p.enter() {
		return nil
	}
	defer p.leave()
	p.blanks()
	n := &node{start: p.at}
	switch k := p.keyword(); k {
	case "{":
		p.at++
		n.kind = group
		n.bodies = []list{p.some()}
		p.expect("}")
	case "if":
		p.at += len(k)
		p.ifs(n)
	case "while", "until":
		p.at += len(k)
		n.kind, n.until = loop, k == "until"
		n.conds = []list{p.some()}
		p.doBody(n)
	case "for", "select":
		p.at += len(k)
		p.forLoop(n, k == "select")
	case "case":
		p.at += len(k)
		p.cases(n)
	case "function":
		p.at += len(k)
		p.blanks()
		name := p.word()
		p.blanks()
		if p.has("(") {
			p.at++
			p.blanks()
			if !p.close(")") {
				return n
			}
		}
		p.function(n, name)
		return n
	case "coproc":
		p.at += len(k)
		return p.command()
	case "[[":
		p.at += 2
		n.kind = test
		p.operators = 0
		n.test = p.testOr()
		p.newlines()
		if p.has("]]") {
			p.at += 2
		} else if p.err == nil {
			p.fail("']]'")
		}
	case "then", "elif", "else", "fi", "do", "done", "esac", "}":
		p.fail("a command")
		return n
	default:
		switch {
		case p.has("(("):
			if p.arithmeticCommand(n) {
				break
			}
			fallthrough
		case p.has("("):
			p.at++
			n.kind = subshell
			n.bodies = []list{p.some()}
			p.close(")")
		default:
			p.simple(n)
			return n
		}
	}
	p.redirects(n)
	return n
}

func (p *parser) close(s string) bool {
	p.newlines()
	if !p.has(s) {
		if p.err == nil {
			p.fail("'" + s + "'")
		}
		return false
	}
	p.at += len(s)
	return true
}

func (p *parser) ifs(n *node) {
	n.kind = ifCommand
	for p.err == nil {
		n.conds = append(n.conds, p.some())
		if !p.expect("then") {
			return
		}
		n.bodies = append(n.bodies, p.some())
		p.newlines()
		switch p.keyword() {
		case "elif":
			p.at += 4
			continue
		case "else":
			p.at += 4
			n.hasElse = true
			n.bodies = append(n.bodies, p.some())
		}
		p.expect("fi")
		return
	}
}

func (p *parser) doBody(n *node) {
	p.newlines()
	end := "done"
	switch p.keyword() {
	case "{":
		end = "}"
		p.at++
	default:
		if !p.expect("do") {
			return
		}
	}
	n.bodies = []list{p.some()}
	p.expect(end)
}

func (p *parser) forLoop(n *node, isSelect bool) {
	p.blanks()
	if p.has("((") {
		n.kind = cFor
		p.at += 2
		for i := range n.exprs {
			n.exprs[i] = p.arithmeticWord(";)")
			if i < 2 && !p.close(";") {
				return
			}
		}
		if !p.close("))") {
			return
		}
	} else {
		n.kind = forCommand
		w := p.word()
		n.name = p.text[w.start:w.end]
		p.newlines()
		if p.keyword() == "in" {
			p.at += 2
			n.each = true
			for {
				p.blanks()
				if p.at >= len(p.text) || strings.IndexByte(";&|()\n", p.text[p.at]) >= 0 {
					break
				}
				before := p.at
				n.words = append(n.words, p.word())
				if p.at == before {
					break
				}
			}
		}
		if isSelect {
			n.kind, n.each = loop, false // who chooses is not known
		}
	}
	p.blanks()
	if p.has(";") {
		p.at++
	}
	p.doBody(n)
}

func (p *parser) cases(n *node) {
	n.kind = caseCommand
	p.blanks()
	n.words = []word{p.word()}
	if !p.expect("in") {
		return
	}
	for p.err == nil {
		p.newlines()
		if p.keyword() == "esac" {
			p.at += 4
			return
		}
		if p.has("(") {
			p.at++
		}
		var patterns []word
		for {
			p.blanks()
			before := p.at
			patterns = append(patterns, p.word())
			if p.at == before && p.err == nil {
				p.fail("a pattern")
				return
			}
			p.blanks()
			if !p.has("|") {
				break
			}
			p.at++
		}
		if !p.close(")") {
			return
		}
		n.patterns = append(n.patterns, patterns)
		n.bodies = append(n.bodies, p.list())
		p.newlines()
		for _, end := range []string{";;&", ";;", ";&"} {
			if p.has(end) {
				p.at += len(end)
				n.falls = n.falls || end != ";;"
				break
			}
		}
	}
}

// function reads the body of a function whose name was read.
func (p *parser) function(n *node, name word) {
	n.kind, n.name = function, p.text[name.start:name.end]
	p.newlines()
	n.body = p.command()
}

func (p *parser) simple(n *node) {
	for p.err == nil {
		p.blanks()
		if p.redirect(n) {
			continue
		}
		if p.at >= len(p.text) || strings.IndexByte(";&|()\n", p.text[p.at]) >= 0 {
			break
		}
		if len(n.words) == 0 || declares(n) {
			if a, ok := p.assignment(); ok {
				if len(n.words) > 0 { // of declare: it is one of its words as well
					n.words = append(n.words, word{})
				}
				n.assigns = append(n.assigns, a)
				continue
			}
		}
		before := p.at
		w := p.word()
		if p.at == before {
			if p.err == nil {
				p.fail("a word")
			}
			return
		}
		n.words = append(n.words, w)
		if len(n.words) == 1 && len(n.assigns) == 0 {
			p.blanks()
			if p.has("(") {
				p.at++
				if p.close(")") {
					n.words = nil
					p.function(n, w)
				}
				return
			}
		}
	}
	if len(n.words) == 0 && len(n.assigns) == 0 && len(n.redirects) == 0 && p.err == nil {
		p.fail("a command")
	}
}

// declares reports whether the words of a command may be assignments with arrays.
func declares(n *node) bool {
	w := &n.words[0]
	switch w.src.text[w.start:w.end] {
	case "export", "declare", "local", "readonly", "typeset":
		return true
	}
	return false
}

// redirects reads those of a compound command.
func (p *parser) redirects(n *node) {
	for p.err == nil {
		p.blanks()
		if !p.redirect(n) {
			return
		}
	}
}

func (p *parser) redirect(n *node) bool {
	i := p.at
	for i < len(p.text) && p.text[i] >= '0' && p.text[i] <= '9' {
		i++
	}
	op := ""
	for _, o := range []string{"<<<", "<<-", "&>>", "<<", "<&", "<>", ">>", ">&", ">|", "&>", "<", ">"} {
		if strings.HasPrefix(p.text[i:], o) {
			op = o
			break
		}
	}
	if op == "" || op[0] == '&' && i > p.at || (op == "<" || op == ">") && p.byteAt(i+1) == '(' {
		return false
	}
	p.at = i + len(op)
	p.blanks()
	r := redirect{op: op, word: p.word()}
	if r.word.start == r.word.end && p.err == nil {
		p.fail("a word")
		return true
	}
	if op == "<<" || op == "<<-" {
		r.body = &heredoc{delimiter: r.word, tabs: op == "<<-"}
		p.pending = append(p.pending, r.body)
	}
	n.redirects = append(n.redirects, r)
	return true
}

// maxIndex bounds how far the end of an index is looked for.
const maxIndex = 200

// assignment reads name=value, where one stands here.
func (p *parser) assignment() (assign, bool) {
	start := p.at
	a := assign{}
	i := p.at
	for i < len(p.text) && isNameByte(p.text[i], i > p.at) {
		i++
	}
	if i == p.at {
		return a, false
	}
	a.name = p.text[p.at:i]
	if p.byteAt(i) == '[' {
		end := i + 1 + strings.IndexByte(p.text[i:min(i+maxIndex, len(p.text))], ']')
		if end == i {
			return a, false
		}
		if e := p.byteAt(end); e != '=' && (e != '+' || p.byteAt(end+1) != '=') {
			return a, false
		}
		inner := &parser{src: p.src, text: p.text[:end-1], at: i + 1, depth: p.depth}
		w := word{src: p.src, start: i + 1, end: end - 1}
		inner.quotedParts(&w, 0)
		a.index = &w
		i = end
	}
	if p.byteAt(i) == '+' && p.byteAt(i+1) == '=' {
		a.add = true
		i++
	}
	if p.byteAt(i) != '=' {
		return a, false
	}
	p.at = i + 1
	if p.byteAt(p.at) == '(' {
		p.at++
		a.array = true
		p.array(&a)
		return a, true
	}
	if p.at < len(p.text) && strings.IndexByte(" \t\r\n;&|()<>", p.text[p.at]) < 0 {
		a.value = p.word()
	} else {
		a.value = word{src: p.src, start: p.at, end: p.at}
	}
	return a, p.at > start
}

func (p *parser) array(a *assign) {
	for p.err == nil {
		p.newlines()
		if p.has(")") {
			p.at++
			return
		}
		if p.byteAt(p.at) == '[' {
			a.indexed = a.indexed || strings.Contains(p.text[p.at:min(p.at+maxIndex, len(p.text))], "]=")
		}
		before := p.at
		a.list = append(a.list, p.word())
		if p.at == before && p.err == nil {
			p.fail("a word or ')'")
		}
	}
}

func isNameByte(c byte, inner bool) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || inner && c >= '0' && c <= '9'
}
