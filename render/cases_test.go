package render_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/mesh"
	"github.com/meshwise/meshwise/mesh/law"
	"github.com/meshwise/meshwise/render"
)

// answer is one answer of the engine, to be rendered in any format.
type answer struct {
	name   string
	render func(render.Options) string
}

// answers is one answer of every kind and of every outcome, from the configs of real models.
func answers(t testing.TB) []answer {
	llama := model(t, "meta-llama--Llama-3.1-70B", `{}`)
	live := model(t, "meta-llama--Llama-3.1-70B", liveLlama)
	gemma := model(t, "google--gemma-3-27b-it", liveGemma)
	moe := model(t, "Qwen--Qwen3-30B-A3B", liveMoE)

	topology, err := mesh.NewTopology(run(t, "tp=2 cp=2 pp=2 dp=16 dp_replicate=2 ep=8"))
	if err != nil {
		t.Fatal(err)
	}
	topology.Locate(37)
	topology.Axis, topology.Groups = law.DPShard, topology.Layout.Groups(law.DPShard)

	launch, err := mesh.NewLaunch(run(t, "tp=4 pp=2 dp_replicate=2 world=96 gpus_per_node=10"))
	if err != nil {
		t.Fatal(err)
	}
	listing, err := mesh.Meshes(llama, run(t, "world=64"), 12)
	if err != nil {
		t.Fatal(err)
	}
	report := capabilities.Derive(liveFacts(t), 2, 8)
	invalid := validate(t, gemma, "tp=32 cp=2 pp=3 ep=4 world=128")
	undetermined := validate(t, llama, "tp=8")
	valid := validate(t, live, "tp=8 world=64")
	accepted := accepting(validate(t, live, "tp=16 world=64 gpus_per_node=8"), mesh.Acceptance{Code: "tp.kv_heads_not_divisible", Reason: "our *fork* replicates", At: "ci/meshwise.yaml:12"})
	return []answer{
		{"valid", verdict(valid)},
		{"invalid", verdict(invalid)},
		{"undetermined", verdict(undetermined)},
		{"warnings", verdict(validate(t, moe, "tp=4 ep=32 dp_replicate=4 world=64 gpus_per_node=2"))},
		{"accepted", accepted},
		{"verdicts", func(o render.Options) string {
			return render.Verdicts([]mesh.Verdict{valid, undetermined, validate(t, live, "tp=16 world=64 framework=torchtitan")}, o)
		}},
		{"report", func(o render.Options) string { return render.Report(report, o) }},
		{"meshes", func(o render.Options) string { return render.Meshes("LlamaForCausalLM", &listing, o) }},
		{"topology", func(o render.Options) string { return render.Topology(topology, o) }},
		{"launch", func(o render.Options) string { return render.Launch(launch, o) }},
		{"rule", func(o render.Options) string { return render.Rule(rule("ep.crosses_replicas"), o) }},
		{"code", func(o render.Options) string {
			return render.Code("input.duplicate_key", "an object has two members of one name", o)
		}},
	}
}

const liveLlama = `{
	"class": {"name": "LlamaForCausalLM", "module": "transformers.models.llama.modeling_llama", "mro": ["LlamaForCausalLM", "Module"]},
	"registry.tp_plan": true, "registry.custom_model": false, "_supports_sdpa": true, "generate": true
}`

const liveGemma = `{
	"class": {"name": "Gemma3ForConditionalGeneration", "mro": ["Gemma3ForConditionalGeneration", "Module"]},
	"backend": false, "_supports_sdpa": true, "_owns_cp_attention": false, "_te_attention_injected": false
}`

const liveMoE = `{
	"class": {"name": "Qwen3MoeForCausalLM", "mro": ["Qwen3MoeForCausalLM", "nemo_automodel.components.moe.fsdp_mixin.MoEFSDPSyncMixin"]},
	"registry.tp_plan": true, "registry.custom_model": true, "backend": true, "backend.attn": "te", "mtp_config.enabled": {"$opaque": "Flag"},
	"declared": {"source": "static", "values": {"supports_tp": false, "supports_ep": true}}
}`

func liveFacts(t testing.TB) capabilities.Facts { return facts(t, "Qwen--Qwen3-30B-A3B", liveMoE) }

func verdict(v mesh.Verdict) func(render.Options) string {
	return func(o render.Options) string { return render.Verdict(&v, o) }
}

// accepting is a verdict of which something is accepted.
func accepting(v mesh.Verdict, list ...mesh.Acceptance) func(render.Options) string {
	v.Accept(list)
	return func(o render.Options) string {
		o.Accepts, o.Accepted = true, v.Accepted
		return render.Verdict(&v, o)
	}
}

func validate(t testing.TB, m *mesh.Model, settings string) mesh.Verdict {
	v, err := mesh.Validate(m, run(t, settings), 3)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// run reads settings as "tp=2 framework=megatron"; a size goes by its axis.
func run(t testing.TB, settings string) mesh.Run {
	var list []mesh.Said
	for _, one := range strings.Fields(settings) {
		name, text, _ := strings.Cut(one, "=")
		if _, ok := law.Named(name + "_size"); ok {
			name += "_size"
		}
		said := capabilities.StringValue(text)
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			said = capabilities.IntValue(n)
		}
		list = append(list, mesh.Said{Setting: name, Value: said})
	}
	r, err := mesh.NewRun(list...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func rule(code string) *mesh.Rule {
	for _, r := range mesh.Rules() {
		if r.Code == code {
			return r
		}
	}
	return nil
}

func model(t testing.TB, config, others string) *mesh.Model {
	return mesh.NewModel(facts(t, config, others))
}

// facts are those of a real config, and others as JSON.
func facts(t testing.TB, config, others string) capabilities.Facts {
	data, err := os.ReadFile(filepath.Join("..", "tests", "fixtures", "configs", config+".json"))
	if err != nil {
		t.Fatal(err)
	}
	all := value(t, others)
	seen := map[string]capabilities.Value{"config": value(t, string(data))}
	for i := range all.Len() {
		seen[all.Key(i)] = all.At(i)
	}
	return capabilities.FactsOf(seen)
}

// value reads JSON as a host's observation.
func value(t testing.TB, text string) capabilities.Value {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	v, err := readValue(d)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func readValue(d *json.Decoder) (capabilities.Value, error) {
	token, err := d.Token()
	if err != nil {
		return capabilities.Value{}, err
	}
	switch token := token.(type) {
	case bool:
		return capabilities.BoolValue(token), nil
	case string:
		return capabilities.StringValue(token), nil
	case json.Number:
		if n, err := token.Int64(); err == nil {
			return capabilities.IntValue(n), nil
		}
		return capabilities.FloatValue(token.String()), nil
	case json.Delim:
		var keys []string
		var values []capabilities.Value
		for d.More() {
			if token == '{' {
				key, err := d.Token()
				if err != nil {
					return capabilities.Value{}, err
				}
				keys = append(keys, key.(string))
			}
			v, err := readValue(d)
			if err != nil {
				return v, err
			}
			values = append(values, v)
		}
		if _, err := d.Token(); err != nil {
			return capabilities.Value{}, err
		}
		switch {
		case token == '[':
			return capabilities.ArrayValue(values...), nil
		case len(keys) == 1 && keys[0] == "$opaque":
			return capabilities.OpaqueValue(values[0].Text()), nil
		default:
			return capabilities.ObjectValue(keys, values), nil
		}
	default:
		return capabilities.NullValue(), nil
	}
}
