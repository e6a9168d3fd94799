package reading

import (
	"strings"

	"github.com/meshwise/meshwise/internal/text"
	"github.com/meshwise/meshwise/reading/shell"
	"github.com/meshwise/meshwise/reading/tree"
)

// use begins a reading by the keys of a format.
func (b *builder) use(f *format) {
	b.format, b.table = f, parseTable(f.keys...)
	b.Dialect, b.Framework = f.name, f.framework
}

// arguments are the words of a program, as far as they tell whose it is.
type arguments []shell.Arg

// flag reports whether a flag is among the words; dashes and underscores are alike.
func (a arguments) flag(name string) bool {
	for _, w := range a {
		word, _ := w.Text()
		if len(word) > 2 && word[0] == '-' && dashless(word) == name {
			return true
		}
	}
	return false
}

// has reports whether a text is among the words, or the value of a flag.
func (a arguments) has(text string) bool {
	for _, w := range a {
		if word, _ := w.Text(); word == text || strings.HasSuffix(word, "="+text) {
			return true
		}
	}
	return false
}

// begins reports whether a word begins with a text, signs of hydra and dashes before it left aside.
func (a arguments) begins(prefix string) bool {
	for _, w := range a {
		word, _ := w.Text()
		if strings.HasPrefix(strings.TrimLeft(word, "+~-"), prefix) {
			return true
		}
	}
	return false
}

// file returns the first word that names a file of settings.
func (a arguments) file() (shell.Arg, bool) {
	for _, w := range a {
		word, _ := w.Text()
		if len(word) > 4 && word[0] != '-' && strings.IndexByte(word, '=') < 0 && (strings.HasSuffix(word, ".yaml") || strings.HasSuffix(word, ".yml") || strings.HasSuffix(word, ".json") || strings.HasSuffix(word, ".toml")) {
			return w, true
		}
	}
	return nil, false
}

// programs tell whose a program is, the first line that fits. A line is a format and what must all be so:
//
//	module:x  it is a module that begins so       name:x   its name; begins:x  what its name begins with
//	sub:x     its first word                      flag:x   one of its flags
//	word:x    a word that begins so               path:x   what its path holds
//	a|b       one of two
const programs = `
verl module:verl.
verl word:actor_rollout_ref.
openrlhf module:openrlhf.
nemo_automodel module:nemo_automodel.|name:automodel
torchtitan module:torchtitan.|name:run_train.sh|word:parallelism.|word:job.config_file|word:job.config-file
axolotl module:axolotl.
axolotl name:axolotl sub:train|sub:preprocess
llamafactory name:llamafactory-cli sub:train
llamafactory begins:llamafactory. module:
llamafactory flag:finetuning_type flag:stage
swift_megatron name:megatron sub:sft|sub:pt|sub:rlhf
swift_megatron module:swift.cli._megatron
swift_megatron path:swift/cli/_megatron/
swift path:swift/cli/
swift name:swift sub:sft|sub:pt|sub:rlhf
swift module:swift.cli
torchtune name:tune sub:run
trl name:trl sub:sft|sub:dpo|sub:grpo|sub:kto|sub:reward|sub:rloo
vllm name:vllm sub:serve
vllm module:vllm.entrypoints
sglang module:sglang.launch_server
sglang name:sglang sub:serve
prime_rl module:prime_rl.|name:rl|name:sft|name:trainer
slime flag:actor_num_gpus_per_node|flag:rollout_num_gpus_per_engine|flag:rollout_num_gpus megatron
openrlhf flag:ds.zero_stage|flag:ds.tensor_parallel_size
openrlhf flag:zero_stage flag:pretrain flag:micro_train_batch_size
- name:megatron
megatron_bridge begins:pretrain_|megatron word:model.|flag:recipe
megatron begins:pretrain_|megatron
megatron_bridge word:model.tensor_model_parallel_size=|word:model.pipeline_model_parallel_size=
megatron_bridge flag:recipe word:train.|word:model.|word:dataset.
nemo_rl word:policy. word:cluster.|word:grpo.|word:policy.model_name
nemo_rl begins:run_grpo|begins:run_dpo|begins:run_rm|begins:run_distillation
nemo_rl begins:run_sft flag:config
torchtitan flag:module flag:config
nanotron name:run_train.py flag:config_file
hf_trainer flag:per_device_train_batch_size|flag:gradient_accumulation_steps flag:model_name_or_path|flag:output_dir|flag:model_name
`

// megatronFlags tell a program of Megatron, where "megatron" stands for a condition.
const megatronFlags = "flag:tensor_model_parallel_size|flag:pipeline_model_parallel_size|flag:num_attention_heads|flag:expert_model_parallel_size|flag:use_mcore_models"

// whose returns the format of a program, nil where it is none that is known.
func (b *builder) whose(p program) *format {
	for _, line := range text.Split(programs, '\n') {
		if w := fields(line); len(w) > 1 && p.fits(w[1:]) {
			return formatNamed(w[0]) // none, where the line says that it is no trainer
		}
	}
	return b.whoseFile(p.args)
}

