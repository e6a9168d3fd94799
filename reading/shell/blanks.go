package shell

import "strings"

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
