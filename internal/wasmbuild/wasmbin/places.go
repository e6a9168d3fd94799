package wasmbin

import (
	"bytes"
	"encoding/binary"
)

// places is a table that Go's linker writes to find what it says of a function (runtime.functab): where each begins, in order, and
// where what is said of it stands. That stands there in the same order, each behind the one before it, and says once more where the
// function begins; so all of it follows. The places of names grow slowly: their differences compress better.
type places struct {
	table int    // the address of the table
	said  int    // the address of what is said of the first function
	first uint32 // where that begins
	count int
}

const (
	placesEntry    = 8 // bytes: where a function begins, and what is said of it, from the table on
	fieldName      = 4
	functionsAlign = 8
)

// findPlaces finds such a table, if all of it follows as it is written again; the layout is that of [DropLines].
func findPlaces(image []byte) (p places, ok bool) {
	h, ok := headOf(image)
	if !ok || h.count < worthwhile {
		return places{}, false
	}
	entry := h.tables[h.functions:]
	p = places{table: h.at + h.functions, first: binary.LittleEndian.Uint32(entry), count: h.count}
	p.said = p.table + int(binary.LittleEndian.Uint32(entry[4:]))
	again := bytes.Clone(image)
	return p, p.clear(again) && p.write(again) && bytes.Equal(again, image)
}

// each visits what is said of each function; ok is false where that is no such table.
func (p places) each(image []byte, visit func(i, at int, f []byte)) (ok bool) {
	at := p.said
	for i := range p.count {
		if at > len(image) {
			return false
		}
		f, ok := functionAt(image, at)
		if !ok {
			return false
		}
		visit(i, at, f)
		at += (len(f) + functionsAlign - 1) &^ (functionsAlign - 1)
	}
	return true
}

// clear takes from an image what write writes.
func (p places) clear(image []byte) bool {
	name := uint32(0)
	ok := p.each(image, func(_, _ int, f []byte) {
		is := binary.LittleEndian.Uint32(f[fieldName:])
		binary.LittleEndian.PutUint32(f[fieldName:], is-name)
		name = is
		clear(f[:fieldName])
	})
	clear(image[p.table:][:placesEntry*p.count])
	return ok
}

// write writes the table, and what follows from it, as body does.
func (p places) write(image []byte) bool {
	name := uint32(0)
	return p.each(image, func(i, at int, f []byte) {
		entry := image[p.table+placesEntry*i:]
		binary.LittleEndian.PutUint32(entry, p.first+uint32(i))
		binary.LittleEndian.PutUint32(entry[4:], uint32(at-p.table))
		binary.LittleEndian.PutUint32(f, p.first+uint32(i))
		name += binary.LittleEndian.Uint32(f[fieldName:])
		binary.LittleEndian.PutUint32(f[fieldName:], name)
	})
}

// code is the loop that does so: the locals from the given one on are where the next entry stands, what is said of the function,
// where it begins, and the place of its name.
func (p places) code(local byte) (code []byte) {
	entry, said, begin, name := local, local+1, local+2, local+3
	number := func(n int) []byte { return AppendSigned([]byte{opI32Const}, int64(int32(n))) }
	get := func(local byte) []byte { return []byte{opLocalGet, local} }
	put := func(parts ...[]byte) { code = append(code, bytes.Join(parts, nil)...) }
	set := func(local byte) []byte { return []byte{opLocalSet, local} }
	store := func(offset byte) []byte { return []byte{opI32Store, 2, offset} } // at 1<<2 bytes
	load := func(offset byte) []byte { return []byte{opI32Load, 2, offset} }
	put(number(p.table), set(entry), number(p.said), set(said), number(int(p.first)), set(begin))
	put([]byte{opLoop, typeVoid})
	put(get(entry), get(begin), store(0))
	put(get(entry), get(said), number(p.table), []byte{opI32Sub}, store(4))
	put(get(said), get(begin), store(0))
	put(get(said), get(name), get(said), load(fieldName), []byte{opI32Add, opLocalTee, name}, store(fieldName))
	// What is said is firstTable bytes, and four for each of two kinds of things, in whole units.
	put(get(said), get(said), load(fieldTables), get(said), []byte{opI32Load8, 0, fieldOthers, opI32Add}, number(2), []byte{opI32Shl})
	put(number(firstTable+functionsAlign-1), []byte{opI32Add}, number(-functionsAlign), []byte{opI32And, opI32Add}, set(said))
	put(get(entry), number(placesEntry), []byte{opI32Add}, set(entry))
	put(get(begin), number(1), []byte{opI32Add, opLocalTee, begin}, number(int(p.first)+p.count), []byte{opI32LtU, opBrIf, 0, opEnd})
	return code
}
