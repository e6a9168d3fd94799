package shell

import "strings"

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
