package tree_test

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/meshwise/meshwise/reading/tree"
)

func TestPlainScalars(t *testing.T) {
	table, err := os.ReadFile("testdata/scalars.tsv")
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for line := range strings.Lines(string(table)) {
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(cells) != 3 {
			continue
		}
		rows++
		for i, schema := range []tree.Schema{tree.YAML11, tree.OmegaConf} {
			if got := describe(tree.ResolvePlain(cells[0], schema)); got != cells[1+i] {
				t.Errorf("%q by schema %d: %s, not %s", cells[0], schema, got, cells[1+i])
			}
		}
	}
	if rows < 300 {
		t.Errorf("only %d rows", rows)
	}
}

func describe(s tree.Scalar) string {
	switch s.Type {
	case tree.IntType:
		return "int " + strconv.FormatInt(s.Int, 10)
	case tree.FloatType:
		return "float"
	case tree.BoolType:
		return "bool " + strconv.FormatBool(s.Bool)
	case tree.NullType:
		return "null"
	}
	return "str"
}

func TestTags(t *testing.T) {
	for _, c := range []struct {
		tag, text string
		kind      tree.Kind
		want      string
	}{
		{"!!str", "8", tree.Plain, "str"},
		{"!", "8", tree.Plain, "str"},
		{"!!int", "8", tree.Quoted, "int 8"},
		{"tag:yaml.org,2002:bool", "yes", tree.Quoted, "bool true"},
		{"", "8", tree.Quoted, "str"},
		{"", "8", tree.Block, "str"},
	} {
		n := tree.Node{Kind: c.kind, Tag: c.tag, Text: c.text}
		if got := describe(n.Resolve(tree.YAML11)); got != c.want {
			t.Errorf("%s %q: %s, not %s", c.tag, c.text, got, c.want)
		}
	}
	n := tree.Node{Kind: tree.Plain, Tag: "!env", Text: "8"}
	if n.Resolve(tree.YAML11).Type != tree.UnknownType {
		t.Error("a tag that is not known has no value")
	}
}
