package shell

import "strings"

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
	if op == "<" && p.placeholder(i) > 0 {
		return false
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
	if p.at < len(p.text) && (strings.IndexByte(" \t\r\n;&|()<>", p.text[p.at]) < 0 || p.placeholder(p.at) > 0) {
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
