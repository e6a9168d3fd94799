//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestNoExecutionIsNoRun runs the targets of a Go that says what each case has it say: one that made no execution of its own
// beside those of inputs that it knew is a failure, however well it ended.
func TestNoExecutionIsNoRun(t *testing.T) {
	const baseline = "fuzz: elapsed: 0s, gathering baseline coverage: 0/3 completed\n" +
		"fuzz: elapsed: 0s, gathering baseline coverage: 3/3 completed, now fuzzing with 2 workers\n"
	for _, test := range []struct{ name, listed, says, want string }{
		{"executions", "FuzzOne", baseline + "fuzz: elapsed: 1s, execs: 23 (20/sec), new interesting: 0 (total: 3)\nPASS\n", ""},
		{"only what was known", "FuzzOne", baseline + "fuzz: elapsed: 1s, execs: 3 (3/sec), new interesting: 0 (total: 3)\nPASS\n", "none was made"},
		{"none", "FuzzOne", baseline + "fuzz: elapsed: 1s, execs: 0 (0/sec), new interesting: 0 (total: 0)\nPASS\n", "none was made"},
		{"nothing said", "FuzzOne", "PASS\n", "none was made"},
		{"other words", "FuzzOne", "fuzzing: 23 executions\nPASS\n", "none was made"},
		{"no target", "", "", "no target"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			script := "#!/bin/sh\ncase \" $* \" in\n*' -list '*) printf '" + test.listed + "\\nok example.org/pkg 0.1s\\n' ;;\n" +
				"*) cat \"$SAYS\" ;;\nesac\n"
			for name, content := range map[string]string{"go": script, "says": test.says} {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o700); err != nil {
					t.Fatal(err)
				}
			}
			t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
			t.Setenv("SAYS", filepath.Join(dir, "says"))
			err := run(20, 20, "", "")
			if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
	if err := run(0, 1, "", ""); err == nil {
		t.Error("no execution was asked for, and it went well")
	}
}
