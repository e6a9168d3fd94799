package hostabi

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"github.com/meshwise/meshwise/hostabi/internal/backend"
	"github.com/meshwise/meshwise/internal/door"
	"github.com/meshwise/meshwise/wasm/abi"
)

// Engine answers requests. It is safe for concurrent use. Close it when it is no longer needed.
type Engine struct {
	version Version
	sha256  string
	gate    *gate
	pool    *pool // nil for the native engine
}

// New compiles the module and starts a first instance. The bytes are copied.
//
// # Errors
//
//   - ErrModule: the bytes are no module, or lack an export
//   - ErrMajorMismatch, ErrMinorTooOld: the module is of a version that this package cannot use
//   - ErrOption: an option is wrong
//   - ErrInterrupted: the context has ended
func New(ctx context.Context, wasm []byte, options ...Option) (*Engine, error) {
	return NewOn(ctx, compileWazero, wasm, options...)
}

// NewOn is New on another runtime. It is for the packages beside this one, such as hostabi/wasmtime: the seam that a
// runtime must fit is internal.
func NewOn(ctx context.Context, compile backend.Compile, wasm []byte, options ...Option) (*Engine, error) {
	s, err := settle(options)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, interrupted(err, "before compiling")
	}
	wasm = bytes.Clone(wasm) // runtimes keep parts of it for as long as the module lives
	sum := sha256.Sum256(wasm)
	engine := &Engine{sha256: hex.EncodeToString(sum[:]), gate: newGate(s.instances)}
	if err := engine.start(ctx, compile, wasm, s); err != nil {
		return nil, engine.describe(err)
	}
	return engine, nil
}

// start compiles the module, starts a first instance and looks at its version.
func (e *Engine) start(ctx context.Context, compile backend.Compile, wasm []byte, s settings) error {
	module, err := compile(ctx, wasm, backend.Config{Interrupt: s.interrupt, CacheDir: s.cacheDir})
	if err != nil {
		if errors.As(err, new(*backend.OptionError)) {
			return errorf(ErrOption, "%s", firstLine(err))
		}
		return errorf(ErrModule, "%s", firstLine(err))
	}
	e.pool = &pool{module: module, callsPerInstance: s.callsPerInstance}
	first, err := e.pool.start(ctx)
	if err == nil {
		var packed uint32
		if packed, err = first.Version(ctx); err == nil {
			e.version = UnpackVersion(packed)
			e.pool.put(ctx, first)
		} else {
			err = first.crashed(err)
			first.Close(ctx)
		}
	}
	switch crash := (*crash)(nil); {
	case err != nil && ctx.Err() != nil:
		err = interrupted(ctx.Err(), "while starting")
	case errors.As(err, &crash):
		err = &Error{Code: ErrModule, Detail: crash.Error(), Stderr: crash.stderr}
	case err == nil:
		err = CheckVersion(e.version, Version{neededMajor, neededMinor})
	}
	if err != nil {
		e.pool.close(ctx) // what went wrong first is what the caller needs to know
	}
	return err
}

// Native returns the engine that is compiled into this program. It answers as the module does, byte for byte, starts at
// once and is several times faster. What it lacks is the wall around it: a defect that no recover can catch, such as memory
// that runs out, ends the program and not an instance.
func Native() *Engine {
	return &Engine{version: Version{abi.Major, abi.Minor}, gate: newGate(nativeCalls)}
}

// nativeCalls bounds how many calls of the native engine run at once. It is a number that no program reaches.
const nativeCalls = 1 << 16

// Version returns the version of the ABI that the engine speaks.
func (e *Engine) Version() Version {
	return e.version
}

// SHA256 returns the digest of the module in hexadecimal; it is empty for the native engine.
func (e *Engine) SHA256() string {
	return e.sha256
}

// Call answers one request. The answer belongs to the caller. The request is not kept and not changed.
//
// # Errors
//
//   - ErrCrashed: the engine crashed on this request, twice. The engine goes on: the next call gets a fresh instance
//   - ErrInterrupted: the context ended first; it wraps the context's error
//   - ErrClosed: the engine is closed
func (e *Engine) Call(ctx context.Context, request []byte) ([]byte, error) {
	if err := e.gate.enter(ctx); err != nil {
		return nil, e.describe(err)
	}
	defer e.gate.leave()
	if e.pool == nil {
		return door.Dispatch(abi.Call).Answer(request), nil
	}
	answer, err := e.pool.call(ctx, request, anyInstance)
	if crash := (*crash)(nil); errors.As(err, &crash) && ctx.Err() == nil {
		answer, err = e.pool.call(ctx, request, freshInstance)
	}
	if err == nil {
		return answer, nil
	}
	if cause := ctx.Err(); cause != nil {
		return nil, e.describe(interrupted(cause, "while answering"))
	}
	failed := &Error{Code: ErrCrashed, Detail: firstLine(err), Op: operation(request)}
	if crash := (*crash)(nil); errors.As(err, &crash) {
		failed.Stderr = crash.stderr
	}
	return nil, e.describe(failed)
}

// Close waits for the calls that are running, refuses further ones, and releases everything. When the context ends first
// it returns ErrInterrupted; further calls are refused all the same, and Close may be called again to finish. Closing
// twice is no error.
func (e *Engine) Close(ctx context.Context) error {
	err := e.gate.close(ctx, func() error {
		if e.pool == nil {
			return nil
		}
		return e.pool.close(ctx)
	})
	return e.describe(err)
}

// describe says in an error of this package which module it is about.
func (e *Engine) describe(err error) error {
	if mine := (*Error)(nil); errors.As(err, &mine) {
		mine.Module = e.sha256
	}
	return err
}
