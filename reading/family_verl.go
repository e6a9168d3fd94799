package reading

import (
	"strings"

	"github.com/meshwise/meshwise/internal/text"
)

// finishVerl reads the part that trains by the law of its engine. What generates never becomes a size of it.
func finishVerl(b *builder) {
	b.Part = "actor"
	engine := b.verlEngine()
	prompt, response := b.fields["_v.prompt"], b.fields["_v.response"]
	if prompt != nil && response != nil && prompt.value.Int > 0 && response.value.Int > 0 {
		b.set("run.sequence_length", intValue(prompt.value.Int+response.value.Int), max(prompt.grade, response.grade), response.by)
	}
	b.dynamicBatch("_dynamic.on", "_dynamic.tokens")
	b.dynamicBatch("_dynamic.sft", "_dynamic.sft_tokens")
	recompute := b.fields["_v.recompute"]
	switch engine {
	case "megatron":
		b.Framework = "megatron"
		b.verlMegatron()
	case "torchtitan":
		b.Framework = "torchtitan"
		b.verlSizes("_vt.", true)
		b.move("_vt.recompute", "run.recompute")
		b.move("_vt.attn", "run.attn")
	case "automodel":
		b.Framework = "nemo_automodel"
		b.verlSizes("_va.", true)
		b.move("_va.strategy", "mesh.strategy")
		b.absent("mesh.strategy", textValue("fsdp2"))
		b.move("_va.sp", "run.sequence_parallel")
		b.move("_va.attn", "run.attn")
		if e := b.fields["_va.recompute"]; e != nil {
			recompute = e
		}
		b.verlRecompute(recompute)
	case "veomni":
		b.verlSizes("_vv.", false)
	case "":
	default:
		b.verlFSDP(engine)
		b.verlRecompute(recompute)
	}
	b.verlPEFT(engine)
	b.verlOthers()
}

func (b *builder) verlRecompute(e *entry) {
	if e == nil {
		b.absent("run.recompute", textValue("full"))
		return
	}
	mode := "none"
	if e.value.Bool {
		mode = "full"
	}
	b.set("run.recompute", textValue(mode), e.grade, e.by)
}

// verlEngine is which engine trains: what is named, else what the name of the config says, else what is configured.
func (b *builder) verlEngine() string {
	if e := b.fields["_v.engine"]; e != nil {
		if e.value.Text == "dp" || e.value.Text == "fsdp" {
			if s := b.text("_v.strategy"); s != "" {
				return s
			}
			return "fsdp"
		}
		return e.value.Text
	}
	if e := b.fields["_v.strategy"]; e != nil {
		return e.value.Text
	}
	for _, engine := range []string{"megatron", "torchtitan", "veomni", "automodel"} {
		if strings.Contains(b.configName, engine) {
			return engine
		}
	}
	for _, s := range b.stmts {
		if s.key == "engine" || s.key == "optim" {
			return text.Lower(s.text)
		}
	}
	for _, s := range b.stmts {
		if strings.HasPrefix(s.key, "actor_rollout_ref.actor.megatron.") {
			return "megatron"
		}
	}
	if b.open {
		return ""
	}
	return "fsdp"
}

func (b *builder) verlMegatron() {
	for _, axis := range []string{"mesh.tp_size", "mesh.pp_size", "mesh.cp_size", "mesh.ep_size"} {
		b.put(axis, intValue(1), Default)
	}
	if !b.stated("_m.sequence_parallel") {
		b.set("_m.sequence_parallel", boolValue(true), Default, nil)
	}
	b.megatronParallel()
	if e := b.fields["run.attn"]; e == nil || e.by == nil {
		b.clear("run.attn")
		b.absent("run.attn", textValue("flash"))
	}
	b.megatronPipeline()
	if b.fields["_m.distributed"] == nil {
		b.set("_m.distributed", boolValue(true), Default, nil)
	}
	b.megatronSharding()
	b.settleRecompute(true)
	for _, m := range [][2]string{{"_v.m_params", "_offload.params"}, {"_v.m_gradients", "_offload.gradients"}, {"_v.m_optimizer", "_offload.optimizer"},
		{"_v.e_params", "_offload.params"}, {"_v.e_gradients", "_offload.gradients"}, {"_v.e_optimizer", "_offload.optimizer"}} {
		b.move(m[0], m[1])
	}
	b.settleOffload(false)
	b.move("_v.m_dtype", "run.precision.compute")
	b.absent("run.precision.compute", textValue("bf16"))
}

// verlSizes takes the sizes of another engine.
func (b *builder) verlSizes(prefix string, defaults bool) {
	for _, axis := range []string{"tp", "pp", "cp", "ep", "dp_replicate", "dp_shard"} {
		b.move(prefix+axis, "mesh."+axis+"_size")
		if defaults && axis != "dp_shard" {
			b.absent("mesh."+axis+"_size", intValue(1))
		}
	}
}

