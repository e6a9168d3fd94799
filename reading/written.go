package reading

import (
	"strings"

	"github.com/meshwise/meshwise/reading/tree"
)

// writtenFile returns the number of a file of JSON that the script itself writes, as people write the settings of DeepSpeed
// before they use them. Its texts stand in the script.
func (b *builder) writtenFile(path string) (int, bool) {
	for i := range b.written {
		w := &b.written[i]
		if w.Path != path || !w.Sure {
			continue
		}
		s, known := w.Text.Text()
		if !known || len(s) > tree.MaxBytes || !isJSON(s) {
			return 0, false
		}
		t, err := tree.JSON(0, s)
		if err != nil {
			return 0, false
		}
		places := w.Text.Places()
		for _, root := range t.Documents {
			moved(root, places)
		}
		b.files = append(b.files[:len(b.files):len(b.files)], source{File: &File{Name: path, Text: s}, text: tree.NewText(s), tree: t})
		w.Sure = false // it is among the files now
		return len(b.files) - 1, true
	}
	return 0, false
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

// moved gives a node and those below it the places of their texts elsewhere.
func moved(n *tree.Node, places func(start, end int) tree.Place) {
	for _, at := range []*tree.Place{&n.At, &n.KeyAt} {
		if at.In() {
			*at = places(at.Start(), at.End())
		}
	}
	for _, c := range n.Children {
		moved(c, places)
	}
	for _, c := range n.Twice {
		moved(c, places)
	}
}
