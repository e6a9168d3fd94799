package wasmbin

import (
	"encoding/binary"
	"errors"
	"maps"
	"slices"
)

// Counters is what Go's runtime looks up by a program counter: how large the frame of a function is there, which of its words are
// pointers, and what [DropLines] takes out. A counter is function<<16 | block, so that the lower half can be
// numbered anew, function by function.
type Counters struct {
	image []byte
	head
	functions map[int]*counted
}

// counted is one function of the tables.
type counted struct {
	function
	tables map[int][]byte // by the field that names it
	old    []int          // the counter of before by that of now; nil where none has changed
}

// FirstFunction is the number of the first function in a program counter: addresses below belong to no function.
const FirstFunction = 4096

const (
	fieldEntry       = 0
	fieldDeferReturn = 12
)

// ReadCounters reads them. Where the tables are not laid out as [DropLines] knows them, it returns nil.
func ReadCounters(module []byte) (*Counters, error) {
	sections, err := split(module)
	if err != nil {
		return nil, err
	}
	_, image, err := dataImage(sections)
	if err != nil {
		return nil, err
	}
	c := &Counters{image: image, functions: map[int]*counted{}}
	var ok bool
	if c.head, ok = headOf(image); !ok {
		return nil, nil
	}
	for i := range c.count {
		f, ok := functionAt(c.head.tables, c.head.functions+int(binary.LittleEndian.Uint32(c.head.tables[c.head.functions+8*i+4:])))
		if !ok {
			return nil, nil
		}
		one := &counted{function: f, tables: map[int][]byte{}}
		for _, field := range f.tables() {
			if at := f.field(field); at != 0 {
				table, ok := tableAt(c.head.tables[c.kept:c.head.functions], at)
				if !ok {
					return nil, nil
				}
				one.tables[field] = table
			}
		}
		index := f.field(fieldEntry) - FirstFunction // in WebAssembly the number of the function, and no address
		if index < 0 || c.functions[index] != nil {
			return nil, nil
		}
		c.functions[index] = one
	}
	return c, nil
}

// tableAt cuts a table out of all: pairs of a difference of values and one of counters, up to a difference of 0 that is not the first.
func tableAt(all []byte, at int) ([]byte, bool) {
	if at >= len(all) {
		return nil, false
	}
	for rest, first := all[at:], true; ; first = false {
		value, n := binary.Uvarint(rest)
		if n <= 0 {
			return nil, false
		}
		rest = rest[n:]
		if value == 0 && !first {
			return all[at : len(all)-len(rest)], true
		}
		if _, n = binary.Uvarint(rest); n <= 0 {
			return nil, false
		}
		rest = rest[n:]
	}
}

// DeferReturn is the counter at which a function, by its place in the section of code, calls its deferred functions: 0 is nowhere.
// A function that the tables do not know is not ok.
func (c *Counters) DeferReturn(index int) (counter int, ok bool) {
	f := c.functions[index]
	if f == nil {
		return 0, false
	}
	return f.field(fieldDeferReturn), true
}

// Renumber says which counter of before each counter of a function is now.
func (c *Counters) Renumber(index int, old []int) { c.functions[index].old = old }

// Write returns a module of the same functions with its tables by the counters of now.
func (c *Counters) Write(module []byte) ([]byte, error) {
	sections, err := split(module)
	if err != nil {
		return nil, err
	}
	room := c.head.tables[c.kept:c.head.functions]
	written := map[string]int{}
	next := 1 // 0 is no table
	var all []byte
	for _, index := range slices.Sorted(maps.Keys(c.functions)) {
		f := c.functions[index]
		for _, field := range f.function.tables() {
			table := f.tables[field]
			if table == nil {
				continue
			}
			if f.old != nil {
				table = renumbered(table, f.old, field != fieldSizes)
			}
			at, ok := written[string(table)]
			if !ok {
				at = next
				written[string(table)] = at
				all = append(all, table...)
				next += len(table)
			}
			binary.LittleEndian.PutUint32(f.function[field:], uint32(at))
		}
		if at := f.field(fieldDeferReturn); at != 0 && f.old != nil {
			binary.LittleEndian.PutUint32(f.function[fieldDeferReturn:], uint32(slices.Index(f.old, at)))
		}
	}
	if next > len(room) {
		return nil, errors.New("the tables of counters have no room")
	}
	clear(room)
	copy(room[1:], all)
	find(sections, dataSection).body = writeImage(c.image)
	return join(sections), nil
}

// renumbered writes a table anew. The runtime looks up the size of a frame at the address of a return, and all else one counter
// before, at the call. New numbers leave no room between: one before a return is the number of the return before it.
func renumbered(table []byte, old []int, before bool) []byte {
	values := make([]int64, len(old))
	for i := range old {
		pc := old[i]
		if before && i+1 < len(old) {
			pc = old[i+1] - 1
		}
		values[i] = valueAt(table, pc)
	}
	var out []byte
	last := int64(-1)
	for i := 0; i < len(values); {
		end := i
		for end < len(values) && values[end] == values[i] {
			end++
		}
		out = binary.AppendUvarint(binary.AppendVarint(out, values[i]-last), uint64(end-i))
		last, i = values[i], end
	}
	return append(out, 0)
}

// valueAt is what a table says at a counter, and at the end of the function behind its end.
func valueAt(table []byte, pc int) int64 {
	value, at := int64(-1), 0
	for first := true; ; first = false {
		difference, n := binary.Varint(table)
		if difference == 0 && !first {
			return value
		}
		length, m := binary.Uvarint(table[n:])
		table = table[n+m:]
		value, at = value+difference, at+int(length)
		if pc < at {
			return value
		}
	}
}
