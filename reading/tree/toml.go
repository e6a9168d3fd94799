package tree

import (
	"strings"
	"unicode/utf8"

	"github.com/meshwise/meshwise/internal/yield"
)

// place finds where the keys and the values of a TOML file stand, since no library tells. Its text was read by one already:
// what is not found, for whatever reason, has no place, and nothing else depends on it.
func (t *Tree) place() {
	p := tomlPlacer{text: t.Text.S, file: t.file}
	root := p.placed()
	p.lines(root)
	for _, n := range t.Documents {
		attach(n, root, t.Text.S)
	}
}

// placed is a table, an array or a value in the text.
type placed struct {
	key, at Place
	members map[string]*placed
	list    []*placed
}

func (t *placed) member(name string) *placed {
	m := t.members[name]
	if m == nil {
		m = &placed{key: Nowhere, at: Nowhere}
		if t.members == nil {
			t.members = map[string]*placed{}
		}
		t.members[name] = m
	}
	return m
}

// attach gives a node its place, and sorts the members of a table as they stand in the file.
func attach(n *Node, p *placed, text string) {
	n.At, n.KeyAt = p.at, p.key
	if p.at.In() && (n.Kind == Float || n.Kind == Date) {
		n.Text = text[p.at.Start():p.at.End()]
	}
	for i, c := range n.Children {
		if n.Kind == Map && p.members[c.Key] != nil {
			attach(c, p.members[c.Key], text)
		} else if n.Kind == List && i < len(p.list) {
			attach(c, p.list[i], text)
		}
	}
	if n.Kind == Map {
		sortByKey(n.Children)
	}
}

func (p *tomlPlacer) placed() *placed { return &placed{key: Nowhere, at: Nowhere} }

type tomlPlacer struct {
	text string
	file int
	at   int
}

// lines goes over the lines of a file, and stops where it does not understand one.
func (p *tomlPlacer) lines(root *placed) {
	table := root
	for {
		p.blank()
		if p.at >= len(p.text) {
			return
		}
		if p.text[p.at] != '[' {
			if !p.assignment(table, 0) {
				return
			}
			continue
		}
		start := p.at
		array := strings.HasPrefix(p.text[p.at:], "[[")
		p.at++
		if array {
			p.at++
		}
		to, ok := p.path(root)
		if !ok || p.at >= len(p.text) || p.text[p.at] != ']' {
			return
		}
		p.at++
		if array {
			if p.at < len(p.text) && p.text[p.at] == ']' {
				p.at++
			}
			element := p.placed()
			element.key = to.key
			to.list = append(to.list, element)
			to = element
		}
		to.at = At(p.file, start, p.at)
		table = to
	}
}

// assignment reads a key, its value, and puts them into a table.
func (p *tomlPlacer) assignment(table *placed, depth int) bool {
	to, ok := p.path(table)
	if !ok || p.at >= len(p.text) || p.text[p.at] != '=' {
		return false
	}
	p.at++
	p.spaces()
	return p.value(to, depth)
}

// path reads a key, dotted or not, and returns what it leads to: in an array of tables, what is in the last of them.
func (p *tomlPlacer) path(from *placed) (*placed, bool) {
	for {
		p.spaces()
		start := p.at
		name, ok := p.key()
		if !ok {
			return nil, false
		}
		if n := len(from.list); n > 0 {
			from = from.list[n-1]
		}
		from = from.member(name)
		from.key = At(p.file, start, p.at)
		p.spaces()
		if p.at >= len(p.text) || p.text[p.at] != '.' {
			return from, true
		}
		p.at++
	}
}

func (p *tomlPlacer) key() (string, bool) {
	if p.at < len(p.text) && (p.text[p.at] == '"' || p.text[p.at] == '\'') {
		start := p.at
		if !p.string() || p.at-start < 2 {
			return "", false
		}
		raw := p.text[start+1 : p.at-1]
		if p.text[start] == '"' && strings.IndexByte(raw, '\\') >= 0 {
			raw = unescapeTOML(raw)
		}
		return raw, true
	}
	start := p.at
	for p.at < len(p.text) && (isWordByte(p.text[p.at]) && p.text[p.at] != '.' && p.text[p.at] != '+' || p.text[p.at] == '_' || p.text[p.at] >= utf8.RuneSelf) {
		p.at++
	}
	return p.text[start:p.at], p.at > start
}

