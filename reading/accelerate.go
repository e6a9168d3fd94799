package reading

import (
	"strings"

	"github.com/meshwise/meshwise/internal/text"
	"github.com/meshwise/meshwise/reading/shell"
)

// accelerateBare are the flags of `accelerate launch` that take no value.
const accelerateBare = " multi_gpu use_deepspeed use_fsdp use_megatron_lm use_parallelism_config cpu tpu quiet q module m no_python debug same_network " +
	"tpu_cluster no_tpu_cluster tpu_use_sudo downcast_bf16 use_mps_device use_xpu ipex enable_cpu_affinity dynamo_use_fullgraph dynamo_use_dynamic " +
	"dynamo_use_regional_compilation fp8_use_autocast_during_eval "

// accelerateSection is where a flag stands in the file.
func accelerateSection(flag string) string {
	switch {
	case strings.HasPrefix(flag, "fsdp_"):
		return "fsdp_config."
	case strings.HasPrefix(flag, "parallelism_config_"):
		return "parallelism_config."
	case strings.HasPrefix(flag, "megatron_lm_"):
		return "megatron_lm_config."
	case strings.HasPrefix(flag, "dynamo_"):
		return "dynamo_config."
	case strings.HasPrefix(flag, "fp8_"):
		return "fp8_config."
	case strings.HasPrefix(flag, "zero_stage"), strings.HasPrefix(flag, "zero3_"), strings.HasPrefix(flag, "offload_"), flag == "deepspeed_config_file",
		flag == "gradient_clipping", strings.HasPrefix(flag, "deepspeed_"):
		return "deepspeed_config."
	}
	return ""
}

// accelerate reads `accelerate launch`: its file, then its flags, and then the program, whose arguments say the rest.
func (b *builder) accelerate(args []shell.Arg, p program) {
	rest := args[1:]
	if p.module {
		rest = p.args
	}
	if len(rest) == 0 {
		return
	}
	if word, _ := rest[0].Text(); word == "launch" {
		rest = rest[1:]
	} else if !p.module || p.name == "accelerate" {
		return // config, env, merge-weights
	}
	i := 0
	for i < len(rest) {
		word, known := rest[i].Text()
		if !known && !strings.HasPrefix(word, "-") {
			if strings.HasSuffix(word, ".py") || strings.IndexByte(word, '/') > 0 || i+1 < len(rest) && !isFlag(rest[i+1]) {
				break
			}
			b.unknownLaunch = true
			i++
			continue
		}
		if !isFlag(rest[i]) || word == "-m" || word == "--module" || word == "--no_python" {
			break
		}
		key := dashless(word)
		i++
		if !strings.Contains(accelerateBare, " "+key+" ") && strings.IndexByte(word, '=') < 0 && i < len(rest) {
			i++
		}
	}
	b.launched = true
	own := rest[:i]
	p = programOf(rest[i:])
	b.program = p.name
	// The program's format decides the dialect; the launcher's keys come first, and give way to it.
	b.dispatch(p, func(b *builder) { b.accelerateOwn(own) })
}

func isFlag(a shell.Arg) bool {
	word, _ := a.Text()
	return len(word) > 1 && word[0] == '-'
}

func dashless(word string) string {
	word, _, _ = strings.Cut(strings.TrimLeft(word, "-"), "=")
	out := []byte(word)
	for i := range out {
		if out[i] == '-' {
			out[i] = '_'
		}
	}
	return string(out)
}

// besides is the file of settings that was given along with the command, where one was.
func (b *builder) besides() (int, bool) {
	for i := range b.files {
		if i != b.main && b.treeOf(i) != nil {
			if f, err := b.detect(i); err == nil && f == &formatAccelerate {
				return i, true
			}
		}
	}
	return 0, false
}

// accelerateOwn reads the flags of the launcher, and the file that they name, by the table of accelerate.
func (b *builder) accelerateOwn(args []shell.Arg) {
	f, table, stmts := b.format, b.table, b.stmts
	b.format, b.table, b.stmts = &formatAccelerate, parseTable(formatAccelerate.keys...), nil
	b.dashes = true
	b.argStatements(args, style{bare: func(key string) bool { return strings.Contains(accelerateBare, " "+key+" ") }})
	b.dashes = false
	flags := b.stmts
	b.stmts = nil
	if i, ok := b.besides(); ok && !arguments(args).flag("config_file") {
		b.fileStatements(i, b.treeOf(i), "")
	}
	b.accelerateFlags(flags)
	b.format, b.table, b.stmts = f, table, stmts
}

// accelerateFlags reads the file that a flag names, and then the flags, which win.
func (b *builder) accelerateFlags(flags []*stmt) {
	for _, s := range flags {
		if s.key == "config_file" {
			if i, ok := b.wantFile(s.text, "cwd", "the settings of accelerate", s); ok && b.treeOf(i) != nil {
				b.fileStatements(i, b.treeOf(i), "")
			} else {
				b.accelerateOpen = true
			}
		}
	}
	for _, s := range flags {
		if s.key == "config_file" {
			continue
		}
		s.key = accelerateSection(s.key) + s.key
		b.stmts = append(b.stmts, s)
	}
	open := b.open
	b.open = true // what is absent is filled in once the program was read
	b.apply()
	framework := b.Framework
	b.law(accelerateWorld)
	b.law(accelerateLaws)
	b.open = open
	if b.Framework != "megatron" {
		b.Framework = framework
	}
}

// trlPresets are the settings of accelerate that TRL brings along by name, in trl/accelerate_configs. With single_gpu, which
// says 8 as the others, accelerate starts one process.
const trlPresets = `
single_gpu distributed_type=NO num_processes=1
multi_gpu distributed_type=MULTI_GPU num_processes=8
fsdp1 distributed_type=FSDP fsdp_version=1 num_processes=8
fsdp2 distributed_type=FSDP fsdp_version=2 num_processes=8
zero1 distributed_type=DEEPSPEED zero_stage=1 num_processes=8
zero2 distributed_type=DEEPSPEED zero_stage=2 num_processes=8
zero3 distributed_type=DEEPSPEED zero_stage=3 num_processes=8
`

// launchedByTRL: the command of TRL, and its file, take what accelerate launches with.
func (b *builder) launchedByTRL() {
	var flags, kept []*stmt
	for _, s := range b.stmts {
		switch s.key {
		case "accelerate_config":
			flags = append(flags, preset(s)...)
		case "num_processes", "num_machines", "use_fsdp", "use_deepspeed", "mixed_precision":
			flags = append(flags, s)
		default:
			kept = append(kept, s)
		}
	}
	f, table := b.format, b.table
	b.format, b.table, b.stmts = &formatAccelerate, parseTable(formatAccelerate.keys...), nil
	if flags != nil {
		b.launched = true
		b.accelerateFlags(flags)
	}
	b.format, b.table, b.stmts = f, table, kept
}

// preset is what a name stands for, or a file.
func preset(s *stmt) (flags []*stmt) {
	add := func(key, value string) {
		own := *s
		own.key, own.text = key, value
		flags = append(flags, &own)
	}
	for _, line := range text.Split(trlPresets, '\n') {
		w := fields(line)
		if len(w) == 0 || w[0] != s.text {
			continue
		}
		for _, set := range append(w[1:], "mixed_precision=bf16") {
			key, value, _ := strings.Cut(set, "=")
			add(key, value)
		}
		return flags
	}
	add("config_file", s.text)
	return flags
}
