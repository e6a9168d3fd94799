//go:build cgo && ((linux && (amd64 || arm64)) || (darwin && (amd64 || arm64)) || (windows && amd64))

package wasmtime_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/meshwise/meshwise/hostabi"
	"github.com/meshwise/meshwise/hostabi/wasmtime"
	"github.com/meshwise/meshwise/internal/door"
	"github.com/meshwise/meshwise/internal/wasmtest"
	"github.com/meshwise/meshwise/wasm/abi"
)

func open(t *testing.T, wasm []byte, options ...hostabi.Option) *hostabi.Engine {
	t.Helper()
	engine, err := wasmtime.New(t.Context(), wasm, options...)
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

func call(t *testing.T, engine *hostabi.Engine, request string) string {
	t.Helper()
	answer, err := engine.Call(t.Context(), []byte(request))
	if err != nil {
		t.Fatalf("Call(%.60q): %v", request, err)
	}
	return string(answer)
}

func TestSameBytesAsNative(t *testing.T) {
	engine := open(t, wasmtest.Module(t))
	for _, request := range []string{
		`{"op":"describe"}`,
		`{"op":"no_such_op"}`,
		`{"op":`,
		``,
		strings.Repeat("[", 10_000),
		strings.Repeat(" ", abi.MaxRequest-17) + `{"op":"describe"}`,
		strings.Repeat(" ", abi.MaxRequest+1),
		strings.Repeat(" ", 3*abi.MaxRequest),
	} {
		if got, want := call(t, engine, request), string(abi.Call([]byte(request))); got != want {
			t.Errorf("%.40q: got %s, want %s", request, got, want)
		}
	}
}

func TestConcurrentCalls(t *testing.T) {
	engine := open(t, wasmtest.Module(t), hostabi.WithInstances(3), hostabi.WithCallsPerInstance(7))
	want := call(t, engine, `{"op":"describe"}`)
	var group sync.WaitGroup
	for range 16 {
		group.Go(func() {
			for range 30 {
				answer, err := engine.Call(t.Context(), []byte(`{"op":"describe"}`))
				if err != nil || string(answer) != want {
					t.Errorf("got %s, %v", answer, err)
				}
			}
		})
	}
	group.Wait()
}

func TestCrash(t *testing.T) {
	engine := open(t, wasmtest.Faulty(t), hostabi.WithInstances(1))
	want := call(t, engine, `{"op":"describe"}`)
	for _, test := range []struct{ request, stderr string }{
		{"fault:trap", "deadlock"},
		{"fault:stderr", "the engine says something long"},
		{"fault:memory", "out of memory"},
		{"fault:stack", ""},
	} {
		t.Run(test.request, func(t *testing.T) {
			_, err := engine.Call(t.Context(), []byte(test.request))
			var failed *hostabi.Error
			if !errors.As(err, &failed) || failed.Code != hostabi.ErrCrashed {
				t.Fatalf("got %v, want %v", err, hostabi.ErrCrashed)
			}
			if failed.Detail == "" || strings.Contains(err.Error(), "\n") {
				t.Errorf("the error does not say how in one line: %q", err)
			}
			if !strings.Contains(failed.Stderr, test.stderr) || len(failed.Stderr) > 8<<10 {
				t.Errorf("stderr holds %d bytes, and should hold %q within 8 KB:\n%s", len(failed.Stderr), test.stderr, failed.Stderr)
			}
			if got := call(t, engine, `{"op":"describe"}`); got != want {
				t.Errorf("the next call answers %s, want %s", got, want)
			}
		})
	}
	if got, want := call(t, engine, "fault:used"), string(abi.Call([]byte("fault:used"))); got != want {
		t.Errorf("after a retry: got %s, want %s", got, want)
	}
	if got := call(t, engine, "fault:panic"); got != door.Internal {
		t.Errorf("a recovered panic: got %s, want %s", got, door.Internal)
	}
}

// TestInterrupt ends one of two calls that do not end by themselves, and the other goes on.
func TestInterrupt(t *testing.T) {
	engine := open(t, wasmtest.Faulty(t), hostabi.WithInstances(2), hostabi.WithInterrupt())
	long, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		_, err := engine.Call(long, []byte("fault:loop"))
		ended <- err
	}()
	for range 3 {
		short, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		_, err := engine.Call(short, []byte("fault:loop"))
		cancel()
		if !errors.Is(err, hostabi.ErrInterrupted) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want %v", err, hostabi.ErrInterrupted)
		}
		call(t, engine, `{"op":"describe"}`)
	}
	select {
	case err := <-ended:
		t.Errorf("the other call ended too: %v", err)
	default:
	}
	stop()
	if err := <-ended; !errors.Is(err, hostabi.ErrInterrupted) || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, hostabi.ErrInterrupted)
	}
}

func TestNewRefuses(t *testing.T) {
	good := wasmtest.Tiny{Version: abi.Major << 16, Answer: "{}"}
	other, noCall, noMemory, traps := good, good, good, good
	other.Version = (abi.Major + 1) << 16
	noCall.Omit = "meshwise_call"
	noMemory.Omit = "memory"
	traps.Traps = true
	for _, test := range []struct {
		name    string
		wasm    []byte
		options []hostabi.Option
		want    error
	}{
		{"no wasm", []byte("<!doctype html>"), nil, hostabi.ErrModule},
		{"no call", noCall.Module(), nil, hostabi.ErrModule},
		{"no memory", noMemory.Module(), nil, hostabi.ErrModule},
		{"a start that traps", traps.Module(), nil, hostabi.ErrModule},
		{"another major", other.Module(), nil, hostabi.ErrMajorMismatch},
		{"a cache", good.Module(), []hostabi.Option{hostabi.WithCompilationCache(t.TempDir())}, hostabi.ErrOption},
		{"nothing wrong", good.Module(), nil, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			engine, err := wasmtime.New(t.Context(), test.wasm, test.options...)
			if !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
			if engine != nil {
				engine.Close(t.Context())
			}
		})
	}
}

func TestAnswerOutsideTheMemory(t *testing.T) {
	for _, packed := range []uint64{0xffff_fff0_0000_0020, 0x0000_fff0_0000_0011, 1 << 32} {
		engine := open(t, wasmtest.Tiny{Version: abi.Major << 16, Packed: packed}.Module())
		if _, err := engine.Call(t.Context(), []byte("{}")); !errors.Is(err, hostabi.ErrCrashed) {
			t.Errorf("%#x: got %v, want %v", packed, err, hostabi.ErrCrashed)
		}
	}
}