func (p *program) fits(conditions []string) bool {
	for _, c := range conditions {
		is := false
		for _, one := range text.Split(text.Replace("|"+c+"|", "|megatron|", "|"+megatronFlags+"|"), '|') {
			kind, w, ok := strings.Cut(one, ":")
			is = is || ok && p.is(kind, w)
		}
		if !is {
			return false
		}
	}
	return true
}

func (p *program) is(kind, w string) bool {
	args := arguments(p.args)
	switch kind {
	case "module":
		return p.module && strings.HasPrefix(p.name, w)
	case "name":
		return p.name == w
	case "path":
		return strings.Contains(p.path, w)
	case "begins":
		return strings.HasPrefix(p.name, w)
	case "sub":
		if len(args) == 0 {
			return false
		}
		sub, _ := args[0].Text()
		return sub == w
	case "flag":
		return args.flag(w)
	}
	return args.begins(w)
}

// whoseFile tells a program by the file of settings that it gets.
func (b *builder) whoseFile(args arguments) *format {
	if w, ok := args.file(); ok {
		word, _ := w.Text()
		if i, at := b.fileNamed(candidates(word, "cwd", "")); at {
			if f, err := b.detect(i); err == nil && f != &formatShell {
				return f
			}
		} else if strings.HasSuffix(word, "recipe.yaml") || (args.flag("config") || args.flag("c")) {
			b.wantFile(word, "cwd", "the settings of the program", &stmt{shown: "--config", scalar: argScalar(w)})
		}
	}
	return nil
}

