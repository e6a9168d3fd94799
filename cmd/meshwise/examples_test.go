package main

import (
	"errors"
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// TestExamples runs every example in the help. An example may be about a mesh that is not valid; it never fails.
func TestExamples(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("examples are for a POSIX shell")
	}
	folder := t.TempDir()
	if err := writeModels(folder); err != nil {
		t.Fatal(err)
	}
	ran := 0
	eachCommand((&cli{}).rootCommand(), func(cmd *cobra.Command) {
		if cmd.Runnable() && cmd.Example == "" {
			t.Errorf("%s has no example", cmd.CommandPath())
		}
		for line := range strings.Lines(cmd.Example) {
			ran++
			shell := exec.Command("sh", "-c", line)
			shell.Dir = folder
			var stderr strings.Builder
			shell.Stderr = &stderr
			stdout, err := shell.Output()
			exited := (*exec.ExitError)(nil)
			if err != nil && (!errors.As(err, &exited) || exited.ExitCode() != exitInvalid) {
				t.Errorf("%s: %v", strings.TrimSpace(line), err)
			}
			if len(stdout) == 0 || stderr.Len() > 0 {
				t.Errorf("%s: printed %q, and on the standard error %q", strings.TrimSpace(line), stdout, stderr.String())
			}
		}
	})
	if ran < 15 {
		t.Errorf("%d examples were found", ran)
	}
}

func eachCommand(cmd *cobra.Command, visit func(*cobra.Command)) {
	visit(cmd)
	for _, verb := range cmd.Commands() {
		eachCommand(verb, visit)
	}
}