func (b *builder) verlFSDP(engine string) {
	for _, axis := range []string{"mesh.tp_size", "mesh.pp_size", "mesh.cp_size", "mesh.ep_size"} {
		if e := b.fields[axis]; e != nil && e.by == nil {
			b.clear(axis)
		} else if e != nil {
			b.inert(e.by, "the engine is "+engine)
			b.clear(axis)
		}
	}
	name := "fsdp1"
	if engine == "fsdp2" {
		name = "fsdp2"
		b.set("mesh.strategy", textValue("fsdp2"), Derived, b.by("_v.strategy"))
	}
	b.set("run.sharding.engine", textValue(name), Derived, b.by("_v.strategy"))
	if e := b.fields["_v.fsdp_size"]; e != nil && e.value.Int > 0 {
		b.set("mesh.dp_shard_size", e.value, e.grade, e.by)
		if name == "fsdp1" {
			b.put("run.sharding.policy", textValue("HYBRID_SHARD"), Derived)
		}
	} else if name == "fsdp1" {
		b.put("run.sharding.policy", textValue("FULL_SHARD"), Default)
	}
	if e := b.fields["_v.reshard"]; e != nil {
		b.move("_v.reshard", "run.sharding.reshard_after_forward")
	}
	if e := b.fields["_v.sp"]; e != nil && e.value.Int > 0 {
		b.set("mesh.cp_size", e.value, e.grade, e.by)
		if e.value.Int > 1 {
			b.put2("run.cp_style", textValue("ulysses"), "mesh.cp_size")
		}
	} else if e == nil {
		b.absent("mesh.cp_size", intValue(1))
	}
	b.move("_v.model_dtype", "run.precision.params")
	b.absent("run.precision.params", textValue("fp32"))
	b.move("_v.dtype", "run.precision.compute")
	b.absent("run.precision.compute", textValue("bf16"))
	for _, m := range [][2]string{{"_v.fsdp_params", "_offload.params"}, {"_v.fsdp_optimizer", "_offload.optimizer"}, {"_v.e_params", "_offload.params"}, {"_v.e_optimizer", "_offload.optimizer"}} {
		b.move(m[0], m[1])
	}
	if e := b.fields["_v.offload_policy"]; e != nil && e.value.Bool && name == "fsdp2" {
		for _, what := range []string{"params", "gradients", "optimizer"} {
			b.set("_offload."+what, boolValue(true), e.grade, e.by)
		}
	}
	b.settleOffload(false)
}

// verlPEFT is LoRA: Megatron's engine has a section of its own for it.
func (b *builder) verlPEFT(engine string) {
	rank, alpha := "_v.lora_rank", "_v.lora_alpha"
	if engine == "megatron" && b.fields["_v.mlora_rank"] != nil {
		rank, alpha = "_v.mlora_rank", "_v.mlora_alpha"
	}
	if b.int(rank) <= 0 {
		return
	}
	b.put2("run.peft.type", textValue("lora"), rank)
	b.move(rank, "run.peft.rank")
	b.move(alpha, "run.peft.alpha")
	b.move("_peft.targets", "run.peft.targets")
}

// verlOthers are the models beside the one that trains.
func (b *builder) verlOthers() {
	o := Other{Part: "rollout", Engine: b.text("_rollout.engine")}
	for _, axis := range []string{"tp", "pp", "ep", "dp"} {
		b.otherField(&o, "_rollout."+axis, "mesh."+axis+"_size")
	}
	if len(o.Fields) > 0 {
		b.Others = append(b.Others, o)
	}
	critic := Other{Part: "critic", Model: b.otherModel("_critic.model")}
	b.otherField(&critic, "_critic.tp", "mesh.tp_size")
	b.otherField(&critic, "_critic.pp", "mesh.pp_size")
	if critic.Model.HubID != "" || critic.Model.Path != "" || len(critic.Fields) > 0 {
		b.Others = append(b.Others, critic)
	}
	reward := Other{Part: "reward_model", Model: b.otherModel("_reward.model")}
	b.otherField(&reward, "_reward.tp", "mesh.tp_size")
	if off := b.fields["_reward.on"]; (off == nil || off.value.Bool) && (reward.Model.HubID != "" || reward.Model.Path != "") {
		b.Others = append(b.Others, reward)
	}
}

func (b *builder) otherModel(field string) Model {
	name := b.text(field)
	switch {
	case name == "" || isPlaceholder(name):
		return Model{}
	case b.isPath(name):
		return Model{Path: name}
	case isHubID(name):
		return Model{HubID: name}
	}
	return Model{}
}
