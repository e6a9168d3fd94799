package reading

import (
	"strings"

	"github.com/meshwise/meshwise/reading/shell"
	"github.com/meshwise/meshwise/reading/tree"
)

// program is what a command starts, its launcher taken off.
type program struct {
	name     string // "pretrain_gpt.py", "verl.trainer.main_ppo", "swift"
	path     string // as it is written
	module   bool
	args     []shell.Arg
	at       tree.Place
	known    bool
	launched bool // by torchrun and its like
}

// envStmt is a variable that the command sees, nil where it sees none of the name.
func (b *builder) envStmt(name string) *stmt {
	for i := len(b.env) - 1; i >= 0; i-- {
		if b.env[i].Name == name {
			s := &stmt{key: name, shown: name, scalar: argScalar(b.env[i].Value)}
			s.keyAt = s.at
			return s
		}
	}
	return nil
}

// envCount is a variable as a number of the world.
func (b *builder) envCount(name string) *count {
	s := b.envStmt(name)
	if s == nil {
		return nil
	}
	if s.why != shell.Known {
		b.unknown(s)
	}
	return b.countOf(s)
}

// programOf takes python, its flags and -m off a command.
func programOf(args []shell.Arg) program {
	p := program{}
	if len(args) == 0 {
		return p
	}
	name := shell.BaseName(args[0])
	p.at = argPlace(args[0])
	if !isPython(name) {
		word, known := args[0].Text()
		if word == "-m" || word == "--module" {
			return moduleOf(args)
		}
		if word == "--no-python" || word == "--no_python" {
			return programOf(args[1:])
		}
		p.name, p.path, p.known, p.args = name, word, known || name != "", args[1:]
		return p
	}
	for i := 1; i < len(args); i++ {
		word, known := args[i].Text()
		switch {
		case word == "-m":
			return moduleOf(args[i:])
		case word == "-c" || word == "-":
			return program{name: "python -c", at: p.at}
		case word == "-W" || word == "-X":
			i++
		case known && strings.HasPrefix(word, "-"):
		default:
			return program{name: shell.BaseName(args[i]), path: word, known: known, args: args[i+1:], at: argPlace(args[i])}
		}
	}
	return p
}

func moduleOf(args []shell.Arg) program {
	if len(args) < 2 {
		return program{}
	}
	name, known := args[1].Text()
	if name == "coverage" { // it runs what follows its own options
		for i := 3; i < len(args); i++ {
			if word, _ := args[i].Text(); !strings.HasPrefix(word, "-") {
				return programOf(args[i:])
			}
		}
	}
	return program{name: name, module: true, known: known, args: args[2:], at: argPlace(args[1])}
}

func isPython(name string) bool {
	return name == "python" || name == "pypy" || strings.HasPrefix(name, "python3") || name == "python2"
}

// interesting reports whether a command of a script is to be looked at: it starts a trainer, or may.
func interesting(words []shell.Arg) bool {
	name := shell.BaseName(words[0])
	if isPython(name) {
		p := programOf(words)
		return p.name != "" && p.name != "python -c"
	}
	switch name {
	case "torchrun", "ft_launcher", "accelerate", "deepspeed", "automodel", "swift", "megatron", "llamafactory-cli", "axolotl", "trl", "tune", "rl", "sft",
		"run_train.sh", "vllm", "sglang", "trainer", "nemo":
		return true
	}
	return strings.HasSuffix(name, ".py")
}

// launch reads a command: wrappers off, launcher off, and then the program by whose it is.
func (b *builder) launch(c *shell.Command) {
	b.command, b.env = c, c.Environment
	args := c.Words
	name := shell.BaseName(args[0])
	b.wrapped(c)
	p := programOf(args)
	switch {
	case name == "torchrun", name == "ft_launcher", p.module && (p.name == "torch.distributed.run" || p.name == "torch.distributed.launch"):
		rest := args[1:]
		if p.module {
			rest = p.args
		}
		p = programOf(b.lead(&torchrun, rest))
	case name == "accelerate" || p.module && (p.name == "accelerate.commands.launch" || p.name == "accelerate"):
		b.accelerate(args, p)
		return
	case name == "deepspeed" || p.module && p.name == "deepspeed.launcher.runner":
		rest := args[1:]
		if p.module {
			rest = p.args
		}
		p = programOf(b.lead(&deepspeedLauncher, rest))
		b.underDeepSpeed = true
	}
	b.program = p.name
	b.dispatch(p)
}

// mpiKeys are the options of mpirun that say how many processes it starts.
const mpiKeys = `
np|n                  _mpi.all  text
npernode|ppn|N        _mpi.per  text
`

// mpiFlags reads the options of mpirun: they are the ranks of what it starts itself.
func (b *builder) mpiFlags(args []shell.Arg) {
	leave := b.apart(mpiKeys)
	for i := 0; i+1 < len(args); i++ {
		word, _ := args[i].Text()
		key := strings.TrimLeft(word, "-")
		if rules := b.table.by[key]; len(rules) > 0 && word != key {
			s := &stmt{key: key, shown: "mpirun " + word, keyAt: argPlace(args[i]), scalar: argScalar(args[i+1])}
			b.follow(&b.table.rules[rules[0]], s)
			i++
		}
	}
	read := func(field string) *count {
		if e := b.field(field); e != nil {
			return b.countOf(e.by)
		}
		return nil
	}
	s := statement{from: "mpirun", ranks: true, all: read("_mpi.all"), perNode: read("_mpi.per")}
	leave()
	if s.all != nil {
		s.lead = s.all
		b.mpi = &s
	}
}

// wrapped reads what the wrappers of a command say of the world.
func (b *builder) wrapped(c *shell.Command) {
	for _, w := range c.Wrappers {
		if shell.BaseName(w[0]) == "srun" {
			b.srun = true
			b.slurmFlags(w[1:], "srun")
		}
		if shell.BaseName(w[0]) == "sbatch" {
			b.slurmFlags(w[1:], "#SBATCH")
		}
		if nodes := arguments(w).find("num_nodes"); len(w) > 1 && nodes != nil && (shell.BaseName(w[0]) == "mason.py" || shell.BaseName(w[1]) == "mason.py") {
			b.mason = &stmt{key: "num_nodes", shown: "--num_nodes", scalar: argScalar(nodes)}
		}
		switch shell.BaseName(w[0]) {
		case "torchrun":
			b.lead(&torchrun, w[1:])
		case "mpirun", "mpiexec":
			b.mpiFlags(w[1:])
		}
	}
}
