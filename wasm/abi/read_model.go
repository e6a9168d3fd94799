package abi

import (
	"strconv"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/catalogue"
	"github.com/meshwise/meshwise/mesh"
	"github.com/meshwise/meshwise/mesh/law"
	"github.com/meshwise/meshwise/render"
)

// facts reads the facts of a request, which it needs.
func (r *reader) facts() capabilities.Facts {
	v := r.need("facts", "the facts of a model")
	if v.Kind() == capabilities.Absent {
		return capabilities.Facts{}
	}
	facts, err := readFacts(r.at("facts"), v)
	if err == nil {
		err = notAModel(r.at("facts"), facts)
	}
	if err != nil {
		r.fail(err)
	}
	return facts
}

// model reads the facts of a request. Those of a bare config are completed by what the catalogue knows of the class that
// it names, unless the request declines; what there is to say of that goes to the notes of the rendering.
func (r *reader) model(run *mesh.Run, out *render.Options) *subject { return r.modelOf(run, out, nil) }

// modelOf is [reader.model] for files that may state numbers of the model themselves.
func (r *reader) modelOf(run *mesh.Run, out *render.Options, q *question) *subject {
	raw := r.get("facts")
	about := aspect{run.Room(), run.RunsTransformers(), run.Text(law.Must("model_class")), run.Text(law.Must("attn")), r.boolean("catalogue", true)}
	if s := remembered(raw, about); s != nil && r.err == nil {
		out.Notes = s.notes
		return s
	}
	s := &subject{}
	if q == nil || raw.Kind() != capabilities.Absent {
		s.facts = r.facts()
	} else {
		s.facts = q.facts()
	}
	if r.err != nil {
		return s
	}
	s.facts = choose(s.facts, about.attn)
	if about.catalogue {
		s.complete(about)
	}
	out.Notes = s.notes
	remember(raw, about, s)
	return s
}

// complete adds what the catalogue knows of the class.
func (s *subject) complete(a aspect) {
	s.facts, s.from = catalogue.Complete(s.facts, catalogue.Ask{
		Packages: a.framework.Classes, Class: a.class, Transformers: a.transformers, Extends: a.framework.Extends,
	})
	if s.from == nil {
		return
	}
	if s.from.Class == "" {
		s.from.Near = nearNames(s.from)
	}
	s.notes = render.CatalogueNotes(s.from)
}

// choose states what a run chooses of a class that nobody looked at: the implementation of its attention.
func choose(facts capabilities.Facts, attn string) capabilities.Facts {
	if attn == "" || attn == "auto" || facts.Live() || facts.Config().Kind() != capabilities.Object || facts[capabilities.FactBackendAttn].Kind() != capabilities.Absent {
		return facts
	}
	facts[capabilities.FactBackendAttn] = capabilities.StringValue(attn)
	return facts
}

// notAModel refuses facts that are a config alone, where it is the config of something else: it names no class, and has
// no number of a model.
func notAModel(path string, facts capabilities.Facts) *Error {
	config := facts.Config()
	if !facts.Only(capabilities.FactConfig) || config.Kind() != capabilities.Object || facts.IsModel() {
		return nil
	}
	return &Error{Code: CodeNotAModel, Path: path + "/config", Message: "expected the config of a model, got " + looksLike(config)}
}

// kinds are files that are given in place of a config.json, by a member that no config of a model has.
var kinds = [][2]string{
	{"peft_type", "an adapter's config: give the config of its base model"},
	{"base_model_name_or_path", "an adapter's config: give the config of its base model"},
	{"tokenizer_class", "a tokenizer's config: config.json stands beside it"},
	{"processor_class", "a processor's config: config.json stands beside it"},
	{"image_processor_type", "a processor's config: config.json stands beside it"},
	{"weight_map", "the index of a checkpoint: config.json stands beside it"},
	{"bos_token_id", "a generation config: config.json stands beside it"},
	{"zero_optimization", "a config of DeepSpeed, which names no model"},
	{"dependencies", "a package.json"},
	{"scripts", "a package.json"},
	{"compilerOptions", "a tsconfig.json"},
	{"_class_name", "the config of a diffusion pipeline"},
}

func looksLike(config capabilities.Value) string {
	if config.Len() == 0 {
		return "an empty object"
	}
	for _, kind := range kinds {
		if config.Get(kind[0]).Kind() != capabilities.Absent {
			return kind[1]
		}
	}
	names := ""
	for i := range min(config.Len(), 3) {
		if i > 0 {
			names += ", "
		}
		names += strconv.Quote(clip(config.Key(i)))
	}
	return "an object with neither model_type nor architectures nor a number of a model: it has " + names
}
