package law

// The strategies: how parameters and gradients are kept consistent over the data-parallel ranks.
const (
	FSDP2        = "fsdp2"
	MegatronFSDP = "megatron_fsdp"
	DDP          = "ddp"
)

// sections is made by a function for each section: the code that makes the table is run once, and as one body of 30 KB it keeps
// a browser's optimizing compiler busy while the page waits for its first verdict. A row is written where it stays.
var sections = []Section{
	{Title: "the mesh", Mesh: true, Settings: made(ofTheMesh)},
	{Title: "whose law", Settings: made(ofTheLaw)},
	{Title: "the machines", Settings: made(ofTheMachines)},
	{Title: "batch and sequence", Settings: made(ofTheBatch)},
	{Title: "the pipeline", Settings: made(ofThePipeline)},
	{Title: "attention and experts", Settings: made(ofAttention)},
	{Title: "precision and optimizer", Settings: made(ofPrecision)},
	{Title: "memory and speed", Settings: made(ofMemory)},
	{Title: "the checkpoint", Settings: made(ofTheCheckpoint)},
}

func ofTheMesh(t *rows) {
	t.word("strategy", "how parameters and gradients are kept consistent over the data-parallel ranks", FSDP2, MegatronFSDP, DDP)
	t.size("world_size", "ranks of the whole job", "world-size", "gpus")
	t.size("pp_size", "ranks of the pipeline: stages of consecutive layers", "pp")
	t.size("dp_size", "data-parallel ranks: dp_replicate_size times dp_shard_size", "dp")
	t.size("dp_replicate_size", "whole copies of the sharded parameters (HSDP)", "dp-replicate")
	t.size("dp_shard_size", "ranks over which parameters, gradients and optimizer states are sharded", "dp-shard")
	t.size("cp_size", "ranks that share one sequence (context parallelism)", "cp")
	t.size("tp_size", "ranks that share each weight matrix (tensor parallelism)", "tp")
	t.size("ep_size", "ranks that share the experts of each mixture-of-experts layer", "ep")
}

func ofTheLaw(t *rows) {
	t.add(Setting{Name: "framework", Kind: Word, Text: "the framework that trains, whose law applies"}) // its words are the frameworks'
	t.add(Setting{Name: "framework_version", Kind: Version, Text: "the version of the framework, else the newest that is known"})
	t.add(Setting{Name: "transformers_version", Kind: Version, Flags: []string{"transformers"}, Text: "the version of transformers that runs, which decides which classes a config means; else the config's own"})
	t.name("model_class", "the class that the model is made of, or that of its config, where the run names another than the config does: its name or its path")
}

func ofTheMachines(t *rows) {
	t.size("nodes", "machines of the job")
	t.size("gpus_per_node", "ranks within one machine")
	t.name("gpu", "the card of every rank", cards()...)
	t.count("card.memory", "GB", 1, 1<<14, "memory of the card, where it is not that of gpu")
	t.count("card.bf16", "TFLOP/s", 1, 1<<20, "peak of dense bfloat16 products")
	t.count("card.fp8", "TFLOP/s", 1, 1<<20, "peak of dense 8-bit products")
	t.count("card.hbm", "GB/s", 1, 1<<20, "bandwidth of the card's memory")
	t.count("card.nvlink", "GB/s", 1, 1<<20, "bandwidth to a card of the same node, one way")
	t.count("card.nic", "GB/s", 1, 1<<20, "bandwidth of a card to another node, one way")
	t.count("card.domain", "ranks", 1, MaxSize, "cards that NVLink joins, where these are not those of a node")
}

