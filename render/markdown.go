package render

import "strings"

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
	grid
)

func (m *markdown) String() string { return m.b.String() }

// begin leaves an empty line where something else begins.
func (m *markdown) begin(next block) {
	if m.last != nothing && (m.last != next || next == paragraph) {
		m.b.WriteByte('\n')
	}
	m.last = next
}

func (m *markdown) line(parts ...string) {
	for _, s := range parts {
		m.b.WriteString(s)
	}
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
	m.line("### ", strings.ToUpper(title[:1])+title[1:])
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
	m.line()
	fence := fenceFor(code)
	m.line("  ", fence, language)
	for l := range strings.SplitSeq(strings.TrimSuffix(code, "\n"), "\n") {
		m.line("  ", visible(l))
	}
	m.line("  ", fence)
	m.line()
}

func (m *markdown) table(t table) {
	m.begin(grid)
	head, rule := "|", "|"
	for _, c := range t.columns {
		head += " " + escapeMarkdown(c.title) + " |"
		if c.right {
			rule += " ---: |"
		} else {
			rule += " --- |"
		}
	}
	m.line(strings.ReplaceAll(head, "|  |", "| |"))
	m.line(rule)
	for _, row := range t.rows {
		m.b.WriteByte('|')
		for i, c := range row {
			m.b.WriteByte(' ')
			text := escapeMarkdown(strings.Join(c.values, ", "))
			// A code span cannot hold a pipe that is not the end of its cell.
			if t.columns[i].exact && !strings.Contains(text, "|") {
				text = joinSpans(c.values)
			}
			if text != "" {
				m.b.WriteString(text)
				m.b.WriteByte(' ')
			}
			m.b.WriteByte('|')
		}
		m.b.WriteByte('\n')
	}
}
