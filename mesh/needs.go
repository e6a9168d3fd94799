package mesh

import "github.com/meshwise/meshwise/mesh/law"

// Need is a setting that was not given, with a value under which the run may start.
type Need struct {
	Setting law.Term
	Value   int64
}

// needs finds values of settings that were not given under which a broken rule holds: the run is then not refused for what
// nobody said. It is nil where the rule names no such setting, where one of them was given, and where none helps.
func needs(c *law.Case, r *ruling) []Need {
	if !r.mayNeed(c) {
		return nil
	}
	for i := range c.Room.Offers {
		offer := &c.Room.Offers[i]
		if !offer.Serves(r.Rule) {
			continue
		}
		for _, values := range offer.Find(c) {
			trial := c.Trial()
			var changed law.Terms
			list := make([]Need, 0, len(values))
			for j, t := range offer.Terms() {
				trial.State(t, values[j])
				changed.Add(t)
				list = append(list, Need{t, values[j]})
			}
			trial.Forget()
			if !clashes(trial, c, offer, changed) && r.ask(trial) == holds {
				return list
			}
		}
	}
	return nil
}

// mayNeed reports whether a setting that was not given may mend the rule.
func (r *ruling) mayNeed(c *law.Case) bool {
	if len(r.Needs) == 0 || c.AllStated {
		return false
	}
	for _, name := range r.Needs {
		if c.Gives(law.Must(name)) {
			return false
		}
	}
	return true
}

// withNeeds is the case once it is told what it needs.
func withNeeds(c *law.Case, needed []Need) law.Case {
	trial := c.Clone()
	for _, n := range needed {
		trial.State(n.Setting, n.Value)
	}
	trial.Forget()
	return trial
}

// stillInDoubt reports whether a case of which a rule cannot be answered stays so once it is told what it needs.
func stillInDoubt(c *law.Case, needed []Need) bool {
	if needed == nil {
		return true
	}
	trial := withNeeds(c, needed)
	for _, r := range roomOf(c.Room).rulings {
		if r.stance.Warns() {
			continue
		}
		if is := r.ask(&trial); is == depends || is == unknown && !r.Quiet {
			return true
		}
	}
	return false
}

// clashes reports whether a rule about the changed settings is broken by them, or is still broken and asks for the same ones:
// two rules that need one setting need one value of it.
func clashes(trial, before *law.Case, offer *law.Offer, changed law.Terms) bool {
	for _, r := range roomOf(trial.Room).rulings {
		if r.refuses() && r.reads().Meets(changed) && r.ask(trial) == broken && (r.ask(before) != broken || offer.Serves(r.Rule)) {
			return true
		}
	}
	return false
}
