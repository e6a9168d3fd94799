package wasmbin

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// mostData is far more memory than a module of ours fills when it starts.
const mostData = 16 << 20

// Pack returns the module with its data written more shortly. The memory that a host finds after it has instantiated the
// module is the same, byte for byte.
//
// Go's linker writes a table to find the function of a program counter (runtime.findfunctab): 20 bytes for every 4096
// counters, the index of a function in front. In WebAssembly a program counter is function<<16 | block, so every function
// takes exactly 16 entries, a step, and entry i holds i/16: half a megabyte that compresses badly, in a third of all segments.
// A start function, which runs before any export, writes it in a loop of a few bytes, and another one with what follows of
// [places]. Where a later linker does otherwise, no such table is found, and nothing is taken out.
func Pack(module []byte) ([]byte, error) {
	sections, err := split(module)
	if err != nil {
		return nil, err
	}
	memory, data := find(sections, memorySection), find(sections, dataSection)
	if memory == nil || data == nil {
		return nil, errors.New("no memory section or no data section")
	}
	if find(sections, dataCountSection) != nil {
		return nil, errors.New("has a count of segments, which the linker of Go does not write")
	}
	l, err := oneMemory(memory.body)
	if err != nil {
		return nil, fmt.Errorf("memory section: %w", err)
	}
	image, err := readImage(data.body, min(uint64(l.min)*PageSize, mostData))
	if err != nil {
		return nil, fmt.Errorf("data section: %w", err)
	}
	if find(sections, startSection) == nil {
		if sections, err = addStart(sections, takeTables(image)); err != nil {
			return nil, err
		}
	}
	find(sections, dataSection).body = writeImage(image)
	return join(sections), nil
}

// takeTables takes from an image the tables that a loop can write, and returns the code that writes them.
func takeTables(image []byte) (code []byte) {
	if table := findStairs(image); table.entries >= worthwhile {
		table.clear(image)
		code = append(code, table.code(0)...)
	}
	if table, ok := findPlaces(image); ok {
		table.clear(image)
		code = append(code, table.code(stairsLocals)...)
	}
	return code
}

// stairs is a table in the memory whose entry i is the number i/16 and then zeros.
type stairs struct {
	at      uint32 // its address
	entries int
}

const (
	stairsEntry = 20 // bytes
	stairsShift = 4  // entries in one step: 1 << stairsShift
	worthwhile  = 1000

	stairsLocals = 2
	tableLocals  = stairsLocals + 4 // and those of the places
)

// findStairs finds the longest such table, as far as its steps are whole.
func findStairs(image []byte) (longest stairs) {
	for at := 0; at+stairsEntry <= len(image); at += 4 {
		entries := 0
		for rest := image[at:]; len(rest) >= stairsEntry; rest = rest[stairsEntry:] {
			if binary.LittleEndian.Uint32(rest) != uint32(entries>>stairsShift) || !isZero(rest[4:stairsEntry]) {
				break
			}
			entries++
		}
		if entries &^= 1<<stairsShift - 1; entries > longest.entries { // whole steps
			longest = stairs{uint32(at), entries}
		}
	}
	return longest
}

func isZero(b []byte) bool { return !slices.ContainsFunc(b, func(c byte) bool { return c != 0 }) }

func (s stairs) clear(image []byte) { clear(image[s.at:][:s.entries*stairsEntry]) }

// code is the loop that writes the table into a memory of zeros, a step in a round: for f, *(at + 20*(16*f + k)) = f for
// each k of the 16. Its locals are f and the address.
func (s stairs) code(local byte) []byte {
	f, address := local, local+1
	code := []byte{opLoop, typeVoid}
	for k := range 1 << stairsShift {
		code = append(code, opLocalGet, address, opLocalGet, f, opI32Store, 2) // at 1<<2 bytes
		code = binary.AppendUvarint(code, uint64(s.at)+uint64(k*stairsEntry))
	}
	code = AppendSigned(append(code, opLocalGet, address, opI32Const), stairsEntry<<stairsShift)
	code = append(code, opI32Add, opLocalSet, address)
	code = append(code, opLocalGet, f, opI32Const, 1, opI32Add, opLocalTee, f)
	code = AppendSigned(append(code, opI32Const), int64(s.entries>>stairsShift))
	return append(code, opI32LtU, opBrIf, 0, opEnd)
}

// addStart adds a function behind all others, so that no index moves, and has it run at the start. Without code it adds none.
func addStart(sections []section, code []byte) ([]section, error) {
	if len(code) == 0 {
		return sections, nil
	}
	body := append([]byte{1, tableLocals, typeI32}, code...)
	body = append(body, opEnd)
	index, err := addFunctions(sections, []byte{formFunction, 0, 0}, [][]byte{body}) // takes nothing, gives nothing
	if err != nil {
		return nil, err
	}
	start := section{startSection, binary.AppendUvarint(nil, uint64(index))}
	for i, s := range sections {
		if s.id >= elementSection { // the sections are in the order of their ids, between those of no order, 0
			return slices.Insert(sections, i, start), nil
		}
	}
	return nil, errors.New("no section behind the exports")
}

// addFunctions adds functions of one type behind all others, and returns the index of the first.
func addFunctions(sections []section, typ []byte, added [][]byte) (index int, err error) {
	types, functions, bodies := find(sections, typeSection), find(sections, functionSection), find(sections, codeSection)
	if types == nil || functions == nil || bodies == nil {
		return 0, errors.New("no types, no functions or no code")
	}
	kind, err := extend(types, typ)
	if err != nil {
		return 0, err
	}
	for i, body := range added {
		at, err := extend(functions, binary.AppendUvarint(nil, uint64(kind)))
		if err != nil {
			return 0, err
		}
		if _, err := extend(bodies, AppendSized(nil, body)); err != nil {
			return 0, err
		}
		if i == 0 {
			index = at
		}
	}
	imported, err := countImports(sections)
	return imported + index, err
}

// extend adds an element to a section that is a list, and returns how many were there.
func extend(list *section, element []byte) (before int, err error) {
	r := Reader{Rest: list.body}
	before = int(r.U32())
	list.body = append(append(binary.AppendUvarint(nil, uint64(before+1)), r.Rest...), element...)
	return before, r.Err
}

func countImports(sections []section) (int, error) {
	imports := find(sections, importSection)
	if imports == nil {
		return 0, nil
	}
	r := Reader{Rest: imports.body}
	n := int(r.U32())
	for range n {
		r.name()
		r.name()
		if kind := r.Byte(); r.Err == nil && kind != kindFunction {
			r.Fail(fmt.Errorf("import of kind %d, want functions only", kind))
		}
		r.U32()
		if r.Err != nil {
			return 0, fmt.Errorf("import section: %w", r.Err)
		}
	}
	return n, nil
}
