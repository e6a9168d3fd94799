package names_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/meshwise/meshwise/internal/names"
)

// TestFind holds the table to a search of the list, with names that share their letters as well.
func TestFind(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.OneOf(rapid.StringMatching(`[ab]{0,6}`), rapid.StringMatching(`num_[a-z_]{1,12}`), rapid.String())
		list := rapid.SliceOfNDistinct(name, 1, 40, rapid.ID).Draw(t, "list")
		table := names.Of(list)
		for _, wanted := range append(rapid.SliceOf(name).Draw(t, "wanted"), list...) {
			if got, want := table.Find(list, wanted), slices.Index(list, wanted); got != want {
				t.Fatalf("%q is found at %d, want %d", wanted, got, want)
			}
		}
		if again := append(list, list[0]); table.Add(again, len(list)) {
			t.Fatalf("%q is added twice", list[0])
		}
	})
}
