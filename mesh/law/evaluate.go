package law

import "math/bits"

// State says why a value is not known. The zero value is known; the others may come together, where an expression reads
// several terms.
type State uint8

// The reasons why a value is not known.
const (
	// Missing: a fact of the model was not observed, or cannot be read.
	Missing State = 1 << iota
	// NotSaid: a setting was not given, and the framework does not fill it in.
	NotSaid
	// Own: a setting was given in words of the user's own, which no rule knows.
	Own
	// Unsettled: a size cannot be settled, or the expression divides by zero. Another rule has spoken, or will.
	Unsettled
)

func truth(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// Value is what an expression comes to: a number, or 1 and 0 for true and false.
type Value struct {
	N   int64
	Why State // 0: known
}

// Evaluate computes the expression for a case, in three values. An operand that decides is enough: true || anything is
// true, and what stands behind it is not looked at.
func (e *Expr) Evaluate(c *Case) Value {
	code := e.program().code
	if len(code) == 1 && code[0].op == opOfTerm {
		return code[0].ofTerm(c)
	}
	return run(code, c)
}

// ofTerm is what opOfTerm puts on the stack.
func (in *instruction) ofTerm(c *Case) Value {
	v := c.Value(Term(in.term))
	if v.Why != 0 {
		return Value{Why: v.Why}
	}
	return arithmetic(in.than, v.N, in.arg)
}

// run computes a program on a stack.
func run(code []instruction, c *Case) Value {
	var stack [maxDepth]Value
	top := -1
	for at := 0; at < len(code); at++ {
		in := &code[at]
		if in.op == opOfTerm { // the most frequent first: a switch is a search in WebAssembly
			top++
			stack[top] = in.ofTerm(c)
			continue
		}
		if in.op >= opUnlessTrue {
			decisive := int64(opUnlessFalse - in.op) // 1 of opUnlessTrue
			if v := &stack[top]; v.Why == 0 && v.N == decisive {
				at = int(in.arg) - 1
			}
			continue
		}
		switch in.op {
		case opConst:
			top++
			stack[top] = Value{N: in.arg}
			continue
		case opTerm:
			top++
			stack[top] = c.Value(Term(in.arg))
			continue
		case opGiven:
			top++
			stack[top] = Value{N: truth(c.settings[in.arg].From >= Stated)}
			continue
		case opNot:
			stack[top].N = 1 - stack[top].N
			continue
		case opHas:
			stack[top].N = stack[top].N >> uint(in.arg) & 1
			continue
		}
		x, y := &stack[top-1], &stack[top]
		top--
		switch in.op {
		case opOr, opAnd:
			*x = logic(in.op, *x, *y)
		default:
			if why := x.Why | y.Why; why != 0 {
				*x = Value{Why: why}
			} else {
				*x = arithmetic(in.op, x.N, y.N)
			}
		}
	}
	return stack[0]
}

// logic is Kleene's three-valued logic.
func logic(op operation, x, y Value) Value {
	decisive := truth(op == opOr)
	switch {
	case x.Why == 0 && x.N == decisive:
		return x
	case y.Why == 0 && y.N == decisive:
		return y
	case x.Why|y.Why != 0:
		return Value{Why: x.Why | y.Why}
	default:
		return Value{N: 1 - decisive}
	}
}

// huge is where products end: beyond every size and every number of a config.
const huge = 1 << 61

func arithmetic(op operation, x, y int64) Value {
	switch op {
	case opEqual:
		return Value{N: truth(x == y)}
	case opUnequal:
		return Value{N: truth(x != y)}
	case opLess:
		return Value{N: truth(x < y)}
	case opAtMost:
		return Value{N: truth(x <= y)}
	case opMore:
		return Value{N: truth(x > y)}
	case opAtLeast:
		return Value{N: truth(x >= y)}
	case opAdd:
		return Value{N: min(x+y, huge)} // both are at most huge, which leaves room for the sum
	case opSub:
		return Value{N: x - y}
	case opMul:
		return Value{N: multiply(x, y)}
	case opMin:
		return Value{N: min(x, y)}
	case opMax:
		return Value{N: max(x, y)}
	}
	if y <= 0 || x < 0 {
		return Value{Why: Unsettled}
	}
	switch op {
	case opDiv:
		return Value{N: x / y}
	case opMod:
		return Value{N: x % y}
	case opCeil:
		return Value{N: (x-1)/y + truth(x > 0)}
	case opGCD:
		return Value{N: gcd(x, y)}
	default: // opLCM
		return Value{N: multiply(x/gcd(x, y), y)}
	}
}

// multiply multiplies without overflow: what exceeds huge stays there.
func multiply(x, y int64) int64 {
	if x < 0 || y < 0 {
		return 0
	}
	high, low := bits.Mul64(uint64(x), uint64(y))
	if high != 0 || low > huge {
		return huge
	}
	return int64(low)
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
