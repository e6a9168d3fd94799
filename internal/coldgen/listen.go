package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"
	"github.com/tetratelabs/wazero/sys"

	"github.com/meshwise/meshwise/internal/wasmbuild/builder"
)

// isHot reports whether a request is a question of a hot operation that holds no files to read, or none at all: it is refused.
func isHot(request []byte) bool {
	var members struct {
		Op      string          `json:"op"`
		Reading json.RawMessage `json:"reading"`
	}
	if json.Unmarshal(request, &members) != nil {
		return true
	}
	return slices.Contains(builder.HotOperations, members.Op) && members.Reading == nil
}

// clock tells the time in nanoseconds, each time a later one.
type clock func() int64

func evenly(step time.Duration) clock {
	now := int64(1)
	return func() int64 { now += int64(step); return now }
}

// erratically goes on by 100 ns to 100 ms, each power of ten as often as another.
func erratically(random *rand.Rand) clock {
	now := int64(1)
	return func() int64 { now += int64(100 * math.Pow(10, 6*random.Float64())); return now }
}

// listen asks one instance all requests, and notes the functions that were called.
func listen(ctx context.Context, module []byte, requests [][]byte, now clock, called map[string]bool) error {
	ctx = experimental.WithFunctionListenerFactory(ctx, ear(called))
	runtime := wazero.NewRuntime(ctx)
	defer runtime.Close(ctx)
	if _, err := wasi_snapshot_preview1.Instantiate(ctx, runtime); err != nil {
		return err
	}
	instance, err := runtime.InstantiateWithConfig(ctx, module, wazero.NewModuleConfig().
		WithStartFunctions("_initialize").
		WithNanotime(sys.Nanotime(now), sys.ClockResolution(1)).
		WithRandSource(builder.Zeroes{}))
	if err != nil {
		return err
	}
	input, call := instance.ExportedFunction("meshwise_input"), instance.ExportedFunction("meshwise_call")
	if _, err := instance.ExportedFunction("meshwise_abi_version").Call(ctx); err != nil {
		return err
	}
	for _, request := range requests {
		at, err := input.Call(ctx, uint64(len(request)))
		if err != nil {
			return fmt.Errorf("%w\n%s", err, request)
		}
		if at[0] != 0 && !instance.Memory().Write(api.DecodeU32(at[0]), request) { // 0: it is over the limit, and is not read
			return fmt.Errorf("no room for a request of %d bytes", len(request))
		}
		if _, err := call.Call(ctx, uint64(len(request))); err != nil {
			return fmt.Errorf("%w\n%s", err, request)
		}
	}
	return nil
}

// ear notes the functions that are called.
type ear map[string]bool

// NewFunctionListener implements [experimental.FunctionListenerFactory]. What was called before is heard no more, which is faster.
func (called ear) NewFunctionListener(definition api.FunctionDefinition) experimental.FunctionListener {
	name := definition.Name()
	if called[name] {
		return nil
	}
	return experimental.FunctionListenerFunc(
		func(context.Context, api.Module, api.FunctionDefinition, []uint64, experimental.StackIterator) {
			called[name] = true
		})
}
