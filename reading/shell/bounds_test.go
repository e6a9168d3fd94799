package shell

import (
	"strings"
	"testing"

	"github.com/meshwise/meshwise/reading/tree"
)

// What a script may ask for beyond its length is counted, and refused where it is too much.
func TestWorkIsBounded(t *testing.T) {
	array := "A=(" + strings.Repeat("a ", 9000) + ")\n"
	for name, script := range map[string]string{
		"the length of an array":  array + strings.Repeat(": ${#A[@]}\n", 40_000),
		"an element of an array":  array + strings.Repeat(": ${A[1]}\n", 40_000),
		"an array as a word":      array + strings.Repeat(": \"${A[*]}\"\n", 40_000),
		"an array with a default": array + strings.Repeat(": ${A[*]:-x}\n", 40_000),
		"an array that is copied": array + strings.Repeat("A[1]=x\n", 40_000),
		"how many arguments":      "set -- " + strings.Repeat("a ", 9000) + "\n" + strings.Repeat(": "+strings.Repeat("$#", 9000)+"\n", 20),
		"a text that grows":       "A=aaaaaaaaaaaaaaaa\n" + strings.Repeat("A=$A$A\n", 60) + ": $A",
		"a list that grows":       array + strings.Repeat("A=(${A[@]} ${A[@]})\n", 60),
		"a function of itself":    "f() { f; f; }; f",
		"loops in loops":          strings.Repeat("for i in a b c d e f g; do [ -f x ] && break\n", 15) + strings.Repeat("done\n", 15),
		"branches that may leave": "f() {\n" + strings.Repeat("[ -f x ] && return\n", 1000) + "}\nf",
	} {
		_, err := Run(script, Options{Interesting: func([]Arg) bool { return true }})
		if err == nil || err.Code != tree.CodeTooLarge {
			t.Errorf("%s: %v", name, err)
		}
	}
}
