package builder

import (
	"bytes"
	"context"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"

	"github.com/meshwise/meshwise/internal/wasmbuild/wasmbin"
)

// TestPackedMemory holds what the toolchain links against what is made of it: the same memory, in a smaller module.
func TestPackedMemory(t *testing.T) {
	config := project(t)
	linked := link(t, config, "-s -w")
	packed, err := wasmbin.Pack(linked)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(memory(t, linked), memory(t, packed)) {
		t.Error("the memory differs before _initialize")
	}
	if least := 100_000; len(packed) > len(linked)-least {
		t.Errorf("%d bytes have become %d, want %d less: does the linker write its tables in another way now?", len(linked), len(packed), least)
	}
}

// memory is that of a module that was instantiated and whose _initialize was not called.
func memory(t *testing.T, module []byte) []byte {
	t.Helper()
	ctx := context.Background()
	runtime := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigInterpreter())
	defer runtime.Close(ctx)
	wasi_snapshot_preview1.MustInstantiate(ctx, runtime)
	m, err := runtime.InstantiateWithConfig(ctx, module, wazero.NewModuleConfig().WithStartFunctions())
	if err != nil {
		t.Fatal(err)
	}
	image, _ := m.Memory().Read(0, m.Memory().Size())
	return bytes.Clone(image)
}
