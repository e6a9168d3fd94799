package reading

import (
	"strings"

	"github.com/meshwise/meshwise/internal/text"
	"github.com/meshwise/meshwise/reading/tree"
)

// added is the edit by which a file says a field that it does not say yet.
func (b *builder) added(want Setting) (Edit, string) {
	r := b.keyFor(want.Field)
	if r == nil {
		return Edit{}, b.format.title + " has no key that says " + want.Field + " by itself"
	}
	word, ok := b.spell(r, want.Value, nil)
	if !ok {
		return Edit{}, "no word of " + b.format.title + " says " + quote(want.Value.String()) + " for " + r.key
	}
	edit, why := b.addTo(r, word)
	if why == "" {
		why = b.unlike(edit, want, r.key, word)
	}
	return edit, why
}

// keyFor is the key that says a field, the first in the table that is not one of another engine.
func (b *builder) keyFor(field string) *rule {
	var first *rule
	for i := range b.table.rules {
		r := &b.table.rules[i]
		if r.target != field && r.target != fieldOfKey(field) || r.kind == "skip" {
			continue
		}
		section, _ := cutLast(r.key)
		if section != "" && b.under(section[:len(section)-1]) != nil {
			return r
		}
		if first == nil {
			first = r
		}
	}
	return first
}

func (b *builder) addTo(r *rule, word string) (Edit, string) {
	if b.command != nil {
		return b.addFlag(r, word)
	}
	root := b.treeOf(max(b.main, 0))
	if b.main < 0 || root == nil {
		return Edit{}, "there is no file to add it to"
	}
	return b.addKey(root, r.key, word)
}

