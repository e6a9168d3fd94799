package shell

import "strings"

// operators, loosest first; of those of one level, a longer one before what it begins with.
var operators = [][]string{{"||"}, {"&&"}, {"|"}, {"^"}, {"&"}, {"==", "!="}, {"<=", ">=", "<", ">"}, {"<<", ">>"}, {"+", "-"}, {"*", "/", "%"}}

func (e *evaluator) binary(level int) int64 {
	if level == len(operators) {
		return e.power()
	}
	left := e.binary(level + 1)
	for e.why == nil {
		e.space()
		op := ""
		rest := e.text[e.at:]
		for _, o := range operators[level] {
			if strings.HasPrefix(rest, o) && !longer(rest, o) {
				op = o
				break
			}
		}
		if op == "" {
			return left
		}
		e.at += len(op)
		skip := e.skip
		e.skip = skip || op == "&&" && left == 0 || op == "||" && left != 0
		right := e.binary(level + 1)
		e.skip = skip
		left = e.apply(op, left, right)
	}
	return left
}

// longer reports whether the operator that stands there is another, which only begins like this one.
func longer(rest, op string) bool {
	if len(op) > 1 || len(rest) < 2 {
		return false
	}
	switch op {
	case "|", "&", "<", ">", "*":
		return rest[1] == op[0]
	}
	return false
}

func (e *evaluator) apply(op string, a, b int64) int64 {
	truth := func(t bool) int64 {
		if t {
			return 1
		}
		return 0
	}
	switch op {
	case "||":
		return truth(a != 0 || b != 0)
	case "&&":
		return truth(a != 0 && b != 0)
	case "|":
		return a | b
	case "^":
		return a ^ b
	case "&":
		return a & b
	case "==":
		return truth(a == b)
	case "!=":
		return truth(a != b)
	case "<=":
		return truth(a <= b)
	case ">=":
		return truth(a >= b)
	case "<":
		return truth(a < b)
	case ">":
		return truth(a > b)
	case "<<":
		return a << (uint64(b) & 63)
	case ">>":
		return a >> (uint64(b) & 63)
	case "+":
		return a + b
	case "-":
		return a - b
	case "*":
		return a * b
	}
	if b == 0 || b == -1 {
		if e.skip {
			return 0
		}
		if b == 0 {
			return e.bad()
		}
		if op == "%" {
			return 0
		}
		return -a
	}
	if op == "/" {
		return a / b
	}
	return a % b
}

func (e *evaluator) power() int64 {
	base := e.unary()
	if e.space(); !strings.HasPrefix(e.text[e.at:], "**") {
		return base
	}
	e.at += 2
	n := e.power()
	if n < 0 || n > 64 {
		return e.bad()
	}
	v := int64(1)
	for range n {
		v *= base
	}
	return v
}
