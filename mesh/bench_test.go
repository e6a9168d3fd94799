package mesh

import (
	"testing"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/mesh/law"
)

// llama is the numbers of a model of 70 billion parameters.
func llama() *Model {
	n := capabilities.IntValue
	return NewModel(capabilities.FactsOf(map[string]capabilities.Value{
		"_tp_plan": capabilities.ObjectValue([]string{"layers.*"}, []capabilities.Value{capabilities.StringValue("colwise")}),
		"config": capabilities.ObjectValue(
			[]string{"model_type", "num_attention_heads", "num_key_value_heads", "num_hidden_layers", "hidden_size", "intermediate_size", "vocab_size", "tie_word_embeddings"},
			[]capabilities.Value{capabilities.StringValue("llama"), n(64), n(8), n(80), n(8192), n(28672), n(128256), capabilities.BoolValue(false)}),
	}))
}

func runOf(b *testing.B, sizes map[string]int64) (run Run) {
	b.Helper()
	for name, n := range sizes {
		run = run.With(law.Must(name), n)
	}
	return run
}

func BenchmarkValidate(b *testing.B) {
	m, run := llama(), runOf(b, map[string]int64{"tp_size": 8, "pp_size": 4, "world_size": 256})
	for b.Loop() {
		if _, err := Validate(m, run, 0); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRefuse(b *testing.B) {
	m, run := llama(), runOf(b, map[string]int64{"tp_size": 16, "pp_size": 4, "world_size": 256})
	for b.Loop() {
		if _, err := Validate(m, run, 3); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMeshes(b *testing.B) {
	m, run := llama(), runOf(b, map[string]int64{"world_size": 1024})
	for b.Loop() {
		if _, err := Meshes(m, run, 1000); err != nil {
			b.Fatal(err)
		}
	}
}
