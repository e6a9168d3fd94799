package reading

import (
	"strings"

	"github.com/meshwise/meshwise/internal/text"
	"github.com/meshwise/meshwise/reading/shell"
)

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

// ownLoop reports whether a flag says the batch, the rate or the epochs in words that are not the Trainer's, whose defaults then are
// none of this program.
func (a arguments) ownLoop() bool {
	for _, w := range a {
		word, _ := w.Text()
		name := dashless(word)
		if name == word {
			continue
		}
		if name == "lr" || name == "epochs" || strings.Contains(name, "batch_size") && !strings.Contains(name, "eval_") && name != "auto_find_batch_size" && name != "generation_batch_size" {
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

// unknown reports whether a word is not known at all: there may be anything in it.
func (a arguments) unknown() bool {
	for _, w := range a {
		if word, known := w.Text(); !known && word == "" {
			return true
		}
	}
	return false
}

// find returns the value of a flag, nil where it is not among the words.
func (a arguments) find(name string) shell.Arg {
	for i, w := range a {
		word, _ := w.Text()
		flag, _, is := strings.Cut(word, "=")
		switch {
		case len(flag) < 3 || flag[0] != '-' || dashless(flag) != name:
		case is:
			return w.From(len(flag) + 1)
		case i+1 < len(a):
			return a[i+1]
		}
	}
	return nil
}

// hydraFile is the file that a folder and a name of hydra are, "" where one is absent.
func hydraFile(folder, name string) string {
	if folder == "" || name == "" {
		return ""
	}
	return shell.CleanPath(folder, strings.TrimSuffix(name, ".yaml")+".yaml")
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
//	sub:x     its first word                      flag:x   one of its flags; says:x=y  what it says there
//	word:x    a word that begins so; ? for one that is not known    path:x   what its path holds
//	by:itself no launcher starts it               by:trainer it accumulates as the Trainer does, and has no loop of its own
//	a|b       one of two
const programs = `
easyr1 name:verl.trainer.main
- module:verl.trainer.main_generation|module:verl.trainer.main_eval|module:verl.model_merger|module:verl.utils.|module:verl.tools.
verl module:verl.
verl word:actor_rollout_ref.
easyr1 word:worker.actor.
openrlhf module:openrlhf.cli.train
- module:openrlhf.
nemo_automodel module:nemo_automodel.|name:automodel
- module:torchtitan.experiments.flux.inference|module:torchtitan.experiments.flux.scripts
torchtitan module:torchtitan.|name:run_train.sh|word:parallelism.|word:job.config_file|word:job.config-file
axolotl module:axolotl.
axolotl name:axolotl sub:train|sub:preprocess
llamafactory name:llamafactory-cli sub:train
llamafactory_v1 name:llamafactory-cli|name:lmf sub:sft|sub:dpo|sub:rm
llamafactory_v1 path:llamafactory/v1/|module:llamafactory.v1.
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
vllm name:trl sub:vllm-serve
vllm module:vllm.entrypoints
sglang module:sglang.launch_server
sglang name:sglang sub:serve
prime_rl module:prime_rl.|name:rl|name:sft|name:trainer
- says:train_backend=fsdp
slime flag:actor_num_gpus_per_node|flag:rollout_num_gpus_per_engine|flag:rollout_num_gpus megatron
openrlhf flag:ds.zero_stage|flag:ds.tensor_parallel_size
openrlhf flag:zero_stage flag:pretrain flag:micro_train_batch_size
- name:megatron
- begins:convert|begins:hf2|begins:preprocess|begins:merge_|begins:generate|begins:text_generation|begins:run_text_generation|begins:inference|begins:evaluat|path:/checkpoint/|path:/export/|path:/inference/
megatron_bridge begins:pretrain_|megatron word:model.|word:train.|flag:recipe|path:scripts/performance/
- megatron flag:num_nodes|flag:num_gpus|flag:devices|flag:precision
megatron name:pretrain_gpt.py|name:pretrain_mamba.py|name:pretrain_hybrid.py|name:pretrain_bert.py|name:pretrain_t5.py|name:pretrain_vlm.py
megatron begins:pretrain_ flag:num_layers|flag:hidden_size|flag:micro_batch_size|flag:yaml_cfg|flag:use_checkpoint_args|word:?
megatron megatron
megatron flag:num_attention_heads flag:num_layers flag:max_position_embeddings flag:global_batch_size
megatron_bridge word:model.tensor_model_parallel_size=|word:model.pipeline_model_parallel_size=
megatron_bridge flag:recipe word:train.|word:model.|word:dataset.
nemo_rl word:policy. word:cluster.|word:grpo.|word:policy.model_name
nemo_rl by:itself begins:run_grpo|begins:run_dpo|begins:run_rm|begins:run_distillation
nemo_rl by:itself begins:run_sft flag:config
torchtitan flag:module flag:config
nanotron name:run_train.py flag:config_file
llama_recipes module:llama_recipes.finetuning|module:llama_cookbook.finetuning
llama_recipes flag:enable_fsdp|flag:use_peft|flag:quantization flag:batch_size_training|flag:dist_checkpoint_root_folder|flag:peft_method
llama_recipes begins:finetuning flag:enable_fsdp
swift flag:sft_type flag:model_type|flag:model_id_or_path
open_instruct path:open_instruct/ begins:finetune|begins:dpo_tune|begins:grpo_fast|begins:reward_modeling
- path:open_instruct/
hf_trainer flag:per_device_train_batch_size|flag:per_gpu_train_batch_size flag:model_name_or_path|flag:output_dir|flag:model_name
hf_trainer by:trainer flag:output_dir
`

// megatronFlags tell a program of Megatron, where "megatron" stands for a condition.
const megatronFlags = "flag:tensor_model_parallel_size|flag:pipeline_model_parallel_size|flag:expert_model_parallel_size|flag:use_mcore_models"

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
		return strings.Contains(p.path, w) || p.module && strings.Contains(text.Replace(p.name, ".", "/"), w)
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
	case "says":
		flag, word, _ := strings.Cut(w, "=")
		said, known := args.find(flag).Text()
		return known && said == word
	case "by": // no launcher starts it: it starts its own processes
		return w == "itself" && !p.launched || w == "trainer" && args.flag("gradient_accumulation_steps") && !args.ownLoop()
	}
	return w == "?" && args.unknown() || args.begins(w)
}

// whoseFile tells a program by the file of settings that it gets: a word of its own, or what hydra is told.
func (b *builder) whoseFile(args arguments) *format {
	if at := args.find("config_path"); at != nil {
		folder, _ := at.Text()
		name, _ := args.find("config_name").Text()
		if path := hydraFile(folder, name); path != "" {
			if i, ok := b.fileNamed(candidates(path, "cwd", "")); !ok {
				b.wantFile(path, "cwd", "the settings of the program", &stmt{shown: "--config-name"})
			} else if f, _ := b.detect(i); f != nil && f.schema == omegaConf { // which is what hydra reads
				return f
			}
		}
	}
	if w, ok := args.file(); ok {
		word, _ := w.Text()
		if i, at := b.fileNamed(candidates(word, "cwd", "")); at {
			f, err := b.detect(i)
			if err != nil || f == nil || f.beside {
				return nil
			}
			return f
		} else if first, _ := args[0].Text(); first == word && !strings.HasSuffix(word, ".json") || args.flag("config") || args.flag("c") {
			b.wantFile(word, "cwd", "the settings of the program", &stmt{shown: "--config", scalar: argScalar(w)})
		}
	}
	return nil
}
