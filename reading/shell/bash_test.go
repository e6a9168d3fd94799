package shell

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/meshwise/meshwise/reading/tree"
)

// bash runs a script in bash with nothing on its PATH, and returns the commands that it would have run.
func bash(t *testing.T, script string, files ...string) [][]string {
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
	for _, name := range files {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
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

// What is evaluated is a script of its own, which may be half of one: what follows on the next line is run all the same.
func TestEvalAgainstBash(t *testing.T) {
	known, all := 0, 0
	for _, value := range []string{"x", "'a b'", "\"'a b'\"", "'$N'", `'\$N'`, `'a\ b'`, "'x; probe y'", "'x && probe y'", "'${N:-d}'", "'`'",
		`'a"b'`, `"a'b"`, `'a\'`, "'a#b'", "'a #b'", "'$('", "'(('", "';;'", "'} x'", "''"} {
		for _, line := range []string{`eval "probe eval $A y"`, `eval probe eval $A`, `eval "$A"`, `eval "B=$A"`, `f() { eval "probe $A"; }; f`} {
			k, a := compare(t, "N=16 B=b\nA="+value+"\n"+line+"\nprobe after \"$B\"\n")
			known, all = known+k, all+a
		}
	}
	if known*10 < all*9 || all < 200 {
		t.Errorf("only %d of %d words are known", known, all)
	}
}

func FuzzAgainstBash(f *testing.F) {
	f.Add(uint64(1 << 40))
	f.Fuzz(func(t *testing.T, seed uint64) { compare(t, generated(seed)) })
}

// undecided holds what the reader knows of a script, some of whose tests ask for files, to what bash does with each set of
// files: a word that is known is the same in all of them.
func undecided(t *testing.T, seed uint64) (known int) {
	t.Helper()
	script := generatedWith(seed, []string{"F1", "F2", "F3"})
	got := ours(t, script)
	if got == nil {
		return 0
	}
	for set := range 8 {
		var files []string
		for i, name := range []string{"F1", "F2", "F3"} {
			if set>>i&1 == 1 {
				files = append(files, name)
			}
		}
		for _, words := range bash(t, script, files...) {
			if words[0] != "probe" { // after an eval of what is no script, bash reads [[ as a command
				continue
			}
			n := -1
			for i := range got {
				n = max(n, agrees(got[i].Words, words))
			}
			if n < 0 {
				t.Fatalf("with the files %q bash runs %q, the reader finds\n%s\nin\n%s", files, words, dump(got), script)
			}
			known += n
		}
	}
	return known
}

// agrees returns how many words of a command are known and the same, -1 where one is another. What stands behind a word
// that is not known may stand anywhere, since it may be several words.
func agrees(got []Arg, want []string) int {
	for i, w := range got {
		text, known := w.Text()
		if !known {
			return i
		}
		if i >= len(want) || text != want[i] {
			return -1
		}
	}
	if len(got) != len(want) {
		return -1
	}
	return len(got)
}

// What is known where tests cannot be decided holds whatever they say.
func TestUndecided(t *testing.T) {
	known := 0
	for seed := range uint64(30) {
		known += undecided(t, seed)
	}
	if known == 0 {
		t.Error("nothing is known")
	}
	t.Logf("%d words are known", known)
}

func FuzzUndecided(f *testing.F) {
	f.Add(uint64(1 << 40))
	f.Fuzz(func(t *testing.T, seed uint64) { undecided(t, seed) })
}
