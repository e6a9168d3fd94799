package main

import (
	"bytes"
	"encoding/json"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/mesh"
	"github.com/meshwise/meshwise/mesh/law"
)

// schema is a JSON Schema, or a part of one. Its members are written in the order of their names.
type schema map[string]any

// tablesSchema makes the schema of what the tables list: the settings of requests, and the words of answers.
func tablesSchema() []byte {
	var names, requested, axes, ruleAxes, settingNames []any
	for _, f := range mesh.Frameworks() {
		names = append(names, f.Name)
		requested = append(requested, f.Name)
		for _, alias := range f.Aliases {
			requested = append(requested, alias)
		}
	}
	for _, a := range law.Axes() {
		axes = append(axes, string(a.Axis))
	}
	for _, a := range []law.Axis{law.World, law.Batch, law.Sequence, law.Memory, law.Checkpoint, law.NoAxis} {
		ruleAxes = append(ruleAxes, string(a))
	}
	parts := map[bool]schema{true: {}, false: {}}
	for _, section := range law.Settings() {
		for i := range section.Settings {
			s := &section.Settings[i]
			settingNames = append(settingNames, s.Name)
			put(parts[section.Mesh], s)
		}
	}
	var parallel []any
	for _, w := range law.Must("strategy").Setting().Words {
		parallel = append(parallel, w)
	}
	architecture := schema{}
	var required []any
	for _, n := range capabilities.Numbers() {
		architecture[n.Name] = schema{"description": n.Text, "$ref": "answer.schema.json#/$defs/number"}
		required = append(required, n.Name)
	}
	for _, f := range capabilities.Flags() {
		architecture[f.Name] = schema{"description": f.Text, "$ref": "answer.schema.json#/$defs/finding"}
		required = append(required, f.Name)
	}
	document := schema{
		"$schema":     "https://json-schema.org/draft/2020-12/schema",
		"title":       "Tables",
		"description": "What the engine's tables list. Made from the code by `make docs`; do not edit.",
		"$defs": schema{
			"mesh": schema{
				"description": "The sizes of a mesh, in ranks. A size that is null or absent is not given: a parallel axis is then 1 (in a list of meshes it is free), and data parallelism and the world follow from the others, as its framework has it.",
				"type":        "object", "additionalProperties": false, "properties": parts[true],
			},
			"run": schema{
				"description": "What is known of the run beside the mesh.",
				"type":        []any{"object", "null"}, "additionalProperties": false, "properties": parts[false],
			},
			"framework":    schema{"title": "FrameworkName", "description": "Whose law applies.", "enum": names},
			"strategy":     schema{"enum": parallel},
			"axis":         schema{"title": "Axis", "enum": axes},
			"rule_axis":    schema{"title": "RuleAxis", "description": "What the rule is about: an axis, world for the ranks of the job, batch, sequence, memory, or model for the model alone.", "enum": append(append([]any(nil), axes...), ruleAxes...)},
			"setting":      schema{"title": "SettingName", "description": "The name of a setting.", "enum": settingNames},
			"architecture": schema{"description": "The numbers and flags that the rules read.", "type": "object", "additionalProperties": false, "properties": architecture, "required": required},
		},
	}
	run := parts[false]
	run["framework"] = schema{"description": law.Must("framework").Setting().Text + "; nemo_automodel unless it is given.", "enum": append(requested, nil)}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(document); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// put adds a setting to the properties of its object; one of a group goes into the group's own object.
func put(properties schema, s *law.Setting) {
	group, member := s.Member()
	if group == "" {
		properties[member] = settingSchema(s)
		return
	}
	inner, ok := properties[group].(schema)
	if !ok {
		inner = schema{"type": "object", "additionalProperties": false, "properties": schema{}}
		properties[group] = inner
	}
	if anyOf, has := inner["anyOf"].([]any); has {
		anyOf[0].(schema)["properties"].(schema)[member] = settingSchema(s)
	} else {
		inner["properties"].(schema)[member] = settingSchema(s)
	}
	if law.Short(group) == member {
		properties[group] = schema{
			"description": "A value without members is its " + member + ".",
			"anyOf":       []any{inner, settingSchema(s)},
		}
	}
}

// settingSchema is the schema of one value. Words are read in any case, which no schema says well, so they are examples.
func settingSchema(s *law.Setting) schema {
	out := schema{"description": s.Text}
	nullable := func(kind string) []any { return []any{kind, "null"} }
	switch s.Kind {
	case law.Count:
		out["type"], out["minimum"], out["maximum"] = nullable("integer"), s.Least, s.Most
	case law.Flag:
		out["type"] = nullable("boolean")
	case law.Set, law.Names:
		out["type"], out["items"] = nullable("array"), schema{"type": "string"}
		if s.Kind == law.Names {
			out["type"] = []any{"array", "string", "null"}
		}
	case law.Version:
		out["type"], out["pattern"], out["maxLength"] = nullable("string"), "^[0-9]{1,6}([^0-9].*)?$", 64
	case law.Layout:
		out["type"] = []any{"string", "array", "null"}
		out["items"] = schema{"anyOf": []any{schema{"type": "string"}, schema{"type": "array", "items": schema{"type": "string"}}}}
	case law.Decimal:
		out["type"] = nullable("number")
	default:
		out["type"], out["minLength"] = nullable("string"), 1
	}
	if len(s.Words) > 0 {
		var words []any
		for _, w := range s.Words {
			words = append(words, w)
		}
		out["examples"] = words
	}
	if s.Auto && s.Kind == law.Count {
		return schema{"description": s.Text, "anyOf": []any{out, schema{"type": "string", "pattern": "^[Aa][Uu][Tt][Oo]$"}}}
	}
	return out
}
