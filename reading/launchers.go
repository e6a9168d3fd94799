package reading

import (
	"strconv"
	"strings"

	"github.com/meshwise/meshwise/internal/text"
	"github.com/meshwise/meshwise/reading/shell"
	"github.com/meshwise/meshwise/reading/tree"
)

// A launcher starts a program on several ranks. Of its own flags, those listed take no value.
type launcher struct {
	bare string
	keys string // what its flags say of the world
	say  func(*builder)
}

// torchrun takes the beginning of a flag for the flag.
var torchrun = launcher{
	bare: " standalone m module no_python run_path use_env duplicate_stdout_filters duplicate_stderr_filters ",
	keys: `
nnodes|nnode     _world.nodes_text  text
nproc_per_node|nproc_per|nproc  _world.per_text  text
standalone       _world.standalone  bool
`,
	say: (*builder).sayTorchrun,
}

var deepspeedLauncher = launcher{
	bare: " module no_python no_local_rank no_ssh no_ssh_check force_multi bind_cores_to_rank elastic_training use_env save_pid ",
	keys: `
num_gpus|num_accelerators  _world.per      size
num_nodes                  _world.nodes    size
include|i                  _world.include  text
hostfile|H                 _world.hostfile text
`,
	say: (*builder).sayDeepSpeed,
}

// lead reads the flags of a launcher, and returns what follows them.
func (b *builder) lead(l *launcher, args []shell.Arg) []shell.Arg {
	own := parseTable(chunk{"", l.keys})
	saved, stmts, dashes := b.table, b.stmts, b.dashes
	b.table, b.stmts, b.dashes = own, nil, true
	i := 0
	unknown := false
	for ; i < len(args); i++ {
		word, ok := args[i].Text()
		if !ok && !strings.HasPrefix(word, "-") {
			if strings.HasSuffix(word, ".py") || i > 0 && text.HasAny(word, "/.") {
				break
			}
			unknown = true
			continue
		}
		if word == "" || word[0] != '-' {
			break
		}
		key := b.normal(strings.TrimLeft(word, "-"))
		if key == "m" || key == "module" || key == "no_python" {
			break
		}
		end := i + 1
		if strings.IndexByte(word, '=') < 0 && !strings.Contains(l.bare, " "+key+" ") && end < len(args) {
			end++
		}
		b.argStatements(args[i:end], style{bare: func(key string) bool { return strings.Contains(l.bare, " "+key+" ") }})
		i = end - 1
	}
	for _, s := range b.stmts {
		if len(own.by[s.key]) > 0 {
			for _, k := range own.by[s.key] {
				b.follow(&own.rules[k], s)
			}
			b.Keys++
		}
	}
	b.table, b.stmts, b.dashes = saved, stmts, dashes
	b.unknownLaunch = unknown
	l.say(b)
	return args[i:]
}

func (b *builder) sayTorchrun() {
	b.launched = true
	s := statement{from: "torchrun", ranks: true}
	s.nodes = b.elastic("_world.nodes_text")
	if s.nodes == nil && !b.unknownLaunch {
		s.nodes = known(1, Default, nil)
	}
	if e := b.field("_world.per_text"); e != nil {
		s.perNode = b.wordCount(e)
	} else if !b.unknownLaunch {
		s.perNode = known(1, Default, nil)
	}
	if b.on("_world.standalone") && s.nodes != nil && s.nodes.by == nil {
		s.nodes = known(1, Default, nil)
	}
	s.lead = firstCount(s.nodes, s.perNode)
	if b.cluster && (s.nodes == nil || s.nodes.by == nil) && (s.perNode == nil || s.perNode.by == nil) {
		return // the cluster tells torchrun by the environment
	}
	b.say(s)
}

// wordCount is a number that a launcher takes as a text: "8", but also "gpu" and "auto".
func (b *builder) wordCount(e *entry) *count {
	c := &count{by: e.by, grade: e.grade}
	switch e.value.Text {
	case "gpu", "auto", "cpu", "xpu", "":
		return c
	}
	if n := b.countOf(e.by); n != nil {
		return n
	}
	return c
}

