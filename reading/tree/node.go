package tree

import (
	"strconv"
	"strings"
)

// Node is a node of a file. Nodes are shared where an alias stands for an anchor, and not to be changed.
type Node struct {
	Kind     Kind
	Key      string
	Text     string
	Tag      string
	At       Place // of the value
	KeyAt    Place // of the key of a member
	Children []*Node
	// Twice are the members whose key was given again: the later one is among the children.
	Twice []*Node
	// Merged says that it came by a merge key.
	Merged bool
}

// Tree is a file.
type Tree struct {
	Syntax    Syntax
	Documents []*Node // the roots
	Text      *Text
	file      int
}

// Child returns the member of a map, nil where there is none.
func (n *Node) Child(key string) *Node {
	if n == nil || n.Kind != Map {
		return nil
	}
	for _, c := range n.Children {
		if c.Key == key {
			return c
		}
	}
	return nil
}

// Find returns the node that a path of keys leads to, nil where there is none.
func (n *Node) Find(path ...string) *Node {
	for _, key := range path {
		n = n.Child(key)
	}
	return n
}

// Build makes a tree of the rows of a host and of the text that they were made of, with aliases and merge keys replaced by
// what they stand for. File is the number of the file, for places.
func Build(file int, syntax Syntax, rows []Row, text string) (*Tree, *Error) {
	if len(text) > MaxBytes {
		return nil, &Error{Code: CodeTooLarge, Message: "a file has at most 1 MiB"}
	}
	t := &Tree{Syntax: syntax, Text: NewText(text), file: file}
	b := builder{tree: t, rows: rows, nodes: make([]*Node, len(rows)), sizes: make([]int, len(rows)), depths: make([]int, len(rows))}
	for i := range rows {
		if err := b.row(i); err != nil {
			return nil, err
		}
	}
	b.close(-1)
	if syntax == TOML {
		t.place()
	}
	return t, nil
}

// at is the place of a row of YAML. What a library tells of it is where it begins; where it ends is in the text.
func (t *Tree) at(line, column int, kind Kind, text string) Place {
	if line == 0 {
		return Nowhere
	}
	start := t.Text.Offset(line, column)
	end := start
	rest := t.Text.S[start:]
	switch {
	case kind == Quoted:
		end += quotedLength(rest)
	case kind != Plain:
	case strings.HasPrefix(rest, text):
		end += len(text)
	default: // it is in quotes, or goes over several lines
		end = max(end+quotedLength(rest), min(start+1, len(t.Text.S)))
	}
	return At(t.file, start, end)
}

// quotedLength is the length of a quoted scalar of YAML, 0 where none begins.
func quotedLength(s string) int {
	if s == "" || s[0] != '\'' && s[0] != '"' {
		return 0
	}
	for i := 1; i < len(s); i++ {
		switch {
		case s[0] == '"' && s[i] == '\\':
			i++
		case s[i] == s[0]:
			if s[0] == '\'' && i+1 < len(s) && s[i+1] == '\'' {
				i++
				continue
			}
			return i + 1
		}
	}
	return 0
}

// builder makes nodes of rows.
type builder struct {
	tree   *Tree
	rows   []Row
	nodes  []*Node
	open   []int // the rows whose children may follow, the innermost last
	sizes  []int // of each row that is closed: the nodes below it, itself among them
	depths []int
	total  int // of all nodes so far, aliases replaced by what they stand for
}

func (b *builder) fail(i int, code, message string) *Error {
	r := &b.rows[i]
	if r.KeyLine > 0 {
		return &Error{code, message, r.KeyLine, r.KeyColumn}
	}
	return &Error{code, message, r.Line, r.Column}
}

