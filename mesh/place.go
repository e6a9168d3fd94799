package mesh

import "github.com/meshwise/meshwise/mesh/law"

// At is where a file says a setting.
type At struct {
	Setting                 string
	File                    string
	Line, Column, EndColumn int    // from 1; 0 where it stands in no file
	Key, Text               string // as the user wrote them
}

// Remark is what a file says of itself, whatever the model: a key that stands twice, one that the framework refuses.
type Remark struct {
	Code, Message, Fix string
	Refuses            bool // the framework refuses the file for it, or goes silently wrong
	At                 At
}

// Place tells a verdict where the files say what it speaks of, and what they say of themselves.
func (v *Verdict) Place(places []At, remarks []Remark) {
	for i := range v.Violations {
		v.Violations[i].At = among(places, v.Violations[i].Rests)
	}
	for i := range v.Warnings {
		v.Warnings[i].At = among(places, v.Warnings[i].Rests)
	}
	for i := range v.Unknowns {
		v.Unknowns[i].At = among(places, v.Unknowns[i].Rests)
	}
	v.Remarks = remarks
}

// among is the places of the settings of a set.
func among(places []At, terms law.Terms) (list []At) {
	for _, p := range places {
		if t, ok := law.Named(p.Setting); ok && terms.Has(t) {
			list = append(list, p)
		}
	}
	return list
}

// Refused reports whether a file is refused for itself.
func (v *Verdict) Refused() bool {
	for i := range v.Remarks {
		if v.Remarks[i].Refuses {
			return true
		}
	}
	return false
}
