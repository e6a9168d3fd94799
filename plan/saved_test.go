package plan_test

import (
	"math"
	"os"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/plan"
	"github.com/meshwise/meshwise/plan/internal/jsonvalue"
)

// TestSavedTensors holds the eager activations to what autograd keeps (plan/classfit/saved.py): within a hundredth.
func TestSavedTensors(t *testing.T) {
	text, err := os.ReadFile("testdata/saved_tensors.json")
	if err != nil {
		t.Fatal(err)
	}
	var seen struct {
		Layers []struct {
			Config jsontext.Value
			Tokens int64
			Bytes  float64
		}
	}
	if err := json.Unmarshal(text, &seen, json.MatchCaseInsensitiveNames(true)); err != nil {
		t.Fatal(err)
	}
	if len(seen.Layers) < 10 {
		t.Fatalf("only %d classes were seen", len(seen.Layers))
	}
	for _, one := range seen.Layers {
		config, err := jsonvalue.Parse(one.Config)
		if err != nil {
			t.Fatal(err)
		}
		name := config.Get("architectures").At(0).Text()
		kept := func(layers int64) float64 {
			var keys []string
			var vals []capabilities.Value
			for i := range config.Len() {
				v := config.At(i)
				if config.Key(i) == "num_hidden_layers" || config.Key(i) == "n_layer" {
					v = capabilities.IntValue(layers)
				}
				keys, vals = append(keys, config.Key(i)), append(vals, v)
			}
			m := plan.Read(capabilities.ObjectValue(keys, vals))
			e := m.Estimate(plan.Run{
				Mesh: plan.Mesh{WorldSize: 1}, Strategy: plan.FSDP2, SequenceLength: one.Tokens, MicroBatchSize: 1, Kernels: "eager",
				Recompute: plan.Recompute{Mode: "none"}, Dropout: capabilities.No,
			})
			if !e.Memory.Known {
				t.Fatalf("%s: %v", name, e.Unknown)
			}
			return e.Memory.Stages[0].Activations
		}
		got := (kept(3) - kept(1)) / 2 / float64(one.Tokens)
		if math.Abs(got/one.Bytes-1) > .01 {
			t.Errorf("%s keeps %.1f bytes a token and layer, and %.1f are estimated (%+.2f%%)", name, one.Bytes, got, 100*(got/one.Bytes-1))
		} else {
			t.Logf("%s: %.1f, estimated %+.3f%%", name, one.Bytes, 100*(got/one.Bytes-1))
		}
	}
}
