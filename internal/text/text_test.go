package text

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// ascii generates strings of a few letters, so that what is looked for is found.
var ascii = rapid.StringMatching(`[ aAzZ_.<&\]({]{0,12}`)

// TestLikeTheStandardLibrary holds every function to the one of the standard library that it stands in for.
func TestLikeTheStandardLibrary(t *testing.T) {
	pairs := []string{"&", "&amp;", "<", "&lt;", "](", "] (", "a", ""}
	rapid.Check(t, func(t *rapid.T) {
		s := ascii.Draw(t, "s")
		n := rapid.IntRange(0, 9).Draw(t, "n")
		for _, c := range []struct{ name, got, want string }{
			{"Replace", Replace(s, pairs...), strings.NewReplacer(pairs...).Replace(s)},
			{"Replace one", Replace(s, "aA", "x"), strings.ReplaceAll(s, "aA", "x")},
			{"Lower", Lower(s), strings.ToLower(s)},
			{"Title", Title("z" + s), "Z" + s},
			{"Repeat", Repeat(s, n), strings.Repeat(s, n)},
			{"Spaces", Spaces(40 * n), strings.Repeat(" ", 40*n)},
			{"Split", strings.Join(Split(s, ' '), "|"), strings.Join(strings.Split(s, " "), "|")},
			{"Trim", Trim(s), strings.Trim(s, " ")},
			{"TrimRight", TrimRight(s), strings.TrimRight(s, " ")},
		} {
			if c.got != c.want {
				t.Errorf("%s(%q) is %q, want %q", c.name, s, c.got, c.want)
			}
		}
		if got, want := SpacedOnce(s), s != "" && s == strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' }), " "); got != want {
			t.Errorf("SpacedOnce(%q) is %t, want %t", s, got, want)
		}
		if got, want := HasAny(s, "<&"), strings.ContainsAny(s, "<&"); got != want {
			t.Errorf("HasAny(%q) is %t, want %t", s, got, want)
		}
	})
}
