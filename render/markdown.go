package render

import (
	"strings"

	"github.com/meshwise/meshwise/internal/text"
)

// markdown is a page in GitHub's Markdown, which notebooks and most other readers take as well.
type markdown struct {
	b    strings.Builder
	last block
}

// block is a kind of lines that stand together; between two kinds there is an empty line.
type block uint8

const (
	nothing block = iota
	paragraph
	list
	fenced
	grid
)

func (m *markdown) String() string { return m.b.String() }

// begin leaves an empty line where something else begins, and between paragraphs.
func (m *markdown) begin(next block) {
	if m.last != nothing && (m.last != next || next == paragraph) {
		m.b.WriteByte('\n')
	}
	m.last = next
}

// line writes a line. Spaces at its end would be markup: they break the line.
func (m *markdown) line(parts ...string) {
	m.b.WriteString(text.TrimRight(strings.Join(parts, "")))
	m.b.WriteByte('\n')
}

func (m *markdown) headline(t tone, text string) {
	m.begin(paragraph)
	m.line("## ", t.mark(), escapeMarkdown(text))
}

func (m *markdown) note(text string) {
	m.begin(paragraph)
	m.line(guard(escapeMarkdown(text)))
}

func (m *markdown) section(title string) {
	m.begin(paragraph)
	m.line("### ", text.Title(title))
}

func (m *markdown) item(code string, t tone, label string) {
	m.begin(paragraph)
	if label != "" {
		label = " · " + label
	}
	m.line("#### ", codeSpan(code), label)
}

func (m *markdown) field(label, text string) { m.entry(label, escapeMarkdown(text)) }

func (m *markdown) literal(label string, values ...string) {
	m.entry(label, joinSpans(values))
}

func (m *markdown) entry(label, text string) {
	m.begin(list)
	if label != "" {
		label = "**" + label + "** "
	}
	m.line("- ", label, text)
}

func (m *markdown) snippet(language, code string) {
	m.begin(fenced)
	fence := fenceFor(code)
	m.line("  ", fence, language)
	for _, l := range text.Split(strings.TrimSuffix(code, "\n"), '\n') {
		m.line("  ", visible(l))
	}
	m.line("  ", fence)
}

func (m *markdown) aside(label, code, says string) {
	m.begin(paragraph)
	if code == "" {
		m.line(guard(escapeMarkdown(says)))
		return
	}
	m.line(label, " ", codeSpan(code), escapeMarkdown(says))
}

func (m *markdown) table(t *table) {
	m.begin(grid)
	rule := "|"
	m.b.WriteByte('|')
	for _, c := range t.columns {
		m.cell(escapeMarkdown(c.title))
		if c.right {
			rule += " ---: |"
		} else {
			rule += " --- |"
		}
	}
	m.line()
	m.line(rule)
	for _, row := range t.rows {
		m.b.WriteByte('|')
		for i, c := range row {
			shown := escapeMarkdown(strings.Join(c.values, ", "))
			// Not every reader lets a code span in a table hold a pipe.
			if t.columns[i].exact && !strings.Contains(shown, "|") {
				shown = joinSpans(c.values)
			}
			if c.lead != "" && shown != "" {
				shown = c.lead + " " + shown
			}
			m.cell(shown)
		}
		m.line()
	}
}

func (m *markdown) cell(text string) {
	if text != "" {
		m.b.WriteString(" " + text)
	}
	m.b.WriteString(" |")
}
