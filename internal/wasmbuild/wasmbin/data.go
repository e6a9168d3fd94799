package wasmbin

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// segmentCost is a run of zeros that is rather written than jumped over. Jumping is a new segment, some 8 bytes; but the
// address in it compresses worse than zeros do, so twice as many are better written.
const segmentCost = 16

// readImage lays the segments of a data section out as the memory that they make, up to its last byte.
func readImage(body []byte, most uint64) ([]byte, error) {
	r := Reader{Rest: body}
	var image []byte
	for range r.U32() {
		if mode := r.Byte(); r.Err == nil && mode != 0 {
			return nil, fmt.Errorf("segment of mode %d, want those that are copied at the start", mode)
		}
		at := r.constant()
		content := r.Bytes(r.U32())
		if r.Err != nil {
			break
		}
		end := uint64(at) + uint64(len(content))
		if end > most {
			return nil, fmt.Errorf("segment ends at %d, over %d bytes", end, most)
		}
		if missing := int(end) - len(image); missing > 0 {
			image = append(image, make([]byte, missing)...)
		}
		copy(image[at:], content)
	}
	if r.Err == nil && len(r.Rest) > 0 {
		r.Fail(fmt.Errorf("%d bytes left over", len(r.Rest)))
	}
	return image, r.Err
}

// writeImage is the data section that makes a memory.
func writeImage(image []byte) []byte {
	var body []byte
	count := 0
	for at := 0; at < len(image); {
		if image[at] == 0 {
			at++
			continue
		}
		end, next := at, at // behind the last byte that is not zero; behind the zeros that follow it
		for next < len(image) && next-end <= segmentCost {
			if next++; image[next-1] != 0 {
				end = next
			}
		}
		body = append(body, 0, opI32Const) // into memory 0
		body = AppendSigned(body, int64(int32(at)))
		body = append(body, opEnd)
		body = AppendSized(body, image[at:end])
		at = next
		count++
	}
	return append(binary.AppendUvarint(nil, uint64(count)), body...)
}

// constant reads an expression that is one constant: an address.
func (r *Reader) constant() uint32 {
	if op := r.Byte(); r.Err == nil && op != opI32Const {
		r.Fail(fmt.Errorf("an address by instruction %#x, want a constant", op))
	}
	var value int64
	for shift := 0; ; shift += 7 {
		b := r.Byte()
		value |= int64(b&0x7f) << shift
		if b&0x80 == 0 {
			if b&0x40 != 0 {
				value |= -1 << (shift + 7)
			}
			break
		}
		if shift == 28 {
			r.Fail(errors.New("number over 32 bits"))
		}
	}
	if end := r.Byte(); r.Err == nil && end != opEnd {
		r.Fail(errors.New("an address by several instructions, want a constant"))
	}
	return uint32(value)
}

// AppendSigned appends a signed LEB128.
func AppendSigned(b []byte, v int64) []byte {
	for {
		low := byte(v & 0x7f)
		v >>= 7
		if v == 0 && low&0x40 == 0 || v == -1 && low&0x40 != 0 {
			return append(b, low)
		}
		b = append(b, low|0x80)
	}
}

// AppendSized appends bytes with their length in front.
func AppendSized(b, content []byte) []byte {
	return append(binary.AppendUvarint(b, uint64(len(content))), content...)
}
