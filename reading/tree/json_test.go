package tree_test

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/meshwise/meshwise/reading/tree"
)

// FuzzJSON holds the reader to encoding/json: it takes the same texts, and finds the same values in them.
func FuzzJSON(f *testing.F) {
	for _, s := range []string{
		`{"a": [1, -2.5e+3, true, null, "\u00e9\ud83d\ude00\n"], "b": {}, "a": 2}`,
		`[01]`, `{"a" 1}`, `"\ud800x"`, `{"a":1,}`, `[1 2]`, `-`, `1.e3`, `"a` + "\t" + `"`, ``, ` `, `{}x`, `nul`, `"\x"`, `[[[]]]`,
		`{"zero_optimization": {"stage": 3, "offload_optimizer": {"device": "cpu"}}}`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) || strings.Contains(text, "NaN") || strings.Contains(text, "Infinity") || strings.HasPrefix(text, "\uFEFF") {
			t.Skip("the json module of Python takes what encoding/json does not")
		}
		var want any
		decoder := json.NewDecoder(strings.NewReader(text))
		decoder.UseNumber()
		valid := json.Valid([]byte(text)) && decoder.Decode(&want) == nil
		got, refused := tree.JSON(0, text)
		if refused != nil && (refused.Code == tree.CodeTooDeep || refused.Code == tree.CodeTooLarge) {
			return
		}
		if valid != (refused == nil) {
			t.Fatalf("%q: valid %t, refused %v", text, valid, refused)
		}
		if valid {
			same(t, got.Documents[0], want)
		} else if refused.Line < 1 || refused.Column < 1 {
			t.Fatalf("%q is refused at no place: %+v", text, refused)
		}
	})
}

func same(t *testing.T, n *tree.Node, want any) {
	t.Helper()
	switch v := want.(type) {
	case map[string]any:
		if n.Kind != tree.Map || len(n.Children) != len(v) {
			t.Fatalf("%+v is not %v", n, v)
		}
		for _, c := range n.Children {
			same(t, c, v[c.Key])
		}
	case []any:
		if n.Kind != tree.List || len(n.Children) != len(v) {
			t.Fatalf("%+v is not %v", n, v)
		}
		for i, c := range n.Children {
			same(t, c, v[i])
		}
	case string:
		if n.Kind != tree.Quoted || n.Text != v {
			t.Fatalf("%+v is not %q", n, v)
		}
	case json.Number:
		s := n.Resolve(tree.Typed)
		if i, err := strconv.ParseInt(string(v), 10, 64); err == nil && (s.Type != tree.IntType || s.Int != i) || n.Text != string(v) {
			t.Fatalf("%+v is not %s", n, v)
		}
	case bool:
		if n.Kind != tree.Boolean || n.Resolve(tree.Typed).Bool != v {
			t.Fatalf("%+v is not %t", n, v)
		}
	case nil:
		if n.Kind != tree.Null {
			t.Fatalf("%+v is not null", n)
		}
	}
}

func TestJSONOfPython(t *testing.T) {
	got, refused := tree.JSON(0, "\uFEFF[NaN, Infinity, -Infinity, \"\\ud800\"]")
	if refused != nil {
		t.Fatal(refused)
	}
	list := got.Documents[0].Children
	for _, n := range list[:3] {
		if n.Kind != tree.Float {
			t.Errorf("%q is a number to Python", n.Text)
		}
	}
	if list[3].Text != "\uFFFD" {
		t.Errorf("half a pair: %q", list[3].Text)
	}
}

func TestJSONLimits(t *testing.T) {
	for _, c := range []struct{ text, code string }{
		{strings.Repeat("[", tree.MaxDepth) + strings.Repeat("]", tree.MaxDepth), ""},
		{strings.Repeat("[", tree.MaxDepth+1), tree.CodeTooDeep},
		{"[" + strings.Repeat("0,", tree.MaxNodes-2) + "0]", ""},
		{"[" + strings.Repeat("0,", tree.MaxNodes) + "0]", tree.CodeTooLarge},
		{strings.Repeat(" ", tree.MaxBytes) + "0", tree.CodeTooLarge},
		{strings.Repeat("9", math.MaxInt8), ""},
	} {
		code := ""
		if _, refused := tree.JSON(0, c.text); refused != nil {
			code = refused.Code
		}
		if code != c.code {
			t.Errorf("%.20s…: %q, not %q", c.text, code, c.code)
		}
	}
}
