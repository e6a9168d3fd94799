package builder

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"

	"github.com/meshwise/meshwise/internal/wasmbuild/wasmbin"
)

// TestDropLines crashes with and without the tables of lines: panics are recovered, stacks are collected and a trace
// names the functions alike, and only files and lines are gone.
func TestDropLines(t *testing.T) {
	config := project(t)
	write(t, filepath.Join(config.Root, "wasm/main.go"), `package main

import "runtime"

//go:wasmexport recovered
func recovered() (n int32) {
	defer func() {
		if recover() != nil {
			n = 42
		}
	}()
	runtime.GC()
	return deep(100)
}

//go:noinline
func deep(n int) int32 {
	if n == 0 {
		panic("on purpose")
	}
	return deep(n-1) + 1
}

//go:wasmexport crash
func crash() { deep(3) }

func main() {}
`)
	linked := link(t, config, "-s -w")
	dropped, err := wasmbin.DropLines(linked)
	if err != nil {
		t.Fatal(err)
	}
	if least := 30_000; len(dropped) > len(linked)-least {
		t.Errorf("%d bytes have become %d, want %d less: does the linker lay its tables out in another way now?", len(linked), len(dropped), least)
	}
	for _, test := range []struct {
		module []byte
		lines  bool
	}{{linked, true}, {dropped, false}} {
		trace := crash(t, test.module)
		if !strings.Contains(trace, "panic: on purpose") || strings.Count(trace, "main.deep(") != 4 {
			t.Errorf("the trace does not name what crashed:\n%s", trace)
		}
		if strings.Contains(trace, "main.go:") != test.lines {
			t.Errorf("want lines in the trace: %t\n%s", test.lines, trace)
		}
	}
}

// crash calls the export that recovers, then the one that does not, and returns what is written about it.
func crash(t *testing.T, module []byte) string {
	t.Helper()
	ctx := context.Background()
	runtime := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigInterpreter())
	defer runtime.Close(ctx)
	wasi_snapshot_preview1.MustInstantiate(ctx, runtime)
	var trace strings.Builder
	m, err := runtime.InstantiateWithConfig(ctx, module, wazero.NewModuleConfig().WithStartFunctions("_initialize").WithStderr(&trace))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := m.ExportedFunction("recovered").Call(ctx); err != nil || got[0] != 42 {
		t.Fatalf("recovered answers %v, %v", got, err)
	}
	if _, err := m.ExportedFunction("crash").Call(ctx); err == nil {
		t.Fatal("crash does not crash")
	}
	return trace.String()
}
