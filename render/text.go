package render

import (
	"strings"
	"unicode/utf8"

	"github.com/meshwise/meshwise/internal/text"
)

// terminal is the number of columns that text is laid out for, where nobody says how many there are. What is narrower than
// MinWidth is not laid out any more.
const (
	terminal = 100
	MinWidth = 40
	MaxWidth = 1000
)

func (o *Options) columns() int {
	if o.Width > 0 {
		return o.Width
	}
	return terminal
}

// labelWidth is the room for the label of a field.
const labelWidth = 10

// plain is a page of plain text, or of coloured text where it has paint.
type plain struct {
	b      strings.Builder
	width  int // in columns; 0 does not wrap
	paint  func(tone, string) string
	indent int  // of what comes next
	first  bool // no item of the section was written yet
	beside bool // what was written last is an aside
}

func (p *plain) String() string { return p.b.String() }

func (p *plain) headline(t tone, text string) {
	p.gap()
	p.indent = 0
	for i, l := range p.fill(t.mark()+visible(text), 2) {
		indent := 0
		if i > 0 {
			indent = 2
		}
		p.line(indent, p.painted(headTone(t), l))
	}
	p.indent = 2
}

// headTone makes every headline stand out.
func headTone(t tone) tone {
	if t == neutral {
		return strong
	}
	return t
}

func (p *plain) note(text string) {
	for _, l := range p.fill(visible(text), p.indent) {
		p.line(p.indent, l)
	}
}

func (p *plain) section(title string) {
	p.gap()
	p.line(0, p.painted(strong, title))
	p.indent, p.first = 2, true
}

func (p *plain) item(code string, t tone, label string) {
	if !p.first {
		p.gap()
	}
	p.first = false
	line := p.painted(strong, visible(code))
	if label != "" {
		line += " · " + p.painted(t, label)
	}
	p.line(2, line)
	p.indent = 4
}

func (p *plain) field(label, text string) { p.labelled(label, neutral, words(visible(text))) }

func (p *plain) literal(label string, values ...string) {
	p.labelled(label, exact, p.units(values))
}

// units makes each value of a list one word, which no line break tears apart.
func (p *plain) units(values []string) []string {
	units := make([]string, len(values))
	for i, v := range values {
		units[i] = visible(v)
		if i < len(values)-1 {
			units[i] += ","
		}
	}
	return units
}

func (p *plain) labelled(label string, t tone, units []string) {
	left := p.indent + labelWidth + 2
	if label == "" {
		left = p.indent
	}
	for i, l := range p.wrap(units, left) {
		if i == 0 && label != "" {
			p.line(p.indent, p.painted(faint, label)+text.Spaces(max(0, labelWidth-len(label)))+"  "+p.painted(t, l))
		} else {
			p.line(left, p.painted(t, l))
		}
	}
}

func (p *plain) snippet(_, code string) {
	for _, l := range text.Split(strings.TrimSuffix(code, "\n"), '\n') {
		p.line(p.indent+labelWidth+2, p.painted(exact, visible(l)))
	}
}

func (p *plain) aside(label, code, says string) {
	if !p.beside {
		p.gap()
	}
	p.beside = true
	if label != "" {
		label += text.Spaces(max(0, labelWidth-len(label))) + "  "
	}
	p.line(2, label+visible(code+says))
}

// gap leaves one empty line before what comes next.
func (p *plain) gap() {
	if p.b.Len() > 0 {
		p.b.WriteByte('\n')
	}
}

func (p *plain) line(indent int, s string) {
	s = text.TrimRight(s)
	if s != "" {
		p.b.WriteString(text.Spaces(indent))
	}
	p.b.WriteString(s)
	p.b.WriteByte('\n')
}

func (p *plain) painted(t tone, s string) string {
	if p.paint == nil {
		return s
	}
	return p.paint(t, s)
}

// fill breaks a sentence into lines as wide as is left beside the indent. Most fit, and are a line as they stand.
func (p *plain) fill(s string, indent int) []string {
	if (p.width == 0 || len(s) <= p.width-indent) && text.SpacedOnce(s) {
		return []string{s}
	}
	return p.wrap(words(s), indent)
}

// words splits a sentence where it may be wrapped.
func words(s string) []string {
	list := text.Split(s, ' ')
	kept := list[:0]
	for _, w := range list {
		if w != "" {
			kept = append(kept, w)
		}
	}
	return kept
}

// wrap fills lines with words, as wide as is left beside the indent. A word that is wider than that stands alone.
func (p *plain) wrap(words []string, indent int) []string {
	room := p.width - indent
	var lines []string
	line := make([]byte, 0, 2*terminal)
	used := 0
	for _, w := range words {
		n := utf8.RuneCountInString(w)
		if used > 0 {
			if p.width == 0 || used+1+n <= room {
				line = append(line, ' ')
				used++
			} else {
				lines = append(lines, string(line))
				line, used = line[:0], 0
			}
		}
		line = append(line, w...)
		used += n
	}
	if used > 0 {
		lines = append(lines, string(line))
	}
	return lines
}
