package plan_test

import (
	"math"
	"reflect"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/plan"
)

// configOf draws a config of a class whose parameters are known, or of one that is not.
func configOf(t *rapid.T) capabilities.Value {
	pow := func(name string, from, to int) int64 { return 1 << rapid.IntRange(from, to).Draw(t, name) }
	var keys []string
	var vals []capabilities.Value
	put := func(key string, n int64) {
		keys, vals = append(keys, key), append(vals, capabilities.IntValue(n))
	}
	class := rapid.SampledFrom([]string{"LlamaForCausalLM", "Qwen3ForCausalLM", "Qwen3MoeForCausalLM", "DeepseekV3ForCausalLM", "GPT2LMHeadModel"}).Draw(t, "class")
	keys, vals = append(keys, "architectures"), append(vals, capabilities.ArrayValue(capabilities.StringValue(class)))
	heads := pow("heads", 2, 7)
	put("hidden_size", heads*pow("head width", 5, 7))
	put("num_attention_heads", heads)
	put("num_key_value_heads", min(heads, pow("kv", 0, 4)))
	put("num_hidden_layers", int64(rapid.IntRange(1, 130).Draw(t, "layers")))
	put("vocab_size", pow("vocabulary", 8, 18))
	put("intermediate_size", pow("ffn", 8, 16))
	return capabilities.ObjectValue(keys, vals)
}

var cardNames = []string{"a100", "h100", "b200", "gb300", "mi300x"}

func runOf(t *rapid.T) plan.Run {
	size := func(name string, most int) int64 { return 1 << rapid.IntRange(0, most).Draw(t, name) }
	mesh := plan.Mesh{TP: size("tp", 4), PP: size("pp", 4), CP: size("cp", 3), EP: size("ep", 3)}
	dp := size("dp", 8)
	mesh.WorldSize = mesh.TP * mesh.PP * mesh.CP * dp
	card, _ := plan.CardNamed(rapid.SampledFrom(cardNames).Draw(t, "card"))
	word := func(name string, words ...string) string { return rapid.SampledFrom(append(words, "")).Draw(t, name) }
	mbs := size("mbs", 4)
	return plan.Run{
		Framework:       word("framework", "megatron", "torchtitan", "nemo_automodel"),
		Mesh:            mesh,
		Strategy:        plan.Strategy(word("strategy", "fsdp2", "megatron", "megatron_ddp", "megatron_fsdp", "ddp", "zero1", "zero2", "zero3")),
		SequenceLength:  size("sequence", 17) * 128,
		MicroBatchSize:  mbs,
		GlobalBatchSize: dp * mbs * size("microbatches", 6),
		Recompute:       plan.Recompute{Mode: word("recompute", "none", "selective", "op", "full")},
		Kernels:         word("kernels", "te", "compiled", "eager"),
		Loss:            word("loss", "eager", "fused", "linear"),
		Params:          word("params", "float32", "bfloat16"),
		Optimizer:       word("optimizer", "adamw", "adamw8bit", "sgd"),
		GPU:             &card,
	}
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) && x >= 0 }

