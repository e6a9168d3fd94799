package mesh

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/meshwise/meshwise/capabilities"
)

// genFacts generates the facts of a model: any of its numbers and flags known, null or not observed.
func genFacts(t *rapid.T) capabilities.Facts {
	facts := capabilities.Facts{}
	var keys []string
	var vals []capabilities.Value
	add := func(key string, v capabilities.Value) { keys, vals = append(keys, key), append(vals, v) }
	number := func(key string, from []int) {
		switch n := rapid.SampledFrom(append([]int{-1, -2}, from...)).Draw(t, key); n {
		case -1: // not there
		case -2:
			add(key, capabilities.NullValue())
		default:
			add(key, capabilities.IntValue(int64(n)))
		}
	}
	number("num_attention_heads", []int{1, 8, 12, 32, 40, 64})
	number("num_key_value_heads", []int{1, 2, 4, 8, 10})
	number("num_hidden_layers", []int{1, 8, 28, 61, 80})
	number("num_experts", []int{0, 8, 60, 64, 128})
	number("num_experts_per_tok", []int{1, 8, 200})
	number("vocab_size", []int{50257, 128256})
	number("intermediate_size", []int{11008, 1000})
	flag := func(key string) {
		if b := rapid.SampledFrom([]string{"", "yes", "no"}).Draw(t, key); b != "" {
			add(key, capabilities.BoolValue(b == "yes"))
		}
	}
	flag("tie_word_embeddings")
	flag("is_encoder_decoder")
	if rapid.Bool().Draw(t, "config") {
		facts["config"] = capabilities.ObjectValue(keys, vals)
	}
	for _, name := range []capabilities.Fact{"registry.tp_plan", "_supports_sdpa", "backend"} {
		if b := rapid.SampledFrom([]string{"", "yes", "no"}).Draw(t, string(name)); b != "" {
			facts[name] = capabilities.BoolValue(b == "yes")
		}
	}
	if rapid.Bool().Draw(t, "mro") {
		mro := []capabilities.Value{capabilities.StringValue("torch.nn.modules.module.Module")}
		if rapid.Bool().Draw(t, "moe") {
			mro = append(mro, capabilities.StringValue("nemo_automodel.components.moe.fsdp_mixin.MoEFSDPSyncMixin"))
		}
		facts["class"] = capabilities.ObjectValue([]string{"name", "mro"}, []capabilities.Value{
			capabilities.StringValue("Model"), capabilities.ArrayValue(mro...),
		})
	}
	return facts
}

func genMesh(t *rapid.T) Mesh {
	size := func(name string) int {
		return rapid.SampledFrom([]int{0, 0, 1, 2, 3, 4, 8, 16, 40, 64}).Draw(t, name)
	}
	return Mesh{
		Strategy: rapid.SampledFrom(Strategies()).Draw(t, "strategy"),
		World:    rapid.SampledFrom([]int{0, 1, 8, 12, 24, 64, 96, 512}).Draw(t, "world"),
		PP:       size("pp"), DP: size("dp"), DPReplicate: size("dp_replicate"), CP: size("cp"), TP: size("tp"), EP: size("ep"),
	}
}

func genRun(t *rapid.T) Run {
	return Run{
		Framework:      Framework(rapid.IntRange(0, int(frameworkCount)-1).Draw(t, "framework")),
		GPUsPerNode:    rapid.SampledFrom([]int{0, 8}).Draw(t, "gpus_per_node"),
		LayersPerStage: rapid.SampledFrom([]int{0, 0, 1, 7}).Draw(t, "layers_per_stage"),
	}
}

// TestVerdictsHoldTogether checks what must be true of every verdict, by asking again.
func TestVerdictsHoldTogether(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, asked, run := NewModel(genFacts(t)), genMesh(t), genRun(t)
		v, err := Validate(m, asked, run, 3)
		if err != nil {
			return // more than the largest world
		}
		want := capabilities.Yes
		switch {
		case len(v.Violations) > 0:
			want = capabilities.No
		case len(v.Unknowns) > 0:
			want = capabilities.Unknown
		}
		if v.Valid != want {
			t.Fatalf("valid is %v with %d violations and %d unknowns", v.Valid, len(v.Violations), len(v.Unknowns))
		}
		if v.Valid != capabilities.No && v.Layout == nil && run.Framework == NeMoAutomodel {
			t.Fatalf("%+v passes and has no layout", v.Mesh)
		}
		for _, violation := range slices.Concat(v.Violations, v.Warnings) {
			checkLegal(t, m, asked, run, violation)
		}
		for _, near := range v.Nearest {
			again, err := Validate(m, near.Mesh, run, 0)
			if err != nil || again.Valid == capabilities.No {
				t.Fatalf("%+v is offered for %+v and does not pass", near.Mesh, asked)
			}
			if near.Doubtful != (again.Valid == capabilities.Unknown) {
				t.Fatalf("%+v is offered as doubtful %v and its verdict is %v", near.Mesh, near.Doubtful, again.Valid)
			}
			if asked.World > 0 && near.World != asked.World {
				t.Fatalf("%+v is offered for a world of %d", near.Mesh, asked.World)
			}
		}
	})
}

