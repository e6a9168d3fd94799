package law

// An expression over terms is a text, which people read, and its [Program], which is asked:
//
//	expression | a || b   a && b   !a   a == b  a != b  a < b  a <= b  a > b  a >= b
//	           | a + b  a - b  a * b  a / b  a % b, whole numbers; the precedence is Go's
//	value      | a number, true, false, a "word" of a setting, or the name of a term
//	function   | ceil(a, b), gcd(a, b), lcm(a, b), min(a, b), max(a, b)
//	           | given(setting): the user said it; has(setting, "word"): a set holds the word;
//	           | at_least(setting, "1.2"): a version is not older

// eachName calls visit for every name of a term in the text of an expression, with the position just behind it.
func eachName(text string, visit func(t Term, name string, end int)) {
	for i := 0; i < len(text); i++ {
		if text[i] == '"' {
			for i++; i < len(text) && text[i] != '"'; i++ {
			}
			continue
		}
		if !isLetter(text[i]) {
			continue
		}
		start := i
		i = endOfName(text, i)
		if t, ok := Named(text[start:i]); ok {
			visit(t, text[start:i], i)
		}
	}
}

// endOfName is where a name or a number ends that begins at a place.
func endOfName(text string, at int) int {
	for at < len(text) && ofNames[text[at]/64]>>(text[at]%64)&1 == 1 {
		at++
	}
	return at
}

// ofNames is the set of what a name or a number is made of.
var ofNames = [4]uint64{
	(1<<10-1)<<'0' | 1<<'.',
	(1<<26-1)<<('A'-64) | (1<<26-1)<<('a'-64) | 1<<('_'-64),
}

func isLetter(c byte) bool { return c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
