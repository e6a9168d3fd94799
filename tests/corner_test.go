package tests

import (
	"bytes"
	"cmp"
	"context"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"

	"github.com/meshwise/meshwise/hostabi/wasmtime"
	"github.com/meshwise/meshwise/internal/wasmtest"
	"github.com/meshwise/meshwise/tests/corner"
	"github.com/meshwise/meshwise/wasm/abi"
)

// TestCorner asks what lies within each limit, and at many of them together, three times in one instance: the answer is that
// of native Go, or the same coded error, and never a crash. The hosts of hostabi would ask a second time on a fresh instance,
// and so hide one; here the runtimes are called directly.
func TestCorner(t *testing.T) {
	cases, err := corner.Load(wasmtest.Root(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range []struct {
		name  string
		start func(testing.TB) call
	}{{"wazero", bareWazero(t)}, {"wasmtime", bareWasmtime(t)}} {
		for _, c := range cases {
			t.Run(host.name+"/"+c.Name, func(t *testing.T) {
				request := c.Request()
				if len(request) > abi.MaxRequest {
					t.Fatalf("the request has %d bytes: it is not within the limits", len(request))
				}
				want := abi.Call(request)
				ask := host.start(t)
				for n := range cmp.Or(c.Asked, 3) {
					got, err := ask(request)
					if err != nil {
						t.Fatalf("call %d: %v", n+1, err)
					}
					if !bytes.Equal(got, want) {
						t.Fatalf("call %d: got %s, native %s", n+1, clip(got), clip(want))
					}
				}
			})
		}
	}
}

// bareWazero compiles once, and starts an instance for each case.
func bareWazero(t *testing.T) func(testing.TB) call {
	ctx := context.Background()
	runtime := wazero.NewRuntime(ctx)
	t.Cleanup(func() { runtime.Close(ctx) })
	wasi_snapshot_preview1.MustInstantiate(ctx, runtime)
	module, err := runtime.CompileModule(ctx, wasmtest.Module(t))
	if err != nil {
		t.Fatal(err)
	}
	config := wazero.NewModuleConfig().WithName("").WithStartFunctions("_initialize").WithSysNanotime()
	return func(t testing.TB) call {
		instance, err := runtime.InstantiateModule(ctx, module, config)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { instance.Close(ctx) })
		return func(request []byte) ([]byte, error) {
			at, err := instance.ExportedFunction("meshwise_input").Call(ctx, uint64(len(request)))
			if err != nil {
				return nil, err
			}
			instance.Memory().Write(api.DecodeU32(at[0]), request)
			packed, err := instance.ExportedFunction("meshwise_call").Call(ctx, uint64(len(request)))
			if err != nil {
				return nil, err
			}
			view, _ := instance.Memory().Read(uint32(packed[0]>>32), uint32(packed[0]))
			return bytes.Clone(view), nil
		}
	}
}

func bareWasmtime(t *testing.T) func(testing.TB) call {
	meter, err := wasmtime.NewMeter(wasmtest.Module(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(meter.Close)
	return func(t testing.TB) call {
		instance, _, err := meter.Start()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(instance.Close)
		return func(request []byte) ([]byte, error) {
			answer, _, err := instance.Call(request)
			return answer, err
		}
	}
}
