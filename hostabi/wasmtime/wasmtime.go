//go:build cgo && ((linux && (amd64 || arm64)) || (darwin && (amd64 || arm64)) || (windows && amd64))

package wasmtime

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/bytecodealliance/wasmtime-go/v39"

	"github.com/meshwise/meshwise/hostabi"
	"github.com/meshwise/meshwise/hostabi/internal/backend"
)

// New is hostabi.New on wasmtime. It takes the same options but WithCompilationCache.
func New(ctx context.Context, wasm []byte, options ...hostabi.Option) (*hostabi.Engine, error) {
	return hostabi.NewOn(ctx, compile, wasm, options...)
}

// module is a module compiled by wasmtime.
type module struct {
	compiled
	interrupt bool
	code      []byte // the compiled code, to start an engine of its own for each instance
}

// compiled is a module in an engine, with the functions that it imports.
type compiled struct {
	engine *wasmtime.Engine
	module *wasmtime.Module
	linker *wasmtime.Linker
}

// compile is the backend.
func compile(_ context.Context, wasm []byte, config backend.Config) (backend.Module, error) {
	if config.CacheDir != "" {
		return nil, &backend.OptionError{Detail: "WithCompilationCache: not on wasmtime"}
	}
	m := &module{interrupt: config.Interrupt}
	var err error
	m.compiled, err = newCompiled(interruptible(m.interrupt), realClock(), func(engine *wasmtime.Engine) (*wasmtime.Module, error) {
		return wasmtime.NewModule(engine, wasm)
	})
	if err == nil && m.interrupt {
		if m.code, err = m.module.Serialize(); err != nil {
			m.close()
		}
	}
	if err != nil {
		return nil, lastLine(err)
	}
	return m, nil
}

func interruptible(interrupt bool) *wasmtime.Config {
	config := wasmtime.NewConfig()
	config.SetEpochInterruption(interrupt)
	return config
}

// realClock is what the guest gets: its garbage collector stalls under a clock that does not move as it should.
func realClock() func() time.Duration {
	started := time.Now()
	return func() time.Duration { return time.Since(started) }
}

func newCompiled(config *wasmtime.Config, clock func() time.Duration, load func(*wasmtime.Engine) (*wasmtime.Module, error)) (compiled, error) {
	c := compiled{engine: wasmtime.NewEngineWithConfig(config)}
	var err error
	if c.module, err = load(c.engine); err != nil {
		c.engine.Close()
		return compiled{}, err
	}
	c.linker = wasmtime.NewLinker(c.engine)
	if err := defineWASI(c.linker, clock); err != nil {
		c.close()
		return compiled{}, err
	}
	return c, nil
}

func (c compiled) close() {
	c.linker.Close()
	c.module.Close()
	c.engine.Close()
}

// Instantiate starts an instance.
func (m *module) Instantiate(ctx context.Context, stderr *backend.Stderr) (backend.Instance, error) {
	i := &instance{compiled: m.compiled, interrupt: m.interrupt, owner: m.interrupt}
	if m.interrupt {
		// An engine has one epoch for all that runs in it: to interrupt one call and no other, each instance needs an
		// engine. The code is not compiled again.
		var err error
		i.compiled, err = newCompiled(interruptible(true), realClock(), func(engine *wasmtime.Engine) (*wasmtime.Module, error) {
			return wasmtime.NewModuleDeserialize(engine, m.code)
		})
		if err != nil {
			return nil, lastLine(err)
		}
	}
	i.store = wasmtime.NewStoreWithData(i.engine, stderr)
	i.store.Limiter(backend.MemoryPages*wasmPage, -1, 1, -1, 1)
	if err := i.start(ctx); err != nil {
		i.Close(ctx)
		return nil, err
	}
	return i, nil
}

// Close releases the module.
func (m *module) Close(context.Context) error {
	m.close()
	return nil
}

// wasmPage is what WebAssembly counts memory in.
const wasmPage = 64 << 10

// lastLine cuts what wasmtime says to its last line: the first ones tell where, and the last one what.
func lastLine(err error) error {
	text := strings.TrimSpace(err.Error())
	return errors.New(strings.TrimSpace(text[strings.LastIndexByte(text, '\n')+1:]))
}

// find returns an exported function of the type that the ABI gives it.
func find(store *wasmtime.Store, of *wasmtime.Instance, name string, parameters, results []wasmtime.ValKind) (*wasmtime.Func, error) {
	f := of.GetFunc(store, name)
	if f != nil {
		t := f.Type(store)
		if sameKinds(t.Params(), parameters) && sameKinds(t.Results(), results) {
			return f, nil
		}
	}
	return nil, fmt.Errorf("the module does not export %s, or exports it with another type", name)
}

func sameKinds(types []*wasmtime.ValType, kinds []wasmtime.ValKind) bool {
	if len(types) != len(kinds) {
		return false
	}
	for i := range types {
		if types[i].Kind() != kinds[i] {
			return false
		}
	}
	return true
}
