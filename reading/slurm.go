package reading

import (
	"strings"

	"github.com/meshwise/meshwise/internal/text"
	"github.com/meshwise/meshwise/reading/shell"
	"github.com/meshwise/meshwise/reading/tree"
)

// slurmKeys are the options of sbatch and srun that say something of the world.
const slurmKeys = `
nodes|N             _slurm.nodes      text
gpus_per_node       _slurm.gpus       text
gres                _slurm.gres       text
gpus|G              _slurm.all        text
gpus_per_task       _slurm.per_task   text
ntasks|n            _slurm.tasks      text
ntasks_per_node     _slurm.node_tasks text
`

// slurmHeader reads the #SBATCH lines before the first command of a script, and returns the variables that they define. A
// variable in such a line is not expanded, since Slurm does not.
func (b *builder) slurmHeader(file int) []shell.Variable {
	t := b.files[file].text
	var args []shell.Arg
	told := false
	for n := 1; n <= t.Lines(); n++ {
		line := t.Line(n)
		words := fields(line)
		if len(words) == 0 {
			continue
		}
		if words[0][0] != '#' {
			b.tooLate(file, n)
			break
		}
		if words[0] != "#SBATCH" {
			if (words[0] == "#BSUB" || words[0] == "#PBS") && !told {
				told = true
				b.note(NoteUnknown, "the header of another scheduler than Slurm is not read", &stmt{scalar: scalar{at: tree.At(file, t.Start(n), t.Start(n)+len(line))}})
			}
			continue
		}
		at := t.Start(n) + strings.Index(line, "#SBATCH") + len("#SBATCH")
		rest := line[at-t.Start(n):]
		if i := strings.Index(rest, " #"); i >= 0 {
			rest = rest[:i]
		}
		for i := 0; i < len(rest); {
			if rest[i] == ' ' || rest[i] == '\t' {
				i++
				continue
			}
			j := i
			for j < len(rest) && rest[j] != ' ' && rest[j] != '\t' {
				j++
			}
			seg := &shell.Seg{Text: rest[i:j], Place: tree.At(file, at+i, at+j), Exact: true, Use: nowhere}
			args = append(args, shell.Arg{seg})
			i = j
		}
	}
	if len(args) == 0 {
		return nil
	}
	vars := b.slurmFlags(args, "#SBATCH")
	for _, name := range ofJob {
		vars = append(vars, shell.Variable{Name: name, Value: shell.Arg{{Place: nowhere, Use: nowhere, Var: name, Why: shell.Computed}}})
	}
	return vars
}

// tooLate tells of #SBATCH lines behind the first command, which sbatch does not read. Those of a text that the script writes are
// another script's.
func (b *builder) tooLate(file, n int) {
	t := b.files[file].text
	for ; n <= t.Lines(); n++ {
		line := t.Line(n)
		if strings.Contains(line, "<<") {
			return
		}
		if w := fields(line); len(w) > 1 && w[0] == "#SBATCH" && line[0] == '#' {
			at := tree.At(file, t.Start(n), t.Start(n)+len(line))
			b.note(NoteInert, "Slurm reads no #SBATCH line behind the first command of a script", &stmt{scalar: scalar{at: at}})
			return
		}
	}
}

// ofJob are variables that every job of Slurm has: they are set, to what nobody knows before it runs. Scripts tell by them
// whether they are in one, and hand themselves to sbatch where they are not.
var ofJob = []string{"SLURM_JOB_ID", "SLURM_JOBID", "SLURM_JOB_NODELIST", "SLURM_NODELIST"}

// apart begins to read options that are none of the run's, by a table of their own; leave goes back to those of the run.
func (b *builder) apart(keys string) (leave func()) {
	table, stmts, fields, order, dashes := b.table, b.stmts, b.fields, b.order, b.dashes
	b.table, b.stmts, b.fields, b.order, b.dashes = parseTable(chunk{"", keys}), nil, map[string]*entry{}, nil, true
	return func() { b.table, b.stmts, b.fields, b.order, b.dashes = table, stmts, fields, order, dashes }
}

