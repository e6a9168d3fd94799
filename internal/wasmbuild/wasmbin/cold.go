package wasmbin

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// ColdSection is the name of the section that [MarkCold] writes.
const ColdSection = "meshwise.cold"

// MarkCold returns the module, which has kept its names, with a section of its own that says which of its functions are cold:
// most questions of some operations call none of them. A host may leave their code out and compile the rest in half of the time,
// if it compiles the whole once one of them is called. The section holds the number of operations, each as its length and its
// name, and then one bit for each function of the code section, in their order, the lowest of a byte first.
func MarkCold(module []byte, operations []string, cold func(name string) bool) ([]byte, error) {
	functions, err := Functions(module)
	if err != nil {
		return nil, err
	}
	bits := make([]byte, (len(functions)+7)/8)
	for i, f := range functions {
		if cold(f.Name) {
			bits[i/8] |= 1 << (i % 8)
		}
	}
	sections, err := split(module)
	if err != nil {
		return nil, err
	}
	body := binary.AppendUvarint(AppendSized(nil, []byte(ColdSection)), uint64(len(operations)))
	for _, name := range operations {
		body = AppendSized(body, []byte(name))
	}
	return join(append(sections, section{customSection, append(body, bits...)})), nil
}

// DropNames returns the module without the names of its functions.
func DropNames(module []byte) ([]byte, error) {
	sections, err := split(module)
	if err != nil {
		return nil, err
	}
	for i, s := range sections {
		if r := (Reader{Rest: s.body}); s.id == customSection && r.name() == nameOfNames && r.Err == nil {
			return join(append(sections[:i:i], sections[i+1:]...)), nil
		}
	}
	return nil, fmt.Errorf("drop the names: %w", errNoNames)
}

var errNoNames = errors.New("no names of functions")
