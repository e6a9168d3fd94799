package hostabi_test

import (
	"fmt"
	"testing"

	"github.com/meshwise/meshwise/hostabi"
	"github.com/meshwise/meshwise/internal/wasmtest"
)

func BenchmarkCall(b *testing.B) {
	request := []byte(`{"op":"describe"}`)
	for _, bench := range []struct {
		name   string
		engine *hostabi.Engine
	}{
		{"native", hostabi.Native()},
		{"module", open(b, wasmtest.Module(b), hostabi.WithInstances(1))},
		{"module with interrupt", open(b, wasmtest.Module(b), hostabi.WithInstances(1), hostabi.WithInterrupt())},
	} {
		b.Run(bench.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := bench.engine.Call(b.Context(), request); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkNew compiles, with and without code that was compiled before, and starts a first instance.
func BenchmarkNew(b *testing.B) {
	wasm := wasmtest.Module(b)
	for _, bench := range []struct {
		name    string
		options []hostabi.Option
	}{
		{"cold", nil},
		{"cached", []hostabi.Option{hostabi.WithCompilationCache(cacheDir)}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			for b.Loop() {
				engine, err := hostabi.New(b.Context(), wasm, bench.options...)
				if err != nil {
					b.Fatal(err)
				}
				engine.Close(b.Context())
			}
		})
	}
}

// BenchmarkConcurrent is calls from many goroutines on as many instances as there are processors.
func BenchmarkConcurrent(b *testing.B) {
	engine := open(b, wasmtest.Module(b))
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			if _, err := engine.Call(b.Context(), []byte(`{"op":"describe"}`)); err != nil {
				panic(fmt.Sprint(err))
			}
		}
	})
}