// unescapeTOML reads the escapes of a key in quotes, by the reader of JSON, which knows all but two.
func unescapeTOML(raw string) string {
	j := jsonParser{text: `"` + raw + `"`}
	s, ok := j.string()
	if !ok {
		return raw
	}
	return s
}

func (p *tomlPlacer) value(to *placed, depth int) bool {
	if p.at >= len(p.text) || depth == MaxDepth {
		return false
	}
	yield.Deep(depth + 1)
	start := p.at
	ok := true
	switch p.text[p.at] {
	case '"', '\'':
		ok = p.string()
	case '[':
		p.at++
		for {
			p.blank()
			if p.at >= len(p.text) {
				return false
			}
			if p.text[p.at] == ']' {
				p.at++
				break
			}
			if p.text[p.at] == ',' {
				p.at++
				continue
			}
			element := p.placed()
			to.list = append(to.list, element)
			if !p.value(element, depth+1) {
				return false
			}
		}
	case '{':
		p.at++
		for {
			p.blank()
			if p.at >= len(p.text) {
				return false
			}
			if p.text[p.at] == '}' {
				p.at++
				break
			}
			if p.text[p.at] == ',' {
				p.at++
				continue
			}
			if !p.assignment(to, depth+1) {
				return false
			}
		}
	default:
		for p.at < len(p.text) && strings.IndexByte(",]}#\r\n", p.text[p.at]) < 0 {
			p.at++
		}
		for p.at > start && (p.text[p.at-1] == ' ' || p.text[p.at-1] == '\t') {
			p.at--
		}
		ok = p.at > start
	}
	to.at = At(p.file, start, p.at)
	return ok
}

// string goes over a string of any of the four kinds.
func (p *tomlPlacer) string() bool {
	quote := p.text[p.at : p.at+1]
	end := quote
	if triple := quote + quote + quote; strings.HasPrefix(p.text[p.at:], triple) {
		end = triple
	}
	p.at += len(end)
	for p.at < len(p.text) {
		switch {
		case quote == `"` && p.text[p.at] == '\\':
			p.at += 2
		case strings.HasPrefix(p.text[p.at:], end):
			p.at += len(end)
			for len(end) == 3 && p.at < len(p.text) && p.text[p.at] == quote[0] { // up to two more stand before the end
				p.at++
			}
			return true
		case len(end) == 1 && p.text[p.at] == '\n':
			return false
		default:
			p.at++
		}
	}
	p.at = len(p.text)
	return false
}

func (p *tomlPlacer) spaces() {
	for p.at < len(p.text) && (p.text[p.at] == ' ' || p.text[p.at] == '\t') {
		p.at++
	}
}

// blank goes over white space, line ends and comments.
func (p *tomlPlacer) blank() {
	for p.at < len(p.text) {
		switch p.text[p.at] {
		case ' ', '\t', '\r', '\n':
			p.at++
		case '#':
			for p.at < len(p.text) && p.text[p.at] != '\n' {
				p.at++
			}
		default:
			if p.at == 0 && strings.HasPrefix(p.text, "\uFEFF") {
				p.at = 3
				continue
			}
			return
		}
	}
}

// sortByKey sorts members by the place of their keys, by merging.
func sortByKey(list []*Node) {
	if len(list) < 2 {
		return
	}
	a := append([]*Node{}, list[:len(list)/2]...)
	b := append([]*Node{}, list[len(list)/2:]...)
	sortByKey(a)
	sortByKey(b)
	for i := range list {
		if len(b) == 0 || len(a) > 0 && a[0].KeyAt <= b[0].KeyAt {
			list[i], a = a[0], a[1:]
		} else {
			list[i], b = b[0], b[1:]
		}
	}
}