// slurmFlags reads options of Slurm, takes them as a statement about the world, and returns the variables that they define.
func (b *builder) slurmFlags(args []shell.Arg, from string) []shell.Variable {
	leave := b.apart(slurmKeys)
	b.argStatements(shortOptions(args), style{})
	for _, s := range b.stmts {
		for _, i := range b.table.by[s.key] {
			b.follow(&b.table.rules[i], s)
		}
	}
	s := statement{from: from}
	read := func(field string) *count {
		e := b.field(field)
		if e == nil {
			return nil
		}
		word := e.value.Text
		if i := strings.LastIndexByte(word, ':'); i >= 0 { // gpu:h100:8
			word = word[i+1:]
		}
		if i := strings.LastIndexByte(word, '('); i > 0 { // 8(S:0-1)
			word = word[:i]
		}
		if low, high, isRange := strings.Cut(word, "-"); isRange && low != "" { // 2-4 nodes
			word = high
			if low != high {
				return &count{by: e.by}
			}
		}
		own := *e.by
		own.text, own.shown = word, from+" "+e.by.shown
		c := b.countOf(&own)
		if c == nil {
			return &count{by: &own}
		}
		return c
	}
	s.nodes = read("_slurm.nodes")
	tasks, nodeTasks := read("_slurm.tasks"), read("_slurm.node_tasks")
	for _, per := range []string{"_slurm.gpus", "_slurm.gres"} {
		if e := b.field(per); s.perNode == nil && e != nil && (per != "_slurm.gres" || strings.Contains(e.value.Text, "gpu")) {
			if s.perNode = read(per); per == "_slurm.gres" && s.perNode != nil && !s.perNode.known && strings.HasSuffix(e.value.Text, "gpu") {
				s.perNode = known(1, Stated, e.by)
			}
		}
	}
	if all := read("_slurm.all"); s.perNode == nil && all.ok() && s.nodes.ok() && all.n%s.nodes.n == 0 {
		s.perNode = known(all.n/s.nodes.n, max(all.grade, Derived), all.by)
	} else if s.perNode == nil && all != nil && s.nodes == nil {
		s.all = all
	}
	if per := read("_slurm.per_task"); s.perNode == nil && per.ok() && nodeTasks.ok() {
		s.perNode = known(per.n*nodeTasks.n, max(per.grade, Derived), per.by)
	}
	leave()
	if s.nodes == nil && s.perNode == nil && s.all == nil && tasks == nil && nodeTasks == nil {
		return nil
	}
	if s.nodes == nil && (s.perNode != nil || nodeTasks != nil) && from == "#SBATCH" && tasks == nil && s.all == nil {
		s.nodes = known(1, Default, nil)
	}
	s.lead = firstCount(s.nodes, s.perNode)
	if s.nodes != nil || s.perNode != nil || s.all != nil {
		b.say(s)
	}
	b.tasks(from, s.nodes, tasks, nodeTasks)
	return slurmVariables(s, tasks, nodeTasks)
}

// tasks keeps how many tasks Slurm starts: they are the ranks of what srun starts itself.
func (b *builder) tasks(from string, nodes, all, perNode *count) {
	if all == nil && perNode == nil {
		return
	}
	if nodes == nil && b.slurmTasks != nil {
		nodes = b.slurmTasks.nodes
	}
	b.slurmTasks = &statement{from: from, ranks: true, nodes: nodes, all: all, perNode: perNode}
	if all.ok() && nodes.ok() && perNode == nil && all.n%nodes.n == 0 {
		b.slurmTasks.perNode = known(all.n/nodes.n, Derived, all.by)
	}
}

func slurmVariables(s statement, tasks, nodeTasks *count) []shell.Variable {
	var out []shell.Variable
	define := func(c *count, names ...string) { out = variable(out, c, names...) }
	define(s.nodes, "SLURM_NNODES", "SLURM_JOB_NUM_NODES")
	define(tasks, "SLURM_NTASKS", "SLURM_NPROCS")
	define(nodeTasks, "SLURM_NTASKS_PER_NODE")
	define(s.perNode, "SLURM_GPUS_PER_NODE", "SLURM_GPUS_ON_NODE")
	if tasks == nil && s.nodes.ok() && nodeTasks.ok() {
		define(known(s.nodes.n*nodeTasks.n, Derived, nodeTasks.by), "SLURM_NTASKS", "SLURM_NPROCS")
	}
	return out
}

// variable adds variables that hold a number of the world, where somebody wrote it.
func variable(list []shell.Variable, c *count, names ...string) []shell.Variable {
	if !c.ok() || c.by == nil {
		return list
	}
	for _, name := range names {
		list = append(list, shell.Variable{Name: name, Value: shell.Arg{{Text: itoa(c.n), Place: c.by.at, Use: nowhere,
			Exact: c.by.text == itoa(c.n), Default: c.grade == Default}}})
	}
	return list
}

// shortOptions takes -N2 and -N=2 apart, as Slurm does.
func shortOptions(args []shell.Arg) []shell.Arg {
	var out []shell.Arg
	for _, a := range args {
		word, known := a.Text()
		if known && len(word) > 2 && word[0] == '-' && word[1] != '-' && text.HasAny(word[1:2], "NnGJptoe") {
			out = append(out, shell.Arg{shellPart(a[0], 0, 2)}, a.From(2))
			continue
		}
		out = append(out, a)
	}
	return out
}

func shellPart(s *shell.Seg, start, end int) *shell.Seg {
	own := *s
	s = &own
	s.Text = s.Text[start:end]
	if s.Exact {
		s.Place = s.Place.Part(start, end)
	}
	return s
}
