package builder

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"
	"github.com/tetratelabs/wazero/sys"

	"github.com/meshwise/meshwise/internal/wasmbuild/wasmbin"
)

// startExport is what a host calls before anything else.
const startExport = "_initialize"

// started returns the module as its start leaves it: what Go's runtime and our packages make ready is its data, and a host finds
// it done. It is the same on every machine, since the module is given no argument, variable or random number, and a clock that
// stands still; every host gives it the same.
func started(module []byte) ([]byte, error) {
	exposed, globals, err := wasmbin.ExportGlobals(module)
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	runtime := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigInterpreter())
	defer runtime.Close(ctx)
	if _, err := wasi_snapshot_preview1.Instantiate(ctx, runtime); err != nil {
		return nil, err
	}
	var stderr strings.Builder
	instance, err := runtime.InstantiateWithConfig(ctx, exposed, wazero.NewModuleConfig().
		WithStartFunctions(startExport).
		WithNanotime(func() int64 { return 1 }, sys.ClockResolution(1)). // 0 is no time, to Go
		WithWalltime(func() (int64, int32) { return 0, 0 }, sys.ClockResolution(1)).
		WithRandSource(Zeroes{}).
		WithStderr(&stderr))
	if err != nil {
		return nil, fmt.Errorf("%w\n%s", err, stderr.String())
	}
	var state wasmbin.State
	memory, _ := instance.Memory().Read(0, instance.Memory().Size())
	state.Memory = bytes.Clone(memory)
	for i := range globals {
		state.Globals = append(state.Globals, instance.ExportedGlobal(wasmbin.GlobalName(i)).Get())
	}
	return wasmbin.Resume(module, startExport, state)
}

// Zeroes is the randomness that hosts give the module.
type Zeroes struct{}

// Read fills p with zeros.
func (Zeroes) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
