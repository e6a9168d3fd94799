package plan

// defaults are what a framework does where the user says nothing.
type defaults struct {
	strategy strategy
	kernels  kernels
	loss     loss
	params   int  // place in float32, bfloat16
	sp       bool // sequence parallelism with tensor parallelism
	overlap  bool // tensor-parallel communication is overlapped
}

// defaultsOf gives the defaults of a framework.
//
//	framework               | states | kernels  | loss     | storage  | sequence parallel | source
//	------------------------+--------+----------+----------+----------+-------------------+-------------------------------
//	megatron                | dist.  | te       | megatron | -        | off               | megatron/training/arguments.py
//	torchtitan              | fsdp2  | compiled | eager    | float32  | on                | torchtitan job_config.py
//	nemo_automodel          | fsdp2  | eager    | eager    | bfloat16 | on                | its recipes: MaskedCrossEntropy
//	deepspeed               | zero3  | eager    | eager    | bfloat16 | -                 | HF Trainer keeps logits
//	transformers, others    | fsdp2  | eager    | eager    | bfloat16 | on                | the same
func defaultsOf(framework string) defaults {
	switch framework {
	case "megatron", "megatron_bridge", "nemo":
		return defaults{strategy: megatron, kernels: transformerEngine, loss: lossMegatron, params: 1}
	case "torchtitan":
		return defaults{strategy: fsdp2, kernels: compiled, loss: lossEager, params: 0, sp: true}
	case "deepspeed":
		return defaults{strategy: zero3, kernels: eager, loss: lossEager, params: 1, sp: true}
	}
	return defaults{strategy: fsdp2, kernels: eager, loss: lossEager, params: 1, sp: true}
}
