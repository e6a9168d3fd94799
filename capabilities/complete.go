package capabilities

// Complete returns f, which hold a config and no class, with what is known of the class that the config names, and the
// facts that were added. What was seen wins over what is known, and what a config says over what its class says.
//
// Multi-token prediction that follows the config is off where the config has no num_nextn_predict_layers.
//
// Two things a framework adds to classes, and no class has: registries of plans and implementations, and attention that is
// replaced by Transformer Engine's. extends says that the framework of the run has both. Then:
//
//	the class                     | backend.attn is stated as | Transformer Engine was injected
//	------------------------------+---------------------------+--------------------------------
//	has a backend                 | any, or not at all        | as is known of the class
//	has none: attention is chosen | te                        | yes
//	  when the model is made      | anything else             | no, and there is no backend
//	                              | not at all                | not known: a choice of the run
func (f Facts) Complete(known Facts, extends bool) (whole Facts, added []Fact) {
	whole = f
	for _, p := range probes {
		if f[p.Fact].Kind() != Absent {
			continue
		}
		switch v := known[p.Fact]; {
		case p.Fact == FactClass:
			if v.Kind() == Object {
				whole[CataloguedClass] = v
				added = append(added, FactClass)
			}
		case p.Fact == factAttnUsed && f[FactConfig].Get("_attn_implementation").Kind() == String:
			whole[p.Fact] = f[FactConfig].Get("_attn_implementation")
		case v.Kind() != Absent:
			whole[p.Fact] = v
			added = append(added, p.Fact)
		case p.Fact == factMTP && known[factHasBackend].Kind() != Absent: // a live model of another config had it otherwise
			if n, ok := f[FactConfig].Get("num_nextn_predict_layers").Int(); !ok && f[FactConfig].Get("num_nextn_predict_layers").isMissing() || ok && n == 0 {
				whole[p.Fact] = BoolValue(false)
			}
		}
	}
	return whole.choose(f, extends), added
}

// choose settles what no class says by itself: see Complete.
func (f Facts) choose(seen Facts, extends bool) Facts {
	unseen := func(name Fact) bool { return seen[name].Kind() == Absent }
	if !extends {
		for _, name := range []Fact{factTPPlanRegistered, factCustomRegistered, factTEInjected} {
			if unseen(name) {
				f[name] = BoolValue(false)
			}
		}
	}
	if f[factHasBackend].Kind() != Bool || f[factHasBackend].IsTrue() {
		return f
	}
	stated := seen[FactBackendAttn]
	if extends && unseen(factTEInjected) {
		f[factTEInjected] = Value{}
		if stated.Kind() == String {
			f[factTEInjected] = BoolValue(stated.Is("te"))
		}
	}
	if stated.Kind() == String && !(extends && stated.Is("te")) {
		f[FactBackendAttn] = NullValue()
	}
	return f
}

// IsChoice reports whether a fact is a choice of a run, which no class knows.
func IsChoice(name string) bool {
	return name == FactBackendAttn.String() || name == factTEInjected.String()
}

// FactOf finds the fact that a path of evidence leads into: "_tp_plan", or "class" of "class.mro".
func FactOf(path string) (found Fact, ok bool) {
	longest := 0
	for i := range factNames {
		name := factNames[i]
		n := len(name)
		if n > longest && len(path) >= n && (len(path) == n || path[n] == '.' || path[n] == '[') && path[:n] == name {
			found, longest = Fact(i), n
		}
	}
	return found, longest > 0
}
