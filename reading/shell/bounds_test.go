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

// What stands in one another is read to its end or refused, wherever the limit falls.
func TestNesting(t *testing.T) {
	for opens, closes := range map[string]string{
		"if true; then ":         "; fi",
		"if true; then :; else ": "; fi",
		"for i in 1; do ":        "; done",
		"for i do ":              "; done",
		"for ((;;)); do ":        "; done",
		"select i in 1; do ":     "; done",
		"while true; do ":        "; done",
		"until false; do ":       "; done",
		"case a in a) ":          ";; esac",
		"( ":                     ")",
		"{ ":                     "; }",
		"f() { ":                 "; }",
		"function f { ":          "; }",
		"! ":                     "",
		"a && ":                  "",
		"a | ":                   "",
		"time ":                  "",
		"[[ ( ":                  " ) ]]",
		"[[ ! ":                  " ]]",
		"[[ a == a && ":          " ]]",
		"[[ a =~ ":               " ]]",
		"[ ! ":                   " ]",
		"[ \\( ":                 " \\) ]",
		"(( ":                    " ))",
		"A=$(( (":                ") ))",
		"A=$(( - ":               " ))",
		"A=$(( a[":               "] ))",
		"A=$(( a ? ":             " : 1 ))",
		"A=${A:-":                "}",
		"A=\"${A:-":              "}\"",
		"A=${A[":                 "]}",
		"A[":                     "]=1",
		"A=(":                    ")",
		"A=$(":                   ")",
		"A=`":                    "`",
		"A=<(":                   ")",
		"echo \"$(":              ")\"",
		"eval \"":                "\"",
		"bash -c '":              "'",
		"cat <<A\n$(":            ")\nA\n",
	} {
		for n := 1; n <= 3*maxNesting; n++ {
			for _, inside := range []string{"", "a", "1", "A=1", "$A", ";"} {
				for _, script := range []string{
					strings.Repeat(opens, n) + inside + strings.Repeat(closes, n),
					strings.Repeat(opens, n) + inside,
					opens + strings.Repeat("{ ", n) + inside + strings.Repeat("; }", n) + closes,
					strings.Repeat("{ ", n) + opens + inside + closes + strings.Repeat("; }", n),
					strings.Repeat("( ", n) + opens + opens + inside,
				} {
					Run(script, Options{Interesting: func([]Arg) bool { return true }}) // without a panic
				}
			}
		}
	}
}
