package shell

import (
	"bytes"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/meshwise/meshwise/reading/tree"
)

// bash runs a script in bash with nothing on its PATH, and returns the commands that it would have run.
func bash(t *testing.T, script string) [][]string {
	t.Helper()
	program, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("there is no bash here, which is what these tests compare with")
	}
	dir := t.TempDir()
	handler := filepath.Join(dir, "handler")
	record := filepath.Join(dir, "record")
	text := "command_not_found_handle() { if [ \"$1\" = expr ]; then shift; echo $(($*)); return; fi; { printf '%s\\0' \"$@\"; printf '\\n\\0'; } >>'" + record + "'; }\n"
	if err := os.WriteFile(handler, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "script.sh")
	if err := os.WriteFile(path, []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	c := exec.Command(program, "--noprofile", "--norc", path)
	c.Dir = dir
	c.Env = []string{"PATH=/nonexistent", "BASH_ENV=" + handler}
	_ = c.Run() // how a script ends is its own matter
	out, err := os.ReadFile(record)
	if err != nil {
		return nil
	}
	var commands [][]string
	var words []string
	for _, w := range bytes.Split(out, []byte{0}) {
		if string(w) == "\n" {
			commands = append(commands, words)
			words = nil
			continue
		}
		words = append(words, string(w))
	}
	return commands
}

// ours are the commands that the reader finds, each word with whether it is known.
func ours(t *testing.T, script string) []Command {
	t.Helper()
	r, err := Run(script, Options{Name: "script.sh", Interesting: func(words []Arg) bool { return true }})
	if err != nil && err.Code != tree.CodeTooLarge {
		t.Fatalf("%+v in\n%s", err, script)
	}
	if err != nil || len(r.Commands) == maxRecords {
		return nil // it does more than is read
	}
	return r.Commands
}

// compare holds the commands of the reader to those of bash: as many, and each word that is known the same. It returns how
// many words were known, and how many there are.
func compare(t *testing.T, script string) (known, all int) {
	t.Helper()
	got := ours(t, script)
	if got == nil {
		return 0, 0
	}
	want := bash(t, script)
	if len(want) != len(got) {
		t.Fatalf("bash runs %d commands, the reader finds %d\n%q\n%v\nin\n%s", len(want), len(got), want, dump(got), script)
	}
	for i, c := range got {
		unknown := false
		for _, w := range c.Words {
			_, k := w.Text()
			unknown = unknown || !k
		}
		all += len(want[i])
		if unknown { // an unknown word may be several, or none
			continue
		}
		if len(c.Words) != len(want[i]) {
			t.Fatalf("bash runs %q, the reader finds %s\nin\n%s", want[i], dump(got[i:i+1]), script)
		}
		for j, w := range c.Words {
			if text, _ := w.Text(); text != want[i][j] {
				t.Fatalf("bash runs %q, the reader finds %s\nin\n%s", want[i], dump(got[i:i+1]), script)
			}
		}
		known += len(c.Words)
	}
	return known, all
}

func dump(list []Command) string {
	var b strings.Builder
	for _, c := range list {
		for _, w := range c.Words {
			text, known := w.Text()
			if !known {
				text += "<unknown>"
			}
			b.WriteString("'" + text + "' ")
		}
		b.WriteString("\n")
	}
	return b.String()
}

// scripts makes scripts of what people write in them, all of it decidable.
type scripts struct {
	*rand.Rand
	b      strings.Builder
	vars   []string
	arrays []string
	depth  int
}

func (s *scripts) pick(list ...string) string { return list[s.IntN(len(list))] }

