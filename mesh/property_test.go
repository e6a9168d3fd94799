package mesh

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/mesh/law"
)

// genFacts generates the facts of a model: any of its numbers and flags known, null or not observed.
func genFacts(t *rapid.T) capabilities.Facts {
	seen := map[string]capabilities.Value{}
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
		seen["config"] = capabilities.ObjectValue(keys, vals)
	}
	for _, name := range []string{"registry.tp_plan", "_supports_sdpa", "backend"} {
		if b := rapid.SampledFrom([]string{"", "yes", "no"}).Draw(t, name); b != "" {
			seen[name] = capabilities.BoolValue(b == "yes")
		}
	}
	if rapid.Bool().Draw(t, "mro") {
		mro := []capabilities.Value{capabilities.StringValue("torch.nn.modules.module.Module")}
		if rapid.Bool().Draw(t, "moe") {
			mro = append(mro, capabilities.StringValue("nemo_automodel.components.moe.fsdp_mixin.MoEFSDPSyncMixin"))
		}
		seen["class"] = capabilities.ObjectValue([]string{"name", "mro"}, []capabilities.Value{
			capabilities.StringValue("Model"), capabilities.ArrayValue(mro...),
		})
	}
	return capabilities.FactsOf(seen)
}

// genRun generates a run: sizes, or none of them, and some other settings.
func genRun(t *rapid.T, sizes bool) Run {
	run := Run{Framework: rapid.SampledFrom(Frameworks()).Draw(t, "framework")}
	number := func(name string, from ...int64) {
		if n := rapid.SampledFrom(from).Draw(t, name); n > 0 {
			run = run.With(law.Must(name), n)
		}
	}
	if sizes {
		for _, name := range []string{"pp_size", "dp_size", "dp_replicate_size", "cp_size", "tp_size", "ep_size"} {
			number(name, 0, 0, 1, 2, 3, 4, 8, 16, 40, 64)
		}
		number("world_size", 0, 1, 8, 12, 24, 64, 96, 512)
	}
	number("gpus_per_node", 0, 8)
	number("layers_per_stage", 0, 0, 1, 7)
	number("virtual_stages", 0, 0, 2)
	number("first_stage_layers", 0, 0, 2, 5)
	number("expert_tensor_parallel_size", 0, 0, 1, 2)
	strategies := law.Must("strategy").Setting()
	if s := rapid.SampledFrom(append([]string{""}, strategies.Words...)).Draw(t, "strategy"); s != "" {
		n, _ := strategies.WordOf(s)
		run = run.With(law.Must("strategy"), n)
	}
	if rapid.Bool().Draw(t, "sequence_parallel is given") {
		run = run.With(law.Must("sequence_parallel"), 1)
	}
	for range rapid.IntRange(0, 4).Draw(t, "more settings") {
		run = genSetting(t, run)
	}
	run.AllStated = rapid.Bool().Draw(t, "defaults are stated")
	return run
}

// genSetting gives any setting of the table but those of the mesh a value that it may have.
func genSetting(t *rapid.T, run Run) Run {
	sections := law.Settings()
	section := sections[rapid.IntRange(1, len(sections)-1).Draw(t, "section")]
	s := &section.Settings[rapid.IntRange(0, len(section.Settings)-1).Draw(t, "setting")]
	var value capabilities.Value
	switch {
	case s.Name == "framework":
		return run
	case s.Kind == law.Count:
		value = capabilities.IntValue(min(s.Most, max(s.Least, rapid.SampledFrom([]int64{0, 1, 2, 4, 8, 80, 4096}).Draw(t, "count"))))
	case s.Kind == law.Flag:
		value = capabilities.BoolValue(rapid.Bool().Draw(t, "flag"))
	case s.Kind == law.Version:
		value = capabilities.StringValue(rapid.SampledFrom(append([]string{"0.1", "99.0"}, run.Room().Versions...)).Draw(t, "version"))
	case len(s.Words) > 0 && s.Kind != law.Set:
		value = capabilities.StringValue(rapid.SampledFrom(s.Words).Draw(t, "word"))
	default:
		return run
	}
	if err := run.Say(law.Must(s.Name), value, law.Stated); err != nil {
		t.Fatalf("%s: %v", s.Name, err)
	}
	return run
}

