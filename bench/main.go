// Command bench measures the engine against its budgets: each line has what was measured, the budget, and whether it
// holds. Times of WebAssembly are given as ratios to native Go in the same run, since machines differ. It is no test: it
// exits 0 whatever it measured.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/meshwise/meshwise/hostabi"
	"github.com/meshwise/meshwise/hostabi/wasmtime"
)

func main() {
	wasm := flag.String("wasm", "build/meshwise.wasm", "the module")
	fixtures := flag.String("fixtures", "tests/fixtures/configs", "folder of configs")
	calls := flag.Int("calls", 200_000, "calls to one instance, to see whether its memory grows")
	flag.Parse()
	if err := run(*wasm, *fixtures, *calls); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(path, fixtures string, calls int) error {
	module, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	ctx := context.Background()
	wazero, err := hostabi.New(ctx, module)
	if err != nil {
		return err
	}
	defer wazero.Close(ctx)
	other, err := wasmtime.New(ctx, module)
	if err != nil {
		return err
	}
	defer other.Close(ctx)
	b := bench{
		ctx: ctx, fixtures: fixtures, module: module,
		engines: []engine{{"native", hostabi.Native()}, {"wazero", wazero}, {"wasmtime", other}},
	}
	fmt.Printf("%-64s %11s  %10s\n", "measured", "value", "budget")
	for _, step := range []func() error{b.size, b.instructions, b.validate, b.meshes, b.worlds, b.startUp, func() error { return b.memory(calls) }} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// engine is one way to run the engine.
type engine struct {
	name string
	*hostabi.Engine
}

type bench struct {
	ctx      context.Context
	fixtures string
	module   []byte
	engines  []engine
}

// line prints one measurement.
func line(what, value, budget string, holds bool) {
	verdict := "ok"
	switch {
	case budget == "":
		verdict = ""
	case !holds:
		verdict = "OVER"
	}
	fmt.Printf("%-64s %11s  %10s  %s\n", what, value, budget, verdict)
}

// request asks about a fixture.
func (b *bench) request(op, fixture, mesh string) ([]byte, error) {
	config, err := os.ReadFile(filepath.Join(b.fixtures, fixture+".json"))
	if err != nil {
		return nil, err
	}
	return []byte(`{"op":"` + op + `","facts":{"config":` + string(config) + `},"mesh":` + mesh + `}`), nil
}
