package shell

import "strings"

// behindUnknown returns the words of a command from its program on: what a wrapper hands over to need not be the program yet, but a
// script of the site that sets something and runs its own words, as ./launch.sh pretrain_gpt.py --num-layers 32 does. Such a script
// is wanted, and as long as it is not at hand its words are the program.
func (r *runner) behindUnknown(words []Arg) []Arg {
	if r.Interesting == nil || r.Interesting(words) || len(words) < 2 {
		return words
	}
	name, known := words[0].Text()
	text, script, args := r.shellOf(words)
	if text != nil || r.funcs[name] != nil || script != nil && r.atHand(script) {
		return words
	}
	if !known && name == "" {
		return words
	}
	for i := 1; i < len(words); i++ {
		text, known := words[i].Text()
		if known && (starts(text) || script != nil && i == len(words)-len(args)+1 && strings.HasSuffix(text, ".py")) && r.Interesting(words[i:]) {
			if script != nil {
				r.source(script, args, true)
			}
			return words[i:]
		}
	}
	return words
}

// absent reports whether a command is a script that cannot be read.
func (r *runner) absent(words []Arg) bool {
	_, script, _ := r.shellOf(words)
	return script != nil && !r.atHand(script)
}

// aroundScript is where the script begins that torchrun starts on each rank in place of a program in Python; 0 where it starts none
// that can be read.
func (r *runner) aroundScript(words []Arg) int {
	if BaseName(words[0]) != "torchrun" {
		return 0
	}
	for i := 1; i+1 < len(words); i++ {
		if text, _ := words[i].Text(); text == "--no-python" || text == "--no_python" {
			if text, script, _ := r.shellOf(words[i+1:]); text != nil || script != nil && r.atHand(script) {
				return i + 1
			}
		}
	}
	return 0
}

// atHand reports whether a script can be read.
func (r *runner) atHand(script Arg) bool {
	name, known := script.Text()
	if !known {
		return false
	}
	name = Join(r.folder, name)
	if _, is := r.written[name]; is || r.Source == nil {
		return is
	}
	_, _, ok := r.Source(name)
	return ok
}

// starts reports whether a word is the name of what starts programs, and hardly ever the value of an option.
func starts(word string) bool {
	switch word[strings.LastIndexByte(word, '/')+1:] {
	case "python", "python3", "torchrun", "accelerate", "deepspeed":
		return true
	}
	return false
}

// submitted goes through the commands that a program in Python is told to run elsewhere: they are words behind "--", joined by
// "&&" where there are several. It reports whether one of them is of interest.
func (r *runner) submitted(words []Arg, own []Variable) bool {
	if name := BaseName(words[0]); len(words) < 4 || !strings.HasPrefix(name, "python") && !strings.HasSuffix(name, ".py") || r.depth >= maxDepth {
		return false
	}
	at := 1
	for ; at < len(words); at++ {
		if text, _ := words[at].Text(); text == "--" {
			break
		}
	}
	if at+1 >= len(words) {
		return false
	}
	n := len(r.result.Commands)
	rest := words[at+1:]
	r.depth++
	r.around = append(r.around, words[:at])
	for start, i := 0, 0; i <= len(rest); i++ {
		if text := ""; i < len(rest) {
			if text, _ = rest[i].Text(); text != "&&" {
				continue
			}
		}
		if i > start {
			r.external(rest[start:i], own)
		}
		start = i + 1
	}
	r.around = r.around[:len(r.around)-1]
	r.depth--
	return len(r.result.Commands) > n
}