// dispatch reads a program by whose it is. What stands before it is read first, and gives way to it.
func (b *builder) dispatch(p program, before ...func(*builder)) {
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
	case &formatVerl:
		b.hydraArguments(args)
	case &formatAutomodel:
		b.automodelArguments(p)
	case &formatNeMoRL:
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

// behind reads what stands behind "--", which axolotl hands to its launcher, and returns what stands before it.
func (b *builder) behind(args []shell.Arg) []shell.Arg {
	for i := range args {
		if word, _ := args[i].Text(); word != "--" {
			continue
		}
		if arguments(args[:i]).has("torchrun") {
			b.lead(&torchrun, args[i+1:])
		} else {
			b.launched = true
			b.accelerateOwn(args[i+1:])
		}
		return args[:i]
	}
	return args
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
	if p.name != "" {
		b.NotUnderstood = append(b.NotUnderstood, UnknownKey{Key: p.name, Place: b.locate(p.at)})
	}
	b.complete()
}

// bareRules are the keys of the table that are switches.
func (b *builder) bareRules(key string) bool {
	rules := b.table.by[key]
	for _, i := range rules {
		switch b.table.rules[i].kind {
		case "bool", "flag", "off", "given":
		default:
			return false
		}
	}
	return len(rules) > 0
}

// megatronArguments: a flag takes all words up to the next, and a switch none.
func (b *builder) megatronArguments(args []shell.Arg) {
	b.dashes = true
	b.argStatements(args, style{multi: true, bare: b.bareRules})
	b.dashes = false
	for _, s := range b.stmts {
		if s.key != "yaml_cfg" || s.bare {
			continue
		}
		// Megatron takes all from the file, and ignores the other flags.
		if i, ok := b.wantFile(s.text, "cwd", "the settings of Megatron", s); ok && b.treeOf(i) != nil {
			b.use(&formatMegatronYAML)
			b.Dialect = "megatron"
			b.stmts = nil
			b.fileStatements(i, b.treeOf(i), "")
		}
		return
	}
}

// hydraArguments are overrides over a config that the program brings along, or one that is named.
func (b *builder) hydraArguments(args []shell.Arg) {
	b.argStatements(args, style{hydra: true})
	var name *stmt
	folder := ""
	kept := append([]*stmt{}, b.stmts...)[:0]
	for _, s := range b.stmts {
		switch s.key {
		case "config-name", "config_name":
			name, b.configName = s, s.text
		case "config-path", "config_path", "config-dir":
			folder = s.text
			if s.why != shell.Known {
				folder = "?"
			}
		default:
			kept = append(kept, s)
			continue
		}
		b.Ignored++
	}
	b.stmts = nil
	if name != nil && !strings.Contains(name.text, "ppo") && !strings.Contains(name.text, "sft_trainer") {
		b.open = true // a config of the user's own, over that of the program
		if folder != "?" && name.why == shell.Known && folder != "" {
			own := *name
			own.text = shell.CleanPath(folder, strings.TrimSuffix(name.text, ".yaml")+".yaml")
			if i, ok := b.wantFile(own.text, "cwd", "the settings of the program", &own); ok && b.treeOf(i) != nil {
				b.fileStatements(i, b.treeOf(i), "")
				b.open = !hasText(b.treeOf(i).Child("defaults"), "ppo")
			}
		}
	}
	b.stmts = append(b.stmts, kept...)
}

// hasText reports whether a text of a list holds another.
func hasText(n *tree.Node, text string) bool {
	if n == nil {
		return false
	}
	for _, c := range n.Children {
		if strings.Contains(c.Text, text) {
			return true
		}
	}
	return strings.Contains(n.Text, text)
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

// automodelArguments: `automodel F.yaml --nproc-per-node N --a.b=v`, and the older `automodel finetune llm -c F.yaml`.
func (b *builder) automodelArguments(p program) {
	args := p.args
	var rest []shell.Arg
	for i := 0; i < len(args); i++ {
		word, _ := args[i].Text()
		key := dashless(word)
		if strings.HasPrefix(word, "-") && (key == "nproc_per_node") {
			value := args[i]
			if eq := strings.IndexByte(word, '='); eq > 0 {
				value = args[i].From(eq + 1)
			} else if i+1 < len(args) {
				i++
				value = args[i]
			}
			s := &stmt{key: "nproc_per_node", shown: "--nproc-per-node", scalar: argScalar(value)}
			if c := b.countOf(s); c != nil && c.known {
				b.set("_automodel.nproc", intValue(c.n), c.grade, s)
			}
			b.Keys++
			continue
		}
		rest = append(rest, args[i])
	}
	b.configured(rest, "config", style{})
	for _, s := range b.stmts {
		if !s.keyAt.In() || b.files[s.keyAt.File()].tree == nil { // on the command line, null and ~ stay text
			if s.typ == tree.TextType && s.node == nil && !s.bare {
				s.literal()
			}
		}
	}
}

// torchtitanArguments: a TOML file and overrides; with --module and --config a registry has what no override names.
func (b *builder) torchtitanArguments(args []shell.Arg) {
	b.dashes = true
	b.argStatements(args, style{})
	b.dashes = false
	own := b.stmts
	b.stmts = nil
	b.open = true
	for _, s := range own {
		if s.key == "job.config_file" && s.why == shell.Known && s.text != "" {
			b.open = false
			b.settings(s)
			b.toml = true
		}
	}
	if s := b.envStmt("CONFIG_FILE"); s != nil && b.program == "run_train.sh" && !b.toml && s.why == shell.Known && s.text != "" {
		b.open = false
		b.settings(s)
		b.toml = true
	}
	for _, s := range own {
		if i := strings.LastIndexByte(s.key, '.'); strings.HasPrefix(s.key[i+1:], "no_") && s.bare {
			s.key, s.bool, s.typ, s.bare = s.key[:i+1]+s.key[i+4:], false, tree.BoolType, false
		}
		b.stmts = append(b.stmts, s)
	}
	for _, v := range []struct{ name, key string }{{"MODULE", "module"}, {"CONFIG", "config"}} {
		if s := b.envStmt(v.name); s != nil && b.program == "run_train.sh" && !b.toml {
			s.key = v.key
			b.stmts = append(b.stmts, s)
		}
	}
}

// tuneArguments: `tune run` takes the flags of torchrun, a recipe, --config, and overrides.
func (b *builder) tuneArguments(args []shell.Arg) {
	if arguments(args).flag("nproc_per_node") || arguments(args).flag("nnodes") {
		args = b.lead(&torchrun, args)
	}
	for i, a := range args {
		if word, _ := a.Text(); word != "" && word[0] != '-' {
			args = args[i+1:]
			break
		}
	}
	b.configured(args, "config", style{hydra: true})
}

// primeArguments: `@ a.toml` names files, and dotted flags override them.
func (b *builder) primeArguments(args []shell.Arg) {
	var rest []shell.Arg
	for i := 0; i < len(args); i++ {
		word, _ := args[i].Text()
		if word == "@" && i+1 < len(args) {
			i++
			b.settings(&stmt{key: "@", shown: "@", scalar: argScalar(args[i])})
			continue
		}
		if strings.HasPrefix(word, "@") && len(word) > 1 {
			b.settings(&stmt{key: "@", shown: "@", scalar: argScalar(args[i].From(1))})
			continue
		}
		rest = append(rest, args[i])
	}
	b.dashes = true
	b.argStatements(rest, style{})
	b.dashes = false
}

// serveArguments: the first word behind `serve` is the model.
func (b *builder) serveArguments(args []shell.Arg) {
	b.dashes = true
	rest := b.argStatements(args, style{bare: b.bareRules})
	b.dashes = false
	for _, a := range rest {
		if word, _ := a.Text(); word != "serve" {
			b.stmts = append(b.stmts, &stmt{key: "model", shown: "the model", scalar: argScalar(a), keyAt: argPlace(a)})
			break
		}
	}
}

// trainerArguments: a file of settings, flags, and key=value words.
func (b *builder) trainerArguments(args []shell.Arg) {
	b.dashes = true
	first := len(b.stmts)
	rest := b.argStatements(args, style{hydra: b.format == &formatLLaMAFactory})
	b.dashes = false
	own := append([]*stmt{}, b.stmts[first:]...)
	b.stmts = b.stmts[:first]
	for _, s := range own {
		if s.key == "config" && s.why == shell.Known && !s.bare {
			b.settings(s)
		}
	}
	if w, ok := arguments(rest).file(); ok {
		b.settings(&stmt{key: "config", shown: "the file", scalar: argScalar(w), keyAt: argPlace(w)})
	}
	for _, s := range own {
		if s.key != "config" {
			b.stmts = append(b.stmts, s)
		}
	}
}
