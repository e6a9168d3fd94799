//go:build cgo && ((linux && (amd64 || arm64)) || (darwin && (amd64 || arm64)) || (windows && amd64))

package wasmtime

import (
	"context"
	"errors"
	"runtime"

	"github.com/bytecodealliance/wasmtime-go/v39"

	"github.com/meshwise/meshwise/hostabi/internal/backend"
)

// instance is one instance in a store of its own.
type instance struct {
	compiled
	owner                bool // the compiled module is this instance's own
	interrupt            bool
	store                *wasmtime.Store
	memory               *wasmtime.Memory
	version, input, call *wasmtime.Func
}

// start instantiates the module, finds its exports and runs _initialize.
func (i *instance) start(ctx context.Context) error {
	var started *wasmtime.Instance
	err := i.run(ctx, func() (err error) {
		started, err = i.linker.Instantiate(i.store, i.module)
		return err
	})
	if err != nil {
		return err
	}
	i32, i64 := wasmtime.KindI32, wasmtime.KindI64
	var initialize *wasmtime.Func
	for _, f := range []struct {
		into                **wasmtime.Func
		name                string
		parameters, results []wasmtime.ValKind
	}{
		{&initialize, backend.ExportStart, nil, nil},
		{&i.version, backend.ExportVersion, nil, []wasmtime.ValKind{i32}},
		{&i.input, backend.ExportInput, []wasmtime.ValKind{i32}, []wasmtime.ValKind{i32}},
		{&i.call, backend.ExportCall, []wasmtime.ValKind{i32}, []wasmtime.ValKind{i64}},
	} {
		if *f.into, err = find(i.store, started, f.name, f.parameters, f.results); err != nil {
			return err
		}
	}
	if export := started.GetExport(i.store, backend.ExportMemory); export != nil {
		i.memory = export.Memory()
	}
	if i.memory == nil {
		return errors.New("the module does not export its memory")
	}
	return i.run(ctx, func() error {
		_, err := initialize.Call(i.store)
		return err
	})
}

// run runs the guest. With interrupts, it ends when the context does.
func (i *instance) run(ctx context.Context, guest func() error) error {
	if i.interrupt {
		i.store.SetEpochDeadline(1)
		passed := make(chan struct{})
		stop := context.AfterFunc(ctx, func() {
			i.engine.IncrementEpoch()
			close(passed)
		})
		defer func() {
			if !stop() {
				<-passed // or the epoch could pass in the middle of the next call
			}
		}()
	}
	if err := guest(); err != nil {
		return lastLine(err)
	}
	return nil
}

func (i *instance) Version(ctx context.Context) (version uint32, err error) {
	err = i.run(ctx, func() error {
		result, err := i.version.Call(i.store)
		if err == nil {
			version = uint32(result.(int32))
		}
		return err
	})
	return version, err
}

func (i *instance) Input(ctx context.Context, size uint32) (address uint32, err error) {
	err = i.run(ctx, func() error {
		result, err := i.input.Call(i.store, int32(size))
		if err == nil {
			address = uint32(result.(int32))
		}
		return err
	})
	return address, err
}

func (i *instance) Call(ctx context.Context, size uint32) (answer uint64, err error) {
	err = i.run(ctx, func() error {
		result, err := i.call.Call(i.store, int32(size))
		if err == nil {
			answer = uint64(result.(int64))
		}
		return err
	})
	return answer, err
}

// view is the memory as it lies now. It moves when the memory grows, so it is never kept.
func (i *instance) view(address, size uint32) ([]byte, bool) {
	return within(i.memory.UnsafeData(i.store), address, size)
}

func (i *instance) Write(address uint32, data []byte) bool {
	defer runtime.KeepAlive(i)
	if uint64(len(data)) > i.MemorySize() {
		return false
	}
	view, ok := i.view(address, uint32(len(data)))
	copy(view, data)
	return ok
}

func (i *instance) Read(address, size uint32) ([]byte, bool) {
	defer runtime.KeepAlive(i)
	view, ok := i.view(address, size)
	return append([]byte(nil), view...), ok
}

func (i *instance) MemorySize() uint64 {
	return i.memory.Size(i.store) * wasmPage
}

// Close releases the instance.
func (i *instance) Close(context.Context) error {
	i.store.Close()
	if i.owner {
		i.close()
	}
	return nil
}

// within cuts a range out of a memory, if it lies inside.
func within(memory []byte, address, size uint32) ([]byte, bool) {
	end := uint64(address) + uint64(size)
	if end > uint64(len(memory)) {
		return nil, false
	}
	return memory[address:end:end], true
}
