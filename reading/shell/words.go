package shell

import (
	"strings"
	"unicode/utf8"
)

// word reads a word of the command line; nothing where none stands here.
func (p *parser) word() word {
	w := word{src: p.src, start: p.at, end: p.at}
	if !p.enter() {
		return w
	}
	defer p.leave()
	p.parts(&w, " \t\n;&|()<>")
	p.at = min(p.at, len(p.text)) // an error leaves it anywhere
	w.end = p.at
	for strings.HasSuffix(p.text[w.start:w.end], "\\\n") { // a line that continues with a blank
		w.end -= 2
	}
	return w
}

// parts reads the parts of a word until one of the bytes that end it.
func (p *parser) parts(w *word, end string) {
	start := p.at
	flush := func() {
		if p.at > start {
			p.literals(w, start, p.at, false)
		}
	}
	for p.at < len(p.text) && p.err == nil {
		c := p.text[p.at]
		switch {
		case c == '\'' || c == '"' || c == '`' || c == '\\' || c == hole:
			flush()
			p.special(w, c)
			start = p.at
		case c == '$' && p.expands():
			flush()
			p.dollar(w, false)
			start = p.at
		case (c == '<' || c == '>') && p.byteAt(p.at+1) == '(' && strings.IndexByte(end, '<') >= 0:
			flush()
			p.processSubstitution(w)
			start = p.at
		case c == '<' && p.placeholder(p.at) > 0 && strings.IndexByte(end, '<') >= 0:
			flush()
			w.parts = append(w.parts, part{kind: unread, start: p.at, end: p.placeholder(p.at)})
			p.at = p.placeholder(p.at)
			start = p.at
		case c == '\r' && p.byteAt(p.at+1) == '\n' && strings.IndexByte(end, '\n') >= 0:
			flush()
			return
		case c == '(' && p.at > w.start && strings.IndexByte("@?*+!", p.text[p.at-1]) >= 0 && strings.IndexByte(end, '(') >= 0 && p.extended():
		case strings.IndexByte(end, c) >= 0:
			flush()
			return
		default:
			p.at++
		}
	}
	flush()
}

// placeholder is where a placeholder in angle brackets ends, <YOUR_TOKEN>, that stands at an offset; 0 where none does. Bash reads two
// redirections in it, the second of which has no file: a script with one is not run before it is replaced.
func (p *parser) placeholder(at int) int {
	if c := p.byteAt(at + 1); !isNameByte(c, true) {
		return 0
	}
	i := at + 1
	for i < len(p.text) && p.text[i] != '>' {
		if strings.IndexByte("\n<'\"`$|;&", p.text[i]) >= 0 {
			return 0
		}
		i++
	}
	next := i + 1
	for p.byteAt(next) == ' ' || p.byteAt(next) == '\t' || p.byteAt(next) == '\r' {
		next++
	}
	if i >= len(p.text) || next < len(p.text) && strings.IndexByte("\n#;|)", p.text[next]) < 0 {
		return 0
	}
	return i + 1
}

// extended goes over the parentheses of an extended pattern, @(a|b), where one stands here.
func (p *parser) extended() bool {
	depth := 0
	for i := p.at; i < len(p.text) && p.text[i] != '\n'; i++ {
		switch p.text[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				p.at = i + 1
				return true
			}
		case '\'', '"', '$', '\\', '`':
			return false
		}
	}
	return false
}

// literals appends the text between two offsets, a part for each place that it comes from.
func (p *parser) literals(w *word, start, end int, quoted bool) {
	for next := p.src.next(start); next < end; next = p.src.next(start) {
		w.parts = append(w.parts, part{kind: literal, quoted: quoted, exact: true, text: p.text[start:next], start: start, end: next})
		start = next
	}
	w.parts = append(w.parts, part{kind: literal, quoted: quoted, exact: true, text: p.text[start:end], start: start, end: end})
}

// special reads a part that begins with a quote, a backslash or a hole.
func (p *parser) special(w *word, c byte) {
	start := p.at
	p.at++
	switch c {
	case '\'':
		end := strings.IndexByte(p.text[p.at:], '\'')
		if end < 0 {
			p.failOpen(start, "'")
			return
		}
		p.literals(w, p.at, p.at+end, true)
		p.at += end + 1
	case '"':
		if !p.enter() {
			return
		}
		p.quotedParts(w, '"')
		p.leave()
		if p.byteAt(p.at) != '"' {
			p.failOpen(start, "\"")
			return
		}
		p.at++
		if len(w.parts) == 0 || w.parts[len(w.parts)-1].end <= start {
			p.literals(w, start+1, start+1, true)
		}
	case '`':
		p.backquote(w, start, false)
	case hole:
		w.parts = append(w.parts, part{kind: unread, start: start, end: p.at})
	case '\\':
		if n := p.lineEnd(p.at); n > 0 {
			p.at += n
			return
		}
		_, size := utf8.DecodeRuneInString(p.text[p.at:])
		from := p.at
		if size == 0 { // the last byte of a text stands for itself
			from--
		}
		p.at += size
		w.parts = append(w.parts, part{kind: literal, quoted: true, text: p.text[from:p.at], start: start, end: p.at})
	}
}

