package wasmbin

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// DropLines returns the module without the tables of source lines, and those of arguments, of inlined calls and of where a
// thread may be stopped: an eighth of what would be downloaded. The Go runtime reads them for the trace of a crash, and to stop threads,
// which WebAssembly has not: the trace then names functions that stand alone, and "?" in place of files and lines.
//
// The tables are laid out as Go 1.20 to 1.26 do (runtime/symtab.go: pcHeader, _func; internal/abi/symtab.go: the numbers of the
// others). A module of another layout is returned as it is.
func DropLines(module []byte) ([]byte, error) {
	sections, err := split(module)
	if err != nil {
		return nil, err
	}
	data, image, err := dataImage(sections)
	if err != nil {
		return nil, err
	}
	if !dropLines(image) {
		return module, nil
	}
	data.body = writeImage(image)
	return join(sections), nil
}

// dataImage finds the section of data, and the memory that it fills.
func dataImage(sections []section) (*section, []byte, error) {
	data := find(sections, dataSection)
	if data == nil {
		return nil, nil, errors.New("no data section")
	}
	image, err := readImage(data.body, mostData)
	if err != nil {
		return nil, nil, fmt.Errorf("data section: %w", err)
	}
	return data, image, nil
}

// pcMagic begins the header of the tables: the magic number of Go 1.20, two zeros, instructions of 1 byte, words of 8.
var pcMagic = []byte{0xf1, 0xff, 0xff, 0xff, 0, 0, 1, 8}

// head is the tables as their header lays them out, by their offsets from there.
type head struct {
	tables                 []byte
	at                     int // the address of the header
	count                  int // of the functions
	units, kept, functions int // of the names of files; of the tables of all functions; of what is said of each
}

// headOf finds the only such tables of an image.
func headOf(image []byte) (h head, ok bool) {
	h.at = bytes.Index(image, pcMagic)
	if h.at < 0 || bytes.Contains(image[h.at+1:], pcMagic) {
		return h, false
	}
	h.tables = image[h.at:]
	word := func(i int) int { // word i behind the magic number, as an offset into the tables
		if len(h.tables) < 8*(i+2) {
			return len(h.tables)
		}
		return int(min(binary.LittleEndian.Uint64(h.tables[8*(i+1):]), uint64(len(h.tables))))
	}
	h.count, h.units, h.kept, h.functions = word(0), word(4), word(6), word(7)
	return h, h.units <= h.kept && h.kept <= h.functions && h.functions+8*h.count <= len(h.tables)
}

// dropLines takes the tables of files and lines from an image, and reports whether it found them.
func dropLines(image []byte) bool {
	h, ok := headOf(image)
	if !ok {
		return false
	}
	head, count, units, tables, functions := h.tables, h.count, h.units, h.kept, h.functions
	var found []function
	kept := map[int]bool{0: true} // 0 is no table
	ends := []int{functions - tables}
	for i := range count {
		f, ok := functionAt(head, functions+int(binary.LittleEndian.Uint32(head[functions+8*i+4:])))
		if !ok {
			return false
		}
		found = append(found, f)
		for _, field := range f.tables() {
			kept[f.field(field)] = kept[f.field(field)] || !f.forTraces(field)
			ends = append(ends, f.field(field))
		}
	}
	slices.Sort(ends)
	if ends = slices.Compact(ends); ends[len(ends)-1] != functions-tables {
		return false
	}
	for i, table := range ends[:len(ends)-1] {
		if !kept[table] {
			clear(head[tables+table : tables+ends[i+1]])
		}
	}
	for _, f := range found {
		f.drop()
	}
	clear(head[units:tables]) // the names of files, and which file has which functions
	return true
}

// function is what the tables say of one: fields of four bytes, which name its tables by where they begin, then so many more
// tables, and so many things of other kinds.
type function []byte

const (
	fieldSizes    = 16 // of the stack
	fieldFiles    = 20
	fieldLines    = 24
	fieldTables   = 28 // how many more there are
	fieldUnit     = 32 // with the line where it starts
	fieldOthers   = 43 // how many things of other kinds: a byte
	firstTable    = 44
	noOther       = ^uint32(0)
	tableUnsafe   = firstTable + 4*0 // where a thread may not be stopped
	tableInlined  = firstTable + 4*2
	tableLive     = firstTable + 4*3 // which arguments are
	otherInlined  = 3
	otherArgs     = 5
	otherLiveArgs = 6
)

func functionAt(head []byte, at int) (function, bool) {
	if at+firstTable > len(head) {
		return nil, false
	}
	f := function(head[at:])
	if f.field(fieldTables) > len(f)/4 || f.end()+4*int(f[fieldOthers]) > len(f) {
		return nil, false
	}
	return f[:f.end()+4*int(f[fieldOthers])], true
}

func (f function) field(at int) int { return int(binary.LittleEndian.Uint32(f[at:])) }

// end is where its tables end, and the others begin.
func (f function) end() int { return firstTable + 4*f.field(fieldTables) }

// tables are the fields that name a table.
func (f function) tables() []int {
	fields := []int{fieldSizes, fieldFiles, fieldLines}
	for at := firstTable; at < f.end(); at += 4 {
		fields = append(fields, at)
	}
	return fields
}

// forTraces reports whether nothing but a trace reads the table of a field.
func (f function) forTraces(field int) bool {
	switch field {
	case fieldFiles, fieldLines, tableUnsafe, tableInlined, tableLive:
		return true
	}
	return false
}

// drop takes what is read for traces alone.
func (f function) drop() {
	for _, field := range f.tables() {
		if f.forTraces(field) {
			clear(f[field : field+4])
		}
	}
	clear(f[fieldUnit : fieldUnit+8])
	for _, other := range []int{otherInlined, otherArgs, otherLiveArgs} {
		if at := f.end() + 4*other; at < len(f) {
			binary.LittleEndian.PutUint32(f[at:], noOther)
		}
	}
}