// TestVerdictsHoldTogether checks what must be true of every verdict, by asking again.
func TestVerdictsHoldTogether(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, run := NewModel(genFacts(t)), genRun(t, true)
		v, err := Validate(m, run, 3)
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
		if v.Valid != capabilities.No && v.Layout == nil && run.Framework.Name == "nemo_automodel" {
			t.Fatalf("%+v passes and has no layout", v.Mesh)
		}
		for _, violation := range slices.Concat(v.Violations, v.Warnings) {
			checkLegal(t, m, run, violation)
		}
		for _, near := range v.Nearest {
			offered := run
			for _, said := range near.Mesh.Said() {
				if err := offered.Say(law.Must(said.Setting), said.Value, law.Stated); err != nil {
					t.Fatal(err)
				}
			}
			for _, n := range near.Needs {
				offered = offered.With(n.Setting, n.Value)
			}
			again, err := Validate(m, offered, 0)
			if err != nil || again.Valid == capabilities.No {
				t.Fatalf("%+v with %v is offered for %+v and does not pass: %v", near.Mesh, near.Needs, v.Mesh, again.Violations)
			}
			if near.Doubtful != (again.Valid == capabilities.Unknown) {
				t.Fatalf("%+v is offered as doubtful %v and its verdict is %v", near.Mesh, near.Doubtful, again.Valid)
			}
			if world := run.Number(law.Must("world_size")); world > 0 && int64(near.World) != world {
				t.Fatalf("%+v is offered for a world of %d", near.Mesh, world)
			}
		}
	})
}

// checkLegal puts every value that is listed in place of the one that was asked for: the violation must be gone, and no
// other about the axis may come.
func checkLegal(t *rapid.T, m *Model, run Run, violation Violation) {
	for _, l := range violation.Legal {
		for _, n := range l.Values {
			again, err := Validate(m, run.With(l.Setting, n), 0)
			if err != nil {
				t.Fatalf("%s: %s=%d: %v", violation.Rule.Code, l.Setting.Name(), n, err)
			}
			for _, other := range again.Violations {
				if other.Rule.Code == violation.Rule.Code || other.Rule.Axis.Subject() == l.Setting.Name() {
					t.Fatalf("%s offers %s=%d, which breaks %s", violation.Rule.Code, l.Setting.Name(), n, other.Rule.Code)
				}
			}
		}
	}
	if violation.Needs == nil {
		return
	}
	for _, n := range violation.Needs {
		run = run.With(n.Setting, n.Value)
	}
	again, err := Validate(m, run, 0)
	if err != nil {
		t.Fatalf("%s needs %v: %v", violation.Rule.Code, violation.Needs, err)
	}
	for _, other := range append(again.Violations, again.Warnings...) {
		if other.Rule.Code == violation.Rule.Code {
			t.Fatalf("%s is said to need %v, and is broken with it", violation.Rule.Code, violation.Needs)
		}
	}
}

// TestMeshesAreThoseThatPass compares the list of meshes with asking about every combination of sizes.
func TestMeshesAreThoseThatPass(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, run := NewModel(genFacts(t)), genRun(t, false)
		world := rapid.SampledFrom([]int64{1, 6, 8, 12, 16}).Draw(t, "world")
		run = run.With(law.Must("world_size"), world)
		list, err := Meshes(m, run, 1<<20)
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
							dp := world / (pp * cp * tp)
							if dp%replicas != 0 {
								continue
							}
							asked := run
							for i, n := range []int64{pp, cp, tp, ep, replicas} {
								asked = asked.With(searchTerms[i], n)
							}
							v, err := Validate(m, asked.With(termDPShard, dp/replicas), 0)
							if err == nil && v.Valid != capabilities.No {
								want = append(want, Listed{Mesh: v.Mesh, Doubtful: v.Valid == capabilities.Unknown})
							}
						}
					}
				}
			}
		}
		slices.SortStableFunc(want, func(a, b Listed) int { // what is known to pass comes first
			switch {
			case a.Doubtful == b.Doubtful:
				return 0
			case b.Doubtful:
				return -1
			}
			return 1
		})
		if list.Total != len(want) || !slices.EqualFunc(list.Meshes, want, func(a, b Listed) bool { return a.Mesh == b.Mesh && a.Doubtful == b.Doubtful }) {
			t.Fatalf("listed %d, asked %d\n%+v\n%+v", list.Total, len(want), list.Meshes, want)
		}
	})
}

// TestLayoutsNumberTheirRanks checks that coordinates and ranks are inverse, and that the groups of every axis cover the
// world once.
func TestLayoutsNumberTheirRanks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		top, err := NewTopology(genRun(t, true))
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
