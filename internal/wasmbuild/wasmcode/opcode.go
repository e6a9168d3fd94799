package wasmcode

// opcode is an instruction's number; one of two bytes has its prefix in the upper one.
type opcode uint16

const (
	opUnreachable  opcode = 0x00
	opNop          opcode = 0x01
	opBlock        opcode = 0x02
	opLoop         opcode = 0x03
	opIf           opcode = 0x04
	opElse         opcode = 0x05
	opEnd          opcode = 0x0b
	opBr           opcode = 0x0c
	opBrIf         opcode = 0x0d
	opBrTable      opcode = 0x0e
	opReturn       opcode = 0x0f
	opCall         opcode = 0x10
	opCallIndirect opcode = 0x11
	opDrop         opcode = 0x1a
	opSelect       opcode = 0x1b
	opLocalGet     opcode = 0x20
	opLocalSet     opcode = 0x21
	opLocalTee     opcode = 0x22
	opGlobalGet    opcode = 0x23
	opGlobalSet    opcode = 0x24
	opI32Load      opcode = 0x28
	opI64Load      opcode = 0x29
	opI32Load8U    opcode = 0x2d
	opI32Store     opcode = 0x36
	opI64Store     opcode = 0x37
	opI64Store32   opcode = 0x3e
	opMemorySize   opcode = 0x3f
	opMemoryGrow   opcode = 0x40
	opI32Const     opcode = 0x41
	opI64Const     opcode = 0x42
	opF32Const     opcode = 0x43
	opF64Const     opcode = 0x44
	opI32Eqz       opcode = 0x45
	opI32Eq        opcode = 0x46
	opI64Eqz       opcode = 0x50
	opI64Eq        opcode = 0x51
	opF64Eq        opcode = 0x61
	opI32Clz       opcode = 0x67
	opI32Popcnt    opcode = 0x69
	opI32Add       opcode = 0x6a
	opI32Sub       opcode = 0x6b
	opI64Clz       opcode = 0x79
	opI64Popcnt    opcode = 0x7b
	opI64Add       opcode = 0x7c
	opF32Abs       opcode = 0x8b
	opF32Sqrt      opcode = 0x91
	opF64Abs       opcode = 0x99
	opF64Sqrt      opcode = 0x9f
	opF64Copysign  opcode = 0xa6
	opI32WrapI64   opcode = 0xa7
	opI64ExtendI32 opcode = 0xad // unsigned
	opF64OfI64     opcode = 0xbf // its bits
	opExtendLast   opcode = 0xc4 // the last of one byte
	opTruncFirst   opcode = 0xfc00
	opTruncLast    opcode = 0xfc07
	opMemoryCopy   opcode = 0xfc0a
	opMemoryFill   opcode = 0xfc0b
)

const typeVoid = 0x40 // of a block
