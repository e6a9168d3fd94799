package plan_test

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/meshwise/meshwise/plan"
)

// listed is a world whose meshes are given, legal or not.
type listed struct {
	meshes []plan.Mesh
	legal  bool
}

func (l listed) Meshes(visit func(plan.Mesh) bool) {
	for _, m := range l.meshes {
		if !visit(m) {
			return
		}
	}
}

func (l listed) Legal(plan.Run) (needs []string, ok bool) { return nil, l.legal }

// TestPlanOfAnything plans worlds of drawn meshes, some of which no framework would take.
func TestPlanOfAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := plan.Read(configOf(t))
		run := runOf(t)
		run.MicroBatchSize, run.Schedule = 0, ""
		run.GlobalBatchSize = 1 << rapid.IntRange(0, 14).Draw(t, "batch")
		world := listed{legal: rapid.Bool().Draw(t, "legal")}
		size := func(name string) int64 {
			return rapid.SampledFrom([]int64{0, 1, 2, 4, 8, 3, 64, 1 << 20, -1}).Draw(t, name)
		}
		n := run.Mesh.WorldSize
		if rapid.Bool().Draw(t, "huge") {
			n = plan.MaxWorld
			run.Mesh.WorldSize = n
		}
		for range rapid.IntRange(0, 12).Draw(t, "meshes") {
			world.meshes = append(world.meshes, plan.Mesh{WorldSize: n, TP: size("tp"), PP: size("pp"), CP: size("cp"), EP: size("ep"), DPReplicate: size("replicate")})
		}
		a := m.Plan(plan.Question{Run: run}, world)
		if !reflect.DeepEqual(a, m.Plan(plan.Question{Run: run}, world)) {
			t.Fatal("the same question has two plans")
		}
		if a.Alike > a.Fit || a.Fit+a.CannotFit > a.Legal || len(a.Choices) > a.Fit || (a.Fit > 0) != (len(a.Choices) > 0) {
			t.Fatalf("the counts disagree: %+v", a)
		}
		for _, c := range a.Choices {
			check(t, &c.Estimate)
			if c.Estimate.Fits == plan.CannotFit {
				t.Fatalf("a choice cannot fit: %+v", c.Run)
			}
			if len(c.Why) > 3 {
				t.Fatalf("%d reasons", len(c.Why))
			}
		}
	})
}
