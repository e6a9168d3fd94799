// Package truth holds the planner to what was published: runs with measured memory and time. It is no part of the module.
package truth

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/plan"
	"github.com/meshwise/meshwise/plan/internal/jsonvalue"
)

// Models knows the models that a table of runs names.
type Models struct {
	configs string // the folder of the config files
	own     string // the folder of those that lie beside the names
	named   map[string]described
	read    map[string]plan.Model
}

// described is one line of models.json: a config file, with keys that differ; a config as it stands; or the flags of
// Megatron-LM's pretrain_gpt.py and the sizes of llm-foundry's MPT, where no class decides.
type described struct {
	File     string                    `json:"file"`
	Set      map[string]jsontext.Value `json:"set"`
	Config   jsontext.Value            `json:"config"`
	Megatron *gpt                      `json:"megatron"`
	MPT      *mpt                      `json:"mpt"`
}

type gpt struct {
	Hidden     int64 `json:"hidden_size"`
	Layers     int64 `json:"num_hidden_layers"`
	Heads      int64 `json:"num_attention_heads"`
	KVHeads    int64 `json:"num_key_value_heads"`
	FFN        int64 `json:"intermediate_size"`
	Vocabulary int64 `json:"vocab_size"`
	Gated      bool  `json:"gated"`
	Positions  int64 `json:"pos"`
	Bias       bool  `json:"bias"`
	Tied       bool  `json:"tie_word_embeddings"`
	RMS        bool  `json:"rms"`
}

type mpt struct {
	Hidden     int64 `json:"hidden"`
	Heads      int64 `json:"heads"`
	Layers     int64 `json:"layers"`
	Vocabulary int64 `json:"vocabulary"`
}

// LoadModels reads the names of models.json; configs is the folder of config files.
func LoadModels(names, configs string) (*Models, error) {
	text, err := os.ReadFile(names)
	if err != nil {
		return nil, err
	}
	m := &Models{configs: configs, own: filepath.Join(filepath.Dir(names), "configs"), read: map[string]plan.Model{}}
	if err := json.Unmarshal(text, &m.named); err != nil {
		return nil, fmt.Errorf("%s: %w", names, err)
	}
	return m, nil
}

// UnknownModel is the error of a name that stands for no model.
type UnknownModel struct{ Name string }

func (e *UnknownModel) Error() string { return fmt.Sprintf("no model is known by the name %q", e.Name) }

// layered are names with a number of layers behind them: llama3-70b-l12 is llama3-70b with 12 layers.
var layered = []struct{ prefix, of string }{{"llama3-70b-l", "llama3-70b"}, {"llama3-405b-l", "llama3.1-405b"}}

// Get finds a model. sequence is the sequence length of the run: MPT learns as many positions.
func (m *Models) Get(name string, sequence int64) (*plan.Model, error) {
	key := name
	if strings.HasPrefix(name, "mpt-") {
		key += "@" + strconv.FormatInt(sequence, 10)
	}
	if found, ok := m.read[key]; ok {
		return &found, nil
	}
	found, err := m.load(name, sequence)
	if err != nil {
		return nil, err
	}
	if !found.Known() {
		return nil, fmt.Errorf("%s: its parameters are not known: %v", name, found.Missing)
	}
	m.read[key] = found
	return &found, nil
}

func (m *Models) load(name string, sequence int64) (plan.Model, error) {
	d, ok := m.named[name]
	if !ok {
		for _, l := range layered {
			if n, err := strconv.ParseInt(strings.TrimPrefix(name, l.prefix), 10, 32); err == nil && n > 0 && strings.HasPrefix(name, l.prefix) {
				d, ok = m.named[l.of], true
				d.Set = map[string]jsontext.Value{"num_hidden_layers": jsontext.Value(strconv.FormatInt(n, 10))}
			}
		}
	}
	switch {
	case !ok:
		return plan.Model{}, &UnknownModel{name}
	case d.Megatron != nil:
		return d.Megatron.model(), nil
	case d.MPT != nil:
		return (&gpt{
			Hidden: d.MPT.Hidden, Layers: d.MPT.Layers, Heads: d.MPT.Heads, KVHeads: d.MPT.Heads, FFN: 4 * d.MPT.Hidden,
			Vocabulary: d.MPT.Vocabulary, Positions: sequence, Bias: true, Tied: true,
		}).model(), nil
	}
	text := []byte(d.Config)
	if d.File != "" {
		var err error
		for _, folder := range []string{m.configs, m.own} {
			if text, err = os.ReadFile(filepath.Join(folder, d.File+".json")); err == nil {
				break
			}
		}
		if err != nil {
			return plan.Model{}, err
		}
	}
	v, err := jsonvalue.Parse(text)
	if err != nil {
		return plan.Model{}, fmt.Errorf("%s: %w", name, err)
	}
	for key, other := range d.Set {
		one, err := jsonvalue.Parse(other)
		if err != nil {
			return plan.Model{}, fmt.Errorf("%s: %w", name, err)
		}
		v = with(v, key, one)
	}
	return plan.Read(v), nil
}

// with is a config with one key changed.
func with(config capabilities.Value, key string, v capabilities.Value) capabilities.Value {
	var keys []string
	var vals []capabilities.Value
	for i := range config.Len() {
		if config.Key(i) != key {
			keys, vals = append(keys, config.Key(i)), append(vals, config.At(i))
		}
	}
	return capabilities.ObjectValue(append(keys, key), append(vals, v))
}

// model is the GPT that Megatron-Core makes of these flags.
func (g *gpt) model() plan.Model {
	positions, norm := "rope", "LayerNorm"
	if g.Positions > 0 {
		positions = "learned_absolute"
	}
	if g.RMS {
		norm = "RMSNorm"
	}
	var keys []string
	var values []capabilities.Value
	add := func(key string, v capabilities.Value) { keys, values = append(keys, key), append(values, v) }
	add("architectures", capabilities.ArrayValue(capabilities.StringValue("GPTModel")))
	for _, n := range []struct {
		key string
		n   int64
	}{
		{"hidden_size", g.Hidden}, {"num_hidden_layers", g.Layers}, {"num_attention_heads", g.Heads}, {"num_key_value_heads", g.KVHeads},
		{"intermediate_size", g.FFN}, {"vocab_size", g.Vocabulary}, {"max_position_embeddings", g.Positions},
	} {
		add(n.key, capabilities.IntValue(n.n))
	}
	add("position_embedding_type", capabilities.StringValue(positions))
	add("normalization", capabilities.StringValue(norm))
	add("hidden_dropout", capabilities.IntValue(0))
	add("gated_linear_unit", capabilities.BoolValue(g.Gated))
	add("add_bias_linear", capabilities.BoolValue(g.Bias))
	add("tie_word_embeddings", capabilities.BoolValue(g.Tied))
	return plan.Read(capabilities.ObjectValue(keys, values))
}
