// Package wasmtest gives tests the WebAssembly module, built from the sources as they stand, so that `go test ./...`
// works on a clean clone by itself.
package wasmtest

import (
	"path/filepath"
	"sync"
	"testing"

	"github.com/meshwise/meshwise/internal/wasmbuild/builder"
)

// Module returns the module that ships. It fails the test when the module cannot be built.
func Module(t testing.TB) []byte {
	t.Helper()
	return get(t, shipped)
}

// Faulty returns the twin that fails on purpose: see wasm/faults.go for the requests that it fails on.
func Faulty(t testing.TB) []byte {
	t.Helper()
	return get(t, faulty)
}

// Path returns where Module's bytes lie, for tests that start another program.
func Path(t testing.TB) string {
	t.Helper()
	Module(t)
	return filepath.Join(Root(t), "build", "meshwise.wasm")
}

// Build builds the module that ships, for a TestMain: it returns why it cannot be built.
func Build() error {
	return shipped().err
}

// Root returns the folder of this project.
func Root(t testing.TB) string {
	t.Helper()
	root, err := builder.Root(".")
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// built is the outcome of building one of the two modules.
type built struct {
	module []byte
	err    error
}

// INVARIANT: these only memoize. The functions are pure but for the time that they take.
var (
	shipped = sync.OnceValue(func() built { return ensure("meshwise.wasm", false) })
	faulty  = sync.OnceValue(func() built { return ensure("meshwise_faults.wasm", true) })
)

func ensure(name string, faults bool) built {
	root, err := builder.Root(".")
	if err != nil {
		return built{err: err}
	}
	module, err := builder.Ensure(builder.Config{Root: root, Output: filepath.Join(root, "build", name), Faults: faults})
	return built{module, err}
}

func get(t testing.TB, once func() built) []byte {
	t.Helper()
	b := once()
	if b.err != nil {
		t.Fatalf("build the module: %v", b.err)
	}
	return append([]byte(nil), b.module...)
}
