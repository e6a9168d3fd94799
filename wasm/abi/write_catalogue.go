package abi

import (
	"strings"

	"github.com/meshwise/meshwise/catalogue"
	"github.com/meshwise/meshwise/internal/jsonw"
	"github.com/meshwise/meshwise/internal/near"
)

// writeCatalogue says which class of the catalogue an answer rests on, or that it is in none.
func writeCatalogue(w *jsonw.Writer, from *catalogue.Origin) {
	if from == nil || from.Source == nil {
		return
	}
	w.ObjectAt("catalogue")
	w.Field("package", from.Source.Package)
	w.Field("version", from.Source.Version)
	w.Key("architecture")
	if from.Class == "" {
		w.Null()
	} else {
		w.String(from.Class)
	}
	w.Field("asked", clip(from.Asked))
	by := "architectures"
	if from.ByType {
		by = "model_type"
	}
	w.Field("by", by)
	w.Key("custom_code")
	w.Bool(from.CustomCode)
	w.Field("not_observed", from.Unlooked)
	w.Strings("nearest", from.Near)
	w.End()
}

// maxNear is how many names an unknown one is told.
const maxNear = 3

// nearNames finds the known names that an unknown one may be meant to be, or is made from: those that a few typing
// mistakes lead to, and those whose stem begins the same.
func nearNames(from *catalogue.Origin) []string {
	if len(from.Asked) < 3 || len(from.Asked) > 64 {
		return nil
	}
	var names []string
	var scores []int
	from.Source.EachName(from.ByType, func(name string) {
		score, ok := distance(from.Asked, name)
		if !ok {
			return
		}
		at := len(names)
		for at > 0 && scores[at-1] > score {
			at--
		}
		if at < maxNear {
			names = insert(names, at, name)
			scores = insert(scores, at, score)
		}
	})
	return names
}

// insert puts one more into a list of at most maxNear.
func insert[T any](list []T, at int, elem T) []T {
	list = append(list, elem)
	copy(list[at+1:], list[at:])
	list[at] = elem
	return list[:min(len(list), maxNear)]
}

// distance says how far apart two names are, if they are near each other at all. "LlamaForCausalLM" is a stem and a task.
func distance(asked, known string) (score int, ok bool) {
	stem, task := stemOf(asked)
	knownStem, knownTask := stemOf(known)
	other := 0
	if task != knownTask {
		other = 2
	}
	most := max(len(stem)/4, 1)
	if apart := len(stem) - len(knownStem); apart <= most && -apart <= most {
		if d := near.Distance(stem, knownStem); d <= most {
			return d + other, true
		}
	}
	if len(knownStem) >= 4 && strings.HasPrefix(stem, knownStem) || len(stem) >= 4 && strings.HasPrefix(knownStem, stem) {
		return 2 + max(len(stem), len(knownStem)) - min(len(stem), len(knownStem)) + other, true
	}
	return 0, false
}

func stemOf(name string) (stem, task string) {
	if i := strings.LastIndex(name, "For"); i > 0 {
		return name[:i], name[i:]
	}
	return name, ""
}