// checkLegal puts every size that is listed in place of the one that was asked for: the violation must be gone, and no
// other about the axis may come.
func checkLegal(t *rapid.T, m *Model, asked Mesh, run Run, violation Violation) {
	for _, l := range violation.Legal {
		for _, size := range l.Sizes {
			changed := asked
			*changed.size(l.Axis) = size
			again, err := Validate(m, changed, run, 0)
			if err != nil {
				t.Fatalf("%s: %s=%d: %v", violation.Rule.Code, l.Axis, size, err)
			}
			for _, other := range again.Violations {
				if other.Rule.Code == violation.Rule.Code || other.Rule.Axis == l.Axis {
					t.Fatalf("%s offers %s=%d, which breaks %s", violation.Rule.Code, l.Axis, size, other.Rule.Code)
				}
			}
		}
	}
}

// TestMeshesAreThoseThatPass compares the list of meshes with asking about every combination of sizes.
func TestMeshesAreThoseThatPass(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, run := NewModel(genFacts(t)), genRun(t)
		world := rapid.SampledFrom([]int{1, 6, 8, 12, 16}).Draw(t, "world")
		strategy := rapid.SampledFrom(Strategies()).Draw(t, "strategy")
		list, err := Meshes(m, Mesh{Strategy: strategy, World: world}, run, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		var want []Listed
		all := divisors(world)
		for _, pp := range all {
			for _, cp := range all {
				for _, tp := range all {
					if world%(pp*cp*tp) != 0 {
						continue
					}
					for _, ep := range all {
						for _, replicas := range all {
							v, err := Validate(m, Mesh{Strategy: strategy, World: world, PP: pp, CP: cp, TP: tp, EP: ep, DPReplicate: replicas}, run, 0)
							if err == nil && v.Valid != capabilities.No {
								want = append(want, Listed{Mesh: v.Mesh, Doubtful: v.Valid == capabilities.Unknown})
							}
						}
					}
				}
			}
		}
		if list.Total != len(want) || !slices.EqualFunc(list.Meshes, want, func(a, b Listed) bool { return a.Mesh == b.Mesh && a.Doubtful == b.Doubtful }) {
			t.Fatalf("listed %d, asked %d\n%+v\n%+v", list.Total, len(want), list.Meshes, want)
		}
	})
}

// TestLayoutsNumberTheirRanks checks that coordinates and ranks are inverse, and that the groups of every axis cover the
// world once.
func TestLayoutsNumberTheirRanks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		asked := genMesh(t)
		top, err := NewTopology(asked, Run{})
		if err != nil || top.Layout == nil || top.Layout.World > 512 {
			return
		}
		l := top.Layout
		rank := rapid.IntRange(0, l.World-1).Draw(t, "rank")
		at := l.Coordinates(rank)
		var root []int
		for _, d := range at[:len(l.Dims)] {
			root = append(root, d.Size)
		}
		if back := l.Rank(root...); back != rank {
			t.Fatalf("rank %d is at %v, which is rank %d", rank, root, back)
		}
		for _, d := range at {
			group := l.Group(d.Axis, rank)
			if group[d.Size] != rank {
				t.Fatalf("rank %d has coordinate %d on %s, and its group is %v", rank, d.Size, d.Axis, group)
			}
			covered := map[int]int{}
			for _, g := range l.Groups(d.Axis) {
				for _, r := range g {
					covered[r]++
				}
			}
			for r := range l.World {
				if covered[r] != 1 {
					t.Fatalf("the groups of %s hold rank %d %d times", d.Axis, r, covered[r])
				}
			}
		}
	})
}
