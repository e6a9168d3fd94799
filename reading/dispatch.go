package reading

import (
	"github.com/meshwise/meshwise/reading/shell"
	"github.com/meshwise/meshwise/reading/tree"
)

// use begins a reading by the keys of a format.
func (b *builder) use(f *format) {
	b.format, b.table = f, parseTable(f.keys...)
	b.Dialect, b.Framework = f.name, f.framework
}

// dispatch reads a program by whose it is. What stands before it is read first, and gives way to it.
func (b *builder) dispatch(p program, before ...func(*builder)) {
	p.launched = b.launched || len(before) > 0
	f := b.whose(p)
	if f == nil {
		b.plain(p, before)
		return
	}
	b.use(f)
	for _, prepare := range before {
		prepare(b)
	}
	args := p.args
	switch f {
	case &formatMegatron, &formatSlime:
		b.megatronArguments(args)
	case &formatVerl, &formatRLinf:
		b.hydraArguments(args)
	case &formatAutomodel:
		b.automodelArguments(p)
	case &formatNeMoRL, &formatEasyR1:
		b.configured(args, "config", style{hydra: true})
	case &formatTorchtitan:
		b.torchtitanArguments(args)
	case &formatTorchtune:
		b.tuneArguments(args[1:])
	case &formatPrime:
		b.primeArguments(args)
	case &formatBridge:
		b.open = true
		b.dashes = true
		b.configured(args, "config_file", style{hydra: true})
	case &formatPrimus:
		b.configured(args, "config", style{})
		b.open = true
	case &formatNanotron:
		b.configured(args, "config_file", style{})
	case &formatVLLM, &formatSGLang:
		b.serveArguments(args)
	case &formatAxolotl:
		b.trainerArguments(b.behind(args))
	default:
		b.trainerArguments(args)
	}
	b.complete()
}

// plain reads a command whose program is none that is known: its world, and no more.
func (b *builder) plain(p program, before []func(*builder)) {
	f := &formatShell
	if len(before) > 0 {
		f = &formatAccelerate
	}
	b.use(f)
	for _, prepare := range before {
		prepare(b)
	}
	if i, ok := b.deepspeedOf(p); ok && len(before) == 0 {
		b.use(&formatDeepSpeed)
		b.includes(i)
	}
	if p.name != "" {
		b.NotUnderstood = append(b.NotUnderstood, UnknownKey{Key: p.name, Place: b.locate(p.at)})
	}
	b.open = b.open || b.accelerateOpen
	b.complete()
}

// configured reads the file that a flag names, or the first word that is one, and then the words that override it.
func (b *builder) configured(args []shell.Arg, flag string, st style) {
	var file *stmt
	dashes := b.dashes
	b.dashes = true
	first := len(b.stmts)
	rest := b.argStatements(args, st)
	b.dashes = dashes
	own := append([]*stmt{}, b.stmts[first:]...)
	b.stmts = b.stmts[:first]
	kept := own[:0]
	for _, s := range own {
		if s.key == flag || s.key == "c" && flag == "config" {
			file = s
			continue
		}
		kept = append(kept, s)
	}
	if file == nil {
		if w, ok := arguments(rest).file(); ok {
			file = &stmt{key: flag, shown: "the file", scalar: argScalar(w), keyAt: argPlace(w)}
		}
	}
	if file != nil && file.why == shell.Known && file.text != "" {
		b.dashes = false
		b.settings(file)
	} else if file != nil {
		b.open = true
		b.unknown(file)
	}
	b.stmts = append(b.stmts, kept...)
}

// settings reads the file of a program. One that is not at hand has what is not known here.
func (b *builder) settings(s *stmt) {
	i, ok := b.wantFile(s.text, "cwd", "the settings of the program", s)
	if !ok || b.treeOf(i) == nil {
		b.open = true
		return
	}
	if root := b.treeOf(i); b.format == &formatLLaMAFactory && root.Child("model_name_or_path") == nil && root.Child("model") != nil {
		b.use(&formatLLaMAFactoryV1) // USE_V1 may be set elsewhere
	}
	b.includes(i)
}

// includeTree reads a file, after those that it is made of: NeMo RL and prime-rl name them.
func (b *builder) includeTree(i int, depth int) {
	root := b.treeOf(i)
	if root == nil {
		return
	}
	if depth < maxIncludes && b.format == &formatNeMoRL {
		if d := root.Child("defaults"); d != nil {
			list := d.Children
			if d.Kind != tree.List {
				list = []*tree.Node{d}
			}
			for _, c := range list {
				own := &stmt{key: "defaults", shown: "defaults", scalar: scalar{text: c.Text, at: c.At, use: nowhere}}
				if c.Kind == tree.Map || c.Kind == tree.List {
					continue
				}
				if j, ok := b.wantFile(c.Text, "file", "the settings that this file changes", own); !ok {
					b.open = true
				} else if !b.reading[j] {
					b.reading[j] = true
					b.includeTree(j, depth+1)
					b.reading[j] = false
				} else {
					b.note(NoteRefused, "the file includes itself by way of "+quote(c.Text), own).Violation = true
				}
			}
		}
	}
	b.fileStatements(i, root, "")
}

// maxIncludes bounds how deep files include one another.
const maxIncludes = 16

func (b *builder) includes(i int) {
	if b.reading == nil {
		b.reading = map[int]bool{}
	}
	b.reading[i] = true
	b.includeTree(i, 0)
	b.reading[i] = false
	if b.format == &formatTorchtitan {
		b.toml = true
	}
}
