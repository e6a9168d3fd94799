package capabilities

import "github.com/meshwise/meshwise/internal/text"

// Architecture holds the numbers and flags of a model that the rules read. Frameworks that look under one field name only
// get some models wrong; each number here is looked for under all the names that are in use.
type Architecture struct {
	Numbers []Number // in the order of [Numbers]
	Flags   []Flag   // in the order of [Flags]
	Blocks  []Block  // per-layer attention, where the config lists its blocks
}

// Number returns a number by its name. It is nil for a name that is none.
func (a *Architecture) Number(name string) *Number {
	for i := range a.Numbers {
		if a.Numbers[i].Name == name {
			return &a.Numbers[i]
		}
	}
	return nil
}

// resolve reads the numbers and flags of the architecture from the config. packing is what is derived of packed sequences.
func (f Facts) resolve(packing Finding) Architecture {
	levels, open := f.levels()
	r := resolver{facts: f, packing: packing, rows: numbers, levels: levels, open: open, live: f.Live()}
	r.numbers, r.done = make([]Number, len(r.rows)), make([]bool, len(r.rows))
	for i := range r.rows {
		r.row(i)
	}
	a := Architecture{Numbers: r.numbers, Flags: make([]Flag, 0, len(flags)), Blocks: r.blocks}
	for i := range flags {
		a.Flags = append(a.Flags, Flag{flags[i].name, flags[i].read(&r)})
	}
	return a
}

// resolver reads the numbers and flags of one model from the levels of its config.
type resolver struct {
	facts   Facts
	packing Finding // whether the model trains on packed sequences
	levels  []level
	open    []string // a place that was not looked at, or that cannot be read, and may hold them
	live    bool
	rows    []numberRow
	numbers []Number // what was resolved so far, in the order of the rows
	done    []bool   // which rows were begun
	blocks  []Block
}

// number resolves a number by its name, once.
func (r *resolver) number(name string) Number {
	for i := range r.rows {
		if r.rows[i].name == name {
			r.row(i)
			return r.numbers[i]
		}
	}
	panic("capabilities: there is no number " + name)
}

// row resolves the number of a row, once.
func (r *resolver) row(i int) {
	if r.done[i] {
		return
	}
	r.done[i] = true
	if row := &r.rows[i]; row.read != nil {
		r.numbers[i] = row.read(r, row)
	} else {
		r.numbers[i] = r.read(row)
	}
}

// level is a config, or a config inside it, with the path by which a reader finds it, and with what its class has where it
// says nothing.
type level struct {
	path     string
	config   Value
	defaults Value // absent where the class is not known
	known    string
	names    Value // the config's attribute_map
}

func newLevel(path string, config, defaults Value, known string) level {
	return level{path: path, config: config, defaults: defaults, known: known, names: config.Get("attribute_map")}
}

// value is what stands under a name or under the one that the name stands for, else what the class has by default.
func (l *level) value(field string) Value {
	if v := l.stated(l.ownName(field)); v.of != nil {
		return v
	}
	return l.defaults.Lookup(field)
}

// ownName is the field that a live config gives to who reads the name: its class may have other names for its fields.
func (l *level) ownName(field string) string {
	if l.names.of != nil && l.config.Get(field).of == nil {
		if own := l.names.Get(field).Text(); own != "" {
			return own
		}
	}
	return field
}

// stated is what the config says under a name. Where a section that leads there is no section, it is there and cannot be read.
func (l *level) stated(field string) Value {
	if text.Index(field, '.') < 0 {
		return l.config.Get(field)
	}
	v := l.config.Lookup(field)
	if v.of != nil {
		return v
	}
	for i := range len(field) {
		if field[i] != '.' {
			continue
		}
		if section := l.config.Lookup(field[:i]); !section.isMissing() && section.Kind() != Object {
			return OpaqueValue("no section")
		}
	}
	return v
}

// statedAs is what the config says under a name of a number.
func (l *level) statedAs(row *numberRow, name string) Value {
	if row.nested {
		return l.stated(name)
	}
	return l.config.Get(name)
}

// pathOf is where the value of a field was seen.
func (l *level) pathOf(field string) string {
	field = l.ownName(field)
	if l.stated(field).Kind() == Absent && l.defaults.Lookup(field).Kind() != Absent {
		return l.known + "." + field
	}
	return l.path + "." + field
}

func (l *level) evidence(field string) []Evidence {
	return []Evidence{{l.pathOf(field), l.value(field)}}
}

// truth reads a boolean. Absent and null are no; what is of another type cannot be read.
func (l *level) truth(field string) (is, legible bool) {
	v := l.value(field)
	return v.IsTrue(), v.isMissing() || v.Kind() == Bool
}

// count reads a number that is above 0 where there is something to count. Absent, null and 0 are 0; what is of another
// type cannot be read.
func (l *level) count(field string) (n int64, legible bool) {
	v := l.value(field)
	n, isInt := v.Int()
	return max(n, 0), v.isMissing() || isInt
}

