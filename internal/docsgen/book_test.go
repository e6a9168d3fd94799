package main

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/mesh"
	"github.com/meshwise/meshwise/wasm/abi"
)

// The kinds of each letter, by how many there are.
var counts = map[string]int{"W": 17, "T": 28, "P": 22, "C": 26, "E": 15, "A6-F": 7, "F": 3}

// TestBook walks the book: every kind is there once, and is answered by something that there is, or says why it is not.
func TestBook(t *testing.T) {
	known := map[string]bool{}
	for _, r := range mesh.Rules() {
		known[r.Code] = true
	}
	for _, a := range capabilities.Derive(capabilities.Facts{}, 1, 1).Derived {
		known[string(a.Capability)] = true
	}
	known[string(capabilities.SupportsCPWithSequencePacking)] = true // depends on a size
	for _, c := range abi.Codes() {
		known[string(c.Code)] = true
	}
	var ids []string
	for _, k := range kinds() {
		if slices.Contains(ids, k.ID) {
			t.Errorf("%s stands twice", k.ID)
		}
		ids = append(ids, k.ID)
		if k.Text == "" || len(k.Answers) == 0 && k.Why == "" {
			t.Errorf("%s is answered by nothing, and does not say why", k.ID)
		}
		for _, code := range k.Answers {
			if !known[code] {
				t.Errorf("%s is answered by %s, which there is not", k.ID, code)
			}
		}
	}
	for letter, n := range counts {
		for i := 1; i <= n; i++ {
			id := letter + strconv.Itoa(i)
			if !slices.ContainsFunc(ids, func(has string) bool { return has == id || strings.TrimRight(has, "abcd") == id }) {
				t.Errorf("the book has no %s", id)
			}
		}
	}
}
