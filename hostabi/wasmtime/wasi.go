//go:build cgo && ((linux && (amd64 || arm64)) || (darwin && (amd64 || arm64)) || (windows && amd64))

package wasmtime

import (
	"encoding/binary"
	"fmt"
	"time"

	"github.com/bytecodealliance/wasmtime-go/v39"

	"github.com/meshwise/meshwise/hostabi/internal/backend"
)

// The results of a WASI function that occur here.
const (
	errnoSuccess = 0
	errnoBadf    = 8
	errnoFault   = 21
)

// The sizes of two records of WASI.
const (
	subscriptionSize = 48
	eventSize        = 32
)

// defineWASI defines the ten functions that the module imports, and denies: no arguments, no environment, no files, no
// randomness. wasmtime's own would start threads and hand through more than the engine may see.
func defineWASI(linker *wasmtime.Linker, clock func() time.Duration) error {
	for name, f := range map[string]any{
		"args_sizes_get":    noneSizes,
		"args_get":          none,
		"environ_sizes_get": noneSizes,
		"environ_get":       none,
		"clock_time_get": func(caller *wasmtime.Caller, _ int32, _ int64, out int32) int32 {
			return put(caller, out, binary.LittleEndian.AppendUint64(nil, uint64(clock())))
		},
		"fd_write":    fdWrite,
		"poll_oneoff": pollOneoff,
		"proc_exit": func(code int32) *wasmtime.Trap {
			return wasmtime.NewTrap(fmt.Sprintf("the engine exited with status %d", code))
		},
		"random_get": func(caller *wasmtime.Caller, out, size int32) int32 {
			view, ok := within(memoryOf(caller), uint32(out), uint32(size))
			if !ok {
				return errnoFault
			}
			clear(view)
			return errnoSuccess
		},
		"sched_yield": func() int32 { return errnoSuccess },
	} {
		if err := linker.FuncWrap("wasi_snapshot_preview1", name, f); err != nil {
			return err
		}
	}
	return nil
}

// none answers that there are none: the list is empty.
func none(int32, int32) int32 {
	return errnoSuccess
}

// noneSizes answers that there are none: neither strings nor bytes.
func noneSizes(caller *wasmtime.Caller, count, size int32) int32 {
	return max(put(caller, count, make([]byte, 4)), put(caller, size, make([]byte, 4)))
}

// fdWrite takes what the guest prints on standard output and error.
func fdWrite(caller *wasmtime.Caller, fd, vectors, count, out int32) int32 {
	if fd != 1 && fd != 2 {
		return errnoBadf
	}
	memory, written := memoryOf(caller), uint32(0)
	for n := range uint32(count) {
		vector, ok := within(memory, uint32(vectors)+8*n, 8)
		if !ok {
			return errnoFault
		}
		text, ok := within(memory, binary.LittleEndian.Uint32(vector), binary.LittleEndian.Uint32(vector[4:]))
		if !ok {
			return errnoFault
		}
		caller.Data().(*backend.Stderr).Write(text)
		written += uint32(len(text))
	}
	return put(caller, out, binary.LittleEndian.AppendUint32(nil, written))
}

// pollOneoff answers that whatever is waited for is there. It must succeed: the guest's runtime waits like this when it has
// nothing to do, also on its way to say why it fails, and dies of an error before it has said it.
func pollOneoff(caller *wasmtime.Caller, in, out, count, events int32) int32 {
	memory := memoryOf(caller)
	for n := range uint32(count) {
		subscription, ok := within(memory, uint32(in)+subscriptionSize*n, subscriptionSize)
		if !ok {
			return errnoFault
		}
		event, ok := within(memory, uint32(out)+eventSize*n, eventSize)
		if !ok {
			return errnoFault
		}
		userdata, kind := subscription[:8], subscription[8]
		clear(event)
		copy(event, userdata)
		event[10] = kind // after an errno of 0
	}
	return put(caller, events, binary.LittleEndian.AppendUint32(nil, uint32(count)))
}

// put writes into the memory of the guest.
func put(caller *wasmtime.Caller, address int32, data []byte) int32 {
	view, ok := within(memoryOf(caller), uint32(address), uint32(len(data)))
	if !ok {
		return errnoFault
	}
	copy(view, data)
	return errnoSuccess
}

// memoryOf is the memory of the guest that calls, as it lies now.
func memoryOf(caller *wasmtime.Caller) []byte {
	export := caller.GetExport(backend.ExportMemory)
	if export == nil || export.Memory() == nil {
		return nil
	}
	return export.Memory().UnsafeData(caller)
}