func (s *scripts) word() string {
	switch s.IntN(14) {
	case 0:
		return "'" + s.pick("a b", "x", "$N", `\`, "") + "'"
	case 1:
		return `"` + s.pick("a b", "x y", `\$N`, `\"q\"`, `a\\b`, "") + s.expansion() + `"`
	case 2, 3, 4:
		return s.expansion()
	case 5:
		return s.pick("--n", "k", "a.b") + "=" + s.expansion()
	case 6:
		return `"` + s.expansion() + `"` + s.pick("", "tail", "'q'")
	case 7:
		return "$((" + s.sum() + "))"
	case 8:
		return s.pick(`a\ b`, `\$x`, `a\"b`, "x'y z'w", `$'a\tb'`, "a#b", "~x")
	case 9:
		if len(s.arrays) > 0 {
			a := s.pick(s.arrays...)
			return s.pick("${"+a+"[@]}", `"${`+a+`[@]}"`, "${#"+a+"[@]}", "${"+a+"[0]}", `"${`+a+`[*]}"`, "pre${"+a+"[@]}post", `"pre${`+a+`[@]}post"`)
		}
	case 10:
		return "$(expr " + s.number() + s.pick(" + ", " - ", " / ") + s.number() + ")"
	}
	return s.pick("word", "8", "--flag", "a=b", "x.y", "é", "--k=v", "1e-5")
}

func (s *scripts) number() string { return s.pick("1", "2", "4", "7", "16") }

func (s *scripts) sum() string {
	op := s.pick("+", "-", "*", "/", "%", "<", "==", ">=", "&&", "||")
	a := s.number()
	if s.IntN(3) == 0 {
		a = "(" + s.number() + s.pick("+", "*") + s.number() + ")"
	}
	return a + " " + op + " " + s.number() + s.pick("", " + "+s.number(), "")
}

func (s *scripts) expansion() string {
	v := "UNSET"
	if len(s.vars) > 0 {
		v = s.pick(s.vars...)
	}
	switch s.IntN(9) {
	case 0:
		return "${" + v + ":-" + s.pick("d", "'q r'", "$"+v, "a b") + "}"
	case 1:
		return "${UNSET:-" + s.pick("d", "e f", "8", `"x  y"`) + "}"
	case 2:
		return "${" + v + "-d}"
	case 3:
		return "${" + v + ":+set}"
	case 4:
		return "${UNSET+set}"
	case 5:
		return "${UNSET:=" + s.number() + "}"
	case 6:
		return "${#" + v + "}"
	}
	if len(s.vars) == 0 {
		return "lit"
	}
	return s.pick("$"+v, "${"+v+"}")
}

func (s *scripts) line(text string) {
	s.b.WriteString(strings.Repeat("  ", s.depth) + text + "\n")
}

func (s *scripts) test() string {
	v := s.pick(append([]string{"UNSET"}, s.vars...)...)
	switch s.IntN(8) {
	case 0:
		return `[ -z "$` + v + `" ]`
	case 1:
		return `[[ -n $` + v + ` ]]`
	case 2:
		return `[ "$` + v + `" = "` + s.pick("8", "word", "") + `" ]`
	case 3:
		return `[[ "$` + v + `" == ` + s.pick("w*", "8", "*o?d", "[0-9]", `"w*"`) + ` ]]`
	case 4:
		return `[ ` + s.number() + ` ` + s.pick("-lt", "-ge", "-eq", "-ne") + ` ` + s.number() + ` ]`
	case 5:
		return "(( " + s.number() + " " + s.pick("<", ">", "==") + " " + s.number() + " ))"
	case 6:
		return `[[ $` + v + ` == x || ! -z "$` + v + `" && 1 -lt 2 ]]`
	}
	return `! [ "$` + v + `" ]`
}

// statement writes a statement; there is always one.
func (s *scripts) statement() {
	before := s.b.Len()
	s.maybe()
	if s.b.Len() == before {
		s.line("probe none")
	}
}

func (s *scripts) maybe() {
	if s.depth > 3 {
		s.line("probe " + s.word())
		return
	}
	switch s.IntN(16) {
	case 0, 1, 2:
		v := s.pick("A", "B", "CC", "N")
		s.line(s.pick("", "export ", "") + v + "=" + s.word())
		s.vars = append(s.vars, v)
	case 3:
		a := s.pick("L", "M")
		s.line(a + "=(" + s.word() + " " + s.word() + " # comment")
		s.line("  " + s.word() + ")")
		s.arrays = append(s.arrays, a)
	case 4:
		if len(s.arrays) > 0 {
			s.line(s.pick(s.arrays...) + "+=(" + s.word() + ")")
		}
	case 5:
		if len(s.vars) > 0 {
			s.line(s.pick(s.vars...) + "+=" + s.word())
		}
	case 6:
		s.line("if " + s.test() + "; then")
		s.depth++
		s.statement()
		s.depth--
		if s.IntN(2) == 0 {
			s.line("elif " + s.test() + "; then")
			s.depth++
			s.statement()
			s.depth--
		}
		s.line("else")
		s.depth++
		s.statement()
		s.depth--
		s.line("fi")
	case 7:
		s.line("for i in " + s.word() + " b " + s.pick("{1..3}", "c", "{x,y}z") + "; do")
		s.depth++
		s.line("probe $i")
		s.statement()
		s.depth--
		s.line("done")
	case 8:
		v := s.pick(append([]string{"UNSET"}, s.vars...)...)
		s.line(`case "$` + v + `" in`)
		s.line("  w*|8) probe first ;;")
		s.line(`  "") probe empty ;;`)
		s.line("  *) probe other ;;")
		s.line("esac")
	case 9:
		s.line(s.test() + " && probe and " + s.word() + " || probe or")
	case 10:
		s.line("f() { probe in \"$1\" \"$#\" $@; }")
		s.line("f " + s.word() + " " + s.word())
	case 11:
		s.line("read -r -d '' H <<" + s.pick("EOF", "'EOF'"))
		s.b.WriteString("  text $A\n  more\nEOF\n")
		s.line(`probe "$H"`)
	case 12:
		s.line("eval \"probe eval " + s.pick("$A", `\$A`, "x") + "\"")
	case 13:
		s.line("X=" + s.word() + " probe pre")
	case 14:
		s.line("( A=inner; probe $A ); probe \"$A\"")
	default:
		s.line("probe " + s.word() + " \\")
		s.line("  " + s.word() + " " + s.word())
	}
}

func generated(seed uint64) string {
	s := &scripts{Rand: rand.New(rand.NewPCG(seed, 1)), vars: []string{"A", "B", "CC", "N"}, arrays: []string{"L", "M"}}
	s.line("A=1 B=b CC='c d' N=16 L=(l) M=()") // what nobody sets is unknown, and not empty as it is for bash
	for range 3 + s.IntN(10) {
		s.statement()
	}
	s.line("probe last")
	return s.b.String()
}

// What the reader knows of scripts in which all is decidable is what bash does.
func TestAgainstBash(t *testing.T) {
	known, all := 0, 0
	for seed := range uint64(120) {
		k, a := compare(t, generated(seed))
		known, all = known+k, all+a
	}
	if known*10 < all*8 {
		t.Errorf("only %d of %d words are known", known, all)
	}
	t.Logf("%d of %d words are known", known, all)
}

func FuzzAgainstBash(f *testing.F) {
	f.Add(uint64(1 << 40))
	f.Fuzz(func(t *testing.T, seed uint64) { compare(t, generated(seed)) })
}
