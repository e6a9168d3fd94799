package mesh

import "github.com/meshwise/meshwise/mesh/law"

// Repair is the settings under which a refused run may start: the nearest mesh that passes, else one change for each
// violation; and what a warning says that the run needs.
func (v *Verdict) Repair() (list []Said) {
	say := func(t law.Term, n int64) {
		for i := range list {
			if list[i].Setting == t.Name() {
				return
			}
		}
		list = append(list, Said{Setting: t.Name(), Value: t.Setting().ValueOf(n)})
	}
	if len(v.Nearest) > 0 && !v.Nearest[0].Doubtful {
		n := &v.Nearest[0]
		for _, a := range n.Changes {
			say(law.Must(a.Subject()), int64(n.Size(a)))
		}
		for _, need := range n.Needs {
			say(need.Setting, need.Value)
		}
	} else {
		for i := range v.Violations {
			if f := v.Violations[i].Fixes; len(f) > 0 && !anySaid(list, f) {
				say(f[0].Set, f[0].Value)
			}
		}
	}
	for i := range v.Warnings {
		for _, need := range v.Warnings[i].Needs {
			say(need.Setting, need.Value)
		}
	}
	return list
}

// anySaid reports whether a setting that would mend a violation is changed already: the change was found for the run as it stands, and
// so was each of these, so that two of them are too many.
func anySaid(list []Said, fixes []law.Fix) bool {
	for _, f := range fixes {
		for i := range list {
			if list[i].Setting == f.Set.Name() {
				return true
			}
		}
	}
	return false
}
