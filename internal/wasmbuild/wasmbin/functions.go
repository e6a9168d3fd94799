package wasmbin

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// Function is the code of one function with its name, as the linker writes it: the path of its package with "_" for what is no
// letter, digit or dot, then a dot and the name.
type Function struct {
	Name string
	Body []byte
}

// nameOfNames is the name of the section of names, and namesOfFunctions the part of it that is about functions.
const (
	nameOfNames      = "name"
	namesOfFunctions = 1
)

// Functions lists the functions of a module that has kept its names.
func Functions(module []byte) ([]Function, error) {
	sections, err := split(module)
	if err != nil {
		return nil, err
	}
	code := find(sections, codeSection)
	if code == nil {
		return nil, errNoCode
	}
	imported, err := countImports(sections)
	if err != nil {
		return nil, err
	}
	bodies, err := readBodies(code.body)
	if err != nil {
		return nil, err
	}
	functions := make([]Function, len(bodies))
	for i, body := range bodies {
		functions[i].Body = body
	}
	names, err := nameSection(sections)
	if err != nil {
		return nil, err
	}
	r := Reader{Rest: names}
	for n := r.U32(); n > 0 && r.Err == nil; n-- {
		index, name := int(r.U32()), r.name()
		if i := index - imported; i >= 0 && i < len(functions) {
			functions[i].Name = name
		}
	}
	if r.Err != nil {
		return nil, fmt.Errorf("section of names: %w", r.Err)
	}
	return functions, nil
}

var errNoCode = errors.New("no code section")

// readBodies reads the bodies of functions out of the code section.
func readBodies(section []byte) ([][]byte, error) {
	r := Reader{Rest: section}
	count := int(r.U32())
	bodies := make([][]byte, min(count, len(section)))
	for i := range bodies {
		bodies[i] = r.Bytes(r.U32())
	}
	if r.Err == nil && (len(bodies) != count || len(r.Rest) > 0) {
		r.Fail(fmt.Errorf("%d functions, and %d bytes left over", count, len(r.Rest)))
	}
	if r.Err != nil {
		return nil, fmt.Errorf("code section: %w", r.Err)
	}
	return bodies, nil
}

// nameSection finds the names of functions in the section that is called name.
func nameSection(sections []section) ([]byte, error) {
	for _, s := range sections {
		r := Reader{Rest: s.body}
		if s.id != customSection || r.name() != nameOfNames {
			continue
		}
		for len(r.Rest) > 0 {
			if id, part := r.Byte(), r.Bytes(r.U32()); id == namesOfFunctions && r.Err == nil {
				return part, nil
			}
		}
	}
	return nil, errNoNames
}

// Imported returns how many functions a module imports: they come first where functions are numbered.
func Imported(module []byte) (int, error) {
	sections, err := split(module)
	if err != nil {
		return 0, err
	}
	return countImports(sections)
}

// ReplaceCode returns the module with other bodies of its functions, and with added ones of one type behind all others, so that no
// index moves.
func ReplaceCode(module []byte, bodies [][]byte, typ []byte, added [][]byte) ([]byte, error) {
	sections, err := split(module)
	if err != nil {
		return nil, err
	}
	code := find(sections, codeSection)
	if code == nil {
		return nil, errNoCode
	}
	code.body = binary.AppendUvarint(nil, uint64(len(bodies)))
	for _, body := range bodies {
		code.body = AppendSized(code.body, body)
	}
	if _, err := addFunctions(sections, typ, added); err != nil {
		return nil, err
	}
	return join(sections), nil
}
