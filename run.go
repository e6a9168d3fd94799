// Made from the table of settings by `make docs`; DO NOT EDIT.

package meshwise

// Run is a training run: what its user decides of it. What is left out is not said: the framework fills it in, or the verdict
// names it as open. See docs/settings.md.
type Run struct {
	// How parameters and gradients are kept consistent over the data-parallel ranks: fsdp2, megatron_fsdp, ddp.
	Strategy string `run:"mesh.strategy"`
	// Ranks of the whole job; ranks.
	WorldSize Count `run:"mesh.world_size"`
	// Ranks of the pipeline: stages of consecutive layers; ranks.
	PPSize Count `run:"mesh.pp_size"`
	// Data-parallel ranks: dp_replicate_size times dp_shard_size; ranks.
	DPSize Count `run:"mesh.dp_size"`
	// Whole copies of the sharded parameters (HSDP); ranks.
	DPReplicateSize Count `run:"mesh.dp_replicate_size"`
	// Ranks over which parameters, gradients and optimizer states are sharded; ranks.
	DPShardSize Count `run:"mesh.dp_shard_size"`
	// Ranks that share one sequence (context parallelism); ranks.
	CPSize Count `run:"mesh.cp_size"`
	// Ranks that share each weight matrix (tensor parallelism); ranks.
	TPSize Count `run:"mesh.tp_size"`
	// Ranks that share the experts of each mixture-of-experts layer; ranks.
	EPSize Count `run:"mesh.ep_size"`
	// The framework that trains, whose law applies: nemo_automodel, torchtitan, megatron, accelerate, transformers, deepspeed, vllm, sglang.
	Framework string `run:"run.framework"`
	// The version of the framework, else the newest that is known.
	FrameworkVersion string `run:"run.framework_version"`
	// The version of transformers that runs, which decides which classes a config means; else the config's own.
	TransformersVersion string `run:"run.transformers_version"`
	// The class that the model is made of, or that of its config, where the run names another than the config does: its name or its path.
	ModelClass string `run:"run.model_class"`
	// Machines of the job; ranks.
	Nodes Count `run:"run.nodes"`
	// Ranks within one machine; ranks.
	GPUsPerNode Count `run:"run.gpus_per_node"`
	// The card of every rank: a100, a100-40g, b200, b300, gb200, gb300, h100, h200, l40s, mi300x, rtx4090.
	GPU string `run:"run.gpu"`
	// Tokens of one sequence as it enters the model; or auto; tokens.
	SequenceLength Count `run:"run.sequence_length"`
	// Tokens that the framework makes positions for, where that is not the config's number; tokens.
	MaxPositions Count `run:"run.max_positions"`
	// Sequences of one forward pass of a data-parallel rank; in a pipeline, of one microbatch; or auto; sequences.
	MicroBatchSize Count `run:"run.micro_batch_size"`
	// Sequences of one optimizer step, over all ranks; or auto; sequences.
	GlobalBatchSize Count `run:"run.global_batch_size"`
	// Forward and backward passes of one optimizer step; or auto; passes.
	GradientAccumulation Count `run:"run.gradient_accumulation"`
	// Microbatches that a pipeline runs in one pass; or auto; microbatches.
	NumMicrobatches Count `run:"run.num_microbatches"`
	// Tokens of a rank and forward pass, in place of micro_batch_size; or auto; tokens.
	DynamicBatch Count `run:"run.dynamic_batch"`
	// Several documents share one sequence.
	Packing *bool `run:"run.packing"`
	// Samples of the data set; samples.
	Samples Count `run:"run.samples"`
	// Passes over the data set; passes.
	Epochs Count `run:"run.epochs"`
	// Optimizer steps of the run; steps.
	Steps Count `run:"run.steps"`
	// The schedule of the pipeline: GPipe, 1F1B, Interleaved1F1B, LoopedBFS, InterleavedZeroBubble, ZBVZeroBubble, DualPipeV.
	PipelineSchedule string `run:"run.pipeline_schedule"`
	// Layers of one virtual pipeline stage; layers.
	LayersPerStage Count `run:"run.layers_per_stage"`
	// Virtual pipeline stages of a rank; stages.
	VirtualStages Count `run:"run.virtual_stages"`
	// How the number of virtual stages is made a multiple of pp_size: up, down.
	StageRounding string `run:"run.stage_rounding"`
	// Layers of the first stage, where it has its own number; layers.
	FirstStageLayers Count `run:"run.first_stage_layers"`
	// Layers of the last stage, where it has its own number; layers.
	LastStageLayers Count `run:"run.last_stage_layers"`
	// By how many layers the first stage is lighter, for the embedding; layers.
	FirstStageLessLayers *Count `run:"run.first_stage_less_layers"`
	// By how many layers the last stage is lighter, for the output head; layers.
	LastStageLessLayers *Count `run:"run.last_stage_less_layers"`
	// Which layers stand on which stage, in the framework's own form.
	StageLayout Layout `run:"run.stage_layout"`
	// Activations between the cut matrices are cut along the sequence, over the tensor-parallel ranks.
	SequenceParallel *bool `run:"run.sequence_parallel"`
	// A tensor-parallel plan of the run's own, in place of that of the class: its name, its path or its entries.
	TPPlan string `run:"run.tp_plan"`
	// How context parallelism exchanges keys and values: ring, ulysses, ulysses_then_ring, torch_allgather, torch_alltoall, ring_varlen_llama3, p2p, a2a, a2a+p2p, all_gather.
	CPStyle string `run:"run.cp_style"`
	// The implementation of attention: eager, sdpa, flex, flex_attention, flash, flash_attention_2, flash_attention_3, flash_attention_4, te, fused, unfused, local, magi, tilelang, cudnn, xformers, varlen; or auto.
	Attn string `run:"run.attn"`
	// Parts of a tensor-parallel group that attend to sequences of their own (attention data parallelism); ranks.
	AttentionDPSize Count `run:"run.attention_dp_size"`
	// Ranks of a tensor-parallel group that share the cache of one sequence while decoding; ranks.
	DecodeCPSize Count `run:"run.decode_cp_size"`
	// Copies of experts that even out the load; experts.
	RedundantExperts *Count `run:"run.redundant_experts"`
	// Ranks that share each weight matrix of an expert; ranks.
	ExpertTensorParallelSize Count `run:"run.expert_tensor_parallel_size"`
	// How tokens travel to their experts: allgather, alltoall, flex, torch, deepep, hybridep, uccl_ep, mok, minimal_async_ep; or auto.
	Dispatcher string `run:"run.dispatcher"`
	// Expert ranks are an axis of their own, and not taken from data parallelism.
	EPInProduct *bool `run:"run.ep_in_product"`
	// How evenly tokens are routed to experts: balanced, natural.
	Routing string `run:"run.routing"`
	// What is kept in the machine's own memory: params, gradients, optimizer, activations.
	Offload []string `run:"run.offload"`
	// The model is compiled.
	Compile *bool `run:"run.compile"`
	// A step is captured as CUDA graphs.
	CudaGraphs *bool `run:"run.cuda_graphs"`
	// The fused cross entropy: none, cut_cross_entropy, liger, chunked, native, te, linear, loss_parallel; or auto.
	FusedLoss string `run:"run.fused_loss"`
	// The kernels of norms and activations: te, compiled, native, eager.
	Kernels string `run:"run.kernels"`
	// Tensor-parallel communication overlaps with the products.
	TPOverlap *bool `run:"run.tp_overlap"`

	Card Card `run:"run.card"`

	Precision Precision `run:"run.precision"`

	Optimizer Optimizer `run:"run.optimizer"`

	PEFT PEFT `run:"run.peft"`

	Quantization Quantization `run:"run.quantization"`

	Recompute Recompute `run:"run.recompute"`

	Sharding Sharding `run:"run.sharding"`

	CheckpointMesh CheckpointMesh `run:"run.checkpoint_mesh"`
}

