package shell

import (
	"strconv"
	"strings"

	"github.com/meshwise/meshwise/reading/tree"
)

// hosts is what a substitution is that lists or counts the machines of a job, in the words that people have for it: how many there
// are is known where the header of the job says so, though not how they are called.
//
//	$(echo "$SKYPILOT_NODE_IPS" | wc -l)   $(scontrol show hostnames … | wc -l)   $(scontrol show hostnames …)
func (r *runner) hosts(list list, place tree.Place) (Arg, bool) {
	if len(list) != 1 || list[0].negated {
		return nil, false
	}
	commands := list[0].commands
	first := r.wordsOf(commands[0])
	count := ""
	switch {
	case argText(first, 0) == "scontrol" && strings.HasPrefix(argText(first, 2), "hostname"):
		count = "SLURM_NNODES"
	case argText(first, 0) == "echo" && mentions(commands[0], "SKYPILOT_NODE_IPS"):
		count = "SKYPILOT_NUM_NODES"
	default:
		return nil, false
	}
	v := r.get(count)
	if v == nil {
		return nil, false
	}
	last := r.wordsOf(commands[len(commands)-1])
	if len(commands) > 1 {
		if argText(last, 0) != "wc" || argText(last, 1) != "-l" {
			return nil, false
		}
		var out Arg
		for _, s := range v.scalar() {
			own := *s
			own.Use, own.Var = place, count
			out = append(out, &own)
		}
		return out, true
	}
	text, known := v.scalar().Text()
	n, err := strconv.Atoi(text)
	if !known || err != nil || n < 1 || n > maxWords || count != "SLURM_NNODES" {
		return nil, false
	}
	names := make([]string, n)
	for i := range names {
		names[i] = "node" + strconv.Itoa(i)
	}
	return Arg{{Text: strings.Join(names, "\n"), Place: place, Use: place, Var: count, Default: v.scalar()[0].Default}}, true
}

// wordsOf are the words of a simple command, none of another.
func (r *runner) wordsOf(n *node) []Arg {
	if n.kind != simple || len(n.assigns) > 0 {
		return nil
	}
	var words []Arg
	for i := range n.words {
		words = append(words, r.expand(&n.words[i])...)
	}
	return words
}

// mentions reports whether a variable stands among the words of a command.
func mentions(n *node, name string) bool {
	for i := range n.words {
		for j := range n.words[i].parts {
			if p := &n.words[i].parts[j]; p.kind == param && p.text == name && p.op == "" {
				return true
			}
		}
	}
	return false
}
