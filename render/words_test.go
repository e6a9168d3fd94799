package render

import (
	"slices"
	"strings"
	"testing"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/mesh"
)

func ascending(from, to, step int) (list []int) {
	for n := from; n <= to; n += step {
		list = append(list, n)
	}
	return list
}

func TestSizes(t *testing.T) {
	for _, test := range []struct {
		name string
		in   []int
		want string
	}{
		{"none", nil, ""},
		{"powers", []int{1, 2, 4, 8}, "1, 2, 4, 8"},
		{"neighbours are no run", []int{1, 2}, "1, 2"},
		{"run", []int{1, 2, 3}, "1-3"},
		{"all", ascending(1, 80, 1), "1-80"},
		{"runs between single ones", []int{1, 5, 6, 7, 9}, "1, 5-7, 9"},
		{"cut", ascending(2, 60, 2), "2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, … (18 more)"},
		{"cut inside of runs", slices.Concat(ascending(2, 24, 2), ascending(30, 39, 1)), "2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, … (10 more)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := sizes(test.in); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestRanks(t *testing.T) {
	for _, test := range []struct {
		name string
		in   []int
		want string
	}{
		{"one", []int{3}, "3"},
		{"consecutive", ascending(0, 7, 1), "0-7"},
		{"few", []int{0, 8, 16}, "0, 8, 16"},
		{"strided", ascending(0, 56, 8), "0, 8, …, 56"},
		{"runs apart", slices.Concat(ascending(0, 3, 1), ascending(16, 19, 1), ascending(32, 35, 1), ascending(48, 51, 1), ascending(64, 67, 1)), "0-3, 16-19, …, 64-67"},
		{"not regular", []int{0, 2, 4, 6, 9}, "0, 2, 4, 6, 9"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := ranks(test.in); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestFileURI(t *testing.T) {
	for file, want := range map[string]string{
		"config.json":                       "config.json",
		"a b/ü.json":                        "a%20b/%C3%BC.json",
		"a:b":                               "a%3Ab",
		"100%.json":                         "100%25.json",
		"/srv/config.json":                  "file:///srv/config.json",
		`C:\models\a b.json`:                "file:///C:/models/a%20b.json",
		"https://example.org/a%20b?c=d#e f": "https://example.org/a%20b?c=d#e%20f",
		"\x1b\n\xff":                        "%1B%0A%FF",
	} {
		if got := fileURI(file); got != want {
			t.Errorf("%q: got %s, want %s", file, got, want)
		}
	}
}

func TestClip(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"", ""}, {"界界界界", "界界界界"}, {"界界界界界", "界界界…"}, {"abcde", "abc…"}, {"\xff\xff\xff\xff\xff", "\xff\xff\xff…"},
	} {
		if got := clip(test.in, 4); got != test.want {
			t.Errorf("%q: got %q, want %q", test.in, got, test.want)
		}
	}
}

func TestVisible(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"plain", "plain"},
		{"ünïcode 界 🙂", "ünïcode 界 🙂"},
		{"\x00\x1b[2J\t\n\r\x7f", `\u0000\u001b[2J\u0009\u000a\u000d\u007f`},
		{"\u0085\u009b", `\u0085\u009b`},
		{"\u200b\u200f\u202a\u202e\u2066\u2069\ufeff", `\u200b\u200f\u202a\u202e\u2066\u2069\ufeff`},
		{"\u2028\u2029\u00ad\ufffe", `\u2028\u2029\u00ad\ufffe`},
		{"\U000e0041", `\U000e0041`},
		{"\xff", "\ufffd"},
	} {
		if got := visible(test.in); got != test.want {
			t.Errorf("%q: got %s, want %s", test.in, got, test.want)
		}
	}
}

func TestWordsOfAreVisible(t *testing.T) {
	name := "Evil\u202eModel\x1b[31m"
	v := &mesh.Verdict{Model: name, Framework: mesh.Frameworks()[0], Valid: capabilities.Yes}
	words := WordsOf(v, []string{"nobody knows " + name})
	all := strings.Join(append(words.Notes, words.Headline), "\n")
	if n := strings.Count(all, `Evil\u202eModel\u001b[31m`); n != 2 || strings.Contains(all, "\u202e") {
		t.Errorf("spelled out %d times in %q", n, all)
	}
}

func TestWrap(t *testing.T) {
	p := &plain{width: 10}
	for _, test := range []struct {
		in, want string
		indent   int
	}{
		{"", "", 0},
		{"four four", "four four", 0},
		{"four four1 a", "four four1|a", 0},
		{"longer-than-the-line a", "longer-than-the-line|a", 0},
		{"four four", "four|four", 2},
	} {
		if got := strings.Join(p.wrap(words(test.in), test.indent), "|"); got != test.want {
			t.Errorf("%q: got %s, want %s", test.in, got, test.want)
		}
	}
}