// Card is the group `card` of settings.
type Card struct {
	// Memory of the card, where it is not that of gpu; GB.
	Memory Count `run:"memory"`
	// Peak of dense bfloat16 products; TFLOP/s.
	BF16 Count `run:"bf16"`
	// Peak of dense 8-bit products; TFLOP/s.
	FP8 Count `run:"fp8"`
	// Bandwidth of the card's memory; GB/s.
	HBM Count `run:"hbm"`
	// Bandwidth to a card of the same node, one way; GB/s.
	NVLink Count `run:"nvlink"`
	// Bandwidth of a card to another node, one way; GB/s.
	NIC Count `run:"nic"`
	// Cards that NVLink joins, where these are not those of a node; ranks.
	Domain Count `run:"domain"`
}

// Precision is the group `precision` of settings.
type Precision struct {
	// The number format of matrix products: fp32, bf16, fp16, bf16_mixed, fp16_mixed; or auto.
	Compute string `run:"compute"`
	// The number format in which the optimizer's parameters are stored: fp32, bf16, fp16; or auto.
	Params string `run:"params"`
	// The number format in which gradients are reduced: fp32, bf16, fp16; or auto.
	Reduce string `run:"reduce"`
	// The number format of the main gradient: fp32, bf16, fp16; or auto.
	Gradients string `run:"gradients"`
	// The recipe of 8-bit or 4-bit matrix products: hybrid, e4m3, float8, mxfp8, nvfp4, blockwise, delayed, tensorwise; or auto.
	FP8 string `run:"fp8"`
	// Fp32 products run in TensorFloat-32.
	Tf32 *bool `run:"tf32"`
}

