package shell

import (
	"strings"
	"unicode/utf8"
)

// dollar reads an expansion.
func (p *parser) dollar(w *word, quoted bool) {
	if !p.enter() {
		return
	}
	defer p.leave()
	start := p.at
	part := part{quoted: quoted, start: start}
	p.at += 2
	switch c := p.text[p.at-1]; {
	case c == '\'' || c == '"':
		p.at--
		if quoted { // it stands for itself
			p.literals(w, start, p.at, true)
			return
		}
		if c == '"' {
			p.special(w, c)
			return
		}
		p.ansi(w, start)
		return
	case c == '{':
		p.braces(&part)
	case c == '(':
		if p.byteAt(p.at) == '(' {
			at := p.at
			p.at++
			if arg := p.arithmeticWord(")"); p.err == nil && p.has("))") {
				p.at += 2
				part.kind, part.arg = arithmetic, &arg
				break
			}
			p.err, p.at = nil, at
		}
		part.kind, part.list = command, p.list()
		p.close(")")
	case c == '[':
		arg := p.arithmeticWord("]")
		part.kind, part.arg = arithmetic, &arg
		p.close("]")
	case isNameByte(c, false):
		for p.at < len(p.text) && isNameByte(p.text[p.at], true) {
			p.at++
		}
		part.kind, part.text = param, p.text[start+1:p.at]
	default:
		part.kind, part.text = param, p.text[start+1:p.at]
	}
	part.end = p.at
	w.parts = append(w.parts, part)
}

// braces reads ${…}, whose brace was read.
func (p *parser) braces(out *part) {
	out.kind = param
	if p.has("#") && p.byteAt(p.at+1) != '}' {
		out.length = true
		p.at++
	} else if p.has("!") && p.byteAt(p.at+1) != '}' {
		out.op = "!" // ${!name} names another variable
		p.at++
	}
	start := p.at
	for p.at < len(p.text) && isNameByte(p.text[p.at], true) {
		p.at++
	}
	if p.at == start && p.at < len(p.text) && strings.IndexByte("@*#?$!-", p.text[p.at]) >= 0 {
		p.at++
	}
	out.text = p.text[start:p.at]
	if out.text == "" {
		p.failAt(start, "input.syntax", "expected the name of a variable behind ${, found "+foundTemplate(p.text, start))
		return
	}
	if p.has("[") {
		p.at++
		if p.has("@]") || p.has("*]") {
			out.index, out.star = allIndex, p.has("*")
			p.at += 2
		} else {
			index := p.arithmeticWord("]")
			out.index = &index
			p.close("]")
		}
	}
	if p.err != nil {
		return
	}
	if p.has("}") {
		p.at++
		if out.op == "!" && out.index == allIndex {
			out.op = keysOf
		}
		return
	}
	op := p.at
	if p.has(":") {
		p.at++
	}
	if out.op == "" && p.at < len(p.text) && strings.IndexByte("-=+?", p.text[p.at]) >= 0 {
		p.at++
		out.op = p.text[op:p.at]
	} else {
		out.op = "!" // an expansion that is not read
	}
	arg := word{src: p.src, start: p.at, end: p.at}
	if out.quoted {
		p.quotedUntilBrace(&arg)
	} else {
		p.parts(&arg, "}")
	}
	arg.end = p.at
	out.arg = &arg
	if p.err != nil {
		return
	}
	if !p.has("}") {
		p.failAt(out.start, "input.syntax", "a ${ is not closed")
		return
	}
	p.at++
}

// foundTemplate says what stands behind ${ or where a template is.
func foundTemplate(text string, at int) string {
	if at < len(text) {
		_, size := utf8.DecodeRuneInString(text[at:])
		return "'" + text[at:at+size] + "'"
	}
	return "the end of the file"
}

// quotedUntilBrace reads the argument of an expansion in double quotes, where single quotes are none.
func (p *parser) quotedUntilBrace(w *word) {
	for p.err == nil && p.at < len(p.text) && p.text[p.at] != '}' {
		start := p.at
		switch c := p.text[p.at]; {
		case c == '"' || c == '`' || c == '\\' || c == hole:
			p.special(w, c)
		case c == '$' && p.expands():
			p.dollar(w, true)
		default:
			for p.at < len(p.text) && strings.IndexByte("\"`\\$}\x01", p.text[p.at]) < 0 {
				p.at++
			}
			if p.at == start {
				p.at++
			}
			p.literals(w, start, p.at, true)
		}
	}
}

// arithmeticWord reads an expression up to one of the bytes, where no parenthesis is open.
func (p *parser) arithmeticWord(end string) word {
	w := word{src: p.src, start: p.at, end: p.at}
	if !p.enter() {
		return w
	}
	defer p.leave()
	depth, start := 0, p.at
	flush := func() {
		if p.at > start {
			p.literals(&w, start, p.at, true)
		}
	}
	for p.at < len(p.text) && p.err == nil {
		c := p.text[p.at]
		switch {
		case depth == 0 && strings.IndexByte(end, c) >= 0:
			flush()
			w.end = p.at
			return w
		case c == '(':
			depth++
			p.at++
		case c == ')':
			depth--
			p.at++
		case c == '$' && p.expands():
			flush()
			p.dollar(&w, true)
			start = p.at
		case c == '\'' || c == '"' || c == '`' || c == '\\' || c == hole:
			flush()
			p.special(&w, c)
			start = p.at
		default:
			p.at++
		}
		if depth < 0 {
			break
		}
	}
	flush()
	w.end = p.at
	return w
}

// arithmeticCommand reads (( … )), and leaves what begins like it and is a subshell.
func (p *parser) arithmeticCommand(n *node) bool {
	at := p.at
	p.at += 2
	w := p.arithmeticWord(")")
	if p.err == nil && p.has("))") {
		p.at += 2
		n.kind, n.exprs[0] = arithCommand, w
		return true
	}
	p.err, p.at = nil, at
	return false
}
