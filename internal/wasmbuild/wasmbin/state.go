package wasmbin

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
)

// State is all that a module of ours keeps between two calls: its memory and its globals. No table of it changes.
type State struct {
	Memory  []byte
	Globals []uint64 // in their order; of an i32 the lower half
}

// GlobalName is the name under which [ExportGlobals] exports a global.
func GlobalName(i int) string { return "global:" + strconv.Itoa(i) }

// ExportGlobals returns the module with its globals among the exports, and how many they are, so that a host can read the state
// of an instance.
func ExportGlobals(module []byte) ([]byte, int, error) {
	sections, err := split(module)
	if err != nil {
		return nil, 0, err
	}
	kinds, err := globals(sections)
	if err != nil {
		return nil, 0, err
	}
	exports := find(sections, exportSection)
	if exports == nil {
		return nil, 0, errors.New("no export section")
	}
	r := Reader{Rest: exports.body}
	count := r.U32()
	if r.Err != nil {
		return nil, 0, fmt.Errorf("export section: %w", r.Err)
	}
	body := append(binary.AppendUvarint(nil, uint64(count)+uint64(len(kinds))), r.Rest...)
	for i := range kinds {
		body = append(AppendSized(body, []byte(GlobalName(i))), kindGlobal)
		body = binary.AppendUvarint(body, uint64(i))
	}
	exports.body = body
	return join(sections), len(kinds), nil
}

// Resume returns the module that is in a state from the beginning: what it holds is its data, and the exported function that led
// there, which takes nothing and gives nothing, does nothing any more.
func Resume(module []byte, start string, state State) ([]byte, error) {
	sections, err := split(module)
	if err != nil {
		return nil, err
	}
	kinds, err := globals(sections)
	if err != nil {
		return nil, err
	}
	memory, data, code := find(sections, memorySection), find(sections, dataSection), find(sections, codeSection)
	switch {
	case memory == nil || data == nil || code == nil:
		return nil, errors.New("no memory section, no data section or no code section")
	case find(sections, startSection) != nil:
		return nil, errors.New("runs a function at the start, which would run on the state once more")
	case len(state.Globals) != len(kinds):
		return nil, fmt.Errorf("a state of %d globals for a module of %d", len(state.Globals), len(kinds))
	case len(state.Memory)%PageSize != 0:
		return nil, fmt.Errorf("a memory of %d bytes, want whole pages of %d", len(state.Memory), PageSize)
	}
	l, err := oneMemory(memory.body)
	if err != nil {
		return nil, fmt.Errorf("memory section: %w", err)
	}
	index, err := exportedFunction(sections, start)
	if err != nil {
		return nil, err
	}
	if code.body, err = emptied(code.body, index); err != nil {
		return nil, fmt.Errorf("code section: %w", err)
	}
	l.min = uint32(len(state.Memory) / PageSize)
	memory.body = l.append([]byte{1})
	find(sections, globalSection).body = writeGlobals(kinds, state.Globals)
	data.body = writeImage(state.Memory)
	return join(sections), nil
}

// globals reads the kinds of the globals, each of which must be an integer that may change and begins as a constant.
func globals(sections []section) (kinds []byte, err error) {
	section := find(sections, globalSection)
	if section == nil {
		return nil, errors.New("no global section")
	}
	r := Reader{Rest: section.body}
	for n := r.U32(); n > 0 && r.Err == nil; n-- {
		kind, mutable, op := r.Byte(), r.Byte(), r.Byte()
		if r.Err == nil && (kind != typeI32 || op != opI32Const) && (kind != typeI64 || op != opI64Const) || mutable != 1 {
			r.Fail(fmt.Errorf("global of type %#x, mutable %d, by instruction %#x: want integers that change", kind, mutable, op))
		}
		for r.Byte()&0x80 != 0 { // the value
		}
		if end := r.Byte(); r.Err == nil && end != opEnd {
			r.Fail(errors.New("a global by several instructions, want a constant"))
		}
		kinds = append(kinds, kind)
	}
	if r.Err != nil {
		return nil, fmt.Errorf("global section: %w", r.Err)
	}
	return kinds, nil
}

func writeGlobals(kinds []byte, values []uint64) []byte {
	body := binary.AppendUvarint(nil, uint64(len(kinds)))
	for i, kind := range kinds {
		op, value := byte(opI64Const), int64(values[i])
		if kind == typeI32 {
			op, value = opI32Const, int64(int32(values[i]))
		}
		body = append(AppendSigned(append(body, kind, 1, op), value), opEnd)
	}
	return body
}

// exportedFunction finds a function of the module's own by its export: its place in the code section.
func exportedFunction(sections []section, name string) (int, error) {
	exports := find(sections, exportSection)
	if exports == nil {
		return 0, errors.New("no export section")
	}
	imported, err := countImports(sections)
	if err != nil {
		return 0, err
	}
	r := Reader{Rest: exports.body}
	for n := r.U32(); n > 0 && r.Err == nil; n-- {
		exported, kind, index := r.name(), r.Byte(), int(r.U32())
		if r.Err == nil && exported == name && kind == kindFunction && index >= imported {
			return index - imported, nil
		}
	}
	return 0, fmt.Errorf("exports no function %s", name)
}

// emptied is the code section with one function that does nothing.
func emptied(code []byte, index int) ([]byte, error) {
	r := Reader{Rest: code}
	count := r.U32()
	if r.Err == nil && index >= int(count) {
		r.Fail(fmt.Errorf("function %d of %d", index, count))
	}
	body := binary.AppendUvarint(nil, uint64(count))
	for i := range int(count) {
		f := r.Bytes(r.U32())
		if r.Err != nil {
			return nil, r.Err
		}
		if i == index {
			f = []byte{0, opEnd} // no locals, no instructions
		}
		body = AppendSized(body, f)
	}
	return body, r.Err
}
