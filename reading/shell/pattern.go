package shell

import "strings"

// matches reports whether a text fits a pattern of bash, and whether that is known.
func (r *runner) matches(w *word, text string) (matches, known bool) {
	// The pattern as bytes, and which of them stand for themselves.
	var pattern []byte
	var plain []bool
	for i := range w.parts {
		p := &w.parts[i]
		var a Arg
		if p.kind == literal {
			a = Arg{{Text: p.text}}
		} else if a = r.part(w, p); a.Unknown() != nil && !countsAsEmpty(a) {
			return false, false
		}
		s, _ := a.Text()
		if !p.quoted && (strings.Contains(s, "(") && strings.IndexByte(s, '(') > 0 && strings.IndexByte("@?*+!", s[strings.IndexByte(s, '(')-1]) >= 0) {
			return false, false // an extended pattern
		}
		for j := range len(s) {
			pattern = append(pattern, s[j])
			plain = append(plain, p.quoted)
		}
	}
	if !r.spend(len(pattern)+len(text)/16) || len(pattern) > 1000 || len(text) > 10_000 {
		return false, false
	}
	r.spend(len(pattern) * len(text) / 64)
	return glob(pattern, plain, text), true
}

// glob matches a pattern with *, ? and […], by going back to the last star only.
func glob(pattern []byte, plain []bool, text string) bool {
	i, j, star, from := 0, 0, -1, 0
	for j < len(text) {
		if i < len(pattern) {
			n := 1
			ok := false
			switch {
			case plain[i]:
				ok = pattern[i] == text[j]
			case pattern[i] == '*':
				star, from = i, j
				i++
				continue
			case pattern[i] == '?':
				ok = true
			case pattern[i] == '[':
				ok, n = class(pattern[i:], text[j])
			default:
				ok = pattern[i] == text[j]
			}
			if ok {
				i += n
				j++
				continue
			}
		}
		if star < 0 {
			return false
		}
		from++
		i, j = star+1, from
	}
	for i < len(pattern) && pattern[i] == '*' && !plain[i] {
		i++
	}
	return i == len(pattern)
}

// class matches a byte with […], and returns its length.
func class(pattern []byte, c byte) (ok bool, n int) {
	i := 1
	negated := i < len(pattern) && (pattern[i] == '!' || pattern[i] == '^')
	if negated {
		i++
	}
	for first := true; i < len(pattern) && (first || pattern[i] != ']'); first = false {
		low := pattern[i]
		high := low
		if i+2 < len(pattern) && pattern[i+1] == '-' && pattern[i+2] != ']' {
			high = pattern[i+2]
			i += 2
		}
		ok = ok || low <= c && c <= high
		i++
	}
	if i >= len(pattern) { // it is not closed: the bracket stands for itself
		return c == '[', 1
	}
	return ok != negated, i + 1
}
