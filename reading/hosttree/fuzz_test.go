package hosttree

import (
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/BurntSushi/toml"

	"github.com/meshwise/meshwise/reading/tree"
)

func seeds(f *testing.F, ending string) {
	found := 0
	err := filepath.WalkDir("../testdata/public", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ending {
			return err
		}
		text, err := os.ReadFile(path)
		f.Add(string(text))
		found++
		return err
	})
	if err != nil || found == 0 {
		f.Fatal(found, err)
	}
}

// FuzzTOML holds what the engine finds to what the library reads: the bytes at the place of a value are that value, and those
// at the place of a key that key.
func FuzzTOML(f *testing.F) {
	seeds(f, ".toml")
	f.Add("a = 1 # x\n[b.c]\nd = [1, {e = \"x\"}] \n\"f.g\" = 1e-5\n[[h]]\ni = 2\n[[h]]\ni = 0x10\nj.k = true\n[[h.l]]\nm = '''\na'''''\n")
	f.Add("a = [ # [\n 1979-05-27 07:32:00Z, inf, -0.0, \"]\", '\"', \"\"\"a\\\"\"\"\"]\r\n'b c'.\"d\\u0065\" = {}\n[ x . y ]\n")
	f.Fuzz(func(t *testing.T, text string) {
		rows, refused := TOML([]byte(text))
		if refused != nil {
			return
		}
		built, wrong := tree.Build(0, tree.TOML, rows, text)
		if wrong != nil {
			return
		}
		for _, n := range built.Documents {
			check(t, n, text)
		}
	})
}

func check(t *testing.T, n *tree.Node, text string) {
	for _, c := range n.Children {
		check(t, c, text)
	}
	if n.Key != "" && n.KeyAt.In() { // an element of an array of tables has the place of its header
		var parsed map[string]any
		if _, err := toml.Decode(text[n.KeyAt.Start():n.KeyAt.End()]+" = 0", &parsed); err != nil {
			t.Fatalf("%q at the place of the key %q: %v", text[n.KeyAt.Start():n.KeyAt.End()], n.Key, err)
		} else if _, is := parsed[n.Key]; !is {
			t.Fatalf("%q at the place of the key %q", text[n.KeyAt.Start():n.KeyAt.End()], n.Key)
		}
	}
	if n.Kind == tree.Map || n.Kind == tree.List {
		return
	}
	if !n.At.In() {
		t.Fatalf("%s = %q has no place", n.Key, n.Text)
	}
	at := text[n.At.Start():n.At.End()]
	var parsed struct{ X any }
	if _, err := toml.Decode("X = "+at, &parsed); err != nil {
		t.Fatalf("%q at the place of %s = %q: %v", at, n.Key, n.Text, err)
	}
	ok := false
	switch v := parsed.X.(type) {
	case string:
		ok = n.Kind == tree.Quoted && v == n.Text
	case int64:
		ok = n.Kind == tree.Integer && strconv.FormatInt(v, 10) == n.Text
	case bool:
		ok = n.Kind == tree.Boolean && strconv.FormatBool(v) == n.Text
	case float64:
		ok = n.Kind == tree.Float && (at == n.Text || math.IsNaN(v))
	case time.Time:
		ok = n.Kind == tree.Date && at == n.Text
	}
	if !ok {
		t.Fatalf("%q at the place of %s = %q (%c)", at, n.Key, n.Text, n.Kind)
	}
}

// FuzzYAML holds the places of the library's nodes: whatever is read stands there, and no text makes the engine crash.
func FuzzYAML(f *testing.F) {
	seeds(f, ".yaml")
	f.Add("# c\nmodel: &m\n  tp: 8\n  name: \"é\"\nother:\n  <<: *m\n  tp: 4\nlist: [a, {b: c}]\nempty:\n")
	f.Add("a: &a [*a]\n")
	f.Add("? [a]\n: 1\n")
	f.Add("--- !x\n'a''b': |\n  c\n--- >-\n d\n\n e\n...\n\"\\x41\\\n  b\": a\n  b\n")
	f.Add("a: [" + strings.Repeat("[", 70) + "\n")
	f.Fuzz(func(t *testing.T, text string) {
		rows, refused := YAML([]byte(text))
		if refused != nil {
			return
		}
		built, wrong := tree.Build(0, tree.YAML, rows, text)
		if wrong != nil {
			if wrong.Code == "" || wrong.Message == "" {
				t.Fatalf("an error without words: %+v", wrong)
			}
			return
		}
		for _, n := range built.Documents {
			stands(t, n, text, 0)
		}
	})
}

func stands(t *testing.T, n *tree.Node, text string, depth int) {
	for _, c := range n.Children {
		stands(t, c, text, depth+1)
	}
	if depth > tree.MaxDepth {
		t.Fatal("deeper than a tree may be")
	}
	for _, at := range []tree.Place{n.At, n.KeyAt} {
		if at.In() && (at.Start() > at.End() || at.End() > len(text)) {
			t.Fatalf("%s is placed at %d to %d of %d bytes", n.Key, at.Start(), at.End(), len(text))
		}
	}
}
