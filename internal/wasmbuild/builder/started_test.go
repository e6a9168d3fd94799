package builder

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"

	"github.com/meshwise/meshwise/internal/wasmbuild/wasmbin"
)

// keeping is a module that makes things ready at its start, in every way that Go keeps them, and changes them afterwards.
const keeping = `package main

import "runtime"

var (
	table = map[string]*[]int{}
	next  = make(chan int32)
	count int32
)

func init() {
	for i, name := range []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"} {
		list := make([]int, 1000*i)
		table[name] = &list
	}
	go func() { // one that waits when the start is over
		for n := int32(1); ; n++ {
			next <- n
		}
	}()
	println("started")
}

//go:wasmexport answer
func answer() int32 {
	count += <-next
	for range 3 {
		*table["a"] = append(*table["a"], make([]int, 100_000)...)
		runtime.GC()
	}
	return int32(len(*table["j"])) + deep(1_000) + count
}

//go:noinline
func deep(n int) int32 {
	if n == 0 {
		return 0
	}
	return deep(n-1) + 1
}

func main() {}
`

// TestStarted holds a module that begins in the state of its start to one that is started by its host.
func TestStarted(t *testing.T) {
	config := project(t)
	write(t, filepath.Join(config.Root, "wasm/main.go"), keeping)
	linked := link(t, config, "-s -w")
	module, err := started(linked)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := started(linked); err != nil || !bytes.Equal(again, module) {
		t.Errorf("starting it twice gives two modules, or %v", err)
	}
	packed, err := wasmbin.Pack(module)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name   string
		module []byte
		says   string
	}{
		{"by the host", linked, "started\n"},
		{"by the build", module, ""},
		{"by the build, and packed", packed, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			m, stderr := start(t, test.module)
			for i, want := range []uint64{10_001, 10_003, 10_006} {
				got, err := m.ExportedFunction("answer").Call(context.Background())
				if err != nil || got[0] != want {
					t.Errorf("call %d answers %v, want %d, %v\n%s", i, got, want, err, stderr)
				}
			}
			if stderr.String() != test.says {
				t.Errorf("it says %q, want %q", stderr, test.says)
			}
		})
	}
}

func TestStartedErrors(t *testing.T) {
	config := project(t)
	write(t, filepath.Join(config.Root, "wasm/main.go"), "package main\n\nfunc init() { panic(\"on purpose\") }\n\nfunc main() {}\n")
	if _, err := Build(config); err == nil || !strings.Contains(err.Error(), "start the module") || !strings.Contains(err.Error(), "panic: on purpose") {
		t.Errorf("got error %v, want what its start says", err)
	}
	if _, err := os.Stat(config.Output); !os.IsNotExist(err) {
		t.Errorf("there is an output: %v", err)
	}
}

// start is an instance on which a host has called the start, under wazero's own clock.
func start(t *testing.T, module []byte) (api.Module, *strings.Builder) {
	t.Helper()
	ctx := context.Background()
	runtime := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigInterpreter())
	t.Cleanup(func() { runtime.Close(ctx) })
	wasi_snapshot_preview1.MustInstantiate(ctx, runtime)
	stderr := &strings.Builder{}
	m, err := runtime.InstantiateWithConfig(ctx, module, wazero.NewModuleConfig().
		WithStartFunctions(startExport).WithSysNanotime().WithStderr(stderr))
	if err != nil {
		t.Fatal(err)
	}
	return m, stderr
}
