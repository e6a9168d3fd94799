package tree_test

import (
	"strconv"
	"testing"

	"github.com/meshwise/meshwise/reading/tree"
)

func TestRowsThatNoHostSends(t *testing.T) {
	for name, rows := range map[string][]tree.Row{
		"a parent that does not exist":   {{Parent: 7, Kind: tree.Plain}},
		"a parent that comes later":      {{Parent: 1, Kind: tree.Plain}, {Parent: -1, Kind: tree.Map}},
		"a parent that is a scalar":      {{Parent: -1, Kind: tree.Plain}, {Parent: 0, Kind: tree.Plain}},
		"a parent that is closed":        {{Parent: -1, Kind: tree.Map}, {Parent: 0, Kind: tree.Map}, {Parent: 0, Kind: tree.Plain}, {Parent: 1, Kind: tree.Plain}},
		"itself as its parent":           {{Parent: 0, Kind: tree.Map}},
		"an alias of what comes later":   {{Parent: -1, Kind: tree.List}, {Parent: 0, Kind: tree.Alias, Text: "2"}, {Parent: 0, Kind: tree.Plain}},
		"an alias of what holds it":      {{Parent: -1, Kind: tree.List}, {Parent: 0, Kind: tree.Alias, Text: "0"}},
		"an alias of no number":          {{Parent: -1, Kind: tree.Alias, Text: "x"}},
		"an alias of less than nothing":  {{Parent: -1, Kind: tree.Alias, Text: "-1"}},
		"a kind that does not exist":     {{Parent: -1, Kind: '?'}},
		"a key that is a map, or a list": {{Parent: -1, Kind: tree.Map}, {Parent: 0, Kind: tree.Complex}},
	} {
		if _, refused := tree.Build(0, tree.YAML, rows, "a: 1\n"); refused == nil || refused.Code != tree.CodeSyntax {
			t.Errorf("%s: %v", name, refused)
		}
	}
	for _, place := range [][2]int{{9, 9}, {1, 99}, {-1, -1}, {1 << 40, 1}, {1, 1 << 40}} {
		rows := []tree.Row{{Parent: -1, Kind: tree.Plain, Text: "a", Line: place[0], Column: place[1]}}
		built, refused := tree.Build(0, tree.YAML, rows, "a")
		if refused != nil {
			t.Fatal(refused)
		}
		if at := built.Documents[0].At; at.In() && (at.Start() > 1 || at.End() > 1 || at.Start() > at.End()) {
			t.Errorf("%v is placed at %d to %d of one byte", place, at.Start(), at.End())
		}
	}
}

// Each level holds the one before it ten times: what aliases stand for is counted before it is gone over.
func TestAliasesAreBounded(t *testing.T) {
	rows := []tree.Row{{Parent: -1, Kind: tree.List}, {Parent: 0, Kind: tree.List}, {Parent: 1, Kind: tree.Plain, Text: "x"}}
	level := 1
	for range 12 {
		next := len(rows)
		rows = append(rows, tree.Row{Parent: 0, Kind: tree.List})
		for range 10 {
			rows = append(rows, tree.Row{Parent: next, Kind: tree.Alias, Text: strconv.Itoa(level)})
		}
		level = next
	}
	if _, refused := tree.Build(0, tree.YAML, rows, ""); refused == nil || refused.Code != tree.CodeTooLarge {
		t.Errorf("a thousand million nodes: %v", refused)
	}
	rows = []tree.Row{{Parent: -1, Kind: tree.List}, {Parent: 0, Kind: tree.Plain}}
	level = 1
	for range tree.MaxDepth {
		next := len(rows)
		rows = append(rows, tree.Row{Parent: 0, Kind: tree.List}, tree.Row{Parent: next, Kind: tree.Alias, Text: strconv.Itoa(level)})
		level = next
	}
	if _, refused := tree.Build(0, tree.YAML, rows, ""); refused == nil || refused.Code != tree.CodeTooDeep {
		t.Errorf("64 levels by aliases: %v", refused)
	}
}