func check(t *rapid.T, e *plan.Estimate) {
	for _, i := range []plan.Interval{e.Memory.Allocated, e.Memory.Device, e.Time.Step, e.Time.Tokens} {
		if !finite(i.Low) || !finite(i.Mid) || !finite(i.High) {
			t.Fatalf("an interval is no number: %v", i)
		}
		if i.Low > i.Mid || i.Mid > i.High {
			t.Fatalf("an interval does not hold its middle: %v", i)
		}
	}
	for _, s := range e.Memory.Stages {
		for _, x := range []float64{s.Weights, s.Gradients, s.Optimizer, s.Gathered, s.Activations, s.Recompute, s.Working, s.Logits, s.Placeholders, s.Allocated} {
			if !finite(x) {
				t.Fatalf("a stage is no number: %+v", s)
			}
		}
		sum := s.Weights + s.Optimizer + s.Gathered + s.Placeholders
		if !s.NoGradients {
			sum += s.Gradients
		}
		if !s.NoActivations {
			sum += s.Activations
		}
		if s.AtLoss {
			sum += s.Logits
		} else {
			sum += s.Recompute + s.Working
		}
		if math.Abs(sum-s.Allocated) > 1e-9*sum {
			t.Fatalf("the parts at the peak are not what is allocated: %v, %+v", sum, s)
		}
		if d := s.Device; d.Low > d.Mid || d.Mid > d.High || d.High > e.Memory.Device.High || d.Mid > e.Memory.Device.Mid {
			t.Fatalf("a stage needs more than the fullest: %+v, %+v", d, e.Memory.Device)
		}
	}
	if at := e.Memory.Fullest; len(e.Memory.Stages) > 0 && e.Memory.Stages[at].Device.Mid != e.Memory.Device.Mid {
		t.Fatalf("the fullest stage is %d: %+v, %+v", at, e.Memory.Stages[at].Device, e.Memory.Device)
	}
}

func TestMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := plan.Read(configOf(t))
		run := runOf(t)
		e := m.Estimate(run)
		check(t, &e)
		if again := m.Estimate(run); !reflect.DeepEqual(e, again) {
			t.Fatal("the same run has two estimates")
		}
		if len(e.Memory.Stages) == 0 {
			return
		}
		more := run
		what := rapid.SampledFrom([]string{"sequence", "microbatch"}).Draw(t, "more")
		if what == "sequence" {
			more.SequenceLength *= 2
		} else {
			more.MicroBatchSize *= 2
			more.GlobalBatchSize *= 2
		}
		f := m.Estimate(more)
		check(t, &f)
		if len(f.Memory.Stages) > 0 && f.Memory.Allocated.Mid < e.Memory.Allocated.Mid {
			t.Fatalf("twice the %s takes less: %v, %v", what, e.Memory.Allocated, f.Memory.Allocated)
		}
		// Where the host is the slowest, more work takes no longer, and hides more communication.
		if f.Time.Known && e.Time.Known && f.Time.Step.Mid < e.Time.Step.Mid*.99 {
			t.Fatalf("twice the %s is faster: %v, %v", what, e.Time.Step, f.Time.Step)
		}
		fewer := run
		if dp := run.Mesh.DP(); dp%2 == 0 {
			fewer.Mesh.WorldSize /= 2
			g := m.Estimate(fewer)
			check(t, &g)
			for i := range g.Memory.Stages {
				if less, all := g.Memory.Stages[i].States(), e.Memory.Stages[i].States(); less < all*(1-1e-12) {
					t.Fatalf("half of the ranks lower the states of stage %d: %v, %v", i, all, less)
				}
			}
		}
	})
}

