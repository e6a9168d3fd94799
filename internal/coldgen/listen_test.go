package main

import "testing"

// The Python host guesses by the same: what it does not take for hot, it compiles the whole module for.
func TestIsHot(t *testing.T) {
	for request, want := range map[string]bool{
		`{"op":"validate_mesh","mesh":{"tp_size":2}}`: true,
		`{"op":"describe"}`:                           true,
		`{"op":"validate_mesh","reading":{}}`:         false,
		`{"op":"read","argv":[]}`:                     false,
		`{"op":"plan"}`:                               false,
		`{"op":`:                                      true,
		`{"op":3}`:                                    true,
	} {
		if got := isHot([]byte(request)); got != want {
			t.Errorf("%s: %t, want %t", request, got, want)
		}
	}
}
