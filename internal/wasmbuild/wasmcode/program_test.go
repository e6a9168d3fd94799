package wasmcode

import (
	"context"
	"encoding/binary"
	"slices"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"pgregory.net/rapid"

	"github.com/meshwise/meshwise/internal/wasmbuild/wasmbin"
)

// A module to try a function in: it is called with a stack as Go's runtime does, and resumed where a callee has unwound.
const (
	tried   = 0 // the function; then what it calls
	callee  = 1 // returns or unwinds, as a script says
	panicky = 2
	barrier = 3 // is called without the address of a return
	helper  = 4 // the first that is added

	atBudget = 8 // how many segments may still run
	atScript = 16
	script   = 1024 // a byte for each call: 1 unwinds
	atLog    = 24
	logged   = 4096
	atReturn = 32 // another log, of the addresses of returns
	returns  = 32 << 10
	top      = 60_000
	frame    = 64
	number   = wasmbin.FirstFunction + tried
)

func op(o opcode, value ...int64) instruction {
	i := instruction{op: o}
	switch {
	case o >= opI32Load && o <= opI64Store32:
		i.more = value[0]
	case len(value) > 0:
		i.value = value[0]
	}
	return i
}

// bump adds to a number in memory, and leaves what it was.
func bump(at, by int64) []instruction {
	return []instruction{
		op(opI32Const, at), op(opI32Load, 0), // what it was
		op(opI32Const, at), op(opI32Const, at), op(opI32Load, 0), op(opI32Const, by), op(opI32Add), op(opI32Store, 0),
	}
}

// callees log the stack, its pointer and the local variables that it holds, and then return, unwind or panic.
func callees() [][]byte {
	log := append(bump(atLog, 8), op(opGlobalGet, stackGlobal), op(opI32Store, logged))
	for slot := int64(0); slot < frame; slot += 8 {
		log = append(append(log, bump(atLog, 8)...), op(opGlobalGet, stackGlobal), op(opI64Load, 8+slot), op(opI64Store, logged))
	}
	bare := slices.Clone(log)
	log = append(append(log, bump(atReturn, 8)...), op(opGlobalGet, stackGlobal), op(opI64Load, 0), op(opI64Store, returns))
	unwinds := []*label{{}}
	calls := append(slices.Clone(log), bump(atScript, 1)...)
	calls = append(calls, op(opI32Load8U, script), instruction{op: opIf, value: typeVoid, to: unwinds}, op(opI32Const, 1), op(opReturn),
		instruction{op: opEnd, to: unwinds},
		op(opGlobalGet, stackGlobal), op(opI32Const, 8), op(opI32Add), op(opGlobalSet, stackGlobal), op(opI32Const, 0))
	panics := append(append(slices.Clone(log), op(opI32Const, atBudget), op(opI32Const, -1), op(opI32Store, 0)), op(opI32Const, 1))
	var bodies [][]byte
	for _, code := range [][]instruction{calls, panics, append(bare, op(opI32Const, 0))} {
		bodies = append(bodies, (&function{locals: []byte{0}, code: code}).encode())
	}
	return bodies
}

// assemble makes a module of a function, what it calls, and helpers.
func assemble(body []byte, added [][]byte) []byte {
	bodies := append([][]byte{body}, callees()...)
	count := byte(len(bodies) + len(added))
	functions := []byte{count, 0, 0, 0, 0}
	for range added {
		functions = append(functions, 1)
	}
	code := []byte{count}
	for _, b := range append(bodies, added...) {
		code = wasmbin.AppendSized(code, b)
	}
	module := []byte("\x00asm\x01\x00\x00\x00")
	for _, s := range []struct {
		id   byte
		body []byte
	}{
		{1, append([]byte{2, 0x60, 1, 0x7f, 1, 0x7f}, HelperType...)},
		{3, functions},
		{5, []byte{1, 0, 1}},
		{6, []byte{1, 0x7f, 1, 0x41, 0, 0x0b}},
		{7, []byte("\x03\x01f\x00\x00\x01m\x02\x00\x01s\x03\x00")},
		{10, code},
	} {
		module = wasmbin.AppendSized(append(module, s.id), s.body)
	}
	return module
}

// outcome is all that may be seen of a run: each stack at each call, and the last one; and the counters that calls would return to.
func outcome(t *rapid.T, module, unwinds []byte) (seen []byte, counters []int) {
	ctx := context.Background()
	runtime := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigInterpreter())
	defer runtime.Close(ctx)
	m, err := runtime.Instantiate(ctx, module)
	if err != nil {
		t.Fatalf("%v\n%x", err, module)
	}
	memory, sp := m.Memory(), m.ExportedGlobal("s").(api.MutableGlobal)
	memory.WriteUint32Le(atBudget, 40)
	memory.Write(script, unwinds)
	sp.Set(top - 8)
	for pc := uint64(0); ; {
		result, err := m.ExportedFunction("f").Call(ctx, pc)
		if err != nil {
			t.Fatalf("%v\n%x", err, module)
		}
		budget, _ := memory.ReadUint32Le(atBudget)
		end, _ := memory.ReadUint32Le(atLog)
		seen, _ = memory.Read(logged, end)
		stack, _ := memory.Read(top-8-frame, frame)
		seen = binary.LittleEndian.AppendUint64(append(slices.Clone(seen), stack...), sp.Get())
		if result[0] == 0 || int32(budget) < 0 { // returned, or panicked
			end, _ = memory.ReadUint32Le(atReturn)
			for at := uint32(0); at < end; at += 8 {
				address, _ := memory.ReadUint64Le(returns + at)
				counters = append(counters, int(address&0xffff))
			}
			return append(seen, byte(result[0]), byte(budget)), counters
		}
		address, _ := memory.ReadUint64Le(uint32(sp.Get()))
		if address>>16 != number {
			t.Fatalf("resumed at %#x", address)
		}
		sp.Set(sp.Get() + 8) // the callee returns
		pc = address & 0xffff
	}
}
