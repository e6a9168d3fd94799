package hostabi_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/meshwise/meshwise/hostabi"
	"github.com/meshwise/meshwise/internal/door"
	"github.com/meshwise/meshwise/internal/wasmtest"
	"github.com/meshwise/meshwise/wasm/abi"
)

func TestCrash(t *testing.T) {
	engine := open(t, wasmtest.Faulty(t), hostabi.WithInstances(2))
	want := call(t, engine, `{"op":"describe"}`)
	for _, test := range []struct {
		name    string
		request string
		stderr  string
	}{
		{"a trap", "fault:trap", "deadlock"},
		{"much on stderr", "fault:stderr", "the engine says something long"},
		{"out of memory", "fault:memory", "out of memory"},
		{"a stack without end", "fault:stack", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := engine.Call(t.Context(), []byte(test.request))
			if !errors.Is(err, hostabi.ErrCrashed) {
				t.Fatalf("got %v, want %v", err, hostabi.ErrCrashed)
			}
			var failed *hostabi.Error
			if !errors.As(err, &failed) {
				t.Fatalf("%T is no *hostabi.Error", err)
			}
			if failed.Module != engine.SHA256() || failed.Detail == "" {
				t.Errorf("the error does not say what crashed and how: %+v", failed)
			}
			if !strings.Contains(failed.Stderr, test.stderr) || len(failed.Stderr) > 8<<10 {
				t.Errorf("stderr holds %d bytes, and should hold %q within 8 KB:\n%s", len(failed.Stderr), test.stderr, failed.Stderr)
			}
			if text := err.Error(); strings.Contains(text, "\n") || strings.Contains(text, test.request) {
				t.Errorf("the error is of several lines or repeats the request: %q", text)
			}
			if got := call(t, engine, `{"op":"describe"}`); got != want {
				t.Errorf("the next call answers %s, want %s", got, want)
			}
		})
	}
}

func TestRecoveredPanic(t *testing.T) {
	engine := open(t, wasmtest.Faulty(t), hostabi.WithInstances(1))
	for _, request := range []string{"fault:panic", "fault:nothing"} {
		if got := call(t, engine, request); got != door.Internal {
			t.Errorf("%s: got %s, want %s", request, got, door.Internal)
		}
	}
}

// TestRetry sends what traps on an instance that was used before: only a fresh instance, which is tried once, answers it.
func TestRetry(t *testing.T) {
	engine := open(t, wasmtest.Faulty(t), hostabi.WithInstances(1))
	want := string(abi.Call([]byte("fault:used")))
	for range 3 {
		if got := call(t, engine, "fault:used"); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestCrashedOperation(t *testing.T) {
	broken := wasmtest.Tiny{Version: abi.Major << 16, Packed: 0x7fff_0000_0000_0001}.Module() // an answer outside the memory
	engine := open(t, broken)
	for _, test := range []struct{ name, request, want string }{
		{"named first", `{"op":"validate_mesh","facts":{}}`, "validate_mesh"},
		{"named last", `{"facts":{"op":"inner"},"op":"validate_mesh"}`, "validate_mesh"},
		{"no name of an operation", `{"op":"Secret/Model-7B"}`, ""},
		{"too long", `{"op":"` + strings.Repeat("a", 65) + `"}`, ""},
		{"no string", `{"op":1}`, ""},
		{"none", `{"a":1}`, ""},
		{"no object", `["op"]`, ""},
		{"cut short", `{"a":[`, ""},
		{"no JSON", "\xff", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := engine.Call(t.Context(), []byte(test.request))
			var failed *hostabi.Error
			if !errors.As(err, &failed) || failed.Code != hostabi.ErrCrashed {
				t.Fatalf("got %v, want %v", err, hostabi.ErrCrashed)
			}
			if failed.Op != test.want {
				t.Errorf("Op = %q, want %q", failed.Op, test.want)
			}
		})
	}
}
