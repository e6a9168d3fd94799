package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// ran runs a command in a folder, as a stranger would: without what a checkout or a virtual environment sets. It returns
// what the command prints, and its exit code.
func ran(folder string, command ...string) (string, int, error) {
	process := exec.Command(command[0], command[1:]...)
	process.Dir = folder
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		if strings.HasPrefix(name, "MESHWISE_") || name == "PYTHONPATH" || name == "NODE_PATH" || name == "VIRTUAL_ENV" {
			continue
		}
		process.Env = append(process.Env, variable)
	}
	var said strings.Builder
	process.Stderr = &said
	out, err := process.Output()
	if exited := (*exec.ExitError)(nil); errors.As(err, &exited) && exited.ExitCode() >= 0 {
		if exited.ExitCode() > 1 {
			return string(out), exited.ExitCode(), fmt.Errorf("%s: exit code %d\n%s%s", strings.Join(command, " "), exited.ExitCode(), out, said.String())
		}
		return string(out), exited.ExitCode(), nil
	}
	if err != nil {
		return "", 0, fmt.Errorf("%s: %w\n%s", strings.Join(command, " "), err, said.String())
	}
	return string(out), 0, nil
}

// done runs a command that must end well.
func done(folder string, command ...string) error {
	out, exit, err := ran(folder, command...)
	if err == nil && exit != 0 {
		err = fmt.Errorf("%s: exit code %d\n%s", strings.Join(command, " "), exit, out)
	}
	return err
}

// one finds the only file of a pattern.
func one(folder, pattern string) (string, error) {
	found, err := filepath.Glob(filepath.Join(folder, pattern))
	if err == nil && len(found) != 1 {
		err = fmt.Errorf("%d files are called %s, and one is expected", len(found), pattern)
	}
	if err != nil {
		return "", err
	}
	return found[0], nil
}
