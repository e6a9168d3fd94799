package shell

import (
	"strconv"
	"strings"

	"github.com/meshwise/meshwise/internal/yield"
)

// decide evaluates a test of [[ ]].
func (r *runner) decide(n *testNode) status {
	if n == nil || !r.spend(1) {
		return unknown
	}
	switch n.op {
	case "&&", "||":
		a := r.decide(n.left)
		if a == failed && n.op == "&&" || a == passed && n.op == "||" {
			return a
		}
		b := r.decide(n.right)
		if a == unknown && b != unknown && (b == failed) == (n.op == "&&") {
			return b
		}
		if a == unknown {
			return unknown
		}
		return b
	case "!":
		if s := r.decide(n.left); s != unknown {
			return passed - s
		}
		return unknown
	case "":
		return r.unary("-n", r.join(r.quoted(&n.a)))
	case "==", "=", "!=":
		a := r.join(r.quoted(&n.a))
		text, known := a.Text()
		if !known && !countsAsEmpty(a) {
			return unknown
		}
		r.argument = r.argument || !known && a.isArgument() && len(n.b.parts) > 0
		matches, known := r.matches(&n.b, text)
		if !known {
			return unknown
		}
		return truth(matches == (n.op != "!="))
	case "=~", "-nt", "-ot", "-ef":
		return unknown
	}
	if len(n.b.parts) == 0 && n.b.src == nil {
		return r.unary(n.op, r.join(r.quoted(&n.a)))
	}
	return r.compare(n.op, r.join(r.quoted(&n.a)), r.join(r.quoted(&n.b)))
}

func truth(t bool) status {
	if t {
		return passed
	}
	return failed
}

func (r *runner) unary(op string, a Arg) status {
	text, known := a.Text()
	switch op {
	case "-z", "-n":
		switch {
		case known || countsAsEmpty(a):
			return truth((text == "") == (op == "-z"))
		case text != "": // some of it is known
			return truth(op == "-n")
		}
	case "-v":
		if known {
			return truth(r.get(text) != nil)
		}
	}
	return unknown
}

// compare evaluates a binary operator on two values.
func (r *runner) compare(op string, a, b Arg) status {
	x, knownX := a.Text()
	y, knownY := b.Text()
	if !knownX && !countsAsEmpty(a) || !knownY && !countsAsEmpty(b) {
		return unknown
	}
	r.argument = r.argument || y != "" && !knownX && a.isArgument() || x != "" && !knownY && b.isArgument()
	switch op {
	case "=", "==":
		return truth(x == y)
	case "!=":
		return truth(x != y)
	case "<":
		return truth(x < y)
	case ">":
		return truth(x > y)
	case "-nt", "-ot", "-ef":
		return unknown
	}
	m, err1 := r.number(x)
	n, err2 := r.number(y)
	if !err1 || !err2 {
		return failed // bash says that an integer is expected, and the test fails
	}
	switch op {
	case "-eq":
		return truth(m == n)
	case "-ne":
		return truth(m != n)
	case "-lt":
		return truth(m < n)
	case "-le":
		return truth(m <= n)
	case "-gt":
		return truth(m > n)
	case "-ge":
		return truth(m >= n)
	}
	return unknown
}

func (r *runner) number(s string) (int64, bool) {
	s = strings.Trim(s, " \t\n")
	if s == "" {
		return 0, true
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil
}

// testWords evaluates the words of [ and of test.
func (r *runner) testWords(words []Arg) status {
	t := wordTest{r: r, words: words}
	s := t.or(0)
	if t.at < len(words) {
		return unknown
	}
	return s
}

type wordTest struct {
	r     *runner
	words []Arg
	at    int
}

func (t *wordTest) peek(i int) string {
	if t.at+i < len(t.words) {
		text, known := t.words[t.at+i].Text()
		if known {
			return text
		}
	}
	return ""
}

func (t *wordTest) or(depth int) status {
	s := t.and(depth)
	for t.peek(0) == "-o" {
		t.at++
		b := t.and(depth)
		if s == passed || b == passed {
			s = passed
		} else if b == unknown {
			s = unknown
		}
	}
	return s
}

func (t *wordTest) and(depth int) status {
	s := t.not(depth)
	for t.peek(0) == "-a" {
		t.at++
		b := t.not(depth)
		if s == failed || b == failed {
			s = failed
		} else if b == unknown {
			s = unknown
		}
	}
	return s
}

func (t *wordTest) not(depth int) status {
	if depth > maxNesting || t.at >= len(t.words) {
		return failed
	}
	yield.Deep(depth + 1)
	left := len(t.words) - t.at
	switch op := t.peek(0); {
	case op == "!" && left > 1:
		t.at++
		if s := t.not(depth + 1); s != unknown {
			return passed - s
		}
		return unknown
	case op == "(" && left > 2:
		t.at++
		s := t.or(depth + 1)
		if t.peek(0) == ")" {
			t.at++
		}
		return s
	}
	if left >= 3 {
		switch op := t.peek(1); op {
		case "=", "==", "!=", "<", ">", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef":
			t.at += 3
			return t.r.compare(op, t.words[t.at-3], t.words[t.at-1])
		}
	}
	if op := t.peek(0); left >= 2 && len(op) == 2 && op[0] == '-' {
		t.at += 2
		return t.r.unary(op, t.words[t.at-1])
	}
	t.at++
	return t.r.unary("-n", t.words[t.at-1])
}