func ofTheBatch(t *rows) {
	t.chosen("sequence_length", "tokens", maxTokens, "tokens of one sequence as it enters the model")
	t.count("max_positions", "tokens", 1, maxTokens, "tokens that the framework makes positions for, where that is not the config's number")
	t.chosen("micro_batch_size", "sequences", maxBatch, "sequences of one forward pass of a data-parallel rank; in a pipeline, of one microbatch")
	t.chosen("global_batch_size", "sequences", maxBatch, "sequences of one optimizer step, over all ranks")
	t.chosen("gradient_accumulation", "passes", maxBatch, "forward and backward passes of one optimizer step")
	t.chosen("num_microbatches", "microbatches", maxBatch, "microbatches that a pipeline runs in one pass")
	t.chosen("dynamic_batch", "tokens", maxTokens, "tokens of a rank and forward pass, in place of micro_batch_size")
	t.flag("packing", "several documents share one sequence")
	t.count("samples", "samples", 1, 1<<40, "samples of the data set")
	t.count("epochs", "passes", 1, maxBatch, "passes over the data set")
	t.count("steps", "steps", 1, 1<<40, "optimizer steps of the run")
}

func ofThePipeline(t *rows) {
	t.word("pipeline_schedule", "the schedule of the pipeline",
		"GPipe", "1F1B", "Interleaved1F1B", "LoopedBFS", "InterleavedZeroBubble", "ZBVZeroBubble", "DualPipeV")
	t.count("layers_per_stage", "layers", 1, MaxSize, "layers of one virtual pipeline stage")
	t.count("virtual_stages", "stages", 1, maxLayers, "virtual pipeline stages of a rank")
	t.word("stage_rounding", "how the number of virtual stages is made a multiple of pp_size", "up", "down")
	t.count("first_stage_layers", "layers", 1, maxLayers, "layers of the first stage, where it has its own number")
	t.count("last_stage_layers", "layers", 1, maxLayers, "layers of the last stage, where it has its own number")
	t.count("first_stage_less_layers", "layers", 0, maxLayers, "by how many layers the first stage is lighter, for the embedding")
	t.count("last_stage_less_layers", "layers", 0, maxLayers, "by how many layers the last stage is lighter, for the output head")
	t.add(Setting{Name: "stage_layout", Kind: Layout, Text: "which layers stand on which stage, in the framework's own form"})
}

func ofAttention(t *rows) {
	t.flag("sequence_parallel", "activations between the cut matrices are cut along the sequence, over the tensor-parallel ranks")
	t.name("tp_plan", "a tensor-parallel plan of the run's own, in place of that of the class: its name, its path or its entries")
	t.word("cp_style", "how context parallelism exchanges keys and values",
		"ring", "ulysses", "ulysses_then_ring", "torch_allgather", "torch_alltoall", "ring_varlen_llama3", "p2p", "a2a", "a2a+p2p", "all_gather")
	t.word("attn", "the implementation of attention", "eager", "sdpa", "flex", "flex_attention", "flash", "flash_attention_2", "flash_attention_3",
		"flash_attention_4", "te", "fused", "unfused", "local", "magi", "tilelang", "cudnn", "xformers", "varlen").orAuto().alias("attn-backend")
	t.size("attention_dp_size", "parts of a tensor-parallel group that attend to sequences of their own (attention data parallelism)", "attention-dp")
	t.size("decode_cp_size", "ranks of a tensor-parallel group that share the cache of one sequence while decoding", "decode-cp")
	t.count("redundant_experts", "experts", 0, maxLayers, "copies of experts that even out the load")
	t.size("expert_tensor_parallel_size", "ranks that share each weight matrix of an expert", "expert-tp")
	t.word("dispatcher", "how tokens travel to their experts", "allgather", "alltoall", "flex", "torch", "deepep", "hybridep", "uccl_ep",
		"mok", "minimal_async_ep").orAuto()
	t.flag("ep_in_product", "expert ranks are an axis of their own, and not taken from data parallelism")
	t.word("routing", "how evenly tokens are routed to experts", "balanced", "natural")
}