// TestHostile reads configs whose keys hold anything, and runs of any size.
func TestHostile(t *testing.T) {
	keys := []string{
		"hidden_size", "num_hidden_layers", "num_attention_heads", "num_key_value_heads", "vocab_size", "intermediate_size", "head_dim",
		"num_experts", "n_routed_experts", "num_local_experts", "num_experts_per_tok", "moe_intermediate_size", "layer_types", "layers_block_type",
		"hybrid_override_pattern", "first_k_dense_replace", "mlp_only_layers", "decoder_sparse_step", "q_lora_rank", "kv_lora_rank", "tie_word_embeddings",
		"mamba_num_heads", "expand", "num_nextn_predict_layers", "sliding_window", "attn_layer_indices", "text_config", "n_inner", "n_embd",
	}
	classes := []string{
		"LlamaForCausalLM", "Qwen3NextForCausalLM", "DeepseekV3ForCausalLM", "NemotronHForCausalLM", "BambaForCausalLM", "GPT2LMHeadModel", "JambaForCausalLM",
		"MistralModel", "FalconMambaForCausalLM", "NoSuchClass", "",
	}
	number := rapid.OneOf(rapid.Int64Range(-3, 200), rapid.SampledFrom([]int64{0, 1 << 20, 1 << 24, 1 << 31, 1 << 40, capabilities.MaxInteger, -capabilities.MaxInteger}))
	rapid.Check(t, func(t *rapid.T) {
		var any func(depth int) capabilities.Value
		any = func(depth int) capabilities.Value {
			switch rapid.IntRange(0, 9).Draw(t, "kind") {
			case 0:
				return capabilities.NullValue()
			case 1:
				return capabilities.BoolValue(rapid.Bool().Draw(t, "bool"))
			case 2:
				return capabilities.StringValue(rapid.SampledFrom([]string{"", "M*E-", "auto", "full_attention", "x", "é"}).Draw(t, "text"))
			case 3:
				return capabilities.FloatValue(rapid.SampledFrom([]string{"0.1", "1e308", "-1.5"}).Draw(t, "float"))
			case 4:
				if depth > 2 {
					return capabilities.ArrayValue()
				}
				var list []capabilities.Value
				for range rapid.IntRange(0, 6).Draw(t, "n") {
					list = append(list, any(depth+1))
				}
				return capabilities.ArrayValue(list...)
			case 5:
				return capabilities.OpaqueValue("Thing")
			default:
				return capabilities.IntValue(number.Draw(t, "number"))
			}
		}
		names := []string{"architectures", "model_type"}
		vals := []capabilities.Value{
			capabilities.ArrayValue(capabilities.StringValue(rapid.SampledFrom(classes).Draw(t, "class"))),
			capabilities.StringValue(rapid.SampledFrom([]string{"llama", "qwen3_moe", "?"}).Draw(t, "type")),
		}
		for _, k := range keys {
			if rapid.Bool().Draw(t, k) {
				names, vals = append(names, k), append(vals, any(0))
			}
		}
		m := plan.Read(capabilities.ObjectValue(names, vals))
		n := func(name string) int64 { return number.Draw(t, name) }
		run := runOf(t)
		if rapid.Bool().Draw(t, "odd run") {
			run.Mesh = plan.Mesh{WorldSize: n("world"), TP: n("tp"), PP: n("pp"), CP: n("cp"), EP: n("ep"), ExpertTP: n("etp"), DPReplicate: n("replicate")}
			run.SequenceLength, run.MicroBatchSize, run.GlobalBatchSize, run.VirtualStages = n("sequence"), n("mbs"), n("gbs"), n("virtual")
			run.Schedule = rapid.SampledFrom([]string{"", "1F1B", "GPipe", "nonsense"}).Draw(t, "schedule")
		}
		e := m.Estimate(run)
		check(t, &e)
		if !m.Known() && (e.Fits != plan.NotKnown || len(e.Unknown) == 0) {
			t.Fatalf("a model that is not known has an estimate: %v", e)
		}
	})
}

// TestBounds estimates the largest that is looked at.
func TestBounds(t *testing.T) {
	llama := capabilities.ObjectValue([]string{"architectures"}, []capabilities.Value{capabilities.ArrayValue(capabilities.StringValue("LlamaForCausalLM"))})
	m := plan.Read(llama)
	card, _ := plan.CardNamed("h100")
	run := plan.Run{Mesh: plan.Mesh{WorldSize: plan.MaxWorld, TP: 32, CP: 1 << 10}, SequenceLength: plan.MaxSequence, MicroBatchSize: 1, GlobalBatchSize: 1 << 30, GPU: &card}
	e := m.Estimate(run)
	if len(e.Unknown) > 0 || !e.Time.Known || !finite(e.Time.Step.High) {
		t.Fatalf("%v %v", e.Unknown, e.Time)
	}
	run.Mesh.WorldSize *= 2
	if e := m.Estimate(run); len(e.Unknown) == 0 || e.Unknown[0].What != "world_size" {
		t.Fatalf("a world of %s: %v", strconv.Itoa(plan.MaxWorld*2), e.Unknown)
	}
}
