package reading

import (
	"strconv"

	"github.com/meshwise/meshwise/reading/shell"
)

// instructKeys are what open-instruct has beside TrainingArguments, of which it takes no more than a few.
const instructKeys = `
use_lora|use_qlora           _peft.on              bool
use_qlora                    _quant.four           bool
lora_rank                    _peft.rank            size
sequence_parallel_size       _ds.sp                size
deepspeed_stage              run.sharding.stage    int
deepspeed_zpg                _ds.hpz               size
deepspeed_offload_param      _offload.params       bool
deepspeed_offload_optimizer  _offload.optimizer    bool
pack_length                  _oi.pack              size
num_learners_per_node        _oi.learners          list
vllm_tensor_parallel_size    _rollout.tp_size      size
dataset_mixer_list           _oi.data              list
- *
`

// The laws of open-instruct are in open_instruct/grpo_utils.py and finetune.py. Its learners are started by Ray, and pack.
const (
	instructWorld laws = `
-> call:learners
`
	instructLaws laws = `
@program:grpo -> @part=actor run.sequence_length<_oi.pack run.packing:=true _recompute.mode:=full run.sharding.engine:=deepspeed run.sharding.stage?=0 run.precision.compute?=bf16
@program:grpo run.micro_batch_size=8 !run.micro_batch_size+ -> -run.micro_batch_size run.micro_batch_size?=1
!@program:grpo _recompute.mode- -> run.recompute?=none
-> call:deepspeed_axes
-> call:hf_sharding call:hf
_peft.on -> run.peft.type=lora<_peft.on run.peft.rank<_peft.rank run.peft.rank?=64 run.peft.alpha<_peft.alpha run.peft.alpha?=16
@program:grpo -> -run.gradient_accumulation
!@program:grpo -> call:batch
-> call:recompute call:offload _rollout.engine^=vllm other:rollout:_rollout
`
)

var formatOpenInstruct = format{
	name: "open_instruct", framework: "accelerate", title: "open-instruct", schema: words, refuses: true,
	keys: []chunk{{"", trainingKeys}, {"", instructKeys}}, world: instructWorld, laws: instructLaws,
}

// learners of each node make a world; and the launcher of open-instruct, which is told how many nodes there are, puts as many times the
// processes that accelerate is told of.
func (b *builder) learners() {
	if nodes := b.countOf(b.mason); b.launched && nodes.ok() {
		for i := range b.world {
			if s := &b.world[i]; s.ranks && s.all.ok() && s.all.n <= maxNumber/nodes.n {
				all := *s.all
				all.n *= nodes.n
				s.nodes, s.all = nodes, &all
			}
		}
	}
	s := b.by("_oi.learners")
	if s == nil || b.launched {
		return
	}
	list := s.list
	if len(list) == 0 {
		list = []string{s.text}
	}
	said := statement{from: s.shown, ranks: true, nodes: &count{int64(len(list)), true, s.grade, s}, all: &count{0, s.why == shell.Known, s.grade, s}}
	for _, w := range list {
		n, err := strconv.ParseInt(w, 10, 32)
		if said.all.n += n; err != nil || w != list[0] { // not all nodes have as many
			said.perNode = &count{by: s}
		}
	}
	b.say(said)
}
