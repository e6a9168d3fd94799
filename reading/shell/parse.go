package shell

import (
	"strings"

	"github.com/meshwise/meshwise/internal/yield"
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
	yield.Deep(p.depth)
	return true
}

func (p *parser) leave() { p.depth-- }

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
		case it.pipeline.closed() && p.endWord(): // [[ … ]] } and fi done
		default:
			if p.err == nil {
				p.fail("the end of a command")
			}
		}
		l = append(l, it)
	}
	return l
}

// closed reports whether a pipeline ends with a compound command, behind which a word that ends a list needs no separator.
func (l *pipeline) closed() bool {
	n := len(l.commands)
	return n > 0 && l.commands[n-1].kind != simple
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

func isNameByte(c byte, inner bool) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || inner && c >= '0' && c <= '9'
}
