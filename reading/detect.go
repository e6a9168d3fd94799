package reading

import (
	"strings"

	"github.com/meshwise/meshwise/internal/text"
	"github.com/meshwise/meshwise/reading/tree"
)

// signs tell a format by what stands in a file, never by its name. A line is a format and what must all be there:
//
//	a.b     a key; a|b one of two          !a    no such key
//	map:a   a key whose value is a map     word:a  one whose value is none
//	class:x a class of that package, somewhere    file:a  a key that names a YAML file
//	size:a  a section with a size of Megatron             is:a=w  a key with that value
//
// Lines of one language are asked together. Where a line ends in "only", nothing below it is asked once it fits.
const signs = `
toml torchtitan parallelism|model.flavor
toml prime_rl trainer.model|trainer.optim|trainer.loss|trainer.data|orchestrator|deployment.num_train_nodes|deployment.num_train_gpus|deployment.num_infer_gpus
toml prime_rl model.name data !parallelism
toml prime_rl model.name optim !parallelism !model.flavor !train !sampling !env
json accelerate compute_environment|distributed_type only
json deepspeed zero_optimization|train_micro_batch_size_per_gpu only
json deepspeed train_batch_size fp16|bf16|optimizer only
json hf_trainer per_device_train_batch_size
json hf_trainer model_name_or_path !batch_size !train_batch_size !micro_batch_size !micro_train_batch_size output_dir|per_device_train_batch_size|gradient_accumulation_steps|learning_rate|num_train_epochs|max_steps|dataset_name|bf16|max_length|max_seq_length|use_peft
yaml accelerate compute_environment|distributed_type only
yaml kubernetes apiVersion kind only
yaml skypilot resources.accelerators run only
yaml nemo_automodel recipe distributed|fsdp|step_scheduler
yaml nemo_automodel class:nemo_automodel. distributed|fsdp|step_scheduler
yaml nemo_rl policy.model_name|policy.dtensor_cfg|policy.megatron_cfg|policy.generation|policy.train_global_batch_size|policy.max_total_sequence_length
yaml nemo_rl policy file:defaults
yaml nemo_rl policy cluster.num_nodes|cluster.gpus_per_node
yaml nemo_rl file:defaults !class:megatron.bridge. !size:model grpo|dpo|sft|rm|distillation|cluster.num_nodes|cluster.gpus_per_node|checkpointing|loss_fn|logger
yaml axolotl base_model datasets|micro_batch_size|adapter|sequence_len|pretraining_dataset
yaml llamafactory model_name_or_path stage|finetuning_type|template
yaml llamafactory_v1 word:model !model_name_or_path is:model_class=llm|dist_config.name|peft_config.name|kernel_config.name|quant_config.name micro_batch_size|train_dataset|cutoff_len
yaml trl word:model_name_or_path !stage !finetuning_type !template per_device_train_batch_size
yaml trl word:model_name_or_path !stage !finetuning_type !template !batch_size !train_batch_size !micro_batch_size !micro_train_batch_size output_dir|gradient_accumulation_steps|learning_rate|num_train_epochs|max_steps|dataset_name|bf16|max_length|max_seq_length|use_peft
yaml trl word:per_device_train_batch_size output_dir !model !model_name_or_path
yaml swift word:model per_device_train_batch_size|tuner_type|train_type !model_name_or_path
yaml nanotron parallelism.dp parallelism.tp parallelism.pp
yaml torchtune class:torchtune. model._component_|tokenizer._component_|checkpointer._component_|dataset._component_
yaml verl actor_rollout_ref
yaml verl data.train_batch_size|data.micro_batch_size_per_gpu model.partial_pretrain|data.max_token_len_per_gpu !actor_rollout_ref !worker
yaml rlinf cluster.component_placement runner actor.training_backend|rollout|runner.task_type
yaml easyr1 worker.actor.model|worker.actor.fsdp|worker.actor.micro_batch_size_per_device_for_update
yaml megatron_yaml model_parallel language_model
yaml primus is:modules.pre_trainer.framework=megatron
yaml megatron_bridge map:model size:model train.global_batch_size|train.micro_batch_size|train.train_iters !word:recipe
yaml megatron_bridge class:megatron.bridge. train|map:model|recipe._target_
`

// detect finds the format of a file.
func (b *builder) detect(file int) (*format, *Error) {
	f := &b.files[file]
	root := b.treeOf(file)
	if f.tree == nil && isScript(f.Text) {
		return &formatShell, nil
	}
	if root == nil {
		return nil, b.noFormat(file)
	}
	language := [...]string{"yaml", "toml", "json"}[f.tree.Syntax]
	var found []*format
	for _, line := range text.Split(signs, '\n') {
		w := fields(line)
		if len(w) < 3 || w[0] != language {
			continue
		}
		only := w[len(w)-1] == "only"
		if only {
			w = w[:len(w)-1]
		}
		if !fitsAll(root, w[2:]) {
			continue
		}
		if is := formatNamed(w[1]); len(found) == 0 || found[len(found)-1] != is {
			found = append(found, is)
		}
		if only {
			break
		}
	}
	return b.oneFormat(file, root, found)
}

