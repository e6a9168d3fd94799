package wasmbin

import (
	"encoding/binary"
	"errors"
)

// trapped is the body of a function that is left out, with its size in front: no locals, unreachable, end.
const trapped = "\x03\x00\x00" + "\x0b"

// Part returns a module in two parts: it without the code of its cold functions, and what makes the whole of that. The first is a
// module of its own, in which a question that calls a cold function traps, so that a page may answer while the second is on its way.
//
// The second is a list of changes to the first, front to back, each as three LEB128 numbers and bytes: how many bytes stay, how many
// then go, and how many come in their place; then these. What is behind the last change stays.
func Part(module []byte) (first, rest []byte, err error) {
	sections, err := split(module)
	if err != nil {
		return nil, nil, err
	}
	cold, err := coldMarks(sections)
	if err != nil {
		return nil, nil, err
	}
	var p parting
	p.stays([]byte(header))
	for _, s := range sections {
		p.stays([]byte{s.id})
		if s.id != codeSection {
			p.stays(AppendSized(nil, s.body))
			continue
		}
		if err := p.code(s.body, cold); err != nil {
			return nil, nil, err
		}
	}
	return p.first, p.rest, nil
}

// Whole puts the parts of a module together.
func Whole(first, rest []byte) ([]byte, error) {
	var module []byte
	kept, changes := Reader{Rest: first}, Reader{Rest: rest}
	for len(changes.Rest) > 0 {
		stay, gone, come := changes.U32(), changes.U32(), changes.U32()
		module = append(module, kept.Bytes(stay)...)
		kept.Bytes(gone)
		module = append(module, changes.Bytes(come)...)
	}
	return append(module, kept.Rest...), errors.Join(kept.Err, changes.Err)
}

// coldMarks finds the bits that [MarkCold] has written.
func coldMarks(sections []section) ([]byte, error) {
	for _, s := range sections {
		r := Reader{Rest: s.body}
		if s.id != customSection || r.name() != ColdSection {
			continue
		}
		for n := r.U32(); n > 0 && r.Err == nil; n-- {
			r.name()
		}
		return r.Rest, r.Err
	}
	return nil, errors.New("no functions are marked as cold")
}

// parting is a module that is being parted.
type parting struct {
	first, rest []byte
	unchanged   uint64 // bytes of first behind the last change
}

func (p *parting) stays(content []byte) {
	p.first = append(p.first, content...)
	p.unchanged += uint64(len(content))
}

func (p *parting) change(first, whole []byte) {
	for _, n := range []uint64{p.unchanged, uint64(len(first)), uint64(len(whole))} {
		p.rest = binary.AppendUvarint(p.rest, n)
	}
	p.first, p.rest, p.unchanged = append(p.first, first...), append(p.rest, whole...), 0
}

// code parts the code section: its size changes with its content.
func (p *parting) code(section, cold []byte) error {
	bodies, err := readBodies(section)
	if err != nil {
		return err
	}
	size := len(section)
	for i := range bodies {
		bodies[i] = AppendSized(nil, bodies[i])
		if isMarked(cold, i) {
			size += len(trapped) - len(bodies[i])
		}
	}
	p.change(binary.AppendUvarint(nil, uint64(size)), binary.AppendUvarint(nil, uint64(len(section))))
	p.stays(binary.AppendUvarint(nil, uint64(len(bodies))))
	for i, body := range bodies {
		if isMarked(cold, i) {
			p.change([]byte(trapped), body)
		} else {
			p.stays(body)
		}
	}
	return nil
}

func isMarked(cold []byte, i int) bool { return i/8 < len(cold) && cold[i/8]>>(i%8)&1 == 1 }
