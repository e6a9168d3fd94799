package wasmbin

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Interface is what a module takes from its host and gives to it, one line each, sorted: a name and a type, such as
// `meshwise_call (i32) -> i64`. A memory is given with its maximum alone, because where it starts moves with every build.
type Interface struct {
	Imports []string
	Exports []string
}

// The kinds of things that are imported and exported.
const (
	kindFunction = 0
	kindMemory   = 2
	kindGlobal   = 3
)

// ReadInterface lists the imports and exports of a module. An import that the linker wrote twice is listed once.
func ReadInterface(module []byte) (Interface, error) {
	sections, err := split(module)
	if err != nil {
		return Interface{}, err
	}
	var m moduleTypes
	for _, step := range []struct {
		id   byte
		name string
		read func(*Reader)
	}{
		{typeSection, "type", m.readTypes},
		{importSection, "import", m.readImports},
		{functionSection, "function", m.readFunctions},
		{memorySection, "memory", m.readMemories},
		{exportSection, "export", m.readExports},
	} {
		s := find(sections, step.id)
		if s == nil {
			continue
		}
		r := Reader{Rest: s.body}
		if step.read(&r); r.Err != nil {
			return Interface{}, fmt.Errorf("%s section: %w", step.name, r.Err)
		}
	}
	slices.Sort(m.imports)
	slices.Sort(m.exports)
	return Interface{Imports: slices.Compact(m.imports), Exports: m.exports}, nil
}

// moduleTypes gathers what the sections say, in the order in which they refer to each other.
type moduleTypes struct {
	types     []string // signatures
	functions []string // signature of each function, the imported ones first
	memories  []limits
	imports   []string
	exports   []string
}

func (m *moduleTypes) readTypes(r *Reader) {
	for range r.U32() {
		if form := r.Byte(); r.Err == nil && form != formFunction {
			r.Fail(fmt.Errorf("type of form %#x, want a function", form))
		}
		in, out := valueTypes(r), valueTypes(r)
		if r.Err != nil {
			return
		}
		signature := "(" + strings.Join(in, ", ") + ")"
		if len(out) > 0 {
			signature += " -> " + strings.Join(out, ", ")
		}
		m.types = append(m.types, signature)
	}
}

func (m *moduleTypes) readImports(r *Reader) {
	for range r.U32() {
		module, name, kind := r.name(), r.name(), r.Byte()
		if r.Err == nil && kind != kindFunction {
			r.Fail(fmt.Errorf("import of kind %d, want functions only", kind))
		}
		signature := pick(r, m.types)
		if r.Err != nil {
			return
		}
		m.functions = append(m.functions, signature)
		m.imports = append(m.imports, module+"."+name+" "+signature)
	}
}

func (m *moduleTypes) readFunctions(r *Reader) {
	for range r.U32() {
		signature := pick(r, m.types)
		if r.Err != nil {
			return
		}
		m.functions = append(m.functions, signature)
	}
}

func (m *moduleTypes) readMemories(r *Reader) {
	for range r.U32() {
		l := r.limits()
		if r.Err != nil {
			return
		}
		m.memories = append(m.memories, l)
	}
}

func (m *moduleTypes) readExports(r *Reader) {
	for range r.U32() {
		var line string
		switch name, kind := r.name(), r.Byte(); {
		case r.Err != nil:
		case kind == kindFunction:
			line = name + " " + pick(r, m.functions)
		case kind == kindMemory:
			line = name + " memory, no maximum"
			if l := pick(r, m.memories); l.bounded {
				line = fmt.Sprintf("%s memory, at most %d pages", name, l.max)
			}
		default:
			r.Fail(fmt.Errorf("export of kind %d, want functions and memories only", kind))
		}
		if r.Err != nil {
			return
		}
		m.exports = append(m.exports, line)
	}
}

// pick reads an index into a list.
func pick[T any](r *Reader, list []T) (picked T) {
	i := r.U32()
	if r.Err == nil && uint64(i) >= uint64(len(list)) {
		r.Fail(errors.New("index out of range"))
	}
	if r.Err != nil {
		return picked
	}
	return list[i]
}

// valueTypes reads the types of parameters or results.
func valueTypes(r *Reader) []string {
	names := map[byte]string{0x7f: "i32", 0x7e: "i64", 0x7d: "f32", 0x7c: "f64"}
	var types []string
	for _, b := range r.Bytes(r.U32()) {
		name, known := names[b]
		if !known {
			r.Fail(fmt.Errorf("value type %#x", b))
		}
		types = append(types, name)
	}
	return types
}
