package shell

import (
	"os"
	"strings"
	"testing"
)

func TestDump(t *testing.T) {
	path := os.Getenv("DUMP")
	if path == "" {
		t.Skip("DUMP names no script")
	}
	text, _ := os.ReadFile(path)
	res, err := Run(string(text), Options{Name: path, Source: func(p string) (int, string, bool) {
		b, err := os.ReadFile(p)
		return 1, string(b), err == nil
	}, Interesting: func(w []Arg) bool { return true }})
	if err != nil {
		t.Logf("%+v", err)
	}
	for _, w := range res.Wants {
		t.Logf("want %+v", w)
	}
	for _, c := range res.Commands {
		var b strings.Builder
		for _, w := range c.Words {
			s, k := w.Text()
			if !k {
				u := w.Unknown()
				s += "<?" + u.Var + string(rune('0'+u.Why)) + ">"
			}
			b.WriteString(s + " ")
		}
		t.Logf("maybe=%v wrappers=%d env=%d: %s", c.Maybe, len(c.Wrappers), len(c.Environment), b.String())
	}
}