func ofPrecision(t *rows) {
	t.name("precision.compute", "the number format of matrix products", "fp32", "bf16", "fp16", "bf16_mixed", "fp16_mixed").orAuto()
	t.name("precision.params", "the number format in which the optimizer's parameters are stored", "fp32", "bf16", "fp16").orAuto()
	t.name("precision.reduce", "the number format in which gradients are reduced", "fp32", "bf16", "fp16").orAuto()
	t.name("precision.gradients", "the number format of the main gradient", "fp32", "bf16", "fp16").orAuto()
	t.name("precision.fp8", "the recipe of 8-bit or 4-bit matrix products", "hybrid", "e4m3", "float8", "mxfp8", "nvfp4", "blockwise", "delayed", "tensorwise").orAuto()
	t.flag("precision.tf32", "fp32 products run in TensorFloat-32")
	t.name("optimizer.name", "the optimizer", "adam", "adamw", "sgd", "sgdm", "muon")
	t.count("optimizer.state_bits", "bits", 1, 64, "bits of one optimizer state")
	t.flag("optimizer.offload", "optimizer states are kept in the machine's own memory")
	t.name("peft.type", "the adapter that is trained in place of the model", "none", "lora", "qlora", "dora")
	t.count("peft.rank", "ranks", 1, maxLayers, "rank of the adapter")
	t.add(Setting{Name: "peft.alpha", Kind: Decimal, Text: "scale of the adapter"})
	t.add(Setting{Name: "peft.targets", Kind: Names, Text: "the modules that get an adapter"})
	t.name("quantization.method", "how the frozen weights are quantised", "bitsandbytes", "gptq", "awq", "fp8", "hqq", "torchao")
	t.count("quantization.bits", "bits", 1, 16, "bits of a quantised weight")
	t.count("quantization.group", "weights", 1, maxBatch, "weights that share a scale")
	t.flag("quantization.experts", "the experts are quantised as well")
}

func ofMemory(t *rows) {
	t.word("recompute.mode", "what the backward pass computes again", "none", "selective", "op", "full", "memory_budget").alias("recompute")
	t.word("recompute.method", "which layers are recomputed", "uniform", "block")
	t.count("recompute.layers", "layers", 0, maxLayers, "how many layers are recomputed")
	t.add(Setting{Name: "recompute.modules", Kind: Names, Text: "the modules that are recomputed"})
	t.add(Setting{Name: "offload", Kind: Set, Words: []string{"params", "gradients", "optimizer", "activations"}, Text: "what is kept in the machine's own memory"})
	t.flag("compile", "the model is compiled")
	t.flag("cuda_graphs", "a step is captured as CUDA graphs")
	t.name("fused_loss", "the fused cross entropy", "none", "cut_cross_entropy", "liger", "chunked", "native", "te", "linear", "loss_parallel").orAuto()
	t.word("kernels", "the kernels of norms and activations", "te", "compiled", "native", "eager")
	t.flag("tp_overlap", "tensor-parallel communication overlaps with the products")
	t.word("sharding.engine", "what shards parameters and states", "fsdp1", "fsdp2", "deepspeed", "ddp", "megatron_distributed_optimizer", "megatron_fsdp", "nanotron")
	t.count("sharding.stage", "", 0, 3, "what is sharded: 1 states, 2 gradients too, 3 parameters too (ZeRO)")
	t.name("sharding.policy", "the sharding policy in the engine's own words")
	t.flag("sharding.reshard_after_forward", "gathered parameters are freed after the forward pass")
}

func ofTheCheckpoint(t *rows) {
	t.size("checkpoint_mesh.world_size", "ranks that wrote the checkpoint")
	t.size("checkpoint_mesh.pp_size", "pipeline ranks that wrote the checkpoint")
	t.size("checkpoint_mesh.dp_size", "data-parallel ranks that wrote the checkpoint")
	t.size("checkpoint_mesh.cp_size", "context-parallel ranks that wrote the checkpoint")
	t.size("checkpoint_mesh.tp_size", "tensor-parallel ranks that wrote the checkpoint")
	t.size("checkpoint_mesh.ep_size", "expert-parallel ranks that wrote the checkpoint")
}

// shortForms names, of a group, the member that a value without members means: "recompute": "full".
var shortForms = [][2]string{{"recompute", "mode"}, {"optimizer", "name"}, {"peft", "type"}, {"quantization", "method"}, {"sharding", "engine"}, {"precision", "compute"}}
