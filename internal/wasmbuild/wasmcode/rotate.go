package wasmcode

import "slices"

// rotate puts loops back in the order in which they run. Go's compiler puts what a loop does last in front of its beginning, which
// saves a jump, and enters the loop behind that (cmd/compile/internal/ssa: looprotate.go); WebAssembly enters a loop at its
// beginning alone. A loop in which a caller may be resumed is none anyhow, and stays.
//
//	… jump c   h …   c …  if x jump h   e …   →   … c …  if not x jump e   h …  jump c   e …
func (l *layout) rotate() {
	for h := 1; h < len(l.segments); h++ {
		if c, e, ok := l.rotatable(h); ok {
			l.swap(h, c, e)
			h = 0 // another one may have become so
		}
	}
}

// rotatable reports whether a loop is laid out from segment h to before e, and entered at c alone.
func (l *layout) rotatable(h int) (c, e int, ok bool) {
	before := l.segments[h-1]
	if len(before) == 0 || before[len(before)-1].op != opJump {
		return 0, 0, false
	}
	l.eachJump(func(from, to int) {
		if to == h && from >= h {
			e = max(e, from+1)
		}
	})
	if c = int(before[len(before)-1].value); c <= h || c >= e {
		return 0, 0, false
	}
	ok = !slices.ContainsFunc(l.table, func(entered int) bool { return entered >= h && entered < e && entered != c })
	l.eachJump(func(from, to int) {
		if (from < h || from >= e) && to >= h && to < e && to != c {
			ok = false
		}
	})
	return c, e, ok && (e < len(l.segments) || !l.falls(e-1))
}

// swap exchanges the segments from h to before c with those from there to before e.
func (l *layout) swap(h, c, e int) {
	l.segments[h-1] = l.segments[h-1][:len(l.segments[h-1])-1]
	if l.falls(c - 1) {
		l.segments[c-1] = append(slices.Clip(l.segments[c-1]), instruction{op: opJump, value: int64(c)})
	}
	last := slices.Clip(l.segments[e-1])
	switch n := len(last); {
	case n > 0 && last[n-1].is(opJump, int64(h)):
		last = last[:n-1]
	case n > 0 && last[n-1].is(opJumpIf, int64(h)):
		last = append(last[:n-1:n-1], instruction{op: opI32Eqz}, instruction{op: opJumpIf, value: int64(e)})
	case l.falls(e - 1):
		last = append(last, instruction{op: opJump, value: int64(e)})
	}
	l.segments[e-1] = last

	moved := func(segment int) int {
		switch {
		case segment >= h && segment < c:
			return segment + e - c
		case segment >= c && segment < e:
			return segment - (c - h)
		}
		return segment
	}
	l.segments = slices.Concat(l.segments[:h], l.segments[c:e], l.segments[h:c], l.segments[e:])
	for _, segment := range l.segments {
		for i := range segment {
			if in := &segment[i]; in.op == opJump || in.op == opJumpIf {
				in.value = int64(moved(int(in.value)))
			}
		}
	}
	for i := range l.table {
		l.table[i] = moved(l.table[i])
	}
}

// falls reports whether a segment may go on with the next one.
func (l *layout) falls(segment int) bool {
	code := l.segments[segment]
	return len(code) == 0 || !code[len(code)-1].leaves()
}
