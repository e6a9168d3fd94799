package truth

import (
	"testing"

	"github.com/meshwise/meshwise/plan"
)

// BenchmarkPlan plans Llama-3.1-405B on 1,024 GPUs under Megatron.
func BenchmarkPlan(b *testing.B) {
	m, err := models(b).Get("llama3.1-405b", 8192)
	if err != nil {
		b.Fatal(err)
	}
	card, _ := plan.CardNamed("h100")
	run := plan.Run{Framework: "megatron", Mesh: plan.Mesh{WorldSize: 1024}, SequenceLength: 8192, GlobalBatchSize: 2048, GPU: &card}
	world := Divisible{Model: m, Run: run, Hybrid: true}
	var a plan.Answer
	for b.Loop() {
		a = m.Plan(plan.Question{Run: run}, world)
	}
	b.ReportMetric(float64(a.Legal), "meshes")
	b.ReportMetric(float64(a.Tried), "runs")
}

// TestPlan asks for Llama-3.1-70B on 64 H100.
func TestPlan(t *testing.T) {
	m, err := models(t).Get("llama3-70b", 8192)
	if err != nil {
		t.Fatal(err)
	}
	card, _ := plan.CardNamed("h100")
	run := plan.Run{Framework: "megatron", Mesh: plan.Mesh{WorldSize: 64}, SequenceLength: 8192, GlobalBatchSize: 512, GPU: &card}
	a := m.Plan(plan.Question{Run: run}, Divisible{Model: m, Run: run})
	if len(a.Unknown) > 0 || len(a.Choices) != 10 || a.Alike < 2 || a.CannotFit == 0 || a.Nearest != nil {
		t.Fatalf("%d choices, %d alike, %d cannot fit, unknown %v", len(a.Choices), a.Alike, a.CannotFit, a.Unknown)
	}
	for i, c := range a.Choices {
		e := c.Estimate
		if !e.Memory.Known || !e.Time.Known || e.Fits != plan.Fits && e.Fits != plan.Tight {
			t.Errorf("choice %d: %v %v", i, e.Fits, e.Unknown)
		}
		if c.Run.MicroBatchSize == 0 || c.Run.Recompute.Mode == "" || c.Run.VirtualStages == 0 {
			t.Errorf("choice %d leaves something open: %+v", i, c.Run)
		}
	}
	if len(a.Choices[0].Why) == 0 {
		t.Error("the first choice has no reason")
	}

	run.Mesh.WorldSize, run.GlobalBatchSize = 8, 64
	a = m.Plan(plan.Question{Run: run}, Divisible{Model: m, Run: run})
	if a.Fit != 0 || a.Nearest == nil || a.Lacks <= 0 || len(a.Change) == 0 {
		t.Fatalf("8 GPUs: %d fit, nearest %v, changes %v", a.Fit, a.Nearest, a.Change)
	}

	run.SequenceLength = 0
	if a = m.Plan(plan.Question{Run: run}, Divisible{Model: m, Run: run}); len(a.Unknown) != 1 || a.Unknown[0].What != "sequence_length" {
		t.Fatalf("without a sequence length: %v", a.Unknown)
	}
}
