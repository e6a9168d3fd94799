package reading

import (
	"strings"

	"github.com/meshwise/meshwise/reading/shell"
	"github.com/meshwise/meshwise/reading/tree"
)

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
	b.mayHold(b.argStatements(args, style{multi: true, bare: b.bareRules}))
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
	b.mayHold(b.argStatements(args, style{hydra: true}))
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
			own.text = hydraFile(folder, name.text)
			if i, ok := b.wantFile(own.text, "cwd", "the settings of the program", &own); ok && b.treeOf(i) != nil {
				b.fileStatements(i, b.treeOf(i), "")
				d := b.treeOf(i).Child("defaults")
				b.open = b.format == &formatVerl && !hasText(d, "ppo") && !hasText(d, "sft_trainer")
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
			if strings.Contains(word, "single_device") {
				b.set("_tune.single", boolValue(true), Stated, nil)
			}
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
	first := len(b.stmts)
	rest := b.argStatements(args, style{bare: b.bareRules})
	b.dashes = false
	named, serve := false, false
	for _, s := range b.stmts[first:] {
		named = named || s.key == "model" || s.key == "model_path"
	}
	for _, a := range rest {
		word, known := a.Text()
		if word == "serve" || word == "vllm-serve" {
			serve = true
			continue
		}
		if !known && (named || !serve) {
			continue // options, and no model
		}
		b.stmts = append(b.stmts, &stmt{key: "model", shown: "the model", scalar: argScalar(a), keyAt: argPlace(a)})
		break
	}
}

// trainerArguments: a file of settings, flags, and key=value words.
func (b *builder) trainerArguments(args []shell.Arg) {
	b.dashes = true
	first := len(b.stmts)
	rest := b.argStatements(args, style{hydra: b.format == &formatLLaMAFactory || b.format == &formatLLaMAFactoryV1})
	b.dashes = false
	b.mayHold(rest)
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