func (b *builder) row(i int) *Error {
	r := &b.rows[i]
	n := &Node{Kind: r.Kind, Key: r.Key, Text: r.Text, Tag: r.Tag}
	n.At = b.tree.at(r.Line, r.Column, r.Kind, r.Text)
	n.KeyAt = b.tree.at(r.KeyLine, r.KeyColumn, Plain, r.Key)
	b.nodes[i], b.sizes[i], b.depths[i] = n, 1, 1
	b.close(r.Parent)
	if r.Parent >= 0 {
		if len(b.open) == 0 {
			return b.fail(i, CodeSyntax, "a row whose parent is not open")
		}
		parent := b.nodes[r.Parent]
		parent.Children = append(parent.Children, n)
	} else {
		b.tree.Documents = append(b.tree.Documents, n)
	}
	switch r.Kind {
	case Map, List:
		if len(b.open) == MaxDepth {
			return b.fail(i, CodeTooDeep, "values are nested more than 64 deep")
		}
		b.open = append(b.open, i)
		b.total++
		return b.check(i)
	case Alias:
		if err := b.alias(i); err != nil {
			return err
		}
	case Complex:
		return b.fail(i, CodeSyntax, "a key is a map or a list; here keys are plain words")
	case Plain, Quoted, Block, Integer, Float, Boolean, Null, Date:
	default:
		return b.fail(i, CodeSyntax, "a row is of no known kind")
	}
	b.total += b.sizes[i]
	b.grow(r.Parent, i)
	return b.check(i)
}

// check holds a row to the limits. Whatever an alias stands for is counted before anything is done with it.
func (b *builder) check(i int) *Error {
	if b.total > MaxNodes {
		return b.fail(i, CodeTooLarge, "a file has at most 100,000 nodes, aliases replaced by what they stand for")
	}
	if len(b.open)+b.depths[i] > MaxDepth+1 {
		return b.fail(i, CodeTooDeep, "values are nested more than 64 deep, aliases replaced by what they stand for")
	}
	return nil
}

// close ends the maps and lists that are open below a row, -1 for all of them.
func (b *builder) close(row int) {
	for len(b.open) > 0 && b.open[len(b.open)-1] != row {
		i := b.open[len(b.open)-1]
		b.open = b.open[:len(b.open)-1]
		if n := b.nodes[i]; n.Kind == Map {
			n.merge()
			n.last()
		}
		b.grow(b.rows[i].Parent, i)
	}
}

// grow counts a row that is whole in its parent.
func (b *builder) grow(parent, i int) {
	if parent >= 0 {
		b.sizes[parent] += b.sizes[i]
		b.depths[parent] = max(b.depths[parent], 1+b.depths[i])
	}
}

// alias puts what an alias stands for into its place.
func (b *builder) alias(i int) *Error {
	target, err := strconv.Atoi(b.rows[i].Text)
	if err != nil || target < 0 || target >= i {
		return b.fail(i, CodeSyntax, "an alias of no anchor")
	}
	for _, open := range b.open {
		if open == target {
			return b.fail(i, CodeSyntax, "an anchor holds itself")
		}
	}
	n, to := b.nodes[i], b.nodes[target]
	n.Kind, n.Text, n.Tag, n.Children, n.Twice = to.Kind, to.Text, to.Tag, to.Children, to.Twice
	if to.Kind != Map && to.Kind != List { // the text to change is the anchor's
		n.At = to.At
	}
	b.sizes[i], b.depths[i] = b.sizes[target], b.depths[target]
	return nil
}

// merge takes over the members of the maps that merge keys name, where the map has none of their names.
func (n *Node) merge() {
	var merged []*Node
	own := n.Children[:0:0]
	for _, c := range n.Children {
		if c.Key != "<<" || c.Kind != Map && c.Kind != List {
			own = append(own, c)
		} else if c.Kind == Map {
			merged = append(merged, c)
		} else {
			merged = append(merged, c.Children...)
		}
	}
	if merged == nil {
		return
	}
	has := make(map[string]bool, len(own))
	for _, c := range own {
		has[c.Key] = true
	}
	for _, m := range merged {
		for _, c := range m.Children {
			if m.Kind == Map && !has[c.Key] {
				has[c.Key] = true
				copied := *c
				copied.Merged = true
				own = append(own, &copied)
			}
		}
	}
	n.Children = own
}

// last keeps of the members of one name the last, as the libraries of Python do.
func (n *Node) last() {
	at := make(map[string]int, len(n.Children))
	kept := n.Children[:0:0]
	for _, c := range n.Children {
		if i, again := at[c.Key]; again {
			n.Twice = append(n.Twice, kept[i])
			kept[i] = c
			continue
		}
		at[c.Key] = len(kept)
		kept = append(kept, c)
	}
	n.Children = kept
}
