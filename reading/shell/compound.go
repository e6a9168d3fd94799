package shell

import "strings"

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
