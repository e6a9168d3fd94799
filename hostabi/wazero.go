package hostabi

import (
	"context"
	"errors"
	"fmt"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"

	"github.com/meshwise/meshwise/hostabi/internal/backend"
)

// wazeroModule is a module compiled by wazero, the runtime that needs no C.
type wazeroModule struct {
	runtime  wazero.Runtime
	cache    wazero.CompilationCache // nil without a folder
	compiled wazero.CompiledModule
	config   wazero.ModuleConfig
}

// compileWazero is the backend of New.
func compileWazero(ctx context.Context, wasm []byte, config backend.Config) (backend.Module, error) {
	if config.CacheDir == "" {
		return compileWazeroIn(ctx, wasm, config, nil)
	}
	return compileWazeroCached(ctx, wasm, config)
}

// compileWazeroIn compiles with a cache or, when it is nil, without one.
func compileWazeroIn(ctx context.Context, wasm []byte, config backend.Config, cache wazero.CompilationCache) (backend.Module, error) {
	settings := wazero.NewRuntimeConfig().
		WithMemoryLimitPages(backend.MemoryPages).
		WithCloseOnContextDone(config.Interrupt)
	if cache != nil {
		settings = settings.WithCompilationCache(cache)
	}
	m := &wazeroModule{runtime: wazero.NewRuntimeWithConfig(ctx, settings), cache: cache}
	if err := m.compile(ctx, wasm); err != nil {
		m.Close(ctx)
		return nil, err
	}
	return m, nil
}

func (m *wazeroModule) compile(ctx context.Context, wasm []byte) (err error) {
	// A cached entry that is damaged in the right place makes wazero panic.
	defer func() {
		if caught := recover(); caught != nil {
			err = fmt.Errorf("the compiler panicked: %v", caught)
		}
	}()
	if _, err = wasi_snapshot_preview1.Instantiate(ctx, m.runtime); err != nil {
		return err
	}
	if m.compiled, err = m.runtime.CompileModule(ctx, wasm); err != nil {
		return err
	}
	exports := m.compiled.ExportedFunctions()
	for _, f := range []struct {
		name            string
		parameters, out []api.ValueType
	}{
		{backend.ExportStart, nil, nil},
		{backend.ExportVersion, nil, []api.ValueType{api.ValueTypeI32}},
		{backend.ExportInput, []api.ValueType{api.ValueTypeI32}, []api.ValueType{api.ValueTypeI32}},
		{backend.ExportCall, []api.ValueType{api.ValueTypeI32}, []api.ValueType{api.ValueTypeI64}},
	} {
		definition, ok := exports[f.name]
		if !ok || string(definition.ParamTypes()) != string(f.parameters) || string(definition.ResultTypes()) != string(f.out) {
			return fmt.Errorf("the module does not export %s, or exports it with another type", f.name)
		}
	}
	if m.compiled.ExportedMemories()[backend.ExportMemory] == nil {
		return errors.New("the module does not export its memory")
	}
	m.config = wazero.NewModuleConfig().
		WithName("").                            // anonymous: there are many instances
		WithStartFunctions(backend.ExportStart). // a reactor: the default would be a program's _start
		WithSysNanotime().                       // a real clock: the collector of the guest stalls under the fake one
		WithRandSource(zeroes{})                 // constant: the same request gives the same answer
	return nil
}

// Instantiate starts an instance.
func (m *wazeroModule) Instantiate(ctx context.Context, stderr *backend.Stderr) (backend.Instance, error) {
	module, err := m.runtime.InstantiateModule(ctx, m.compiled, m.config.WithStdout(stderr).WithStderr(stderr))
	if err != nil {
		return nil, err
	}
	return &wazeroInstance{
		module:  module,
		memory:  module.ExportedMemory(backend.ExportMemory),
		version: module.ExportedFunction(backend.ExportVersion),
		input:   module.ExportedFunction(backend.ExportInput),
		call:    module.ExportedFunction(backend.ExportCall),
	}, nil
}

// Close releases the runtime with everything in it.
func (m *wazeroModule) Close(ctx context.Context) error {
	err := m.runtime.Close(ctx)
	if m.cache != nil {
		err = errors.Join(err, m.cache.Close(ctx))
	}
	return err
}

// wazeroInstance is one instance in wazero.
type wazeroInstance struct {
	module               api.Module
	memory               api.Memory
	version, input, call api.Function
	stack                [1]uint64 // the parameter in, the result out
}

func (i *wazeroInstance) invoke(ctx context.Context, f api.Function, argument uint32) (uint64, error) {
	i.stack[0] = api.EncodeU32(argument)
	err := f.CallWithStack(ctx, i.stack[:])
	return i.stack[0], err
}

func (i *wazeroInstance) Version(ctx context.Context) (uint32, error) {
	version, err := i.invoke(ctx, i.version, 0)
	return uint32(version), err
}

func (i *wazeroInstance) Input(ctx context.Context, size uint32) (uint32, error) {
	address, err := i.invoke(ctx, i.input, size)
	return uint32(address), err
}

func (i *wazeroInstance) Call(ctx context.Context, size uint32) (uint64, error) {
	return i.invoke(ctx, i.call, size)
}

func (i *wazeroInstance) Write(address uint32, data []byte) bool {
	return i.memory.Write(address, data)
}

func (i *wazeroInstance) Read(address, size uint32) ([]byte, bool) {
	view, ok := i.memory.Read(address, size)
	return append([]byte(nil), view...), ok // a view into the guest changes with the next call
}

func (i *wazeroInstance) MemorySize() uint64 {
	return uint64(i.memory.Size())
}

func (i *wazeroInstance) Close(ctx context.Context) error {
	return i.module.Close(ctx)
}

// zeroes is the randomness that an engine without randomness gets. The guest's runtime seeds its hash maps from it.
type zeroes struct{}

func (zeroes) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
