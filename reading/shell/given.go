package shell

import (
	"strings"

	"github.com/meshwise/meshwise/reading/tree"
)

// given runs the script that a command is handed in place of a program: a heredoc of a shell or of sbatch, the text behind
// --wrap, or a file of sbatch. What sbatch reads of its lines #SBATCH stands behind its own options, so that a reading finds them there; its own
// options go before such lines, as with Slurm.
func (r *runner) given(words []Arg, own []Variable, n *node) bool {
	text, ok := Arg(nil), false
	var around [][]Arg
	switch BaseName(words[0]) {
	case "bash", "sh", "zsh", "dash":
		if inline, script, _ := r.shellOf(words); inline != nil || script != nil {
			return false
		}
		text, ok = r.heredocOf(n)
	case "sbatch":
		if text, ok = wrapped(words); !ok {
			text, ok = r.heredocOf(n)
		}
		if !ok {
			return r.batch(words, own)
		}
		around = [][]Arg{append(append([]Arg{words[0]}, header(text)...), words[1:]...)}
	}
	if ok {
		r.inside(own, around, func() { r.evaluate(text) })
	}
	return ok
}

// batch runs the script that sbatch is given as a file.
func (r *runner) batch(words []Arg, own []Variable) bool {
	rest, mine, _ := r.unwrap(words)
	if rest == nil || r.Source == nil {
		return false
	}
	name, known := rest[0].Text()
	if !known {
		return false
	}
	file, text, ok := r.Source(Join(r.folder, name))
	if !ok {
		return false
	}
	lines := header(Arg{{Text: text, Place: tree.At(file, 0, len(text)), Exact: true, Use: nowhere}})
	around := append(append([]Arg{words[0]}, lines...), mine[1:]...)
	r.inside(own, [][]Arg{around}, func() { r.source(rest[0], rest, true) })
	return true
}

// wrapped is the command behind --wrap.
func wrapped(words []Arg) (text Arg, ok bool) {
	for i, w := range words {
		switch word, _ := w.Text(); {
		case strings.HasPrefix(word, "--wrap="):
			return w.From(len("--wrap=")), true
		case word == "--wrap" && i+1 < len(words):
			return words[i+1], true
		}
	}
	return nil, false
}

// header is the words of the lines #SBATCH before the first command of a script.
func header(script Arg) (words []Arg) {
	for _, line := range script.lines() {
		text, _ := line.Text()
		rest, is := strings.CutPrefix(text, "#SBATCH")
		switch {
		case is:
			line = line.From(len(text) - len(rest))
			var f fields
			f.split(line, true)
			f.end()
			for _, w := range f.all {
				if text, _ := w.Text(); strings.HasPrefix(text, "#") {
					break
				}
				words = append(words, w)
			}
		case strings.TrimLeft(text, " \t") != "" && text[0] != '#':
			return words
		}
	}
	return words
}

// lines cuts a text at the ends of its lines.
func (a Arg) lines() (all []Arg) {
	var line Arg
	for _, s := range a {
		at := 0
		for s.Why == Known {
			end := strings.IndexByte(s.Text[at:], '\n')
			if end < 0 {
				break
			}
			all = append(all, append(line, s.part(at, at+end)))
			line, at = nil, at+end+1
		}
		if s.Why != Known {
			line = append(line, s)
		} else if at < len(s.Text) {
			line = append(line, s.part(at, len(s.Text)))
		}
	}
	if line != nil {
		all = append(all, line)
	}
	return all
}
