package render

import (
	"strings"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/catalogue"
)

// CatalogueNotes says, in a sentence or two, which class of the catalogue an answer rests on, or that it is in none.
func CatalogueNotes(from *catalogue.Origin) []string {
	if from == nil || from.Source == nil {
		return nil
	}
	asked, source := name(from.Asked), from.Source.String()
	if from.ByType {
		asked = "model type " + asked
	}
	custom := ""
	if from.CustomCode {
		custom = "its config names custom code (auto_map), which was not looked at"
	}
	switch {
	case from.Class != "" && from.ByType:
		return said(asked+" is taken for "+from.Class+", as in "+source, custom)
	case from.Class != "":
		return said(asked+" as in "+source, custom)
	case from.Unlooked != "":
		return said(asked+" is in "+source+", where it could not be looked at: "+from.Unlooked, custom)
	case from.CustomCode:
		return said(asked + " is custom code (auto_map), which was not looked at; " + source + " has no class of this name" + nearest(from.Near))
	default:
		return said(source + " does not know " + asked + nearest(from.Near))
	}
}

// notePage writes the notes about the facts below a headline.
func notePage(p page, notes []string) {
	for _, n := range notes {
		p.note(n)
	}
}

// choiceNote says how to settle what hinges on a choice of the run. A model whose facts are from no catalogue has made it.
func choiceNote(p page, notes, missing []string) {
	if len(notes) == 0 {
		return
	}
	for _, m := range missing {
		if capabilities.IsChoice(m) {
			p.note("the attention backend is a choice of the run, which no class knows: stated as backend.attn (--attn-backend), it settles what hinges on it")
			return
		}
	}
}

// sentence ends a note as a sentence.
func sentence(note string) string { return note + "." }

func nearest(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return "; the nearest that it knows: " + strings.Join(names, ", ")
}

// said keeps the sentences that say something.
func said(sentences ...string) []string {
	var kept []string
	for _, s := range sentences {
		if s != "" {
			kept = append(kept, s)
		}
	}
	return kept
}
