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

// Evaluate computes the program for a case, in three values. An operand that decides is enough: true || anything is true, and
// what stands behind it is not looked at.
func (p Program) Evaluate(c *Case) Value {
	if len(p) == 3 && operation(p[0]) >= opOfTerm {
		return ofTerm(c, operation(p[0]), Term(p[1]), int64(p[2]))
	}
	return p.run(c)
}

// ofTerm is what opOfTerm puts on the stack.
func ofTerm(c *Case, op operation, t Term, n int64) Value {
	v := c.Value(t)
	if v.Why != 0 {
		return Value{Why: v.Why}
	}
	return arithmetic(op-opOfTerm, v.N, n)
}

// run computes on a stack.
func (p Program) run(c *Case) Value {
	var stack [maxDepth]Value
	top := -1
	for at := 0; at < len(p); {
		op := operation(p[at])
		if op >= opOfTerm { // the most frequent first: a switch is a search in WebAssembly
			n, end := int64(p[at+2]), at+3
			if n >= moreBytes {
				n, end = p.number(at + 2)
			}
			top++
			stack[top] = ofTerm(c, op, Term(p[at+1]), n)
			at = end
			continue
		}
		at++
		if op >= opUnlessTrue {
			decisive := int64(opUnlessFalse - op) // 1 of opUnlessTrue
			if v := &stack[top]; v.Why == 0 && v.N == decisive {
				at += int(p[at])
			}
			at++
			continue
		}
		switch op {
		case opConst:
			top++
			stack[top].Why = 0
			stack[top].N, at = p.number(at)
			continue
		case opTerm:
			top++
			stack[top] = c.Value(Term(p[at]))
			at++
			continue
		case opGiven:
			top++
			stack[top] = Value{N: truth(c.settings[p[at]].From >= Stated)}
			at++
			continue
		case opNot:
			stack[top].N = 1 - stack[top].N
			continue
		case opHas:
			stack[top].N = stack[top].N >> p[at] & 1
			at++
			continue
		}
		x, y := &stack[top-1], &stack[top]
		top--
		switch op {
		case opOr, opAnd:
			*x = logic(op, *x, *y)
		default:
			if why := x.Why | y.Why; why != 0 {
				*x = Value{Why: why}
			} else {
				*x = arithmetic(op, x.N, y.N)
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
