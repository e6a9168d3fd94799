"""The types of the settings, for type checkers and editors. Made from the code by `make docs`; do not edit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import SupportsIndex, TypedDict


class Card(TypedDict, total=False):
    """The group `card`."""

    memory: SupportsIndex | None
    """Memory of the card, where it is not that of gpu."""

    bf16: SupportsIndex | None
    """Peak of dense bfloat16 products."""

    fp8: SupportsIndex | None
    """Peak of dense 8-bit products."""

    hbm: SupportsIndex | None
    """Bandwidth of the card's memory."""

    nvlink: SupportsIndex | None
    """Bandwidth to a card of the same node, one way."""

    nic: SupportsIndex | None
    """Bandwidth of a card to another node, one way."""

    domain: SupportsIndex | None
    """Cards that NVLink joins, where these are not those of a node."""


class Precision(TypedDict, total=False):
    """The group `precision`."""

    compute: str | None
    """The number format of matrix products: fp32, bf16, fp16, bf16_mixed, fp16_mixed."""

    params: str | None
    """The number format in which the optimizer's parameters are stored: fp32, bf16, fp16."""

    reduce: str | None
    """The number format in which gradients are reduced: fp32, bf16, fp16."""

    gradients: str | None
    """The number format of the main gradient: fp32, bf16, fp16."""

    fp8: str | None
    """The recipe of 8-bit or 4-bit matrix products: hybrid, e4m3, float8, mxfp8, nvfp4, blockwise, delayed, tensorwise."""

    tf32: bool | None
    """Fp32 products run in TensorFloat-32."""


class Optimizer(TypedDict, total=False):
    """The group `optimizer`."""

    name: str | None
    """The optimizer: adam, adamw, sgd, sgdm, muon."""

    state_bits: SupportsIndex | None
    """Bits of one optimizer state."""

    offload: bool | None
    """Optimizer states are kept in the machine's own memory."""


class Peft(TypedDict, total=False):
    """The group `peft`."""

    type: str | None
    """The adapter that is trained in place of the model: none, lora, qlora, dora."""

    rank: SupportsIndex | None
    """Rank of the adapter."""

    alpha: float | None
    """Scale of the adapter."""

    targets: Iterable[str] | None
    """The modules that get an adapter."""


class Quantization(TypedDict, total=False):
    """The group `quantization`."""

    method: str | None
    """How the frozen weights are quantised: bitsandbytes, gptq, awq, fp8, hqq, torchao."""

    bits: SupportsIndex | None
    """Bits of a quantised weight."""

    group: SupportsIndex | None
    """Weights that share a scale."""

    experts: bool | None
    """The experts are quantised as well."""


class Recompute(TypedDict, total=False):
    """The group `recompute`."""

    mode: str | None
    """What the backward pass computes again: none, selective, op, full, memory_budget."""

    method: str | None
    """Which layers are recomputed: uniform, block."""

    layers: SupportsIndex | None
    """How many layers are recomputed."""

    modules: Iterable[str] | None
    """The modules that are recomputed."""


class Sharding(TypedDict, total=False):
    """The group `sharding`."""

    engine: str | None
    """What shards parameters and states: fsdp1, fsdp2, deepspeed, ddp, megatron_distributed_optimizer, megatron_fsdp,
    nanotron."""

    stage: SupportsIndex | None
    """What is sharded: 1 states, 2 gradients too, 3 parameters too (ZeRO)."""

    policy: str | None
    """The sharding policy in the engine's own words."""

    reshard_after_forward: bool | None
    """Gathered parameters are freed after the forward pass."""


class CheckpointMesh(TypedDict, total=False):
    """The group `checkpoint_mesh`."""

    world_size: SupportsIndex | None
    """Ranks that wrote the checkpoint."""

    pp_size: SupportsIndex | None
    """Pipeline ranks that wrote the checkpoint."""

    dp_size: SupportsIndex | None
    """Data-parallel ranks that wrote the checkpoint."""

    cp_size: SupportsIndex | None
    """Context-parallel ranks that wrote the checkpoint."""

    tp_size: SupportsIndex | None
    """Tensor-parallel ranks that wrote the checkpoint."""

    ep_size: SupportsIndex | None
    """Expert-parallel ranks that wrote the checkpoint."""


