// Package wasmbin reads the interface of a WebAssembly module, and rewrites what Go's linker leaves to be done: the memory
// gets its maximum, source lines go, a module begins in the state that its start leaves, the data is written
// more shortly, and cold functions are marked. Everything else passes through untouched.
package wasmbin

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// PageSize is what WebAssembly counts memory in.
const PageSize = 64 << 10

// The ids of the sections that are read here.
const (
	customSection    = 0
	typeSection      = 1
	importSection    = 2
	functionSection  = 3
	memorySection    = 5
	globalSection    = 6
	exportSection    = 7
	startSection     = 8
	elementSection   = 9
	codeSection      = 10
	dataSection      = 11
	dataCountSection = 12
)

// formFunction is the form of a type that is a function's.
const formFunction = 0x60

// The instructions that are written here.
const (
	opLoop     = 0x03
	typeVoid   = 0x40 // of a block
	opEnd      = 0x0b
	opBrIf     = 0x0d
	opLocalGet = 0x20
	opLocalSet = 0x21
	opLocalTee = 0x22
	opI32Load  = 0x28
	opI32Load8 = 0x2d
	opI32Store = 0x36
	opI32Const = 0x41
	opI64Const = 0x42
	opI32LtU   = 0x49
	opI32Add   = 0x6a
	opI32Sub   = 0x6b
	opI32And   = 0x71
	opI32Shl   = 0x74
)

// The types of values that are read here.
const (
	typeI32 = 0x7f
	typeI64 = 0x7e
)

// header is the magic number and version 1 of the format.
const header = "\x00asm\x01\x00\x00\x00"

// section is one section: its id and its content, without the size in front.
type section struct {
	id   byte
	body []byte
}

// split cuts a module into its sections.
func split(module []byte) ([]section, error) {
	if len(module) < len(header) || string(module[:len(header)]) != header {
		return nil, errors.New("not a wasm module of version 1")
	}
	r := Reader{Rest: module[len(header):]}
	var sections []section
	for len(r.Rest) > 0 {
		id := r.Byte()
		body := r.Bytes(r.U32())
		if r.Err != nil {
			return nil, fmt.Errorf("section %d: %w", len(sections), r.Err)
		}
		sections = append(sections, section{id, body})
	}
	return sections, nil
}

// join writes sections back as a module.
func join(sections []section) []byte {
	module := []byte(header)
	for _, s := range sections {
		module = append(module, s.id)
		module = binary.AppendUvarint(module, uint64(len(s.body)))
		module = append(module, s.body...)
	}
	return module
}

// find returns the one section of an id, or nil.
func find(sections []section, id byte) *section {
	for i := range sections {
		if sections[i].id == id {
			return &sections[i]
		}
	}
	return nil
}

// limits reads the bounds of a memory or table.
func (r *Reader) limits() limits {
	flags := r.Byte()
	if flags > 1 {
		r.Fail(fmt.Errorf("limits with flags %#x: shared and 64-bit memories are not expected here", flags))
		return limits{}
	}
	l := limits{min: r.U32(), bounded: flags == 1}
	if l.bounded {
		l.max = r.U32()
	}
	return l
}

// limits are the bounds of a memory, in pages.
type limits struct {
	min, max uint32
	bounded  bool
}

func (l limits) append(b []byte) []byte {
	if !l.bounded {
		return binary.AppendUvarint(append(b, 0), uint64(l.min))
	}
	return binary.AppendUvarint(binary.AppendUvarint(append(b, 1), uint64(l.min)), uint64(l.max))
}
