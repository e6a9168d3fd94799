package reading

import (
	"strings"

	"github.com/meshwise/meshwise/internal/text"
	"github.com/meshwise/meshwise/reading/tree"
)

// detect finds the format of a file by what stands in it, never by its name.
func (b *builder) detect(file int) (*format, *Error) {
	f := &b.files[file]
	if f.tree == nil {
		if isScript(f.Text) {
			return &formatShell, nil
		}
		return nil, b.noFormat(file)
	}
	root := b.treeOf(file)
	if root == nil {
		return nil, b.noFormat(file)
	}
	var found []*format
	add := func(is bool, f *format) {
		if is {
			found = append(found, f)
		}
	}
	switch f.tree.Syntax {
	case tree.TOML:
		add(has(root, "parallelism") || root.Find("model", "flavor") != nil, &formatTorchtitan)
		add(root.Find("trainer", "model") != nil || has(root, "orchestrator") || has(root, "deployment") || root.Find("model", "name") != nil && has(root, "data"), &formatPrime)
	default:
		found = detectTree(root, f.tree.Syntax == tree.JSONSyntax)
	}
	return b.oneFormat(file, root, found)
}

// detectTree looks for the signs of all formats that YAML and JSON have.
func detectTree(root *tree.Node, isJSON bool) []*format {
	var found []*format
	add := func(is bool, f *format) {
		if is {
			found = append(found, f)
		}
	}
	add(has(root, "compute_environment") || has(root, "distributed_type"), &formatAccelerate)
	add(isJSON && (has(root, "zero_optimization") || has(root, "train_micro_batch_size_per_gpu") || has(root, "train_batch_size") && (has(root, "fp16") || has(root, "bf16") || has(root, "optimizer"))), &formatDeepSpeed)
	if isJSON && found == nil {
		add(has(root, "per_device_train_batch_size") || has(root, "model_name_or_path"), &formatTraining)
		return found
	}
	add(has(root, "apiVersion") && has(root, "kind"), &formatKubernetes)
	add(has(root, "resources") && root.Find("resources", "accelerators") != nil && has(root, "run"), &formatSkyPilot)
	if found != nil {
		return found
	}
	add((has(root, "recipe") || hasTarget(root, "nemo_automodel.", 0)) && (has(root, "distributed") || has(root, "fsdp") || has(root, "step_scheduler")), &formatAutomodel)
	add(has(root, "policy") && (has(root, "cluster") || has(root, "defaults")) || has(root, "defaults") && (has(root, "grpo") || has(root, "cluster") || has(root, "checkpointing") || onlyPath(root.Child("defaults"))), &formatNeMoRL)
	add(has(root, "base_model") && (has(root, "datasets") || has(root, "micro_batch_size") || has(root, "adapter") || has(root, "sequence_len") || has(root, "pretraining_dataset")), &formatAxolotl)
	if has(root, "model_name_or_path") {
		add(has(root, "stage") || has(root, "finetuning_type") || has(root, "template"), &formatLLaMAFactory)
		add(!has(root, "stage") && !has(root, "finetuning_type") && !has(root, "template"), &formatTRL)
	} else {
		add(has(root, "per_device_train_batch_size") && has(root, "output_dir") && !has(root, "model"), &formatTRL)
		add(has(root, "model") && root.Child("model").Kind != tree.Map && (has(root, "per_device_train_batch_size") || has(root, "tuner_type") || has(root, "train_type")), &formatSwift)
	}
	p := root.Child("parallelism")
	add(p.Child("dp") != nil && p.Child("tp") != nil && p.Child("pp") != nil, &formatNanotron)
	add(hasTarget(root, "torchtune.", 0), &formatTorchtune)
	add(has(root, "actor_rollout_ref"), &formatVerl)
	add(has(root, "model_parallel") && has(root, "language_model"), &formatMegatronYAML)
	add(isBridge(root), &formatBridge)
	return found
}

