package hostabi_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/meshwise/meshwise/hostabi"
	"github.com/meshwise/meshwise/internal/wasmtest"
	"github.com/meshwise/meshwise/wasm/abi"
)

// requests are sent to every kind of engine; each must give the same bytes.
var requests = []string{
	`{"op":"describe"}`,
	`{"op":"validate_mesh","facts":{},"mesh":{"tp_size":2}}`,
	`{"op":"no_such_op"}`,
	`{"op":"describe","op":"describe"}`,
	`{"op":`,
	`null`,
	``,
	"\xff\xfe",
	strings.Repeat("[", 10_000),
	strings.Repeat(" ", abi.MaxRequest-len(`{"op":"describe"}`)) + `{"op":"describe"}`,
	strings.Repeat(" ", abi.MaxRequest+1),
	strings.Repeat(" ", 3*abi.MaxRequest),
}

// cacheDir is where the tests of this run share compiled code: with the race detector a compilation takes long.
var cacheDir string

func TestMain(m *testing.M) {
	var err error
	if err = wasmtest.Build(); err != nil { // the example reads the file
		panic(err)
	}
	if cacheDir, err = os.MkdirTemp("", "hostabi-test-"); err != nil {
		panic(err)
	}
	status := m.Run()
	os.RemoveAll(cacheDir)
	os.Exit(status)
}

// open starts an engine that is closed with the test.
func open(t testing.TB, wasm []byte, options ...hostabi.Option) *hostabi.Engine {
	t.Helper()
	options = append([]hostabi.Option{hostabi.WithCompilationCache(cacheDir)}, options...)
	engine, err := hostabi.New(t.Context(), wasm, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := engine.Close(context.Background()); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return engine
}

func call(t testing.TB, engine *hostabi.Engine, request string) string {
	t.Helper()
	answer, err := engine.Call(t.Context(), []byte(request))
	if err != nil {
		t.Fatalf("Call(%.60q): %v", request, err)
	}
	return string(answer)
}

func TestSameBytesAsNative(t *testing.T) {
	module, native := open(t, wasmtest.Module(t)), hostabi.Native()
	for _, request := range requests {
		want := string(abi.Call([]byte(request)))
		if got := call(t, native, request); got != want {
			t.Errorf("native, %.40q: got %s, want %s", request, got, want)
		}
		if got := call(t, module, request); got != want {
			t.Errorf("module, %.40q: got %s, want %s", request, got, want)
		}
	}
	if module.Version() != native.Version() {
		t.Errorf("the module is of version %v and the native engine of %v", module.Version(), native.Version())
	}
	if native.SHA256() != "" || len(module.SHA256()) != 64 {
		t.Errorf("digests: native %q, module %q", native.SHA256(), module.SHA256())
	}
}

func TestConcurrentCalls(t *testing.T) {
	for _, test := range []struct {
		name   string
		engine *hostabi.Engine
	}{
		{"module", open(t, wasmtest.Module(t), hostabi.WithInstances(3), hostabi.WithCallsPerInstance(7))},
		{"native", hostabi.Native()},
	} {
		t.Run(test.name, func(t *testing.T) {
			want := make([]string, len(requests))
			for i, request := range requests {
				want[i] = call(t, hostabi.Native(), request)
			}
			var group sync.WaitGroup
			for worker := range 16 {
				group.Go(func() {
					for round := range 40 {
						i := (worker + round) % (len(requests) - 3) // but for the large ones
						answer, err := test.engine.Call(t.Context(), []byte(requests[i]))
						if err != nil || string(answer) != want[i] {
							t.Errorf("%q: got %s, %v", requests[i], answer, err)
						}
					}
				})
			}
			group.Wait()
		})
	}
}

func TestAnswersBelongToTheCaller(t *testing.T) {
	engine := open(t, wasmtest.Module(t), hostabi.WithInstances(1))
	request := []byte(`{"op":"describe"}`)
	first, err := engine.Call(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	kept := bytes.Clone(first)
	clear(first[:1])
	second, err := engine.Call(t.Context(), request)
	if err != nil || !bytes.Equal(second, kept) {
		t.Errorf("changing an answer changed the next one: %s, %v", second, err)
	}
	if string(request) != `{"op":"describe"}` {
		t.Errorf("the request was changed to %q", request)
	}
}

func TestNewRefuses(t *testing.T) {
	good := wasmtest.Tiny{Version: abi.Major << 16, Answer: "{}"}
	omit := func(name string) []byte {
		tiny := good
		tiny.Omit = name
		return tiny.Module()
	}
	traps := good
	traps.Traps = true
	for _, test := range []struct {
		name    string
		wasm    []byte
		options []hostabi.Option
		want    error
	}{
		{"nothing", nil, nil, hostabi.ErrModule},
		{"no wasm", []byte("<!doctype html>"), nil, hostabi.ErrModule},
		{"half a module", wasmtest.Module(t)[:1000], nil, hostabi.ErrModule},
		{"no version", omit("meshwise_abi_version"), nil, hostabi.ErrModule},
		{"no input", omit("meshwise_input"), nil, hostabi.ErrModule},
		{"no call", omit("meshwise_call"), nil, hostabi.ErrModule},
		{"no start", omit("_initialize"), nil, hostabi.ErrModule},
		{"no memory", omit("memory"), nil, hostabi.ErrModule},
		{"a start that traps", traps.Module(), nil, hostabi.ErrModule},
		{"no instances", good.Module(), []hostabi.Option{hostabi.WithInstances(0)}, hostabi.ErrOption},
		{"no calls", good.Module(), []hostabi.Option{hostabi.WithCallsPerInstance(-1)}, hostabi.ErrOption},
	} {
		t.Run(test.name, func(t *testing.T) {
			engine, err := hostabi.New(t.Context(), test.wasm, test.options...)
			if engine != nil || !errors.Is(err, test.want) {
				t.Errorf("got %v, %v, want %v", engine, err, test.want)
			}
		})
	}
}

func TestClosed(t *testing.T) {
	for _, test := range []struct {
		name string
		open func() (*hostabi.Engine, error)
	}{
		{"module", func() (*hostabi.Engine, error) {
			return hostabi.New(t.Context(), wasmtest.Module(t), hostabi.WithCompilationCache(cacheDir))
		}},
		{"native", func() (*hostabi.Engine, error) { return hostabi.Native(), nil }},
	} {
		t.Run(test.name, func(t *testing.T) {
			engine, err := test.open()
			if err != nil {
				t.Fatal(err)
			}
			var group sync.WaitGroup
			for range 8 {
				group.Go(func() {
					for {
						answer, err := engine.Call(t.Context(), []byte(`{"op":"describe"}`))
						if errors.Is(err, hostabi.ErrClosed) {
							return
						}
						if err != nil || len(answer) == 0 {
							t.Errorf("got %q, %v", answer, err)
							return
						}
					}
				})
			}
			for range 2 {
				group.Go(func() {
					if err := engine.Close(t.Context()); err != nil {
						t.Errorf("Close: %v", err)
					}
				})
			}
			group.Wait()
			if _, err := engine.Call(t.Context(), nil); !errors.Is(err, hostabi.ErrClosed) {
				t.Errorf("Call: %v, want %v", err, hostabi.ErrClosed)
			}
			if err := engine.Close(t.Context()); err != nil {
				t.Errorf("Close again: %v", err)
			}
		})
	}
}

func TestInterrupt(t *testing.T) {
	engine := open(t, wasmtest.Faulty(t), hostabi.WithInstances(1), hostabi.WithInterrupt())
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_, err := engine.Call(ctx, []byte("fault:loop"))
	if !errors.Is(err, hostabi.ErrInterrupted) || !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("got %v, want %v of %v", err, hostabi.ErrInterrupted, context.DeadlineExceeded)
	}
	call(t, engine, `{"op":"describe"}`)
}

func TestContextThatHasEnded(t *testing.T) {
	engine := open(t, wasmtest.Module(t))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, err := range map[string]error{
		"New":  func() error { _, err := hostabi.New(ctx, wasmtest.Module(t)); return err }(),
		"Call": func() error { _, err := engine.Call(ctx, []byte(`{"op":"describe"}`)); return err }(),
	} {
		if !errors.Is(err, hostabi.ErrInterrupted) || !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v, want %v of %v", name, err, hostabi.ErrInterrupted, context.Canceled)
		}
	}
}

