//go:build cgo && ((linux && (amd64 || arm64)) || (darwin && (amd64 || arm64)) || (windows && amd64))

package wasmtime

import (
	"context"
	"errors"
	"math"
	"time"

	"github.com/bytecodealliance/wasmtime-go/v39"

	"github.com/meshwise/meshwise/hostabi/internal/backend"
)

// Meter counts the instructions that the engine runs: the same on every machine, however busy it is. The clock of its guest
// moves by the same step at each look, since the guest's runtime does more or less by it. One instance lives at a time.
type Meter struct {
	compiled
	clock time.Duration
}

const clockStep = 10 * time.Microsecond

// NewMeter compiles a module for counting.
func NewMeter(wasm []byte) (*Meter, error) {
	config := wasmtime.NewConfig()
	config.SetConsumeFuel(true)
	m := &Meter{}
	var err error
	m.compiled, err = newCompiled(config, m.tick, func(engine *wasmtime.Engine) (*wasmtime.Module, error) {
		return wasmtime.NewModule(engine, wasm)
	})
	if err != nil {
		return nil, lastLine(err)
	}
	return m, nil
}

func (m *Meter) tick() time.Duration {
	m.clock += clockStep
	return m.clock
}

// Close releases the module.
func (m *Meter) Close() {
	m.close()
}

// Metered is one instance whose instructions are counted.
type Metered struct {
	instance
	stderr backend.Stderr
}

// Start starts an instance, and says how many instructions that took.
func (m *Meter) Start() (*Metered, uint64, error) {
	m.clock = 0
	i := &Metered{instance: instance{compiled: m.compiled}}
	i.store = wasmtime.NewStoreWithData(i.engine, &i.stderr)
	i.store.Limiter(backend.MemoryPages*wasmPage, -1, 1, -1, 1)
	used, err := i.counted(func() error { return i.start(context.Background()) })
	if err != nil {
		i.Close()
		return nil, 0, err
	}
	return i, used, nil
}

// Call answers a request, and says how many instructions that took, the handing over included.
func (i *Metered) Call(request []byte) (answer []byte, instructions uint64, err error) {
	ctx := context.Background()
	instructions, err = i.counted(func() error {
		address, err := i.Input(ctx, uint32(len(request)))
		if err != nil {
			return err
		}
		if !i.Write(address, request) {
			return errors.New("the request is too large")
		}
		packed, err := i.instance.Call(ctx, uint32(len(request)))
		if err != nil {
			return err
		}
		var ok bool
		if answer, ok = i.Read(uint32(packed>>32), uint32(packed)); !ok {
			return errors.New("the answer lies outside the memory")
		}
		return nil
	})
	return answer, instructions, err
}

// counted runs the guest and returns the fuel that it used: one for an instruction, none for a few that do nothing.
func (i *Metered) counted(run func() error) (uint64, error) {
	const full = math.MaxInt64 // the store keeps it as a signed number
	if err := i.store.SetFuel(full); err != nil {
		return 0, lastLine(err)
	}
	if err := run(); err != nil {
		return 0, err
	}
	left, err := i.store.GetFuel()
	return full - left, err
}

// Close releases the instance.
func (i *Metered) Close() {
	i.store.Close()
}