// Optimizer is the group `optimizer` of settings.
type Optimizer struct {
	// The optimizer: adam, adamw, sgd, sgdm, muon.
	Name string `run:"name"`
	// Bits of one optimizer state; bits.
	StateBits Count `run:"state_bits"`
	// Optimizer states are kept in the machine's own memory.
	Offload *bool `run:"offload"`
}

// PEFT is the group `peft` of settings.
type PEFT struct {
	// The adapter that is trained in place of the model: none, lora, qlora, dora.
	Type string `run:"type"`
	// Rank of the adapter; ranks.
	Rank Count `run:"rank"`
	// Scale of the adapter.
	Alpha *float64 `run:"alpha"`
	// The modules that get an adapter.
	Targets []string `run:"targets"`
}

// Quantization is the group `quantization` of settings.
type Quantization struct {
	// How the frozen weights are quantised: bitsandbytes, gptq, awq, fp8, hqq, torchao.
	Method string `run:"method"`
	// Bits of a quantised weight; bits.
	Bits Count `run:"bits"`
	// Weights that share a scale; weights.
	Group Count `run:"group"`
	// The experts are quantised as well.
	Experts *bool `run:"experts"`
}

// Recompute is the group `recompute` of settings.
type Recompute struct {
	// What the backward pass computes again: none, selective, op, full, memory_budget.
	Mode string `run:"mode"`
	// Which layers are recomputed: uniform, block.
	Method string `run:"method"`
	// How many layers are recomputed; layers.
	Layers *Count `run:"layers"`
	// The modules that are recomputed.
	Modules []string `run:"modules"`
}

// Sharding is the group `sharding` of settings.
type Sharding struct {
	// What shards parameters and states: fsdp1, fsdp2, deepspeed, ddp, megatron_distributed_optimizer, megatron_fsdp, nanotron.
	Engine string `run:"engine"`
	// What is sharded: 1 states, 2 gradients too, 3 parameters too (ZeRO).
	Stage *Count `run:"stage"`
	// The sharding policy in the engine's own words.
	Policy string `run:"policy"`
	// Gathered parameters are freed after the forward pass.
	ReshardAfterForward *bool `run:"reshard_after_forward"`
}

// CheckpointMesh is the group `checkpoint_mesh` of settings.
type CheckpointMesh struct {
	// Ranks that wrote the checkpoint; ranks.
	WorldSize Count `run:"world_size"`
	// Pipeline ranks that wrote the checkpoint; ranks.
	PPSize Count `run:"pp_size"`
	// Data-parallel ranks that wrote the checkpoint; ranks.
	DPSize Count `run:"dp_size"`
	// Context-parallel ranks that wrote the checkpoint; ranks.
	CPSize Count `run:"cp_size"`
	// Tensor-parallel ranks that wrote the checkpoint; ranks.
	TPSize Count `run:"tp_size"`
	// Expert-parallel ranks that wrote the checkpoint; ranks.
	EPSize Count `run:"ep_size"`
}
