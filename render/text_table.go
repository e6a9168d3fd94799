package render

import (
	"strings"
	"unicode/utf8"

	"github.com/meshwise/meshwise/internal/text"
)

const columnGap = 2

// table lines up its columns. The last of them takes the room that is left, over as many lines as it needs; a column
// marked below has its own lines under it.
func (p *plain) table(t *table) {
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
		line = p.lastCell(t.columns[last], &row[last], line, widths[last], left)
		for i := range t.columns {
			if t.columns[i].below {
				line = p.lastCell(t.columns[i], &row[i], line, 0, left)
			}
		}
		if line != "" {
			p.line(p.indent, line)
		}
	}
}

// lastCell writes the last cell of a line, over as many lines as it needs. It returns the start of the line, the cells
// before it, where the cell is empty and leaves the line to the next.
func (p *plain) lastCell(c column, value *cell, before string, width, left int) string {
	if c.right {
		p.line(p.indent, before+p.aligned(c, value.joined(), value.tone, width, true))
		return ""
	}
	if len(value.values) == 0 {
		return before
	}
	var lines []string
	if c.exact || before == "" {
		units := words(value.joined())
		if c.exact {
			units = append(words(value.lead), p.units(value.values)...)
		}
		if before == "" && !p.fits(units, left) {
			left = p.indent + 4 // rather under the line than over the edge
		}
		lines = p.wrap(units, left)
	} else {
		lines = p.fill(value.joined(), left)
	}
	for i, l := range lines {
		if i == 0 && before != "" {
			p.line(p.indent, before+p.painted(value.tone, l))
		} else {
			p.line(left, p.painted(value.tone, l))
		}
	}
	return ""
}

// fits reports whether every word fits beside the indent.
func (p *plain) fits(words []string, indent int) bool {
	for _, w := range words {
		if p.width > 0 && utf8.RuneCountInString(w) > p.width-indent {
			return false
		}
	}
	return true
}

// aligned pads a cell to the width of its column.
func (p *plain) aligned(c column, s string, t tone, width int, isLast bool) string {
	pad := text.Spaces(max(0, width-utf8.RuneCountInString(s)))
	switch {
	case c.right && isLast:
		return pad + p.painted(t, s)
	case c.right:
		return pad + p.painted(t, s) + text.Spaces(columnGap)
	case isLast:
		return p.painted(t, s)
	default:
		return p.painted(t, s) + pad + text.Spaces(columnGap)
	}
}

func (t *table) widths(columns []int) []int {
	widths := make([]int, len(t.columns))
	for _, i := range columns {
		widths[i] = utf8.RuneCountInString(t.columns[i].title)
		for _, row := range t.rows {
			widths[i] = max(widths[i], utf8.RuneCountInString(row[i].joined()))
		}
	}
	return widths
}

func (t *table) hasTitles() bool {
	for _, c := range t.columns {
		if c.title != "" {
			return true
		}
	}
	return false
}

// joined is the text of a cell on one line.
func (c *cell) joined() string {
	line := visible(strings.Join(c.values, ", "))
	if c.lead != "" && line != "" {
		return c.lead + " " + line
	}
	return line
}
