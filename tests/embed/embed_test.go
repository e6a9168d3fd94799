// Package embed holds the engine to what a program outside of this project needs of it: that it can be required, built and
// run, as the module and natively, without this repository around it.
package embed

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/meshwise/meshwise/internal/wasmtest"
	"github.com/meshwise/meshwise/wasm/abi"
)

// TestOutsideProgram needs no network once the modules of this project are in the cache.
func TestOutsideProgram(t *testing.T) {
	root, outside := wasmtest.Root(t), t.TempDir()
	requirements := read(t, filepath.Join(root, "go.mod"))
	_, requirements, ok := strings.Cut(requirements, "\n") // all but the line that names the module
	if !ok {
		t.Fatal("go.mod has one line")
	}
	write(t, filepath.Join(outside, "go.mod"), "module example.com/embedder\n"+requirements+
		"\nrequire github.com/meshwise/meshwise v0.0.0\n\nreplace github.com/meshwise/meshwise => "+root+"\n")
	write(t, filepath.Join(outside, "go.sum"), read(t, filepath.Join(root, "go.sum")))
	write(t, filepath.Join(outside, "main.go"), read(t, filepath.Join("testdata", "main.go")))

	binary := filepath.Join(outside, "embedder.exe")
	build := exec.Command("go", "build", "-mod=mod", "-o", binary, ".")
	build.Dir = outside
	build.Env = append(os.Environ(), "GOFLAGS=", "GOPROXY=off", "GOWORK=off", "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	command := exec.Command(binary, wasmtest.Path(t))
	command.Dir = outside
	var stderr strings.Builder
	command.Stderr = &stderr
	out, err := command.Output()
	if err != nil {
		t.Fatalf("the program: %v\n%s", err, stderr.String())
	}
	if want := string(abi.Call([]byte(`{"op":"describe"}`))); string(out) != want {
		t.Errorf("got %s, want %s", out, want)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}
