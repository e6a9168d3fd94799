package shell

import "strings"

// builtin does what a command of the shell itself does, and reports whether it is one.
func (r *runner) builtin(name string, words []Arg, n *node) (status, bool) {
	switch name {
	case "printf":
		if len(words) > 2 {
			if flag, _ := words[1].Text(); flag == "-v" {
				r.clobber(words[2:3])
			}
		}
		return passed, true
	case "false":
		return failed, true
	case "[", "test":
		if name == "[" && len(words) > 1 {
			if last, _ := words[len(words)-1].Text(); last == "]" {
				words = words[:len(words)-1]
			}
		}
		return r.testWords(words[1:]), true
	case "exit":
		r.left = exiting
		r.giveUp = len(words) > 1 && argText(words, 1) != "0"
		return passed, true
	case "return":
		r.left = returning
		code := argText(words, 1)
		r.giveUp = code != "" && code != "0"
		return passed, true
	case "break":
		r.left, r.giveUp = breaking, false
		return passed, true
	case "continue":
		r.left, r.giveUp = continuing, false
		return passed, true
	case "cd":
		r.cd(words[1:])
		return passed, true
	case "set":
		r.setWords(words[1:])
		return passed, true
	case "shift":
		k := 1
		if len(words) > 1 {
			k = 0
			if text, known := words[1].Text(); known && len(text) == 1 && text[0] <= '9' {
				k = int(text[0] - '0')
			}
		}
		if k = min(k, len(r.args)); r.several(r.args[:k]) {
			r.args = computedItems("@")
			return unknown, true
		}
		r.args = r.args[k:]
		return passed, true
	case "unset":
		for _, w := range words[1:] {
			if text, known := w.Text(); known && text != "" && text[0] != '-' {
				r.set(text, &value{unset: true})
			}
		}
		return passed, true
	case "read":
		r.read(words[1:], n)
		return unknown, true
	case "mapfile", "readarray", "getopts":
		r.clobber(words[1:])
		if name == "getopts" && len(words) == 3 && len(r.args) == 0 { // as for $#: nobody gave any
			return failed, true
		}
		return unknown, true
	case "let":
		for _, w := range words[1:] {
			src := argSource(w)
			r.arithmetic(&word{src: src, parts: []part{{kind: literal, exact: true, text: src.text, end: len(src.text)}}}, false)
		}
		return passed, true
	case "source", ".":
		if len(words) > 1 {
			r.source(words[1], words[1:], false)
		}
		return passed, true
	case "eval":
		var text Arg
		for i, w := range words[1:] {
			if i > 0 {
				text = append(text, &Seg{Text: " ", Place: nowhere, Use: nowhere})
			}
			text = append(text, w...)
		}
		r.evaluate(text)
		return passed, true
	case "command", "type", "which", "hash", "grep", "egrep", "diff", "cmp":
		if name == "command" && len(words) > 1 {
			if flag, _ := words[1].Text(); !strings.HasPrefix(flag, "-") {
				return r.invoke(flag, words[1:], nil, n), true
			}
		}
		return unknown, true
	case "exec":
		if len(words) > 1 {
			r.external(words[1:], nil)
			r.left = exiting
		}
		return passed, true
	}
	return passed, strings.Contains(idle, " "+name+" ")
}

// argText is the text of a word of a command, "" where there is none or it is not known.
func argText(words []Arg, i int) string {
	if i >= len(words) {
		return ""
	}
	text, known := words[i].Text()
	if !known {
		return ""
	}
	return text
}

// idle are commands of which nothing here depends.
const idle = " : true echo builtin shopt trap wait ulimit umask pushd popd alias sleep date mkdir rm cp mv cat touch tee chmod pip pip3 ls kill pkill killall "

// clobber makes variables unknown that a command sets to what is not known.
func (r *runner) clobber(words []Arg) {
	for _, w := range words {
		if text, known := w.Text(); known && text != "" && isNameByte(text[0], false) {
			r.set(text, &value{items: []Arg{{{Place: w[0].Place, Use: nowhere, Var: text, Why: Computed}}}})
		}
	}
}

// trim drops the blanks around a value.
func (r *runner) trim(a Arg) Arg {
	for len(a) > 0 && a[0].Why == Known {
		i := 0
		for i < len(a[0].Text) && isBlank(a[0].Text[i]) {
			i++
		}
		if i < len(a[0].Text) {
			a = a.From(i)
			break
		}
		a = a[1:]
	}
	for n := len(a); n > 0 && a[n-1].Why == Known; n-- {
		last := a[n-1]
		i := len(last.Text)
		for i > 0 && isBlank(last.Text[i-1]) {
			i--
		}
		if i > 0 {
			return append(append(Arg{}, a[:n-1]...), last.part(0, i))
		}
		a = a[:n-1]
	}
	return a
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' }

func (r *runner) setWords(words []Arg) {
	for i, w := range words {
		text, _ := w.Text()
		if text == "--" {
			r.args = words[i+1:]
			return
		}
		if text != "" && text[0] != '-' && text[0] != '+' && (i == 0 || !endsInO(words[i-1])) {
			r.args = words[i:]
			return
		}
	}
}

// endsInO reports whether a word of set takes the next one: -o, -euo.
func endsInO(w Arg) bool {
	text, _ := w.Text()
	return text != "" && (text[0] == '-' || text[0] == '+') && text[len(text)-1] == 'o'
}

// evaluate goes through a text as a script with the same variables.
func (r *runner) evaluate(text Arg) {
	if r.depth >= maxDepth || !r.body() || !r.spend(len(text)) {
		return
	}
	n := 0
	for i := range text {
		n += len(text[i].Text)
	}
	if !r.spend(n) {
		return
	}
	l, err := parse(argSource(text))
	if err != nil {
		return // a text with unknown pieces need not be a script
	}
	r.depth++
	r.list(l)
	r.depth--
}