// addFlag puts a flag before one that stands in the command, in its form.
func (b *builder) addFlag(r *rule, word string) (Edit, string) {
	anchor := b.anchor()
	if anchor == nil {
		return Edit{}, "the command has no word beside which it could stand"
	}
	flag := b.flagLike(anchor, r)
	if !strings.HasSuffix(flag, "=") {
		if strings.HasPrefix(flag, "-") && b.bareRules(r.key) && b.format.schema == words {
			word = ""
		} else {
			flag += " "
		}
	}
	added := text.TrimRight(flag + word)
	if anchor.keyAt.IsWord() {
		i := anchor.keyAt.Start()
		old := b.wordAt(i)
		return Edit{Word: i, Old: old, New: added + " " + old, End: len(old)}, ""
	}
	p := anchor.keyAt
	f := &b.files[p.File()]
	line, _ := f.text.LineColumn(p.Start())
	start := f.text.Start(line)
	before := f.Text[start:p.Start()]
	gap := " "
	if strings.Trim(before, " \t") == "" && before != "" {
		gap = "\n" + before
		if strings.HasSuffix(text.TrimRight(f.text.Line(line-1)), `\`) {
			gap = " \\" + gap
		}
	}
	return Edit{Place: b.locate(tree.At(p.File(), p.Start(), p.Start())), Word: -1, Start: p.Start(), End: p.Start(), New: added + gap}, ""
}

// anchor is a word of the command that says something of the mesh, else any that stands in a file.
func (b *builder) anchor() *stmt {
	var any *stmt
	for _, s := range b.stmts {
		if !s.keyAt.In() && !s.keyAt.IsWord() || s.keyAt.In() && b.files[s.keyAt.File()].tree != nil {
			continue
		}
		if s.keyAt.In() && !strings.HasPrefix(b.files[s.keyAt.File()].Text[s.keyAt.Start():], s.shown) && !strings.HasPrefix(b.files[s.keyAt.File()].Text[s.keyAt.Start():], "+") {
			continue // in quotes, or put together
		}
		any = s
		for _, i := range b.table.by[s.key] {
			if strings.HasPrefix(b.table.rules[i].target, "mesh.") {
				return s
			}
		}
	}
	return any
}

// flagLike writes a key as the command writes another: --a-b, --a_b, --a.b= or a.b=.
func (b *builder) flagLike(like *stmt, r *rule) string {
	name := r.key
	if i := strings.IndexByte(name, '['); i >= 0 {
		name = name[:i]
	}
	bare := strings.TrimLeft(like.shown, "-")
	dashes := like.shown[:len(like.shown)-len(bare)]
	if dashes == "" {
		return name + "="
	}
	if strings.Contains(bare, "-") || !strings.Contains(bare, "_") && b.format.schema == words {
		name = text.Replace(name, "_", "-")
	}
	if raw := b.rawFlag(like); strings.HasPrefix(raw, like.shown+"=") {
		return dashes + name + "="
	}
	return dashes + name
}

func (b *builder) rawFlag(s *stmt) string {
	if s.keyAt.IsWord() {
		return b.wordAt(s.keyAt.Start())
	}
	return b.files[s.keyAt.File()].Text[s.keyAt.Start():]
}

// addKey puts a key into the section of a file that it belongs to, and makes the section where there is none.
func (b *builder) addKey(root *tree.Node, key, word string) (Edit, string) {
	file := max(b.main, 0)
	f := &b.files[file]
	parts := text.Split(key, '.')
	section := root
	for len(parts) > 1 && section.Child(parts[0]) != nil {
		section = section.Child(parts[0])
		parts = parts[1:]
	}
	if section.Kind != tree.Map {
		return Edit{}, "the section of " + key + " is no map"
	}
	insert := func(at int, added string) (Edit, string) {
		return Edit{Place: b.locate(tree.At(file, at, at)), Word: -1, Start: at, End: at, New: added}, ""
	}
	switch f.tree.Syntax {
	case tree.JSONSyntax:
		return b.addJSON(section, parts, word, insert)
	case tree.TOML:
		return b.addTOML(section, root, key, parts, word, insert)
	}
	return b.addYAML(section, root, parts, word, insert)
}

type inserter func(at int, added string) (Edit, string)

func (b *builder) addYAML(section, root *tree.Node, parts []string, word string, insert inserter) (Edit, string) {
	f := &b.files[max(b.main, 0)]
	first := b.sibling(section)
	if section == root && len(parts) > 1 || first == nil { // a new section at the end of the file
		if section != root {
			return Edit{}, "the section is empty"
		}
		gap := ""
		if !strings.HasSuffix(f.Text, "\n") && f.Text != "" {
			gap = "\n"
		}
		return insert(len(f.Text), gap+nested(parts, word, "")+"\n")
	}
	at := first.KeyAt.Start()
	line, column := f.text.LineColumn(at)
	before := f.Text[f.text.Start(line):at]
	if strings.Trim(before, " ") != "" {
		if !strings.Contains(before, "{") {
			return Edit{}, "the section begins in the middle of a line"
		}
		if len(parts) > 1 {
			return Edit{}, "the section is written in one line"
		}
		return insert(at, parts[0]+": "+word+", ")
	}
	indent := text.Repeat(" ", column-1)
	return insert(at, nested(parts, word, indent)+"\n"+indent)
}

// nested writes keys of YAML, each below the one before.
func nested(parts []string, word, indent string) string {
	out := parts[0] + ":"
	for _, p := range parts[1:] {
		indent += "  "
		out += "\n" + indent + p + ":"
	}
	return out + " " + word
}

// sibling is the member of a section before which a new one stands: one that says a size, else the first.
func (b *builder) sibling(section *tree.Node) *tree.Node {
	var first *tree.Node
	for _, c := range section.Children {
		if !c.KeyAt.In() || c.Merged {
			continue
		}
		if first == nil {
			first = c
		}
		for _, s := range b.stmts {
			if s.keyAt == c.KeyAt {
				for _, i := range b.table.by[s.key] {
					if strings.HasPrefix(b.table.rules[i].target, "mesh.") {
						return c
					}
				}
			}
		}
	}
	return first
}

func (b *builder) addJSON(section *tree.Node, parts []string, word string, insert inserter) (Edit, string) {
	f := &b.files[max(b.main, 0)]
	if !bareLiteral(word) {
		word = `"` + word + `"`
	}
	added := `"` + parts[0] + `": `
	for _, p := range parts[1:] {
		added += `{"` + p + `": `
		word += "}"
	}
	added += word
	first := b.sibling(section)
	if first == nil {
		return insert(section.At.Start()+1, added)
	}
	at := first.KeyAt.Start()
	line, _ := f.text.LineColumn(at)
	before := f.Text[f.text.Start(line):at]
	gap := " "
	if strings.Trim(before, " \t") == "" {
		gap = "\n" + before
	}
	return insert(at, added+","+gap)
}

func (b *builder) addTOML(section, root *tree.Node, key string, parts []string, word string, insert inserter) (Edit, string) {
	f := &b.files[max(b.main, 0)]
	if !bareLiteral(word) {
		word = `"` + word + `"`
	}
	first := b.sibling(section)
	if len(parts) > 1 || first == nil || first.Kind == tree.Map && section == root {
		gap := ""
		if !strings.HasSuffix(f.Text, "\n") && f.Text != "" {
			gap = "\n"
		}
		table, name := cutLast(key)
		if table == "" {
			return insert(0, name+" = "+word+"\n")
		}
		return insert(len(f.Text), gap+"\n["+table[:len(table)-1]+"]\n"+name+" = "+word+"\n")
	}
	at := first.KeyAt.Start()
	line, _ := f.text.LineColumn(at)
	if strings.Trim(f.Text[f.text.Start(line):at], " \t") != "" {
		return insert(at, parts[0]+" = "+word+", ") // an inline table
	}
	return insert(at, parts[0]+" = "+word+"\n"+f.Text[f.text.Start(line):at])
}