func TestCloseAfterTheContextHasEnded(t *testing.T) {
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for range 20 {
		for name, engine := range map[string]*hostabi.Engine{"module": open(t, tiny()), "native": hostabi.Native()} {
			if err := engine.Close(ended); err != nil {
				t.Errorf("%s: %v, although no call is running", name, err)
			}
		}
	}
}

func TestErrorText(t *testing.T) {
	err := fmt.Errorf("check the mesh: %w", &hostabi.Error{Code: hostabi.ErrCrashed, Detail: "unreachable", Op: "describe", Module: "0123"})
	if got, want := err.Error(), "check the mesh: hostabi: engine.crashed: unreachable (op describe, module 0123)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	var code hostabi.ErrorCode
	if !errors.As(err, &code) || code != hostabi.ErrCrashed {
		t.Errorf("the code is %q, want %q", code, hostabi.ErrCrashed)
	}
	if errors.Is(err, hostabi.ErrClosed) {
		t.Error("one code passes for another")
	}
}

// TestMemoryIsFlat calls one instance again and again. MESHWISE_LONG=1 makes it a million calls.
func TestMemoryIsFlat(t *testing.T) {
	warm, calls := 2_000, 20_000
	if os.Getenv("MESHWISE_LONG") != "" {
		calls = 1_000_000
	}
	hostabi.FlatMemory(t, wasmtest.Module(t), requests[:len(requests)-3], warm, calls, hostabi.WithCompilationCache(cacheDir))
}
