package reading

import (
	"strings"

	"github.com/meshwise/meshwise/reading/shell"
	"github.com/meshwise/meshwise/reading/tree"
)

// written is a file that a script writes.
type written struct {
	shell.Written
	file int // that it has become, 0 where it has not: the first is the script
}

// writtenFile returns the number of a file that the script itself writes, as people write the settings of accelerate or of
// DeepSpeed before they use them. Its texts stand in the script. JSON is read here. The tree of YAML or TOML is the host's: where
// it has not been given yet, the text is returned that it should be made of.
func (b *builder) writtenFile(path string) (file int, at bool, text string) {
	for i := range b.written {
		w := &b.written[i]
		if w.Path != path {
			continue
		}
		if w.file > 0 {
			return w.file, true, ""
		}
		s, known := w.Text.Text()
		if !w.Sure || !known || len(s) > tree.MaxBytes {
			return 0, false, ""
		}
		made := source{File: &File{Name: path, Text: s}, text: tree.NewText(s)}
		var err *tree.Error
		switch {
		case isJSON(s):
			made.tree, err = tree.JSON(0, s)
		case hasTree(path):
			if made.tree = b.given(path, s); made.tree == nil {
				return 0, false, s
			}
		}
		if made.tree == nil || err != nil {
			return 0, false, ""
		}
		places := w.Text.Places()
		each(made.tree, func(n *tree.Node) {
			for _, at := range []*tree.Place{&n.At, &n.KeyAt} {
				if at.In() {
					*at = places(at.Start(), at.End())
				}
			}
		})
		b.files = append(b.files[:len(b.files):len(b.files)], made)
		w.file = len(b.files) - 1
		return w.file, true, ""
	}
	return 0, false, ""
}

// given is the tree of a text that the host made; nil where it made none.
func (b *builder) given(path, text string) *tree.Tree {
	for i := range b.files {
		f := &b.files[i]
		if !f.HasRows || f.Name != path || f.Text != text && !b.req.trial {
			continue
		}
		if t, err := tree.Build(0, f.Syntax, f.Rows, f.Text); err == nil && (f.Text == text || rewritten(t, f.Text, text)) {
			return t
		}
	}
	return nil
}

// rewritten makes the tree of a text that of another one, which differs in one value alone and is an edit that is tried: no host
// is asked for it. It reports whether it could.
func rewritten(t *tree.Tree, from, to string) bool {
	least := min(len(from), len(to))
	begins := 0
	for begins < least && from[begins] == to[begins] {
		begins++
	}
	ends := 0
	for ends < least-begins && from[len(from)-1-ends] == to[len(to)-1-ends] {
		ends++
	}
	more, changed := len(to)-len(from), 0
	each(t, func(n *tree.Node) {
		start, end := n.At.Start(), n.At.End()
		if n.Kind == tree.Map || n.Kind == tree.List || start > begins || end < len(from)-ends {
			return
		}
		changed++
		word := to[start : end+more]
		if n.Kind == tree.Quoted && len(word) > 1 {
			word = word[1 : len(word)-1]
		}
		if !plainWord(word) {
			changed = 2
		}
		n.Text = word
	})
	each(t, func(n *tree.Node) { n.At, n.KeyAt = tree.Nowhere, tree.Nowhere }) // what is tried is looked at for its values
	return changed == 1
}

// plainWord reports whether a word is one value in YAML and in TOML, in quotes or without.
func plainWord(word string) bool {
	for i := range len(word) {
		if c := word[i]; !isLetter(c) && (c < '0' || c > '9') && !strings.ContainsRune("_.-/", rune(c)) {
			return false
		}
	}
	return word != "" && word[0] != '-'
}

// hasTree reports whether a file is of a language whose tree the host makes.
func hasTree(path string) bool {
	return strings.HasSuffix(path, ".yaml") || strings.HasSuffix(path, ".yml") || strings.HasSuffix(path, ".toml")
}

// deepspeedOf returns the number of the file of DeepSpeed that a program of one's own is given.
func (b *builder) deepspeedOf(p program) (int, bool) {
	for i, w := range p.args {
		word, _ := w.Text()
		name, value, joined := strings.Cut(word, "=")
		if name != "--deepspeed_config" && name != "--deepspeed-config" && name != "--deepspeed" {
			continue
		}
		if !joined && i+1 < len(p.args) {
			var known bool
			if value, known = p.args[i+1].Text(); !known {
				continue
			}
		}
		if value == "" || value[0] == '-' || !strings.HasSuffix(value, ".json") {
			continue
		}
		s := &stmt{key: name[2:], shown: name, scalar: argScalar(w), keyAt: argPlace(w)}
		if j, ok := b.wantFile(value, "cwd", "the settings of DeepSpeed", s); ok && b.treeOf(j) != nil {
			return j, true
		}
	}
	return 0, false
}

// each visits the nodes of a tree, one that stands for several once.
func each(t *tree.Tree, visit func(*tree.Node)) {
	seen := map[*tree.Node]bool{}
	var walk func(list []*tree.Node)
	walk = func(list []*tree.Node) {
		for _, n := range list {
			if !seen[n] {
				seen[n] = true
				visit(n)
				walk(n.Children)
				walk(n.Twice)
			}
		}
	}
	walk(t.Documents)
}
