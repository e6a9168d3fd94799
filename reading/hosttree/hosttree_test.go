package hosttree

import (
	"testing"

	"github.com/meshwise/meshwise/reading/tree"
)

func TestYAMLPlaces(t *testing.T) {
	text := "# c\nmodel: &m\n  tp: 8\n  name: \"é\"\nother:\n  <<: *m\n  tp: 4\nlist: [a, {b: c}]\nempty:\n"
	rows, refused := YAML([]byte(text))
	if refused != nil {
		t.Fatal(refused)
	}
	tr, err := tree.Build(0, tree.YAML, rows, text)
	if err != nil {
		t.Fatal(err)
	}
	root := tr.Documents[0]
	if n := root.Find("model", "tp"); n.At != tree.At(0, 20, 21) || n.KeyAt != tree.At(0, 16, 18) {
		t.Errorf("model.tp at %+v, key %+v", n.At, n.KeyAt)
	}
	if n := root.Find("other", "name"); n == nil || n.Text != "é" || n.Kind != tree.Quoted || !n.Merged {
		t.Errorf("other.name: %+v", n)
	}
	if n := root.Find("other", "tp"); n.Text != "4" {
		t.Errorf("other.tp: %+v", n)
	}
	if n := root.Find("empty"); n.Kind != tree.Plain || n.Text != "" {
		t.Errorf("empty: %+v", n)
	}
}

func TestTOMLPlaces(t *testing.T) {
	text := "a = 1 # x\n[b.c]\nd = [1, {e = \"x\"}] \n\"f.g\" = 1e-5\n[[h]]\ni = 2\n[[h]]\ni = 0x10\nj.k = true\n"
	rows, refused := TOML([]byte(text))
	if refused != nil {
		t.Fatal(refused)
	}
	tr, err := tree.Build(0, tree.TOML, rows, text)
	if err != nil {
		t.Fatal(err)
	}
	root := tr.Documents[0]
	for _, c := range []struct {
		n            *tree.Node
		line, column int
		text         string
	}{
		{root.Find("a"), 1, 5, "1"},
		{root.Find("b", "c", "f.g"), 4, 9, "1e-5"},
		{root.Find("h").Children[1].Find("i"), 8, 5, "16"},
		{root.Find("h").Children[1].Find("j", "k"), 9, 7, "true"},
		{root.Find("b", "c", "d").Children[1].Find("e"), 3, 14, "x"},
	} {
		line, column := tr.Text.LineColumn(c.n.At.Start())
		if line != c.line || column != c.column || c.n.Text != c.text {
			t.Errorf("%s: %q at %d:%d, not %q at %d:%d", c.n.Key, c.n.Text, line, column, c.text, c.line, c.column)
		}
	}
}
