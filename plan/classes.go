package plan

import (
	"strconv"
	"strings"
)

// class is one line of the table of classes (classes_data.go). plan/classfit writes it by building each class of
// transformers on torch's meta device from many configs; nothing in it is written by hand.
type class struct {
	name, base, types, traits, keys, entries string
}

// classNamed finds a class by its own name, or by that of its model without a head.
func classNamed(name string) (c class, headless, ok bool) {
	if name == "" {
		return class{}, false, false
	}
	for rest := classLines; rest != ""; {
		var line string
		line, rest, _ = strings.Cut(rest, "\n")
		c = readClass(line)
		if c.name == name {
			return c, false, true
		}
		if c.base == name {
			return c, true, true
		}
	}
	return class{}, false, false
}

// classOfType finds the class that a model type stands for.
func classOfType(modelType string) (class, bool) {
	for rest := classLines; rest != "" && modelType != ""; {
		var line string
		line, rest, _ = strings.Cut(rest, "\n")
		if c := readClass(line); listed(c.types, modelType) {
			return c, true
		}
	}
	return class{}, false
}

func readClass(line string) (c class) {
	c.name, line, _ = strings.Cut(line, " ")
	c.base, line, _ = strings.Cut(line, " ")
	c.types, line, _ = strings.Cut(line, " ")
	c.traits, line, _ = strings.Cut(line, " ")
	c.keys, c.entries, _ = strings.Cut(line, " ")
	return c
}

// listed reports whether a comma-separated list holds a word.
func listed(list, word string) bool {
	for list != "" {
		var one string
		one, list, _ = strings.Cut(list, ",")
		if one == word {
			return true
		}
	}
	return false
}

// has reports whether one of the lines is, or begins with, a word.
func has(lines, word string) bool {
	_, ok := lineOf(lines, word)
	return ok
}

// lineOf is what follows a word that a line begins with.
func lineOf(lines, word string) (rest string, ok bool) {
	for lines != "" {
		var line string
		line, lines, _ = strings.Cut(lines, "\n")
		if first, rest, _ := strings.Cut(line, " "); first == word {
			return rest, true
		}
	}
	return "", false
}

// pick visits the lines of a pool that a class names: "0-3,a" are the lines 0, 1, 2, 3 and 10.
func pick(lines, ids string, visit func(line string)) {
	at, offset := int64(0), 0
	seek := func(n int64) string {
		if n < at {
			at, offset = 0, 0
		}
		for ; at < n; at++ {
			offset += strings.IndexByte(lines[offset:], '\n') + 1
		}
		end := strings.IndexByte(lines[offset:], '\n')
		return lines[offset : offset+end]
	}
	for ids != "" {
		var run string
		run, ids, _ = strings.Cut(ids, ",")
		first, last, isRun := strings.Cut(run, "-")
		from, _ := strconv.ParseInt(first, 36, 64)
		to := from
		if isRun {
			to, _ = strconv.ParseInt(last, 36, 64)
		}
		for n := from; n <= to; n++ {
			visit(seek(n))
		}
	}
}
