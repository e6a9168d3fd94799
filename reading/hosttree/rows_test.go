package hosttree

import (
	"bytes"
	"encoding/json"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/meshwise/meshwise/reading/tree"
)

var update = flag.Bool("update", false, "write testdata/rows.json anew")

// A case is a text with the rows that every host makes of it, or the line at which its library stops.
type rowsCase struct {
	Name    string `json:"name"`
	File    string `json:"file,omitempty"` // below reading/testdata/public, in place of the text
	Text    string `json:"text,omitempty"`
	Rows    string `json:"rows,omitempty"`
	Refused int    `json:"refused,omitempty"`
}

// Texts in which libraries differ most: what no public file of the corpus has.
var awkward = []rowsCase{
	{Name: "empty.yaml", Text: "# nothing\n"},
	{Name: "empty_values.yaml", Text: "a:\nb: # c\nc:\n  - \n  - x\n"},
	{Name: "styles.yaml", Text: "a: 'it''s'\nb: \"\\x41\\n\"\nc: |\n  x\n  y\nd: >-\n  x\n  y\ne: plain  words # c\n"},
	{Name: "unresolved.yaml", Text: "a: 1e-5\nb: 010\nc: yes\nd: 1_000\ne: 2024-01-01\nf: ~\ng: 0x1F\nh: .inf\n"},
	{Name: "anchors.yaml", Text: "a: &x\n  k: 1\nb:\n  <<: *x\n  l: *x\nc: [*x, &y 2, *y]\n"},
	{Name: "twice.yaml", Text: "a: 1\na: 2\n"},
	{Name: "documents.yaml", Text: "---\na: 1\n---\n- b\n...\n"},
	{Name: "flow.yaml", Text: "{a: [1, {b: c}], \"d e\": 'f'}\n"},
	{Name: "columns.yaml", Text: "é: \"ü\"\n😀: [😀, x]\n"},
	{Name: "tags.yaml", Text: "a: !!str 8\nb: !env X\nc: !!int \"4\"\n"},
	{Name: "carriage.yaml", Text: "a: 1\r\nb:\r\n  c: |\r\n    x\r\n    y\r\n"},
	{Name: "mark.yaml", Text: "\ufeffa: 1\nb: 2\n"},
	{Name: "multiline.yaml", Text: "a: b\n  c\n  d\ne: 'f\n  g'\n"},
	{Name: "aliased_key.yaml", Text: "a: &k x\n? *k\n: 2\n"},
	{Name: "complex.yaml", Text: "? [a]\n: 1\nb: 2\n"},
	{Name: "keys_alone.yaml", Text: "{a, b: , c: d}\n"},
	{Name: "marked.yaml", Text: "---\n&k a: &v\n- !x\n  b: 1\n- &w\n"},
	{Name: "colons.yaml", Text: "ok: 1\na: b: c\n"},
	{Name: "tab.yaml", Text: "a:\n\tb: 1\n"},
	{Name: "block_at_the_end.yaml", Text: "a: 1\nb: |\n  x\n  y"},
	{Name: "nothing_at_the_end.yaml", Text: "a: 1\n---\n# c\n"},
	{Name: "flow_keys.yaml", Text: "a: { b:8 , c }\n"},
	{Name: "template.yaml", Text: "a:\n  b: {{ .x }}\nc: 1\n"},
	{Name: "template_and_more.yaml", Text: "a: {{ .x }}\nok: 1\nb: c: d\n"},
	{Name: "no_anchor.yaml", Text: "a: *nothing\n"},
	{Name: "types.toml", Text: "b = 1\na = \"x\"\n[t]\nf = 1.5e-3\nd = 2024-01-01T00:00:00Z\nday = 2024-01-01\nat = 07:32:00\nl = [true, {k = 0x10}]\nbig = 1_000\ninf = -inf\n"},
	{Name: "tables.toml", Text: "x.y = 'a'\n[[h]]\ni = 2\n[[h]]\nj.k = false\n\"é\" = '''\nm'''\nB = 1\na = 2\n"},
	{Name: "long.toml", Text: "most = 9223372036854775807\nleast = -9223372036854775808\n"},
	{Name: "twice.toml", Text: "a = 1\nb = 2\na = 3\n"},
	{Name: "broken.toml", Text: "a = 1\nb = \n"},
}

// TestRows holds the rows of this host to those that are written down, to which the other hosts hold theirs.
func TestRows(t *testing.T) {
	const golden = "testdata/rows.json"
	var list []rowsCase
	err := filepath.WalkDir("../testdata/public", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && isTree(path) {
			rel, _ := filepath.Rel("../testdata/public", path)
			list = append(list, rowsCase{Name: filepath.ToSlash(rel), File: filepath.ToSlash(rel)})
		}
		return err
	})
	if err != nil || len(list) < 10 {
		t.Fatal(len(list), err)
	}
	list = append(list, awkward...)
	for i := range list {
		c := &list[i]
		text := c.Text
		if c.File != "" {
			b, err := os.ReadFile(filepath.Join("../testdata/public", c.File))
			if err != nil {
				t.Fatal(err)
			}
			text = string(b)
		}
		f := File(c.Name, text)
		if f.Refused != nil {
			c.Refused = max(f.Refused.Line, 1)
			continue
		}
		var out []byte
		for j := range f.Rows {
			out = tree.AppendRow(out, &f.Rows[j])
		}
		c.Rows = string(out)
	}
	var got bytes.Buffer
	e := json.NewEncoder(&got)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(list); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("the rows are not those of %s; go test ./reading/hosttree -run TestRows -update writes them", golden)
	}
}

func isTree(path string) bool {
	switch filepath.Ext(path) {
	case ".yaml", ".yml", ".toml":
		return true
	}
	return false
}
