package shell

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mvdan.cc/sh/v3/syntax"
)

// spans are the words of all simple commands of a script, as the bytes they stand at.
func spans(l list) []string {
	var out []string
	walkList(l, &out)
	slices.Sort(out)
	return out
}

func walkList(l list, out *[]string) {
	for i := range l {
		for _, c := range l[i].commands {
			walkNode(c, out)
		}
	}
}

func walkNode(n *node, out *[]string) {
	if n == nil {
		return
	}
	if n.kind == simple {
		for i := range n.words {
			if w := &n.words[i]; w.src != nil {
				*out = append(*out, fmt.Sprintf("%d-%d", w.start, w.end))
			}
		}
	}
	for i := range n.words {
		walkWord(&n.words[i], out)
	}
	for i := range n.assigns {
		walkWord(&n.assigns[i].value, out)
		for j := range n.assigns[i].list {
			walkWord(&n.assigns[i].list[j], out)
		}
	}
	for _, l := range n.conds {
		walkList(l, out)
	}
	for _, l := range n.bodies {
		walkList(l, out)
	}
	walkNode(n.body, out)
}

func walkWord(w *word, out *[]string) {
	for i := range w.parts {
		p := &w.parts[i]
		if w.src != nil && w.src.text[p.start] == '`' {
			continue // its words stand in a text of their own
		}
		walkList(p.list, out)
		if p.arg != nil && p.kind == param {
			walkWord(p.arg, out)
		}
	}
}

// oracle are the same by mvdan.cc/sh, or an error where it refuses the script.
func oracle(script string) ([]string, error) {
	f, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(script), "")
	if err != nil {
		return nil, err
	}
	var out []string
	syntax.Walk(f, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.CallExpr:
			for _, w := range n.Args {
				out = append(out, fmt.Sprintf("%d-%d", w.Pos().Offset(), w.End().Offset()))
			}
		case *syntax.DeclClause: // declare, export and their kin are words here
			out = append(out, fmt.Sprintf("%d-%d", n.Variant.Pos().Offset(), n.Variant.End().Offset()))
			for _, a := range n.Args {
				if a.Naked && a.Name != nil {
					out = append(out, fmt.Sprintf("%d-%d", a.Pos().Offset(), a.End().Offset()))
				} else if a.Naked {
					out = append(out, fmt.Sprintf("%d-%d", a.Value.Pos().Offset(), a.Value.End().Offset()))
				}
			}
		case *syntax.CmdSubst:
			return !n.Backquotes
		case *syntax.ProcSubst, *syntax.ArithmExp, *syntax.ArithmCmd, *syntax.TestClause, *syntax.Redirect, *syntax.LetClause, *syntax.CStyleLoop:
			return false
		}
		return true
	})
	slices.Sort(out)
	return out, nil
}

// agree holds the parser to the other, where both read a script.
func agree(script string) (compared bool, why string) {
	l, err := parse(fileSource(0, script))
	want, refused := oracle(script)
	if err != nil || refused != nil {
		if (err == nil) != (refused == nil) {
			why = fmt.Sprintf("mvdan: %v, the reader: %v", refused, err)
		}
		return false, why
	}
	if got := spans(l); !slices.Equal(trimmed(got, script), trimmed(want, script)) {
		return true, fmt.Sprintf("mvdan finds the words %v, the reader %v", want, got)
	}
	return true, ""
}

// trimmed are words without the end of a line that goes on, which belongs to the word or does not.
func trimmed(words []string, script string) []string {
	var out []string
	for _, w := range words {
		var start, end int
		fmt.Sscanf(w, "%d-%d", &start, &end)
		out = append(out, strings.TrimSuffix(script[start:end], "\\\n"))
	}
	slices.Sort(out)
	return out
}

func TestAgainstMvdan(t *testing.T) {
	for seed := range uint64(2000) {
		script := strings.ReplaceAll(generated(seed), "let ", "probe ") // which is no command with words to mvdan
		if compared, why := agree(script); why != "" || !compared {
			t.Fatalf("%s\nin\n%s", why, script)
		}
	}
	count := 0
	err := filepath.WalkDir("../testdata/public", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".sh") && !strings.HasSuffix(path, ".slurm") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		count++
		if compared, why := agree(string(text)); why != "" || !compared {
			t.Errorf("%s: %s", path, why)
		}
		return nil
	})
	if err != nil || count < 9 {
		t.Errorf("%d scripts: %v", count, err)
	}
}

// The parser takes any bytes, and never fails but by saying so.
func FuzzParse(f *testing.F) {
	for seed := range uint64(50) {
		f.Add(generated(seed))
	}
	for _, s := range []string{"a=$(b `c`)", "[[ a =~ (x|y) ]]", "${a[@]:1}", "<<E\n$(", "$(((1)))", "case a in (b) ;; esac", "\x01", "{a,b}", "a() ( b )", "$'\\x41'", "&>x", "((", "${", "`", "\"${L[${\"b", "${a[\"${b\""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, script string) {
		r, _ := Run(script, Options{Name: "a.sh", Interesting: func([]Arg) bool { return true }})
		for _, c := range r.Commands {
			for _, w := range c.Words {
				for _, s := range w {
					if s.Exact && s.Why == Known && s.Place.In() && script[s.Place.Start():s.Place.End()] != s.Text {
						t.Fatalf("%q does not stand at its place, which is %q", s.Text, script[s.Place.Start():s.Place.End()])
					}
				}
			}
		}
	})
}
