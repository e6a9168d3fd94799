package wasmcode

import (
	"bytes"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestRewrite compares functions of all kinds of flow, laid out as Go does, with what is made of them: they run, are resumed, loop
// and panic alike.
func TestRewrite(t *testing.T) {
	shorter := 0
	check := func(t *rapid.T) {
		body := drawn(t)
		unwinds := rapid.SliceOfN(rapid.ByteRange(0, 1), 64, 64).Draw(t, "unwinds")
		helpers := Helpers{First: helper}
		about := Function{Number: number}
		if rapid.Bool().Draw(t, "keeps its counters") {
			about.Number = 0
		}
		out, counters := Rewrite(body, about, &helpers)
		if (counters == nil) != (about.Number == 0) {
			t.Fatalf("counters %v", counters)
		}
		if len(out) < len(body) {
			shorter++
		}
		want, wanted := outcome(t, assemble(body, nil), unwinds)
		got, returned := outcome(t, assemble(out, helpers.Bodies), unwinds)
		if counters != nil {
			for i, pc := range returned {
				returned[i] = counters[pc]
			}
		}
		if !bytes.Equal(got, want) || !slices.Equal(returned, wanted) {
			t.Fatalf("got  %x, to %v\nwant %x, to %v\nof   %x\nis   %x", got, returned, want, wanted, body, out)
		}
	}
	for range 10 { // each is a hundred functions, of a few steps
		rapid.Check(t, check)
	}
	if shorter < 500 {
		t.Errorf("%d functions are shorter: are they still what is looked for?", shorter)
	}
}

// registers are the local variables that hold values, behind the counter and the pointer of the stack.
const registers = 4

// drawn is a function as Go lays it out: its segments end in a jump, a call, a return or none of them.
func drawn(t *rapid.T) []byte {
	n := rapid.IntRange(2, 9).Draw(t, "segments")
	pick := func(upTo int) int64 { return int64(rapid.IntRange(0, upTo-1).Draw(t, "pick")) }
	first := make([]int64, n) // the first counter of a segment; some have several
	var table []int64
	for s := range n {
		first[s] = int64(len(table))
		for range 1 + pick(3) {
			table = append(table, int64(s))
		}
	}
	trap := make([]bool, n)
	for s := 2; s < n-1; s++ {
		trap[s] = !trap[s-1] && pick(3) == 0
	}
	h, c, e := 0, 0, 0 // a loop from h to before e that is entered at c, as Go's compiler lays them out
	if n > 4 && pick(2) == 0 {
		h = 2 + int(pick(n-4))
		c = h + 1 + int(pick(n-h-2))
		e = c + 1 + int(pick(n-c-1))
		clear(trap[h-1 : e+1])
	}
	inside := func(s int) bool { return s >= h && s < e }
	target := func(from int) int64 { // of a jump: never the beginning, which makes room for the frame
		for {
			if to := 1 + pick(n-1); !trap[to] && (!inside(int(to)) || inside(from) || to == int64(c)) {
				return to
			}
		}
	}
	unwind, again := &label{}, &label{}
	blocks := make([]*label, n)
	for i := range blocks {
		blocks[i] = &label{}
	}
	jump := func(to int64) []instruction {
		return []instruction{op(opI32Const, first[to]), op(opLocalSet, counter), {op: opBr, to: []*label{again}}}
	}
	code := []instruction{op(opGlobalGet, stackGlobal), op(opLocalSet, stack),
		{op: opBlock, value: typeVoid, to: []*label{unwind}}, {op: opLoop, value: typeVoid, to: []*label{again}}}
	for _, b := range slices.Backward(blocks) {
		code = append(code, instruction{op: opBlock, value: typeVoid, to: []*label{b}})
	}
	dispatch := instruction{op: opBrTable}
	for _, s := range table {
		dispatch.to = append(dispatch.to, blocks[s])
	}
	code = append(code, op(opLocalGet, counter), dispatch)
	for s := range n {
		code = append(code, instruction{op: opEnd, to: []*label{blocks[s]}})
		if trap[s] {
			code = append(code, op(opUnreachable))
			continue
		}
		if s == 0 {
			code = append(code, op(opLocalGet, stack), op(opI32Const, frame), op(opI32Sub), op(opLocalTee, stack), op(opGlobalSet, stackGlobal))
		}
		code = append(code, budgeted()...)
		for range pick(4) {
			code = append(code, statement(pick)...)
		}
		kind := pick(9)
		if inside(s) && kind > 3 {
			kind = 7 // nothing in it is resumed
		}
		switch {
		case e > 0 && s == h-1:
			code = append(code, jump(int64(c))...)
		case e > 0 && s == e-1 && kind < 2:
			code = append(code, jump(int64(h))...)
		case e > 0 && s == e-1:
			whole := []*label{{}}
			code = append(append(code, comparison(pick)...), instruction{op: opIf, value: typeVoid, to: whole})
			code = append(append(code, jump(int64(h))...), instruction{op: opEnd, to: whole})
		case s == n-1 || kind == 8:
			code = append(code, epilogue64()...)
		case trap[s+1] && kind < 6:
			code = append(code, call(panicky, first[s+1], unwind)...)
		case trap[s+1] || kind < 2:
			code = append(code, jump(target(s))...)
		case kind < 4:
			whole := []*label{{}}
			code = append(append(code, comparison(pick)...), instruction{op: opIf, value: typeVoid, to: whole})
			code = append(append(code, jump(target(s))...), instruction{op: opEnd, to: whole})
		case kind < 7:
			code = append(code, call(callee, first[s+1], unwind)...)
		}
	}
	code = append(code, instruction{op: opEnd, to: []*label{again}}, op(opUnreachable), instruction{op: opEnd, to: []*label{unwind}}, op(opI32Const, 1))
	return (&function{locals: []byte{2, 1, 0x7f, registers, 0x7e}, code: code}).encode()
}

// budgeted counts a segment, and returns where there were enough.
func budgeted() []instruction {
	whole := []*label{{}}
	code := append(bump(atBudget, -1), op(opI32Eqz), instruction{op: opIf, value: typeVoid, to: whole})
	return append(append(code, epilogue64()...), instruction{op: opEnd, to: whole})
}

func epilogue64() []instruction {
	return []instruction{op(opLocalGet, stack), op(opI32Const, frame), op(opI32Add), op(opLocalTee, stack), op(opGlobalSet, stackGlobal),
		op(opLocalGet, stack), op(opI32Const, 8), op(opI32Add), op(opLocalTee, stack), op(opGlobalSet, stackGlobal), op(opI32Const, 0), op(opReturn)}
}

func call(function, counter int64, unwind *label) []instruction {
	return []instruction{op(opLocalGet, stack), op(opI32Const, 8), op(opI32Sub), op(opLocalTee, stack), op(opGlobalSet, stackGlobal),
		op(opLocalGet, stack), op(opI64Const, number<<16|counter), op(opI64Store, 0),
		op(opI32Const, 0), op(opCall, function), op(opGlobalGet, stackGlobal), op(opLocalSet, stack), {op: opBrIf, to: []*label{unwind}}}
}

// value puts one on the stack: of a register, of the frame, or a constant.
func value(pick func(int) int64) []instruction {
	switch pick(3) {
	case 0:
		return []instruction{op(opLocalGet, 2+pick(registers))}
	case 1:
		return append(slot(pick), op(opI64Load, 0))
	}
	return []instruction{op(opI64Const, pick(7)-3)}
}

// slot puts the address of a word of the frame on the stack, as Go counts it.
func slot(pick func(int) int64) []instruction {
	at := 8 * pick(frame/8)
	if pick(2) == 0 {
		return []instruction{op(opLocalGet, stack), op(opI32Const, at), op(opI32Add)}
	}
	return []instruction{op(opLocalGet, stack), op(opI64ExtendI32), op(opI64Const, at), op(opI64Add), op(opI32WrapI64)}
}

func statement(pick func(int) int64) []instruction {
	sum := append(append(value(pick), value(pick)...), op(opI64Add))
	switch pick(5) {
	case 0:
		return []instruction{op(opI32Const, 0), op(opCall, barrier), op(opDrop)}
	case 1, 2:
		return append(sum, op(opLocalSet, 2+pick(registers)))
	}
	return append(append(slot(pick), sum...), op(opI64Store, 0))
}

// comparison is one of integers, or of numbers that may be none, denied up to two times.
func comparison(pick func(int) int64) []instruction {
	a, b := value(pick), value(pick)
	compare := []instruction{op(opI64Eq + opcode(pick(10)))}
	if pick(3) == 0 {
		a, b = append(a, op(opF64OfI64)), append(b, op(opF64OfI64)) // f64.reinterpret_i64: -1 is not a number
		compare = []instruction{op(opF64Eq + opcode(pick(6)))}
	}
	for range pick(3) {
		compare = append(compare, op(opI32Eqz))
	}
	return append(append(a, b...), compare...)
}

// TestRewriteKeeps leaves alone what is no function as Go lays them out, and what ends too early.
func TestRewriteKeeps(t *testing.T) {
	body := rapid.Custom(drawn).Example(1)
	for n := range body {
		if out, counters := Rewrite(body[:n], Function{Number: number}, &Helpers{First: helper}); !bytes.Equal(out, body[:n]) || counters != nil {
			t.Fatalf("%x became %x", body[:n], out)
		}
	}
	other := (&function{locals: []byte{0}, code: []instruction{op(opI32Const, 8), op(opI32Load, 4)}}).encode()
	if out, _ := Rewrite(other, Function{Number: number}, &Helpers{First: helper}); !bytes.Equal(out, other) {
		t.Errorf("%x became %x", other, out)
	}
}
