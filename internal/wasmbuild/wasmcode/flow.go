package wasmcode

import "slices"

// flow is where control goes between the segments of a layout, and which scopes that takes.
type flow struct {
	layout
	entered []bool // by the table: where a caller may be resumed, or a jump back is not a loop's
	turned  []bool // jumps back to it go through the table
	loops   []int  // behind which segment the loop that begins at a segment ends; 0 is none
	starts  []int  // before which segment the block opens that ends before a segment; noBlock, or atTable
}

const (
	atTable = -1
	noBlock = 1 << 30
)

// flowOf decides which segments the table enters, which jumps back are loops, and where the blocks of jumps forward open.
func flowOf(l layout) *flow {
	n := len(l.segments)
	f := &flow{layout: l, entered: make([]bool, n), turned: make([]bool, n)}
	f.entered[0] = true
	for _, segment := range l.table {
		f.entered[segment] = true
	}
	for f.scopes() {
	}
	for segment, turned := range f.turned {
		if turned && !slices.Contains(f.table, segment) {
			f.table = append(f.table, segment)
		}
	}
	return f
}

// scopes sets the loops and the blocks, and reports whether a jump back had to be left to the table: a loop is entered at its
// beginning alone.
func (f *flow) scopes() (again bool) {
	n := len(f.segments)
	f.loops, f.starts = make([]int, n), make([]int, n)
	for t := range f.starts {
		f.starts[t] = noBlock
		if f.entered[t] {
			f.starts[t] = atTable
		}
	}
	f.eachJump(func(from, to int) {
		switch {
		case to > from:
			f.starts[to] = min(f.starts[to], from)
		case !f.turned[to]:
			f.loops[to] = max(f.loops[to], from+1)
		}
	})
	for moved := true; moved; {
		moved = false
		for h, end := range f.loops {
			if end == 0 {
				continue
			}
			for t := h + 1; t < n; t++ {
				start := f.starts[t]
				switch {
				case t < end && start < h: // entered in its middle
					f.entered[h], f.turned[h] = true, true
					return true
				case t > end && start > h && start < end: // a block that would open in the loop and end behind it
					f.starts[t], moved = h, true
				}
			}
			for other := h + 1; other < end; other++ {
				if f.loops[other] > end {
					f.loops[h], moved = f.loops[other], true
					end = f.loops[other]
				}
			}
		}
		for t, start := range f.starts { // a block that opens in another and ends behind it opens with it
			if start == noBlock {
				continue
			}
			for other := start + 1; other < t; other++ {
				if f.starts[other] < start {
					f.starts[t], moved = f.starts[other], true
					start = f.starts[other]
				}
			}
		}
	}
	return false
}

// eachJump calls back with the segments that each jump goes from and to.
func (l *layout) eachJump(found func(from, to int)) {
	for from, segment := range l.segments {
		for _, in := range segment {
			if in.op == opJump || in.op == opJumpIf {
				found(from, int(in.value))
			}
		}
	}
}
