package tree

import (
	"slices"
	"testing"
)

func FuzzReadRows(f *testing.F) {
	f.Add(string(AppendRow(AppendRow(nil, &Row{Parent: -1, Kind: Map, Line: 1, Column: 1}), &Row{Kind: Plain, Key: "a", Text: "ü:1 2", Tag: "!t", Line: 1, Column: 4, KeyLine: 1, KeyColumn: 1})))
	f.Add("m -1 1 1 0 0 0 0 0:")
	f.Add("p 0 0 0 0 0 9 0 0:a")
	f.Fuzz(func(t *testing.T, text string) {
		rows, ok := ReadRows(text)
		if !ok {
			return
		}
		var again []byte
		for i := range rows {
			again = AppendRow(again, &rows[i])
		}
		back, ok := ReadRows(string(again))
		if !ok || !slices.Equal(rows, back) {
			t.Errorf("%q is read as %v, and what is written of that as %v", text, rows, back)
		}
	})
}