func fitsAll(root *tree.Node, conditions []string) bool {
	for _, c := range conditions {
		is := false
		for _, one := range text.Split(c, '|') {
			is = is || fitsSign(root, one)
		}
		if !is {
			return false
		}
	}
	return true
}

func fitsSign(root *tree.Node, sign string) bool {
	if sign[0] == '!' {
		return !fitsSign(root, sign[1:])
	}
	kind, key, has := strings.Cut(sign, ":")
	if !has {
		kind, key = "", sign
	}
	if kind == "class" {
		return hasClass(root, key, 0)
	}
	key, word, _ := strings.Cut(key, "=")
	n := root.Find(text.Split(key, '.')...)
	switch {
	case n == nil:
		return false
	case kind == "is":
		return n.Text == word
	case kind == "map":
		return n.Kind == tree.Map
	case kind == "word":
		return n.Kind != tree.Map && n.Kind != tree.List
	case kind == "file":
		if n.Kind == tree.List && len(n.Children) > 0 {
			n = n.Children[0]
		}
		return strings.HasSuffix(n.Text, ".yaml") || strings.HasSuffix(n.Text, ".yml")
	case kind == "size":
		for _, c := range n.Children {
			if strings.HasSuffix(c.Key, "_model_parallel_size") || c.Key == "seq_length" || c.Key == "context_parallel_size" {
				return true
			}
		}
		return false
	}
	return true
}

// hasClass reports whether some _target_ or _component_ begins so.
func hasClass(n *tree.Node, prefix string, depth int) bool {
	for _, c := range n.Children {
		if (c.Key == "_target_" || c.Key == "_component_") && strings.HasPrefix(c.Text, prefix) || depth < 4 && hasClass(c, prefix, depth+1) {
			return true
		}
	}
	return false
}

// oneFormat chooses among those that fit: the one of whose keys there are more.
func (b *builder) oneFormat(file int, root *tree.Node, found []*format) (*format, *Error) {
	if len(found) == 0 {
		return nil, b.noFormat(file)
	}
	best, count, draw := found[0], -1, found[0]
	for _, f := range found {
		if len(found) == 1 {
			break
		}
		t := parseTable(f.keys...)
		n := 0
		for _, c := range root.Children {
			if len(t.by[c.Key]) > 0 || t.ignores(c.Key) || c.Kind == tree.Map {
				n++
			}
		}
		switch {
		case n > count:
			best, count, draw = f, n, f
		case n == count:
			draw = f
		}
	}
	if draw != best {
		return nil, &Error{Code: CodeAmbiguous, File: b.files[file].Name, Message: "this may be " + best.title + " or " + draw.title + ": say which with --input " + best.name + " or --input " + draw.name}
	}
	return best, nil
}

// looked says by which signs a file of a language is told.
var looked = [...]string{
	"the keys of NeMo Automodel, accelerate, verl, EasyR1, axolotl, LLaMA-Factory, TRL, NeMo RL, nanotron, torchtune, RLinf, Megatron-Bridge, Primus, Kubernetes, SkyPilot",
	"[parallelism] of torchtitan, [trainer.model] or [orchestrator] of prime-rl",
	"a config.json (model_type), settings of accelerate (distributed_type) or of DeepSpeed (zero_optimization)",
	"a script with a launcher that is known",
}

func (b *builder) noFormat(file int) *Error {
	f := &b.files[file]
	what := looked[3]
	if f.tree != nil {
		what = looked[f.tree.Syntax]
	}
	return &Error{Code: CodeNoFormat, File: f.Name, Message: "no format that is known: looked for " + what + ". Where you know better, say --input NAME"}
}

// launcherWords are by which a text is a script.
const launcherWords = `torchrun
torch.distributed
accelerate launch
deepspeed 
automodel 
swift 
megatron 
llamafactory-cli
axolotl train
trl 
tune run
verl.trainer
run_train.sh
rl @
vllm serve
python 
python3 
srun 
sbatch `

// isScript reports whether a text is a script: it says so in its first line, has a header of Slurm, or a launcher as a word.
func isScript(s string) bool {
	line, _, _ := strings.Cut(s, "\n")
	if strings.HasPrefix(line, "#!") {
		return strings.Contains(line, "sh") && !strings.Contains(line, "python")
	}
	for _, w := range text.Split("#SBATCH\n"+launcherWords, '\n') {
		for at := 0; ; {
			i := strings.Index(s[at:], w)
			if i < 0 {
				break
			}
			i += at
			if i == 0 || strings.IndexByte(" \t\n;&|\"'/=(", s[i-1]) >= 0 {
				return true
			}
			at = i + len(w)
		}
	}
	return false
}
