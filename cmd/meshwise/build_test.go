package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/meshwise/meshwise/internal/wasmtest"
)

// TestBuildWithoutC builds the program without cgo: all of it works but wasmtime, which says what it lacks.
func TestBuildWithoutC(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	program := filepath.Join(t.TempDir(), "meshwise.exe")
	build := exec.Command("go", "build", "-o", program, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if out, err := exec.Command(program, "version").CombinedOutput(); err != nil || !strings.Contains(string(out), "native") {
		t.Errorf("version: %v\n%s", err, out)
	}
	out, err := exec.Command(program, "version", "--engine", "wasmtime", "--wasm", wasmtest.Path(t)).CombinedOutput()
	exited := (*exec.ExitError)(nil)
	if !errors.As(err, &exited) || exited.ExitCode() != exitUsage || !strings.Contains(string(out), "built without it") {
		t.Errorf("wasmtime: %v\n%s", err, out)
	}
}
