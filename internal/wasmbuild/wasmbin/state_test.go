package wasmbin

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

// counting is a module with two globals and a memory of one page. Its exported start adds 1 to the first global, which begins at
// -1, and writes it behind the second, an address; f answers what is written there.
func counting(more ...section) []byte {
	return join(append([]section{
		{typeSection, []byte{2, formFunction, 0, 0, formFunction, 0, 1, typeI64}},
		{functionSection, []byte{2, 0, 1}},
		{memorySection, []byte{1, 1, 1, 4}},
		{globalSection, []byte{2, typeI64, 1, opI64Const, 0x7f, opEnd, typeI32, 1, opI32Const, 8, opEnd}},
		{exportSection, []byte("\x03\x06memory\x02\x00\x05start\x00\x00\x01f\x00\x01")},
	}, append(more,
		section{codeSection, []byte{2,
			16, 0, 0x23, 0, opI64Const, 1, 0x7c, 0x24, 0, 0x23, 1, 0x23, 0, 0x37, 3, 0, opEnd,
			7, 0, 0x23, 1, 0x29, 3, 0, opEnd}},
		section{dataSection, []byte{1, 0, opI32Const, 1, opEnd, 3, 'a', 'b', 'c'}})...))
}

// instance is a module, running.
func instance(t *testing.T, module []byte) api.Module {
	t.Helper()
	ctx := context.Background()
	runtime := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigInterpreter())
	t.Cleanup(func() { runtime.Close(ctx) })
	m, err := runtime.Instantiate(ctx, module)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// ask calls an export.
func ask(t *testing.T, m api.Module, export string) []uint64 {
	t.Helper()
	got, err := m.ExportedFunction(export).Call(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// stateOf is the state of an instance of a module that exports its globals.
func stateOf(m api.Module, globals int) State {
	memory, _ := m.Memory().Read(0, m.Memory().Size())
	state := State{Memory: bytes.Clone(memory)}
	for i := range globals {
		state.Globals = append(state.Globals, m.ExportedGlobal(GlobalName(i)).Get())
	}
	return state
}

func TestResume(t *testing.T) {
	exposed, globals, err := ExportGlobals(counting())
	if err != nil || globals != 2 {
		t.Fatalf("%d globals, %v", globals, err)
	}
	first := instance(t, exposed)
	for range 300 {
		ask(t, first, "start")
	}
	if _, err := first.ExportedFunction("f").Call(context.Background()); err != nil {
		t.Fatal(err)
	}
	first.Memory().Grow(2)
	want := stateOf(first, globals)

	resumed, err := Resume(exposed, "start", want)
	if err != nil {
		t.Fatal(err)
	}
	m := instance(t, resumed)
	for range 2 { // the start adds nothing any more
		got := stateOf(m, globals)
		if got.Globals[0] != 299 || got.Globals[1] != 8 || !bytes.Equal(got.Memory, want.Memory) {
			t.Errorf("the state differs: globals %v, memory of %d bytes", got.Globals, len(got.Memory))
		}
		if answer := ask(t, m, "f"); answer[0] != 299 {
			t.Errorf("f answers %d, want 299", answer)
		}
		ask(t, m, "start")
	}
	if _, grown := m.Memory().Grow(2); grown {
		t.Error("the memory has lost its maximum")
	}
	if plain, err := Resume(counting(), "start", want); err != nil || bytes.Contains(plain, []byte(GlobalName(0))) {
		t.Errorf("globals are exported, or %v", err)
	}
}

// renamed is a module in which some bytes are others.
func renamed(module []byte, from, to string) []byte {
	return bytes.Replace(module, []byte(from), []byte(to), 1)
}

func TestResumeErrors(t *testing.T) {
	state := State{Memory: make([]byte, PageSize), Globals: []uint64{1, 2}}
	for _, test := range []struct {
		name   string
		module []byte
		export string
		state  State
		fails  string
	}{
		{"no wasm", []byte("<html>"), "start", state, "not a wasm module"},
		{"no globals", module("\x05\x01\x00\x01"), "start", state, "no global section"},
		{"a constant global", module("\x06\x01\x7f\x00\x41\x00\x0b"), "start", state, "mutable 0"},
		{"a global of another type", module("\x06\x01\x7d\x01\x43\x00\x0b"), "start", state, "type 0x7d"},
		{"a global that is computed", module("\x06\x01\x7f\x01\x41\x00\x41\x00\x6a\x0b"), "start", state, "global by several"},
		{"no data", module("\x06\x01\x7f\x01\x41\x00\x0b"), "start", state, "no data section"},
		{"a start function", counting(section{startSection, []byte{0}}), "start", state, "once more"},
		{"another number of globals", counting(), "start", State{Memory: state.Memory}, "state of 0 globals for a module of 2"},
		{"half a page", counting(), "start", State{Memory: []byte{1}, Globals: state.Globals}, "memory of 1 bytes"},
		{"no such export", counting(), "begin", state, "exports no function begin"},
		{"an export of no function", renamed(counting(), "start\x00\x00", "start\x00\x07"), "start", state, "function 7 of 2"},
		{"an export of another kind", counting(), "memory", state, "exports no function memory"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, err := Resume(test.module, test.export, test.state); err == nil || !strings.Contains(err.Error(), test.fails) {
				t.Errorf("got error %v, want one with %q", err, test.fails)
			}
		})
	}
	if _, _, err := ExportGlobals(module("\x06\x01\x7f\x01\x41\x00\x0b")); err == nil || !strings.Contains(err.Error(), "no export section") {
		t.Errorf("got error %v without exports", err)
	}
}