// illegible is unknown, for a field that is there and cannot be read.
func (l *level) illegible(field string) Finding { return Finding{Missing: []string{l.pathOf(field)}} }

// textConfigs are the names under which a composite config keeps the config of its language model.
var textConfigs = []string{"text_config", "llm_config", "language_config", "thinker_config.text_config", "vlm_config.text_config", "global_config", "decoder"}

// textConfig finds the config of the language model inside a composite config. Where a config stands under one of the
// names that cannot be read, its path is all there is.
func textConfig(config Value) (text Value, path string) {
	for _, path := range textConfigs {
		if text := config.Lookup(path); !text.isMissing() {
			return text, path
		}
	}
	return Value{}, ""
}

// levels lists where the sizes of the language model may stand, best first: the text config inside the config, the live
// language model's config, the config itself. open says that a place which was not looked at, or cannot be read, may hold
// them.
func (f Facts) levels() (levels []level, open []string) {
	config, defaults := f[FactConfig], f[ConfigDefaults]
	whole := newLevel(FactConfig.String(), config, defaults, ConfigDefaults.String())
	if config.Kind() == Object {
		text, path := textConfig(config)
		switch {
		case text.Kind() == Object:
			levels = append(levels, newLevel("config."+path, text, defaults.Lookup(path), ConfigDefaults.String()+"."+path))
		case path != "":
			return nil, []string{"config." + path}
		}
	} else {
		open = append(open, FactConfig.String())
	}
	if live := f[factLanguageConfig]; live.Kind() == Object {
		levels = append(levels, newLevel(factLanguageConfig.String(), live, Value{}, ""))
	}
	if config.Kind() == Object {
		levels = append(levels, whole)
	}
	return levels, open
}

// first is [resolver.find] of names that are no number's.
func (r *resolver) first(names ...string) (v Value, at level, name string) {
	return r.find(&numberRow{names: names})
}

// find returns the first field that is there, looking at every name on the best level before the next level. On a level,
// what the config says goes before what its class has by default, and a name of the class goes before any other.
func (r *resolver) find(row *numberRow) (v Value, at level, name string) {
	for i := range r.levels {
		l := &r.levels[i]
		for _, usual := range row.names {
			switch said := l.statedAs(row, usual); {
			case said.isMissing():
			case l.owns(usual):
				return said, *l, usual
			case name == "":
				v, name = said, usual
			}
		}
		if name != "" {
			return v, *l, name
		}
		for _, name := range row.names {
			if v := row.in(l.defaults, name); !v.isMissing() && l.statedAs(row, name).of == nil {
				return v, *l, name
			}
		}
	}
	return Value{}, level{}, ""
}

// signsOfModel are fields that a config of a model has, and no other file.
var signsOfModel = []string{"model_type", "tie_word_embeddings", "is_encoder_decoder", "sliding_window", "attention_chunk_size",
	"layer_types", "layers_block_type", "block_types", "_block_types", "hybrid_override_pattern", "attn_type_list", "is_hybrid_model",
	"attn_layer_period", "full_attention_interval", "attn_layer_indices", "attn_layer_idx", "full_attn_idxs", "linear_attn_config",
	"conv_L_cache", "mamba_d_state", "mamba_n_heads", "ssm_state_size", "state_size", "ssm_cfg", "kv_lora_rank", "block_configs",
	"multi_query", "enable_moe_block", "vision_config"}

// owns reports whether the class of the config has the name, as far as that is known: as a field of its own, or as another name
// of one (attribute_map). Where it takes both, what is written under the usual name is set last, and counts.
func (l *level) owns(name string) bool {
	if l.defaults.Lookup(name).Kind() != Absent {
		return true
	}
	others := l.defaults.Get(OtherFields)
	for i := range others.Len() {
		if others.At(i).Is(name) {
			return true
		}
	}
	return false
}

// OtherFields is the member of a config's defaults that lists the names of fields which its class has, and for which no default
// stands: they follow other fields, or are other names of them.
const OtherFields = "$fields"

// lacking names the field that would settle a question: on the best level, or the config that was not looked at.
func (r *resolver) lacking(field string) []string {
	if len(r.levels) == 0 {
		return r.open
	}
	return []string{r.levels[0].path + "." + field}
}

// IsModel reports whether the config is one of a model: it names a class, says how its layers are made, or has a number of
// a model under one of its names.
func (f Facts) IsModel() bool {
	config := f[FactConfig]
	if config.Get("architectures").Len() > 0 {
		return true
	}
	for _, field := range signsOfModel {
		if config.Get(field).Kind() != Absent {
			return true
		}
	}
	if _, path := textConfig(config); path != "" {
		return true
	}
	levels, _ := f.levels()
	for _, l := range levels {
		for i := range numbers {
			for _, name := range numbers[i].names {
				if l.config.Lookup(name).Kind() != Absent {
					return true
				}
			}
		}
	}
	return false
}
