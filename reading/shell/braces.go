package shell

import (
	"strconv"
	"strings"
)

// bracesOf expands {a,b} and {1..8} in a word that is nothing but text. In any other word they leave it unknown.
func (r *runner) bracesOf(w *word) ([]Arg, bool) {
	open, more := -1, false
	for i := range w.parts {
		p := &w.parts[i]
		if p.kind != literal || p.quoted {
			continue
		}
		if i := strings.IndexByte(p.text, '{'); i >= 0 {
			open = i
		}
		more = more || open >= 0 && strings.IndexByte(p.text, '}') >= 0 && (strings.IndexByte(p.text, ',') >= 0 || strings.Contains(p.text, ".."))
	}
	if !more {
		return nil, false
	}
	place := w.src.place(w.start, w.end)
	unknown := []Arg{{{Place: place, Use: nowhere, Why: Computed, Var: w.src.text[w.start:w.end]}}}
	if len(w.parts) != 1 {
		return unknown, true
	}
	text := w.parts[0].text
	end := strings.IndexByte(text, '}')
	if end < open || strings.IndexByte(text[end+1:], '{') >= 0 || strings.IndexByte(text[:open], '}') >= 0 {
		return unknown, true
	}
	inside := text[open+1 : end]
	var items []string
	if from, to, ok := strings.Cut(inside, ".."); ok {
		a, err1 := strconv.Atoi(from)
		b, err2 := strconv.Atoi(to)
		if err1 != nil || err2 != nil || a > b || b-a > maxRounds {
			return unknown, true
		}
		for ; a <= b; a++ {
			items = append(items, strconv.Itoa(a))
		}
	} else {
		items = strings.Split(inside, ",")
	}
	var out []Arg
	for _, item := range items {
		out = append(out, Arg{{Text: text[:open] + item + text[end+1:], Place: place, Use: nowhere}})
	}
	r.spend(len(out) * (1 + len(text)/16))
	return out, true
}
