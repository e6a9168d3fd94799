package wasmbin

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// DropLines returns the module without the tables of source lines, a tenth of what is downloaded. The Go runtime reads
// them for the trace of a crash alone: it then names functions, and "?" in place of files and lines.
//
// The tables are laid out as Go 1.20 to 1.26 do (runtime/symtab.go: pcHeader, _func). A module of another layout is
// returned as it is.
func DropLines(module []byte) ([]byte, error) {
	sections, err := split(module)
	if err != nil {
		return nil, err
	}
	data := find(sections, dataSection)
	if data == nil {
		return nil, errors.New("no data section")
	}
	image, err := readImage(data.body, mostData)
	if err != nil {
		return nil, fmt.Errorf("data section: %w", err)
	}
	if !dropLines(image) {
		return module, nil
	}
	data.body = writeImage(image)
	return join(sections), nil
}

// pcMagic begins the header of the tables: the magic number of Go 1.20, two zeros, instructions of 1 byte, words of 8.
var pcMagic = []byte{0xf1, 0xff, 0xff, 0xff, 0, 0, 1, 8}

// dropLines takes the tables of files and lines from an image, and reports whether it found them.
func dropLines(image []byte) bool {
	at := bytes.Index(image, pcMagic)
	if at < 0 || bytes.Contains(image[at+1:], pcMagic) {
		return false
	}
	head := image[at:]
	word := func(i int) int { // word i behind the magic number, as an offset into the tables
		if len(head) < 8*(i+2) {
			return len(head)
		}
		return int(min(binary.LittleEndian.Uint64(head[8*(i+1):]), uint64(len(head))))
	}
	count, tables, functions := word(0), word(6), word(7)
	if tables > functions || functions+8*count > len(head) {
		return false
	}
	// Each function names its tables by where they begin: one of stack sizes, then of files, of lines, and others.
	const sizes, files, lines, others, firstOther = 16, 20, 24, 28, 44
	var dropped, all []int
	kept := map[int]bool{0: true} // 0 is no table
	var found []int
	for i := range count {
		f := functions + int(binary.LittleEndian.Uint32(head[functions+8*i+4:]))
		if f+firstOther > len(head) {
			return false
		}
		field := func(offset int) int { return int(binary.LittleEndian.Uint32(head[f+offset:])) }
		end := f + firstOther + 4*field(others)
		if end > len(head) {
			return false
		}
		kept[field(sizes)] = true
		for o := firstOther; f+o < end; o += 4 {
			kept[field(o)] = true
		}
		dropped = append(dropped, field(files), field(lines))
		found = append(found, f)
	}
	for table := range kept {
		all = append(all, table)
	}
	all = append(append(all, dropped...), functions-tables)
	slices.Sort(all)
	if all = slices.Compact(all); all[len(all)-1] != functions-tables {
		return false
	}
	for _, f := range found {
		clear(head[f+files : f+lines+4])
	}
	for i, table := range all[:len(all)-1] {
		if !kept[table] {
			clear(head[tables+table : tables+all[i+1]])
		}
	}
	return true
}
