package wasmbin

import "errors"

// errShort is a section that ends before its content does.
var errShort = errors.New("unexpected end")

// Reader reads a section, or the code of a function, front to back. After the first error everything reads as zero, so that callers check once.
type Reader struct {
	Rest []byte
	Err  error // the first
}

// Fail ends the reading with an error.
func (r *Reader) Fail(err error) {
	if r.Err == nil {
		r.Err = err
	}
	r.Rest = nil
}

// Byte reads one.
func (r *Reader) Byte() byte {
	if len(r.Rest) == 0 {
		r.Fail(errShort)
		return 0
	}
	b := r.Rest[0]
	r.Rest = r.Rest[1:]
	return b
}

// Bytes reads n of them, which are those of what is read.
func (r *Reader) Bytes(n uint32) []byte {
	if uint64(n) > uint64(len(r.Rest)) {
		r.Fail(errShort)
		return nil
	}
	b := r.Rest[:n]
	r.Rest = r.Rest[n:]
	return b
}

// U32 reads an unsigned LEB128 of at most 32 bits.
func (r *Reader) U32() uint32 {
	var value uint64
	for shift := 0; shift < 35; shift += 7 {
		b := r.Byte()
		value |= uint64(b&0x7f) << shift
		if b&0x80 == 0 {
			if value > 0xffffffff {
				r.Fail(errors.New("number over 32 bits"))
				return 0
			}
			return uint32(value)
		}
	}
	r.Fail(errors.New("number over 32 bits"))
	return 0
}

func (r *Reader) name() string {
	return string(r.Bytes(r.U32()))
}

// S64 reads a signed LEB128 of at most 64 bits.
func (r *Reader) S64() int64 {
	var value int64
	for shift := 0; shift < 70; shift += 7 {
		b := r.Byte()
		value |= int64(b&0x7f) << shift
		if b&0x80 == 0 {
			if shift+7 < 64 && b&0x40 != 0 {
				value |= -1 << (shift + 7)
			}
			return value
		}
	}
	r.Fail(errors.New("number over 64 bits"))
	return 0
}