// elastic is the number of nodes of torchrun, "2" or "1:4".
func (b *builder) elastic(field string) *count {
	e := b.field(field)
	if e == nil {
		return nil
	}
	low, high, isRange := strings.Cut(e.value.Text, ":")
	if !isRange {
		return b.wordCount(e)
	}
	s := *e.by
	s.typ, s.text = tree.TextType, high
	c := b.countOf(&s)
	if low != high && c.ok() {
		b.note(NoteElastic, "the number of nodes is elastic, "+quote(e.value.Text)+": the larger one is read", e.by)
	}
	return c
}

func (b *builder) sayDeepSpeed() {
	b.launched = true
	s := statement{from: "deepspeed", ranks: true, nodes: b.countIn("_world.nodes"), perNode: b.countIn("_world.per")}
	if e := b.field("_world.hostfile"); e != nil && e.by != nil && s.nodes == nil {
		i, ok := b.wantFile(e.value.Text, "cwd", "the hosts of the job", e.by)
		s.nodes = &count{by: e.by}
		if per := s.perNode; ok {
			if s.nodes, s.perNode, s.all = b.hosts(i, e.by); per != nil {
				s.perNode, s.all = per, nil
			}
			s.lead = firstCount(s.nodes, s.all)
		}
		b.say(s)
		return
	}
	if e := b.field("_world.include"); e != nil && e.value.Text != "" {
		s.nodes, s.perNode = b.included(e)
	}
	if s.nodes == nil {
		s.nodes = known(1, Default, nil)
	}
	if s.perNode == nil {
		s.perNode = b.visible()
	}
	s.lead = firstCount(s.perNode, s.nodes)
	b.say(s)
}

// hosts counts those of a file of DeepSpeed's, "host slots=8" a line, and the ranks of each, or of all where they differ.
func (b *builder) hosts(file int, by *stmt) (nodes, per, all *count) {
	n, sum, slots := int64(0), int64(0), int64(0)
	for _, line := range text.Split(b.files[file].Text, '\n') {
		line, _, _ = strings.Cut(line, "#")
		if line = text.Trim(line); line == "" {
			continue
		}
		_, number, _ := strings.Cut(line, "slots=")
		k, err := strconv.ParseInt(text.Trim(number), 10, 64)
		if err != nil || k < 1 || k > maxNumber {
			return &count{by: by}, nil, nil
		}
		if n++; n == 1 || slots == k {
			slots = k
		} else {
			slots = -1
		}
		sum += k
	}
	if n == 0 {
		return &count{by: by}, nil, nil
	}
	if slots < 0 {
		return nil, nil, known(sum, Stated, by)
	}
	return known(n, Stated, by), known(slots, Stated, by), nil
}

// included counts hosts and devices of "host1:0,1@host2:0,1".
func (b *builder) included(e *entry) (nodes, per *count) {
	hosts := text.Split(e.value.Text, '@')
	devices := -1
	for _, h := range hosts {
		_, list, has := strings.Cut(h, ":")
		n := len(text.Split(list, ','))
		if !has || devices >= 0 && n != devices {
			return known(int64(len(hosts)), e.grade, e.by), &count{by: e.by}
		}
		devices = n
	}
	return known(int64(len(hosts)), e.grade, e.by), known(int64(devices), e.grade, e.by)
}

// visible is how many devices CUDA_VISIBLE_DEVICES names: all that there are for a launcher that takes all.
func (b *builder) visible() *count {
	s := b.envStmt("CUDA_VISIBLE_DEVICES")
	if s == nil || s.why != shell.Known || s.text == "" || text.HasAny(s.text, "-:") {
		return nil
	}
	return known(int64(len(text.Split(s.text, ','))), max(s.grade, Derived), s)
}
