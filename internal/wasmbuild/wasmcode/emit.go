package wasmcode

import (
	"cmp"
	"slices"
)

// emitter writes a flow back: the segments in their order, in blocks that end where a jump forward goes to, and in loops that
// begin where one goes back to.
type emitter struct {
	*flow
	ends, heads []*label // of the block that ends before a segment, and of the loop that begins there
	again       *label
	open        []scope
	code        []instruction
}

// scope is a block or a loop around some segments.
type scope struct {
	op    opcode
	label *label
	end   int // the segment behind it
}

const lastEnd = 1 << 30 // of what is around all segments

// emit returns the instructions of a function.
func (f *flow) emit() []instruction {
	e := emitter{flow: f, again: &label{}, code: slices.Clone(f.head)}
	for range f.segments {
		e.ends, e.heads = append(e.ends, &label{}), append(e.heads, &label{})
	}
	if f.unwind != nil {
		e.enter(scope{opBlock, f.unwind, lastEnd})
	}
	looping := slices.Contains(f.turned, true)
	if looping {
		e.enter(scope{opLoop, e.again, lastEnd})
	}
	if slices.Index(f.entered[1:], true) >= 0 {
		e.enter(e.opening(atTable)...)
		e.code = append(e.code, instruction{op: opLocalGet, value: counter}, e.brTable())
	}
	for i, segment := range f.segments {
		e.leave(i)
		e.enter(e.opening(i)...)
		for _, in := range segment {
			e.instruction(i, in)
		}
	}
	e.leave(len(f.segments))
	if looping {
		e.leaveOne()
	}
	if last := e.code[len(e.code)-1]; !last.leaves() {
		e.code = append(e.code, instruction{op: opUnreachable})
	}
	if f.unwind != nil {
		e.leaveOne()
	}
	return append(e.code, f.tail...)
}

// opening lists the scopes that open before a segment, the outermost first.
func (e *emitter) opening(at int) (scopes []scope) {
	if at >= 0 && e.loops[at] != 0 {
		scopes = append(scopes, scope{opLoop, e.heads[at], e.loops[at]})
	}
	for t, start := range e.starts {
		if start == at && (t > 0 || at == atTable) {
			scopes = append(scopes, scope{opBlock, e.ends[t], t})
		}
	}
	slices.SortStableFunc(scopes, func(a, b scope) int { return cmp.Compare(b.end, a.end) })
	return scopes
}

func (e *emitter) enter(scopes ...scope) {
	for _, s := range scopes {
		e.code = append(e.code, instruction{op: s.op, value: typeVoid, to: []*label{s.label}})
		e.open = append(e.open, s)
	}
}

func (e *emitter) leave(at int) {
	for len(e.open) > 0 && e.open[len(e.open)-1].end == at {
		e.leaveOne()
	}
}

func (e *emitter) leaveOne() {
	last := len(e.open) - 1
	e.code = append(e.code, instruction{op: opEnd, to: []*label{e.open[last].label}})
	e.open = e.open[:last]
}

// brTable is the table of the segments that are entered by it.
func (e *emitter) brTable() instruction {
	table := instruction{op: opBrTable}
	for _, segment := range e.table {
		table.to = append(table.to, e.ends[segment])
	}
	return table
}

// instruction writes one of a segment, a jump as what it takes.
func (e *emitter) instruction(from int, in instruction) {
	if in.op != opJump && in.op != opJumpIf {
		e.code = append(e.code, in)
		return
	}
	br := instruction{op: opBr}
	if in.op == opJumpIf {
		br.op = opBrIf
	}
	to := int(in.value)
	switch {
	case to > from:
		br.to = []*label{e.ends[to]}
	case !e.turned[to]:
		br.to = []*label{e.heads[to]}
	default:
		jump := []instruction{
			{op: opI32Const, value: int64(slices.Index(e.table, to))}, {op: opLocalSet, value: counter}, {op: opBr, to: []*label{e.again}},
		}
		if in.op == opJumpIf {
			whole := []*label{{}}
			jump = append(append([]instruction{{op: opIf, value: typeVoid, to: whole}}, jump...), instruction{op: opEnd, to: whole})
		}
		e.code = append(e.code, jump...)
		return
	}
	e.code = append(e.code, br)
}