// isBridge reports whether a file overrides a recipe of Megatron-Bridge.
func isBridge(root *tree.Node) bool {
	model, train := root.Child("model"), root.Child("train")
	if model == nil || model.Kind != tree.Map || hasTarget(root, "nemo_automodel.", 0) {
		return false
	}
	for _, c := range model.Children {
		if strings.HasSuffix(c.Key, "_model_parallel_size") || c.Key == "seq_length" || c.Key == "context_parallel_size" {
			return train.Child("global_batch_size") != nil || train.Child("micro_batch_size") != nil || train.Child("train_iters") != nil
		}
	}
	return false
}

func has(n *tree.Node, key string) bool { return n.Child(key) != nil }

// onlyPath reports whether a value names files: a text that ends in .yaml, or a list of such.
func onlyPath(n *tree.Node) bool {
	if n.Kind == tree.List && len(n.Children) > 0 {
		n = n.Children[0]
	}
	return strings.HasSuffix(n.Text, ".yaml") || strings.HasSuffix(n.Text, ".yml")
}

// hasTarget reports whether some _target_ or _component_ begins so.
func hasTarget(n *tree.Node, prefix string, depth int) bool {
	for _, c := range n.Children {
		if (c.Key == "_target_" || c.Key == "_component_") && strings.HasPrefix(c.Text, prefix) {
			return true
		}
		if depth < 4 && len(c.Children) > 0 && hasTarget(c, prefix, depth+1) {
			return true
		}
	}
	return false
}

// oneFormat chooses among those that fit: the one of whose keys there are more.
func (b *builder) oneFormat(file int, root *tree.Node, found []*format) (*format, *Error) {
	switch len(found) {
	case 0:
		return nil, b.noFormat(file)
	case 1:
		return found[0], nil
	}
	best, count, draw := found[0], -1, found[0]
	for _, f := range found {
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

func (b *builder) noFormat(file int) *Error {
	f := &b.files[file]
	looked := "a script with a launcher that is known"
	if f.tree != nil {
		switch f.tree.Syntax {
		case tree.TOML:
			looked = "[parallelism] of torchtitan, [trainer.model] or [orchestrator] of prime-rl"
		case tree.JSONSyntax:
			looked = "a config.json (model_type), settings of accelerate (distributed_type) or of DeepSpeed (zero_optimization)"
		default:
			looked = "the keys of NeMo Automodel, accelerate, verl, axolotl, LLaMA-Factory, TRL, NeMo RL, nanotron, torchtune, Megatron-Bridge, Kubernetes, SkyPilot"
		}
	}
	return &Error{Code: CodeNoFormat, File: f.Name, Message: "no format that is known: looked for " + looked + ". Where you know better, say --input NAME"}
}

// launchers are the words by which a text is a script.
var launcherWords = []string{"torchrun", "torch.distributed", "accelerate launch", "deepspeed ", "automodel ", "swift sft", "swift pt", "swift rlhf", "megatron sft", "megatron pt", "llamafactory-cli",
	"axolotl train", "trl sft", "trl dpo", "trl grpo", "tune run", "verl.trainer", "run_train.sh", "vllm serve", "python ", "python3 ", "srun "}

// isScript reports whether a text is a script: it says so in its first line, has a header of Slurm, or a launcher as a word.
func isScript(s string) bool {
	if strings.HasPrefix(s, "#!") {
		line, _, _ := strings.Cut(s, "\n")
		return strings.Contains(line, "sh") && !strings.Contains(line, "python")
	}
	if strings.HasPrefix(s, "#SBATCH") || strings.Contains(s, "\n#SBATCH") {
		return true
	}
	for _, w := range launcherWords {
		for at := 0; ; {
			i := strings.Index(s[at:], w)
			if i < 0 {
				break
			}
			i += at
			if i == 0 || text.HasAny(s[i-1:i], " \t\n;&|\"'/=(") {
				return true
			}
			at = i + len(w)
		}
	}
	return false
}
