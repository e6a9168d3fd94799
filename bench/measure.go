package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/meshwise/meshwise/hostabi"
	"github.com/meshwise/meshwise/internal/wasmbuild/wasmbin"
)

// size measures the module as it lies on the disk and as it is downloaded.
func (b *bench) size() error {
	download, err := compressed(b.module)
	if err != nil {
		return err
	}
	line("module, raw", fmt.Sprintf("%.2f MB", float64(len(b.module))/1e6), "", true)
	line("module, brotli", kilobytes(download), "720 KB", download <= 720_000)
	first, rest, err := wasmbin.Part(b.module)
	if err != nil {
		return err
	}
	if download, err = compressed(first); err != nil {
		return err
	}
	line("  the part that a page answers from", kilobytes(download), "720 KB", download <= 720_000)
	if download, err = compressed(rest); err != nil {
		return err
	}
	line("  what makes the whole of it, behind the first answer", kilobytes(download), "", true)
	if err := b.shares(); err != nil {
		return err
	}
	imports, err := os.ReadFile("wasm/imports.txt")
	if err != nil {
		return err
	}
	n := strings.Count(string(imports), "wasi_snapshot_preview1")
	line("module, imports", fmt.Sprint(n), "10", n <= 10)
	return nil
}

// validate measures one verdict on each engine, against native Go.
func (b *bench) validate() error {
	for _, c := range []struct{ what, fixture, mesh string }{
		{"validate_mesh, Llama-3.1-70B, passes", "meta-llama--Llama-3.1-70B", `{"tp_size":8,"world_size":64}`},
		{"validate_mesh, Llama-3.1-70B, refused", "meta-llama--Llama-3.1-70B", `{"tp_size":16,"world_size":64}`},
		{"validate_mesh, DeepSeek-V3, passes", "deepseek-ai--DeepSeek-V3", `{"ep_size":64,"pp_size":4,"world_size":1024}`},
	} {
		req, err := b.request("validate_mesh", c.fixture, c.mesh)
		if err != nil {
			return err
		}
		native, err := perCall(b.engines[0], req)
		if err != nil {
			return err
		}
		line(c.what+", native", native.String(), "", true)
		for _, e := range b.engines[1:] {
			took, err := perCall(e, req)
			if err != nil {
				return err
			}
			ratio := float64(took) / float64(native)
			line("  "+e.name+" ÷ native", fmt.Sprintf("%.1f", ratio), "5.0", ratio <= 5)
		}
	}
	return nil
}

// meshes measures the list of all meshes of a world of 1,024 ranks.
func (b *bench) meshes() error {
	for _, c := range []struct{ name, fixture, limit string }{
		{"Llama-3.1-70B, all", "meta-llama--Llama-3.1-70B", "16384"},
		{"DeepSeek-V3, first 1000 of all", "deepseek-ai--DeepSeek-V3", "1000"},
	} {
		req, err := b.request("meshes", c.fixture, `{"world_size":1024}`)
		if err != nil {
			return err
		}
		req = append(req[:len(req)-1], `,"limit":`+c.limit+`}`...)
		for _, e := range b.engines {
			took, err := perCall(e, req)
			if err != nil {
				return err
			}
			budget := ""
			if e.name == "wazero" {
				budget = "20 ms"
			}
			line("meshes of 1,024 ranks, "+c.name+", "+e.name, fmt.Sprintf("%.1f ms", took.Seconds()*1e3), budget, took <= 20*time.Millisecond)
		}
	}
	return nil
}

// startUp measures how long the module takes to compile.
func (b *bench) startUp() error {
	ctx := context.Background()
	start := time.Now()
	e, err := hostabi.New(ctx, b.module)
	if err != nil {
		return err
	}
	line("compile and start, wazero", fmt.Sprintf("%.2f s", time.Since(start).Seconds()), "", true)
	if err := e.Close(ctx); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "meshwise-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	for _, what := range []string{"", "compile and start, wazero, from its cache"} {
		start := time.Now()
		e, err := hostabi.New(ctx, b.module, hostabi.WithCompilationCache(dir))
		if err != nil {
			return err
		}
		if what != "" {
			line(what, fmt.Sprintf("%.2f s", time.Since(start).Seconds()), "", true)
		}
		if err := e.Close(ctx); err != nil {
			return err
		}
	}
	return nil
}

// perCall measures one call, with the best of three runs: what else the machine does only adds to it.
func perCall(e engine, request []byte) (time.Duration, error) {
	ctx := context.Background()
	var failed error
	best := time.Duration(1<<63 - 1)
	for range 3 {
		result := testing.Benchmark(func(b *testing.B) {
			for b.Loop() {
				if _, err := e.Call(ctx, request); err != nil {
					failed = err
					return
				}
			}
		})
		if failed != nil {
			return 0, failed
		}
		best = min(best, time.Duration(result.NsPerOp()))
	}
	return best, nil
}
