package render

import (
	"strings"
	"unicode/utf8"
)

const columnGap = 2

// table lines up its columns. The last of them takes the room that is left, over as many lines as it needs; a column
// marked below has its own lines under it.
func (p *plain) table(t table) {
	var columns []int
	for i, c := range t.columns {
		if !c.below {
			columns = append(columns, i)
		}
	}
	widths := t.widths(columns)
	left := p.indent
	for _, i := range columns[:len(columns)-1] {
		left += widths[i] + columnGap
	}
	if t.hasTitles() {
		line := ""
		for n, i := range columns {
			line += p.aligned(t.columns[i], t.columns[i].title, faint, widths[i], n == len(columns)-1)
		}
		p.line(p.indent, line)
	}
	last := columns[len(columns)-1]
	for _, row := range t.rows {
		line := ""
		for _, i := range columns[:len(columns)-1] {
			line += p.aligned(t.columns[i], row[i].joined(), row[i].tone, widths[i], false)
		}
		p.wrapped(t.columns[last], row[last], line, widths[last], left)
		for i := range t.columns {
			if t.columns[i].below {
				p.wrapped(t.columns[i], row[i], "", 0, left)
			}
		}
	}
}

// wrapped writes the last cell of a line, with the cells before it already laid out.
func (p *plain) wrapped(c column, value cell, before string, width, left int) {
	if c.right {
		p.line(p.indent, before+p.aligned(c, value.joined(), value.tone, width, true))
		return
	}
	units := p.units(value.values)
	if !c.exact {
		units = words(value.joined())
	}
	lines := p.wrap(units, left)
	if len(lines) == 0 && before != "" {
		p.line(p.indent, before)
	}
	for i, l := range lines {
		if i == 0 && before != "" {
			p.line(p.indent, before+p.painted(value.tone, l))
		} else {
			p.line(left, p.painted(value.tone, l))
		}
	}
}

// aligned pads a cell to the width of its column.
func (p *plain) aligned(c column, s string, t tone, width int, isLast bool) string {
	pad := strings.Repeat(" ", max(0, width-utf8.RuneCountInString(s)))
	switch {
	case c.right && isLast:
		return pad + p.painted(t, s)
	case c.right:
		return pad + p.painted(t, s) + strings.Repeat(" ", columnGap)
	case isLast:
		return p.painted(t, s)
	default:
		return p.painted(t, s) + pad + strings.Repeat(" ", columnGap)
	}
}

func (t table) widths(columns []int) []int {
	widths := make([]int, len(t.columns))
	for _, i := range columns {
		widths[i] = utf8.RuneCountInString(t.columns[i].title)
		for _, row := range t.rows {
			widths[i] = max(widths[i], utf8.RuneCountInString(row[i].joined()))
		}
	}
	return widths
}

func (t table) hasTitles() bool {
	for _, c := range t.columns {
		if c.title != "" {
			return true
		}
	}
	return false
}

func (c cell) joined() string { return visible(strings.Join(c.values, ", ")) }
