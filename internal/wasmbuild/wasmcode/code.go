package wasmcode

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/meshwise/meshwise/internal/wasmbuild/wasmbin"
)

// label is what a branch goes to: the end of a block, or the beginning of a loop. It is known by its address.
type label struct{ _ byte }

// instruction is one, with what it holds.
type instruction struct {
	op    opcode
	value int64    // an index, a constant, the bits of a floating-point one, or the alignment of an access to memory
	more  int64    // the offset of an access to memory, or the table of call_indirect
	to    []*label // where it branches to; of a block, loop, if and their end: its own
}

// function is the code of one: the bytes that declare its locals, and its instructions without the last end.
type function struct {
	locals []byte
	code   []instruction
	whole  *label // a branch to it returns
}

// decode reads a function's body.
func decode(body []byte) (*function, error) {
	d := wasmbin.Reader{Rest: body}
	for n := d.U32(); n > 0 && d.Err == nil; n-- {
		d.U32()
		d.Byte()
	}
	f := &function{locals: body[:len(body)-len(d.Rest)], whole: &label{}}
	open := []*label{f.whole}
	at := func(depth uint32) *label {
		if int64(depth) >= int64(len(open)) {
			d.Fail(fmt.Errorf("branch out of %d of %d blocks", depth, len(open)))
			return f.whole
		}
		return open[len(open)-1-int(depth)]
	}
	for len(open) > 0 && d.Err == nil {
		i := instruction{op: opcode(d.Byte())}
		if i.op == 0xfc {
			i.op = i.op<<8 | opcode(d.U32())
		}
		switch i.op {
		case opBlock, opLoop, opIf:
			if i.value = int64(d.Byte()); i.value != typeVoid {
				d.Fail(errors.New("block with a value"))
			}
			i.to = []*label{{}}
			open = append(open, i.to[0])
		case opElse:
			i.to = []*label{open[len(open)-1]}
		case opEnd:
			i.to = []*label{open[len(open)-1]}
			open = open[:len(open)-1]
			if len(open) == 0 {
				continue
			}
		case opBr, opBrIf:
			i.to = []*label{at(d.U32())}
		case opBrTable:
			n := int64(d.U32())
			if n > int64(len(d.Rest)) {
				d.Fail(errors.New("a table longer than the code"))
			}
			for ; n >= 0 && d.Err == nil; n-- {
				i.to = append(i.to, at(d.U32()))
			}
		case opCall, opLocalGet, opLocalSet, opLocalTee, opGlobalGet, opGlobalSet, opMemorySize, opMemoryGrow, opMemoryFill:
			i.value = int64(d.U32())
		case opCallIndirect, opMemoryCopy:
			i.value, i.more = int64(d.U32()), int64(d.U32())
		case opI32Const, opI64Const:
			i.value = d.S64()
		case opF32Const:
			if b := d.Bytes(4); b != nil {
				i.value = int64(binary.LittleEndian.Uint32(b))
			}
		case opF64Const:
			if b := d.Bytes(8); b != nil {
				i.value = int64(binary.LittleEndian.Uint64(b))
			}
		default:
			switch {
			case i.op >= opI32Load && i.op <= opI64Store32:
				i.value, i.more = int64(d.U32()), int64(d.U32())
			case i.op >= opI32Eqz && i.op <= opExtendLast, i.op >= opTruncFirst && i.op <= opTruncLast:
			case i.op == opUnreachable, i.op == opNop, i.op == opReturn, i.op == opDrop, i.op == opSelect:
			default:
				d.Fail(fmt.Errorf("instruction %#x is not expected of Go", int(i.op)))
			}
		}
		f.code = append(f.code, i)
	}
	if d.Err == nil && len(d.Rest) > 0 {
		d.Fail(errors.New("instructions after the last end"))
	}
	return f, d.Err
}

// encode writes a function's body.
func (f *function) encode() []byte {
	body := append([]byte(nil), f.locals...)
	open := []*label{f.whole}
	depth := func(l *label) uint64 {
		at := slices.Index(open, l)
		if at < 0 {
			panic("wasmcode: a branch to a block that is not open")
		}
		return uint64(len(open) - 1 - at)
	}
	for _, i := range f.code {
		if i.op > 0xff {
			body = binary.AppendUvarint(append(body, byte(i.op>>8)), uint64(i.op&0xff))
		} else {
			body = append(body, byte(i.op))
		}
		switch i.op {
		case opBlock, opLoop, opIf:
			body = append(body, byte(i.value))
			open = append(open, i.to[0])
		case opEnd:
			open = open[:len(open)-1]
		case opBr, opBrIf:
			body = binary.AppendUvarint(body, depth(i.to[0]))
		case opBrTable:
			body = binary.AppendUvarint(body, uint64(len(i.to)-1))
			for _, l := range i.to {
				body = binary.AppendUvarint(body, depth(l))
			}
		case opCall, opLocalGet, opLocalSet, opLocalTee, opGlobalGet, opGlobalSet, opMemorySize, opMemoryGrow, opMemoryFill:
			body = binary.AppendUvarint(body, uint64(i.value))
		case opCallIndirect, opMemoryCopy:
			body = binary.AppendUvarint(binary.AppendUvarint(body, uint64(i.value)), uint64(i.more))
		case opI32Const, opI64Const:
			body = wasmbin.AppendSigned(body, i.value)
		case opF32Const:
			body = binary.LittleEndian.AppendUint32(body, uint32(i.value))
		case opF64Const:
			body = binary.LittleEndian.AppendUint64(body, uint64(i.value))
		default:
			if i.op >= opI32Load && i.op <= opI64Store32 {
				body = binary.AppendUvarint(binary.AppendUvarint(body, uint64(i.value)), uint64(i.more))
			}
		}
	}
	return append(body, byte(opEnd))
}