func (p *parser) failOpen(start int, quote string) {
	p.failAt(start, "input.syntax", "a "+quote+" is not closed")
}

// quotedParts reads what stands in double quotes, in a heredoc or in an expression, up to a byte, 0 for the end.
func (p *parser) quotedParts(w *word, end byte) {
	start := p.at
	flush := func() {
		if p.at > start {
			p.literals(w, start, p.at, true)
		}
	}
	for p.at < len(p.text) && p.err == nil {
		switch c := p.text[p.at]; {
		case c == end && end != 0:
			flush()
			return
		case c == hole:
			flush()
			w.parts = append(w.parts, part{kind: unread, quoted: true, start: p.at, end: p.at + 1})
			p.at++
			start = p.at
		case c == '`':
			flush()
			p.at++
			p.backquote(w, p.at-1, true)
			start = p.at
		case c == '$' && p.expands():
			flush()
			p.dollar(w, true)
			start = p.at
		case c == '\\' && p.at+1 < len(p.text):
			next := p.text[p.at+1]
			if n := p.lineEnd(p.at + 1); n > 0 {
				flush()
				p.at += 1 + n
				start = p.at
			} else if next == '$' || next == '`' || next == '\\' || next == '"' && end != 0 {
				flush()
				w.parts = append(w.parts, part{kind: literal, quoted: true, text: p.text[p.at+1 : p.at+2], start: p.at, end: p.at + 2})
				p.at += 2
				start = p.at
			} else {
				p.at += 2
			}
		default:
			p.at++
		}
	}
	p.at = min(p.at, len(p.text))
	flush()
}

// expands reports whether the dollar sign that stands here begins an expansion.
func (p *parser) expands() bool {
	c := p.byteAt(p.at + 1)
	return isNameByte(c, true) || c != 0 && strings.IndexByte("{([@*#?$!-'\"", c) >= 0
}

// ansi reads a string in $'…'. One with an escape that is more than a letter is unknown.
func (p *parser) ansi(w *word, start int) {
	p.at++
	var b []byte
	known := true
	for p.at < len(p.text) && p.text[p.at] != '\'' {
		c := p.text[p.at]
		if c == '\\' && p.at+1 < len(p.text) {
			p.at++
			i := strings.IndexByte("ntr\\'\"abefv", p.text[p.at])
			known = known && i >= 0
			c = "\n\t\r\\'\"\a\b\x1b\f\v "[max(i, 0)]
		}
		b = append(b, c)
		p.at++
	}
	if p.at >= len(p.text) {
		p.failOpen(start, "'")
		return
	}
	p.at++
	part := part{kind: literal, quoted: true, text: string(b), start: start, end: p.at}
	if !known {
		part.kind = unread
	}
	w.parts = append(w.parts, part)
}

// backquote reads `command`. Its text is a source of its own, since a backslash in it stands for less.
func (p *parser) backquote(w *word, start int, quoted bool) {
	var b []byte
	for p.at < len(p.text) && p.text[p.at] != '`' {
		if p.text[p.at] == '\\' && strings.IndexByte("`\\$", p.byteAt(p.at+1)) >= 0 && p.at+1 < len(p.text) {
			p.at++
		}
		b = append(b, p.text[p.at])
		p.at++
	}
	if p.at >= len(p.text) {
		p.failOpen(start, "`")
		return
	}
	p.at++
	part := part{kind: command, quoted: quoted, start: start, end: p.at}
	inner := &parser{src: &source{string(b), []int{0}, []*Seg{{Place: p.src.place(start, p.at), Use: nowhere}}}, depth: p.depth}
	inner.text = inner.src.text
	part.list = inner.list()
	if inner.err != nil || inner.at < len(inner.text) {
		part.kind, part.list = unread, nil
	}
	w.parts = append(w.parts, part)
}

func (p *parser) processSubstitution(w *word) {
	start := p.at
	p.at += 2
	p.list()
	p.close(")")
	w.parts = append(w.parts, part{kind: unread, quoted: true, start: start, end: p.at})
}
