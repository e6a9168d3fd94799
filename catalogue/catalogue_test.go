package catalogue

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/meshwise/meshwise/capabilities"
)

func TestNearest(t *testing.T) {
	defer func(kept []Source) { sources = kept }(sources)
	sources = []Source{{Package: "p", Version: "0.7.0"}, {Package: "t", Version: "4.51.3"}, {Package: "t", Version: "4.57.6"}, {Package: "t", Version: "5.23.0"}}
	for wanted, want := range map[string]string{
		"": "5.23.0", "newest": "5.23.0", "3.0.2": "4.51.3", "4": "4.51.3", "4.51.3": "4.51.3", "4.51.4": "4.57.6",
		"4.57.0.dev0": "4.57.6", "4.57.7": "4.57.6", "4.99": "4.57.6", "5.0.0rc1": "5.23.0", "5.23.0": "5.23.0", "5.24": "5.23.0", "6.1": "5.23.0",
	} {
		if got := Nearest("t", wanted); got == nil || got.Version != want {
			t.Errorf("%q: %v, want %s", wanted, got, want)
		}
	}
	if Nearest("q", "1") != nil {
		t.Error("there is no package q")
	}
	for spec, want := range map[string]string{"t": "5.23.0", "t@4": "4.57.6", "t@4.57.x": "4.57.6", "t@4.51.3": "4.51.3", "p": "0.7.0", "t@4.5": "", "q": "", "": ""} {
		got := ""
		if s := Named(spec); s != nil {
			got = s.Version
		}
		if got != want {
			t.Errorf("%q is %q, want %q", spec, got, want)
		}
	}
}

func TestFind(t *testing.T) {
	for _, s := range Sources() {
		n := 0
		s.Each(func(c Class) bool {
			n++
			if found, ok := s.Class(c.Name); !ok || found != c {
				t.Errorf("%s is found as %+v", c.Name, found)
			}
			if _, ok := s.Class(c.Name + "x"); ok {
				t.Errorf("%sx is found", c.Name)
			}
			return true
		})
		if n != s.Count() || n == 0 {
			t.Errorf("%s: %d of %d", &s, n, s.Count())
		}
	}
	for _, name := range []string{"", " ", "A", "zzz", "Llama ForCausalLM", "Llama\nForCausalLM"} {
		if _, ok := Nearest(transformers, "").Class(name); ok {
			t.Errorf("%q is found", name)
		}
	}
}

// TestWhatIsKnownStays checks that seeing what the catalogue knows changes no answer, and that stating a choice only
// settles what was open: an answer from some facts is the answer from all.
func TestWhatIsKnownStays(t *testing.T) {
	for _, ask := range []Ask{
		{Packages: []string{"nemo_automodel", transformers}, Extends: true}, {Packages: []string{transformers}},
	} {
		rapid.Check(t, func(t *rapid.T) { checkStays(t, ask) })
	}
}

func checkStays(t *rapid.T, ask Ask) {
	var names []string
	Nearest(transformers, "").EachName(false, func(name string) { names = append(names, name) })
	name := rapid.SampledFrom(names).Draw(t, "name")
	config := capabilities.ObjectValue([]string{"architectures"}, []capabilities.Value{capabilities.ArrayValue(capabilities.StringValue(name))})
	bare := capabilities.Facts{configFact: config}
	whole, from := Complete(bare, ask)
	if from == nil || from.Class == "" {
		t.Fatalf("%s is not known", name)
	}
	some := capabilities.Facts{configFact: config}
	for _, p := range capabilities.Probes() {
		if v := whole[p.Fact]; v.Kind() != capabilities.Absent && !capabilities.IsChoice(p.Fact.String()) && rapid.Bool().Draw(t, p.Fact.String()) {
			some[p.Fact] = v
		}
	}
	seen, _ := Complete(some, ask)
	stated := capabilities.Facts{configFact: config, backendFact: capabilities.StringValue(rapid.SampledFrom(backends).Draw(t, "backend"))}
	chosen, _ := Complete(stated, ask)
	a, b, c := capabilities.Derive(whole, 2, 2), capabilities.Derive(seen, 2, 2), capabilities.Derive(chosen, 2, 2)
	for i, answer := range append(a.Derived, a.Effective...) {
		if other := append(b.Derived, b.Effective...)[i]; other.Is != answer.Is {
			t.Errorf("%s: %s is %v, and %v where more was seen", name, answer.Capability, answer.Is, other.Is)
		}
		if other := append(c.Derived, c.Effective...)[i]; answer.Is != capabilities.Unknown && other.Is != answer.Is {
			t.Errorf("%s: %s is %v, and %v under a choice", name, answer.Capability, answer.Is, other.Is)
		}
	}
}

func TestTheConfigWinsOverItsClass(t *testing.T) {
	config := capabilities.ObjectValue([]string{"architectures", "_attn_implementation"}, []capabilities.Value{
		capabilities.ArrayValue(capabilities.StringValue("LlamaForCausalLM")), capabilities.StringValue("eager"),
	})
	facts, from := Complete(capabilities.Facts{configFact: config}, Ask{Packages: []string{transformers}})
	used, _ := capabilities.FactNamed("config._attn_implementation")
	if !facts[used].Is("eager") || from.SourceOf("config._attn_implementation") != nil {
		t.Errorf("the attention is %s", facts[used].Literal())
	}
	if from.SourceOf("class.name") == nil || from.SourceOf("config.model_type") != nil || facts.Live() {
		t.Error("the class is known, and the config was seen")
	}
}
