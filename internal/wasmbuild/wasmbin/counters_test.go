package wasmbin

import (
	"encoding/binary"
	"testing"

	"pgregory.net/rapid"
)

// TestRenumbered asks a table of counters at each return, before and after they got other numbers.
func TestRenumbered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var table []byte
		size := 0
		last := int64(-1)
		for i := range rapid.IntRange(1, 20).Draw(t, "runs") {
			value := rapid.Int64Range(-1, 1000).Filter(func(v int64) bool { return i == 0 || v != last }).Draw(t, "value")
			length := rapid.IntRange(1, 300).Draw(t, "length")
			table = binary.AppendUvarint(binary.AppendVarint(table, value-last), uint64(length))
			last, size = value, size+length
		}
		table = append(table, 0)
		if whole, ok := tableAt(append(append([]byte{9}, table...), 7, 7, 7), 1); !ok || string(whole) != string(table) {
			t.Fatalf("cut out as %x of %x", whole, table)
		}
		returns := rapid.SliceOfNDistinct(rapid.IntRange(1, size), 0, min(size, 40), rapid.ID[int]).Draw(t, "returns")
		old := append([]int{0}, returns...)
		at, before := renumbered(table, old, false), renumbered(table, old, true)
		for i, pc := range old {
			if got, want := valueAt(at, i), valueAt(table, pc); got != want {
				t.Fatalf("%d at return %d of %v, want %d", got, i, old, want)
			}
			if i == 0 {
				continue // a frame that has not begun is asked for nothing but its size
			}
			if got, want := valueAt(before, i-1), valueAt(table, pc-1); got != want {
				t.Fatalf("%d at the call of return %d of %v, want %d", got, i, old, want)
			}
		}
		for _, made := range [][]byte{at, before} {
			if whole, ok := tableAt(made, 0); !ok || len(whole) != len(made) {
				t.Fatalf("%x is no table", made)
			}
		}
	})
}
