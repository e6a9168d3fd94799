package truth

import (
	"math"
	"os"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/plan"
)

const (
	testdata = "../testdata/"
	configs  = "../../tests/fixtures/configs"
)

func models(t testing.TB) *Models {
	t.Helper()
	m, err := LoadModels(testdata+"models.json", configs)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// vector is a worked case: its run in the short names of tables, and every intermediate.
type vector struct {
	Name, Model string
	Run         struct {
		GPU, Precision, Optimizer, Recompute, Kernels, Loss, Strategy, Schedule string
		ParamsDtype                                                             string  `json:"params_dtype"`
		GradBytes                                                               float64 `json:"grad_bytes"`
		N, TP, PP, CP, EP, ETP, VPP, MBS, GBS, Seq                              int64
		DPReplicate                                                             int64 `json:"dp_replicate"`
		TPOverlap                                                               bool  `json:"tp_overlap"`
		SP                                                                      bool
	}
	Parameters int64
	Memory     []map[string]float64
	Step       float64
	Tokens     float64 `json:"tokens_per_second_per_gpu"`
	FLOPs      float64 `json:"flops_per_token"`
	TFLOPS     float64 `json:"model_tflops"`
	Parts      struct {
		Compute, Bubble, P2P, Optimizer float64
		DPExposed                       float64 `json:"dp_exposed"`
		DPTotal                         float64 `json:"dp_total"`
		Parts                           map[string]float64
	}
}

func (v *vector) run(t *testing.T) plan.Run {
	r := v.Run
	card, ok := plan.CardNamed(r.GPU)
	if !ok {
		t.Fatalf("no card %q", r.GPU)
	}
	is := func(yes bool) capabilities.Truth {
		if yes {
			return capabilities.Yes
		}
		return capabilities.No
	}
	run := plan.Run{
		Mesh:     plan.Mesh{WorldSize: r.N, TP: r.TP, PP: r.PP, CP: r.CP, EP: r.EP, ExpertTP: r.ETP, DPReplicate: r.DPReplicate},
		Strategy: plan.Strategy(r.Strategy), SequenceLength: r.Seq, MicroBatchSize: r.MBS, GlobalBatchSize: r.GBS, VirtualStages: r.VPP,
		Schedule: r.Schedule, SequenceParallel: is(r.SP), Params: map[string]string{"fp32": "float32", "bf16": "bfloat16"}[r.ParamsDtype],
		Gradients: map[float64]string{0: "", 2: "bfloat16", 4: "float32"}[r.GradBytes], Compute: "bfloat16", Optimizer: r.Optimizer,
		Recompute: recompute(r.Recompute), Kernels: r.Kernels, Loss: r.Loss, TPOverlap: is(r.TPOverlap), Routing: "balanced", GPU: &card,
		WideAccumulation: is(r.ParamsDtype == "fp32"),
	}
	if run.Strategy == plan.Megatron && run.Gradients == "" {
		run.Gradients = "float32"
	}
	return run
}

func TestVectors(t *testing.T) {
	text, err := os.ReadFile(testdata + "vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []vector
	if err := json.Unmarshal(text, &vectors, json.MatchCaseInsensitiveNames(true)); err != nil {
		t.Fatal(err)
	}
	if len(vectors) == 0 {
		t.Fatal("no vectors")
	}
	all := models(t)
	for _, v := range vectors {
		t.Run(v.Name, func(t *testing.T) {
			m, err := all.Get(v.Model, v.Run.Seq)
			if err != nil {
				t.Fatal(err)
			}
			if n, ok := m.Parameters(); !ok || n != v.Parameters {
				t.Errorf("parameters %d %v, want %d", n, ok, v.Parameters)
			}
			e := m.Estimate(v.run(t))
			if len(e.Unknown) > 0 {
				t.Fatalf("unknown: %v", e.Unknown)
			}
			if len(e.Memory.Stages) != len(v.Memory) {
				t.Fatalf("%d stages, want %d", len(e.Memory.Stages), len(v.Memory))
			}
			for i, want := range v.Memory {
				s := &e.Memory.Stages[i]
				same(t, "params", s.Parameters, want["params"])
				same(t, "states", s.States(), want["states"])
				same(t, "gathered", s.Gathered, want["gathered"])
				same(t, "activations", s.Activations, want["activations"])
				same(t, "recompute", s.Recompute, want["recompute"])
				same(t, "working", s.Working, want["working"])
				same(t, "logits", s.Logits, want["logits"])
				same(t, "placeholders", s.Placeholders, want["placeholders"])
				same(t, "allocated", s.Allocated, want["allocated"])
			}
			d := e.Time.Duration
			same(t, "compute", d.Compute, v.Parts.Compute)
			same(t, "bubble", d.Bubble, v.Parts.Bubble)
			same(t, "p2p", d.P2P, v.Parts.P2P)
			same(t, "dp_total", d.DP, v.Parts.DPTotal)
			same(t, "dp_exposed", d.Exposed, v.Parts.DPExposed)
			same(t, "optimizer", d.Optimizer, v.Parts.Optimizer)
			got := map[string]float64{
				"matmul": d.Parts.Matmul, "attention": d.Parts.Attention, "experts": d.Parts.Experts, "elementwise": d.Parts.Elementwise,
				"tp": d.Parts.TP, "cp": d.Parts.CP, "ep": d.Parts.EP, "head": d.Parts.Head, "recompute": d.Parts.Recompute,
			}
			for name, want := range v.Parts.Parts {
				same(t, name, got[name], want)
			}
			same(t, "step", e.Time.Step.Mid, v.Step)
			same(t, "tokens", e.Time.Tokens.Mid, v.Tokens)
			same(t, "flops a token", e.Time.FLOPsPerToken, v.FLOPs)
			same(t, "model TFLOPS", e.Time.FLOPs/1e12, v.TFLOPS)
		})
	}
}

func same(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9*math.Max(1, math.Abs(want)) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}
