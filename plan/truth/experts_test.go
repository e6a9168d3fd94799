package truth

import (
	"testing"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/plan"
)

// TestExpertTensorParallel holds what ranks that share experts keep and send against Megatron-Core's token dispatcher: what
// enters an expert is gathered, so that it is whole on each of them, and its products are cut.
func TestExpertTensorParallel(t *testing.T) {
	const (
		hidden, chosen, layers = 4096, 2, 32 // of Mixtral-8x7B
		sequence, tp           = 4096, 2
	)
	m, err := models(t).Get("mixtral-8x7b", sequence)
	if err != nil {
		t.Fatal(err)
	}
	card, _ := plan.CardNamed("h100")
	estimate := func(etp int64) (*plan.Stage, *plan.Parts) {
		e := m.Estimate(plan.Run{
			Mesh:     plan.Mesh{WorldSize: 64, TP: tp, PP: 1, CP: 1, EP: 4, ExpertTP: etp, DPReplicate: 1},
			Strategy: plan.Megatron, SequenceLength: sequence, MicroBatchSize: 1, GlobalBatchSize: 64, SequenceParallel: capabilities.Yes,
			Params: "bfloat16", Gradients: "float32", Compute: "bfloat16", Optimizer: "adamw", Kernels: "te", Loss: "fused",
			Routing: "balanced", GPU: &card,
		})
		if len(e.Unknown) > 0 {
			t.Fatalf("unknown: %v", e.Unknown)
		}
		return &e.Memory.Stages[0], &e.Time.Duration.Parts
	}
	whole, alone := estimate(1)
	shared, together := estimate(tp)
	same(t, "bytes kept", shared.Activations-whole.Activations, layers*chosen*2*hidden*(tp-1)/tp*sequence)
	if together.EP <= alone.EP {
		t.Errorf("the gather of an expert's tokens takes no time: %g s shared, %g s whole", together.EP, alone.EP)
	}
}
