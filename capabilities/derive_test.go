package capabilities

import (
	"testing"

	"pgregory.net/rapid"
)

// observations is what a host may see of each fact that the tables read, the way a live model shows it.
var observations = map[Fact][]Value{
	factTPPlanRegistered: {BoolValue(true), BoolValue(false)},
	factCustomRegistered: {BoolValue(true), BoolValue(false)},
	factTPPlan:           {NullValue(), ObjectValue(nil, nil), ObjectValue([]string{"layers.*"}, []Value{StringValue("colwise")})},
	factPPPlan:           {NullValue(), ObjectValue(nil, nil), ObjectValue([]string{"layers"}, []Value{ArrayValue()})},
	factSDPA:             {NullValue(), BoolValue(true), BoolValue(false), OpaqueValue("unittest.mock.MagicMock")},
	factHasBackend:       {BoolValue(true), BoolValue(false)},
	FactBackendAttn:      {NullValue(), StringValue("te"), StringValue("sdpa"), StringValue("flex"), StringValue("magi"), StringValue("tilelang"), StringValue("cudnn")},
	factTEInjected:       {NullValue(), BoolValue(true), BoolValue(false)},
	factOwnsCP:           {NullValue(), BoolValue(true)},
	factOwnsPacked:       {NullValue(), BoolValue(true)},
	factCPSDPA:           {NullValue(), BoolValue(true)},
	factPackedBackends:   {NullValue(), ArrayValue(), ArrayValue(StringValue("te"))},
	factForward:          {NullValue(), signature(false), signature(true), signature(false, "seq_lens")},
	factGenerate:         {NullValue(), BoolValue(true)},
	factCheckpointing:    {NullValue(), BoolValue(true), BoolValue(false)},
	factMTP:              {NullValue(), BoolValue(true)},
	factDeclared:         {NullValue(), declares("supports_thd", true), declares("supports_thd", false)},
	FactConfig: {NullValue(),
		ObjectValue([]string{"model_type"}, []Value{StringValue("llama")}),
		ObjectValue([]string{"model_type"}, []Value{StringValue("deepseek_v4")}),
		ObjectValue([]string{"model_type"}, []Value{StringValue("glm_moe_dsa")}),
		ObjectValue([]string{"model_type", "layer_types"}, []Value{StringValue("qwen3_next"), ArrayValue(StringValue("linear_attention"))})},
	FactClass: {
		ObjectValue([]string{"name", "mro"}, []Value{StringValue("Model"), ArrayValue()}),
		ObjectValue([]string{"name", "mro"}, []Value{StringValue("Model"), ArrayValue(StringValue("nemo_automodel.components.moe.fsdp_mixin.MoEFSDPSyncMixin"))})},
}

func signature(kwargs bool, parameters ...string) Value {
	var names []Value
	for _, p := range parameters {
		names = append(names, StringValue(p))
	}
	return ObjectValue([]string{"parameters", "var_keyword"}, []Value{ArrayValue(names...), BoolValue(kwargs)})
}

func declares(capability string, is bool) Value {
	values := ObjectValue([]string{capability}, []Value{BoolValue(is)})
	return ObjectValue([]string{"source", "values"}, []Value{StringValue("static"), values})
}

// genFacts observes everything, and then forgets some of it.
func genFacts(t *rapid.T) (whole, partial Facts) {
	whole, partial = Facts{}, Facts{}
	for _, p := range Probes() {
		choices, used := observations[p.Fact]
		if !used {
			continue
		}
		whole[p.Fact] = rapid.SampledFrom(choices).Draw(t, p.Fact.String())
		if rapid.Bool().Draw(t, p.Fact.String()+" is seen") {
			partial[p.Fact] = whole[p.Fact]
		}
	}
	return whole, partial
}

// TestWhatIsKnownStays checks the promise of three values: an answer from some of the facts is the answer from all of
// them, and from all of them there is one.
func TestWhatIsKnownStays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole, partial := genFacts(t)
		sizes := rapid.IntRange(1, 2)
		cp, ep := sizes.Draw(t, "cp_size"), sizes.Draw(t, "ep_size")
		all, some := Derive(whole, cp, ep), Derive(partial, cp, ep)
		check := func(all, some []Answer) {
			for i, a := range some {
				switch {
				case all[i].Is == Unknown:
					t.Fatalf("%s is unknown although everything was seen", a.Capability)
				case a.Is != Unknown && a.Is != all[i].Is:
					t.Fatalf("%s was %v from some facts and is %v from all", a.Capability, a.Is, all[i].Is)
				case a.Is == Unknown && len(a.Missing) == 0:
					t.Fatalf("%s is unknown, and no fact would settle it", a.Capability)
				case a.Reason == "":
					t.Fatalf("%s has no reason", a.Capability)
				}
				for _, missing := range a.Missing {
					if fact, ok := FactNamed(missing); ok && partial[fact].Kind() != Absent && a.Is == Unknown {
						t.Fatalf("%s would be settled by %s, which was seen", a.Capability, missing)
					}
				}
			}
		}
		check(all.Derived, some.Derived)
		check(all.Effective, some.Effective)
	})
}

// TestKleene checks the operators of three-valued logic on every pair.
func TestKleene(t *testing.T) {
	truths := []Truth{Unknown, No, Yes}
	rank := map[Truth]int{No: 0, Unknown: 1, Yes: 2}
	for _, x := range truths {
		for _, y := range truths {
			a, b := Finding{Is: x}, Finding{Is: y}
			or, and := anyOf(a, b).Is, allOf(a, b).Is
			if rank[or] != max(rank[x], rank[y]) {
				t.Errorf("%v or %v is %v", x, y, or)
			}
			if rank[and] != min(rank[x], rank[y]) {
				t.Errorf("%v and %v is %v", x, y, and)
			}
		}
		if is := not(not(Finding{Is: x})).Is; is != x {
			t.Errorf("not not %v is %v", x, is)
		}
	}
}
