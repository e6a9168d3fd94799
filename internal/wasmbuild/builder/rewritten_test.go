package builder

import (
	"context"
	_ "embed"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"

	"github.com/meshwise/meshwise/internal/wasmbuild/wasmbin"
)

//go:embed testdata/exercise.go.txt
var exercise string

// TestRewritten runs a program that does what a rewritten function could get wrong, as the toolchain links it and rewritten: it
// branches in every way, panics and recovers in its middle, grows its stack, switches goroutines and collects under all of them.
func TestRewritten(t *testing.T) {
	config := project(t)
	write(t, filepath.Join(config.Root, "wasm/main.go"), exercise)
	linked := link(t, config, "-w")
	whole, err := rewritten(linked)
	if err != nil {
		t.Fatal(err)
	}
	if most := len(linked) * 9 / 10; len(whole) > most {
		t.Errorf("%d bytes have become %d, want %d at most: does the compiler lay functions out in another way now?", len(linked), len(whole), most)
	}
	dropped, err := wasmbin.DropLines(linked)
	if err != nil {
		t.Fatal(err)
	}
	if dropped, err = rewritten(dropped); err != nil {
		t.Fatal(err)
	}
	for _, n := range []uint64{1, 60} {
		want := output(t, linked, n)
		if strings.Count(want, "\n") != 10 {
			t.Fatalf("the program as it was linked does not end:\n%s", want)
		}
		for name, module := range map[string][]byte{"with lines": whole, "without": dropped} {
			if diff := cmp.Diff(want, output(t, module, n)); diff != "" {
				t.Errorf("%s, size %d: rewritten it says something else (-linked +rewritten):\n%s", name, n, diff)
			}
		}
	}
}

// output is what the program prints.
func output(t *testing.T, module []byte, n uint64) string {
	t.Helper()
	ctx := context.Background()
	runtime := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigInterpreter())
	defer runtime.Close(ctx)
	wasi_snapshot_preview1.MustInstantiate(ctx, runtime)
	var out strings.Builder
	m, err := runtime.InstantiateWithConfig(ctx, module, wazero.NewModuleConfig().WithStartFunctions("_initialize").WithStdout(&out).WithStderr(&out))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.ExportedFunction("exercise").Call(ctx, n); err != nil {
		t.Errorf("%v\n%s", err, out.String())
	}
	return out.String()
}