class InAWorld(TypedDict, total=False):
    """What may be said of a run beside the ranks of its world: see ``docs/settings.md``. None leaves a setting open."""

    strategy: object
    """How parameters and gradients are kept consistent over the data-parallel ranks: fsdp2, megatron_fsdp, ddp."""

    pp_size: SupportsIndex | None
    """Ranks of the pipeline: stages of consecutive layers."""

    dp_size: SupportsIndex | None
    """Data-parallel ranks: dp_replicate_size times dp_shard_size."""

    dp_replicate_size: SupportsIndex | None
    """Whole copies of the sharded parameters (HSDP)."""

    dp_shard_size: SupportsIndex | None
    """Ranks over which parameters, gradients and optimizer states are sharded."""

    cp_size: SupportsIndex | None
    """Ranks that share one sequence (context parallelism)."""

    tp_size: SupportsIndex | None
    """Ranks that share each weight matrix (tensor parallelism)."""

    ep_size: SupportsIndex | None
    """Ranks that share the experts of each mixture-of-experts layer."""

    framework: str | None
    """The framework that trains, whose law applies: nemo_automodel, torchtitan, megatron, accelerate, transformers,
    deepspeed, vllm, sglang."""

    framework_version: str | None
    """The version of the framework, else the newest that is known."""

    transformers_version: str | None
    """The version of transformers that runs, which decides which classes a config means; else the config's own."""

    model_class: str | None
    """The class that the model is made of, or that of its config, where the run names another than the config does:
    its name or its path."""

    nodes: SupportsIndex | None
    """Machines of the job."""

    gpus_per_node: SupportsIndex | None
    """Ranks within one machine."""

    gpu: str | None
    """The card of every rank: a100, a100-40g, b200, b300, gb200, gb300, h100, h200, l40s, mi300x, rtx4090."""

    sequence_length: SupportsIndex | str | None
    """Tokens of one sequence as it enters the model."""

    max_positions: SupportsIndex | None
    """Tokens that the framework makes positions for, where that is not the config's number."""

    micro_batch_size: SupportsIndex | str | None
    """Sequences of one forward pass of a data-parallel rank; in a pipeline, of one microbatch."""

    global_batch_size: SupportsIndex | str | None
    """Sequences of one optimizer step, over all ranks."""

    gradient_accumulation: SupportsIndex | str | None
    """Forward and backward passes of one optimizer step."""

    num_microbatches: SupportsIndex | str | None
    """Microbatches that a pipeline runs in one pass."""

    dynamic_batch: SupportsIndex | str | None
    """Tokens of a rank and forward pass, in place of micro_batch_size."""

    packing: bool | None
    """Several documents share one sequence."""

    samples: SupportsIndex | None
    """Samples of the data set."""

    epochs: SupportsIndex | None
    """Passes over the data set."""

    steps: SupportsIndex | None
    """Optimizer steps of the run."""

    pipeline_schedule: str | None
    """The schedule of the pipeline: GPipe, 1F1B, Interleaved1F1B, LoopedBFS, InterleavedZeroBubble, ZBVZeroBubble,
    DualPipeV."""

    layers_per_stage: SupportsIndex | None
    """Layers of one virtual pipeline stage."""

    virtual_stages: SupportsIndex | None
    """Virtual pipeline stages of a rank."""

    stage_rounding: str | None
    """How the number of virtual stages is made a multiple of pp_size: up, down."""

    first_stage_layers: SupportsIndex | None
    """Layers of the first stage, where it has its own number."""

    last_stage_layers: SupportsIndex | None
    """Layers of the last stage, where it has its own number."""

    first_stage_less_layers: SupportsIndex | None
    """By how many layers the first stage is lighter, for the embedding."""

    last_stage_less_layers: SupportsIndex | None
    """By how many layers the last stage is lighter, for the output head."""

    stage_layout: str | Iterable[Iterable[str]] | None
    """Which layers stand on which stage, in the framework's own form."""

    sequence_parallel: bool | None
    """Activations between the cut matrices are cut along the sequence, over the tensor-parallel ranks."""

    tp_plan: str | None
    """A tensor-parallel plan of the run's own, in place of that of the class: its name, its path or its entries."""

    cp_style: str | None
    """How context parallelism exchanges keys and values: ring, ulysses, ulysses_then_ring, torch_allgather,
    torch_alltoall, ring_varlen_llama3, p2p, a2a, a2a+p2p, all_gather."""

    attn: str | None
    """The implementation of attention: eager, sdpa, flex, flex_attention, flash, flash_attention_2, flash_attention_3,
    flash_attention_4, te, fused, unfused, local, magi, tilelang, cudnn, xformers, varlen."""

    attention_dp_size: SupportsIndex | None
    """Parts of a tensor-parallel group that attend to sequences of their own (attention data parallelism)."""

    decode_cp_size: SupportsIndex | None
    """Ranks of a tensor-parallel group that share the cache of one sequence while decoding."""

    redundant_experts: SupportsIndex | None
    """Copies of experts that even out the load."""

    expert_tensor_parallel_size: SupportsIndex | None
    """Ranks that share each weight matrix of an expert."""

    dispatcher: str | None
    """How tokens travel to their experts: allgather, alltoall, flex, torch, deepep, hybridep, uccl_ep, mok,
    minimal_async_ep."""

    ep_in_product: bool | None
    """Expert ranks are an axis of their own, and not taken from data parallelism."""

    routing: str | None
    """How evenly tokens are routed to experts: balanced, natural."""

    offload: Iterable[str] | None
    """What is kept in the machine's own memory: params, gradients, optimizer, activations."""

    compile: bool | None
    """The model is compiled."""

    cuda_graphs: bool | None
    """A step is captured as CUDA graphs."""

    fused_loss: str | None
    """The fused cross entropy: none, cut_cross_entropy, liger, chunked, native, te, linear, loss_parallel."""

    kernels: str | None
    """The kernels of norms and activations: te, compiled, native, eager."""

    tp_overlap: bool | None
    """Tensor-parallel communication overlaps with the products."""

    card: Card | None
    """A group of settings."""

    precision: Precision | str | None
    """A group of settings: fp32, bf16, fp16, bf16_mixed, fp16_mixed."""

    optimizer: Optimizer | str | None
    """A group of settings: adam, adamw, sgd, sgdm, muon."""

    peft: Peft | str | None
    """A group of settings: none, lora, qlora, dora."""

    quantization: Quantization | str | None
    """A group of settings: bitsandbytes, gptq, awq, fp8, hqq, torchao."""

    recompute: Recompute | str | None
    """A group of settings: none, selective, op, full, memory_budget."""

    sharding: Sharding | str | None
    """A group of settings: fsdp1, fsdp2, deepspeed, ddp, megatron_distributed_optimizer, megatron_fsdp, nanotron."""

    checkpoint_mesh: CheckpointMesh | None
    """A group of settings."""

    gpus: SupportsIndex | None
    """Another name of `world_size`."""

    pp: SupportsIndex | None
    """Another name of `pp_size`."""

    dp: SupportsIndex | None
    """Another name of `dp_size`."""

    dp_replicate: SupportsIndex | None
    """Another name of `dp_replicate_size`."""

    dp_shard: SupportsIndex | None
    """Another name of `dp_shard_size`."""

    cp: SupportsIndex | None
    """Another name of `cp_size`."""

    tp: SupportsIndex | None
    """Another name of `tp_size`."""

    ep: SupportsIndex | None
    """Another name of `ep_size`."""

    transformers: str | None
    """Another name of `transformers_version`."""

    card_memory: SupportsIndex | None
    """Another name of `card.memory`."""

    card_bf16: SupportsIndex | None
    """Another name of `card.bf16`."""

    card_fp8: SupportsIndex | None
    """Another name of `card.fp8`."""

    card_hbm: SupportsIndex | None
    """Another name of `card.hbm`."""

    card_nvlink: SupportsIndex | None
    """Another name of `card.nvlink`."""

    card_nic: SupportsIndex | None
    """Another name of `card.nic`."""

    card_domain: SupportsIndex | None
    """Another name of `card.domain`."""

    attn_backend: str | None
    """Another name of `attn`."""

    attention_dp: SupportsIndex | None
    """Another name of `attention_dp_size`."""

    decode_cp: SupportsIndex | None
    """Another name of `decode_cp_size`."""

    expert_tp: SupportsIndex | None
    """Another name of `expert_tensor_parallel_size`."""

    precision_compute: str | None
    """Another name of `precision.compute`."""

    precision_params: str | None
    """Another name of `precision.params`."""

    precision_reduce: str | None
    """Another name of `precision.reduce`."""

    precision_gradients: str | None
    """Another name of `precision.gradients`."""

    precision_fp8: str | None
    """Another name of `precision.fp8`."""

    precision_tf32: bool | None
    """Another name of `precision.tf32`."""

    optimizer_name: str | None
    """Another name of `optimizer.name`."""

    optimizer_state_bits: SupportsIndex | None
    """Another name of `optimizer.state_bits`."""

    optimizer_offload: bool | None
    """Another name of `optimizer.offload`."""

    peft_type: str | None
    """Another name of `peft.type`."""

    peft_rank: SupportsIndex | None
    """Another name of `peft.rank`."""

    peft_alpha: float | None
    """Another name of `peft.alpha`."""

    peft_targets: Iterable[str] | None
    """Another name of `peft.targets`."""

    quantization_method: str | None
    """Another name of `quantization.method`."""

    quantization_bits: SupportsIndex | None
    """Another name of `quantization.bits`."""

    quantization_group: SupportsIndex | None
    """Another name of `quantization.group`."""

    quantization_experts: bool | None
    """Another name of `quantization.experts`."""

    recompute_mode: str | None
    """Another name of `recompute.mode`."""

    recompute_method: str | None
    """Another name of `recompute.method`."""

    recompute_layers: SupportsIndex | None
    """Another name of `recompute.layers`."""

    recompute_modules: Iterable[str] | None
    """Another name of `recompute.modules`."""

    sharding_engine: str | None
    """Another name of `sharding.engine`."""

    sharding_stage: SupportsIndex | None
    """Another name of `sharding.stage`."""

    sharding_policy: str | None
    """Another name of `sharding.policy`."""

    sharding_reshard_after_forward: bool | None
    """Another name of `sharding.reshard_after_forward`."""

    checkpoint_mesh_world_size: SupportsIndex | None
    """Another name of `checkpoint_mesh.world_size`."""

    checkpoint_mesh_pp_size: SupportsIndex | None
    """Another name of `checkpoint_mesh.pp_size`."""

    checkpoint_mesh_dp_size: SupportsIndex | None
    """Another name of `checkpoint_mesh.dp_size`."""

    checkpoint_mesh_cp_size: SupportsIndex | None
    """Another name of `checkpoint_mesh.cp_size`."""

    checkpoint_mesh_tp_size: SupportsIndex | None
    """Another name of `checkpoint_mesh.tp_size`."""

    checkpoint_mesh_ep_size: SupportsIndex | None
    """Another name of `checkpoint_mesh.ep_size`."""

    pipeline_parallel: SupportsIndex | None
    """Another name of `pp_size`."""

    data_parallel: SupportsIndex | None
    """Another name of `dp_size`."""

    sharded_data_parallel: SupportsIndex | None
    """Another name of `dp_shard_size`."""

    context_parallel: SupportsIndex | None
    """Another name of `cp_size`."""

    tensor_parallel: SupportsIndex | None
    """Another name of `tp_size`."""

    expert_parallel: SupportsIndex | None
    """Another name of `ep_size`."""

    expert_tensor_parallel: SupportsIndex | None
    """Another name of `expert_tensor_parallel_size`."""


class Settings(InAWorld, total=False):
    """What may be said of a run, as keywords: see ``docs/settings.md``. None leaves a setting open."""

    world_size: SupportsIndex | None
    """Ranks of the whole job."""

    world: SupportsIndex | None
    """Another name of `world_size`."""
