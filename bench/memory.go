package main

import (
	"context"
	"fmt"
	"time"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"
)

// warmCalls is when an instance is warm at the earliest: the guest collects its garbage after 256 calls, and its heap has its
// size after some collections and not before the first.
const warmCalls = 8 * 256

// mostGrowth is how far the heap may move after that: it takes a step of half a megabyte now and then.
const mostGrowth = 2 << 20

// memory calls one instance many times and looks at its memory: once it is warm it must not grow. The runtime is used
// without hostabi, which would replace an instance that grew.
func (b *bench) memory(calls int) error {
	warm := max(calls/100, warmCalls)
	if calls < 2*warm {
		return fmt.Errorf("-calls %d: at least %d are needed to see whether memory grows", calls, 2*warm)
	}
	ctx := context.Background()
	runtime := wazero.NewRuntime(ctx)
	defer runtime.Close(ctx)
	wasi_snapshot_preview1.MustInstantiate(ctx, runtime)
	module, err := runtime.InstantiateWithConfig(ctx, b.module,
		wazero.NewModuleConfig().WithStartFunctions("_initialize").WithSysNanotime())
	if err != nil {
		return err
	}
	request := []byte(`{"op":"validate_mesh","facts":{"config":{"num_attention_heads":64,"num_key_value_heads":8}},` +
		`"mesh":{"tp_size":8,"world_size":64},"nearest":0}`)
	input, call, memory := module.ExportedFunction("meshwise_input"), module.ExportedFunction("meshwise_call"), module.Memory()
	at, err := input.Call(ctx, uint64(len(request)))
	if err != nil {
		return err
	}
	var before uint32
	start := time.Now()
	for i := range calls {
		memory.Write(uint32(at[0]), request)
		if _, err := call.Call(ctx, uint64(len(request))); err != nil {
			return err
		}
		if i == warm {
			before = memory.Size()
		}
		if i%50_000 == 0 {
			fmt.Printf("\r%d of %d calls, %.1f MB", i, calls, float64(memory.Size())/1e6)
		}
	}
	each := time.Since(start) / time.Duration(calls)
	grown := memory.Size() - before
	fmt.Print("\r")
	line(fmt.Sprintf("memory after %d calls of %v each", calls, each.Round(time.Microsecond)), fmt.Sprintf("%.1f MB", float64(memory.Size())/1e6), "64 MB", memory.Size() <= 64<<20)
	line("  grown since call "+fmt.Sprint(warm), fmt.Sprintf("%.1f MB", float64(grown)/1e6), "2.1 MB", grown <= mostGrowth)
	return nil
}
