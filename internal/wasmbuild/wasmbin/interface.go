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
		read func(*reader)
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
		r := reader{rest: s.body}
		if step.read(&r); r.err != nil {
			return Interface{}, fmt.Errorf("%s section: %w", step.name, r.err)
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

func (m *moduleTypes) readTypes(r *reader) {
	for range r.u32() {
		if form := r.byte(); r.err == nil && form != formFunction {
			r.fail(fmt.Errorf("type of form %#x, want a function", form))
		}
		in, out := valueTypes(r), valueTypes(r)
		if r.err != nil {
			return
		}
		signature := "(" + strings.Join(in, ", ") + ")"
		if len(out) > 0 {
			signature += " -> " + strings.Join(out, ", ")
		}
		m.types = append(m.types, signature)
	}
}

func (m *moduleTypes) readImports(r *reader) {
	for range r.u32() {
		module, name, kind := r.name(), r.name(), r.byte()
		if r.err == nil && kind != kindFunction {
			r.fail(fmt.Errorf("import of kind %d, want functions only", kind))
		}
		signature := pick(r, m.types)
		if r.err != nil {
			return
		}
		m.functions = append(m.functions, signature)
		m.imports = append(m.imports, module+"."+name+" "+signature)
	}
}

func (m *moduleTypes) readFunctions(r *reader) {
	for range r.u32() {
		signature := pick(r, m.types)
		if r.err != nil {
			return
		}
		m.functions = append(m.functions, signature)
	}
}

func (m *moduleTypes) readMemories(r *reader) {
	for range r.u32() {
		l := r.limits()
		if r.err != nil {
			return
		}
		m.memories = append(m.memories, l)
	}
}

func (m *moduleTypes) readExports(r *reader) {
	for range r.u32() {
		var line string
		switch name, kind := r.name(), r.byte(); {
		case r.err != nil:
		case kind == kindFunction:
			line = name + " " + pick(r, m.functions)
		case kind == kindMemory:
			line = name + " memory, no maximum"
			if l := pick(r, m.memories); l.bounded {
				line = fmt.Sprintf("%s memory, at most %d pages", name, l.max)
			}
		default:
			r.fail(fmt.Errorf("export of kind %d, want functions and memories only", kind))
		}
		if r.err != nil {
			return
		}
		m.exports = append(m.exports, line)
	}
}

// pick reads an index into a list.
func pick[T any](r *reader, list []T) (picked T) {
	i := r.u32()
	if r.err == nil && uint64(i) >= uint64(len(list)) {
		r.fail(errors.New("index out of range"))
	}
	if r.err != nil {
		return picked
	}
	return list[i]
}

// valueTypes reads the types of parameters or results.
func valueTypes(r *reader) []string {
	names := map[byte]string{0x7f: "i32", 0x7e: "i64", 0x7d: "f32", 0x7c: "f64"}
	var types []string
	for _, b := range r.bytes(r.u32()) {
		name, known := names[b]
		if !known {
			r.fail(fmt.Errorf("value type %#x", b))
		}
		types = append(types, name)
	}
	return types
}
