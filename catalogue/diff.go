package catalogue

import "github.com/meshwise/meshwise/capabilities"

// Difference is what becomes other between two sources.
type Difference struct {
	From, To       *Source
	Added, Removed []string // names of classes
	Changed        []Changes
	Unchanged      int // classes that support the same
	// Facts counts the classes whose facts differ, fact by fact: a plan may be another and the support the same.
	Facts []Counted
}

// Changes are the changes that some classes have in common.
type Changes struct {
	Changes []Change
	Classes []string
}

// Change is one capability that becomes another.
type Change struct{ From, To Trait }

// Counted is a fact, and how many classes have it otherwise.
type Counted struct {
	Fact    capabilities.Fact
	Classes int
}

// Compare says what changes from one source to another: the classes that come and go, and what the others support.
func Compare(from, to *Source) Difference {
	d := Difference{From: from, To: to}
	var counts factCounts
	from.Each(func(before Class) bool {
		after, ok := to.Class(before.Name)
		if !ok {
			d.Removed = append(d.Removed, before.Name)
			return true
		}
		if before.sameLine(after) {
			d.Unchanged++
			return true
		}
		countFacts(&counts, before.Facts(), after.Facts())
		d.add(before.Name, changes(before.Traits(), after.Traits()))
		return true
	})
	to.Each(func(after Class) bool {
		if _, ok := from.Class(after.Name); !ok {
			d.Added = append(d.Added, after.Name)
		}
		return true
	})
	for i := range d.Changed { // those of most classes first
		for j := i; j > 0 && len(d.Changed[j].Classes) > len(d.Changed[j-1].Classes); j-- {
			d.Changed[j], d.Changed[j-1] = d.Changed[j-1], d.Changed[j]
		}
	}
	for _, p := range capabilities.Probes() {
		if n := counts[p.Fact]; n > 0 {
			d.Facts = append(d.Facts, Counted{p.Fact, n})
		}
	}
	return d
}

// sameLine reports whether two classes of one package have the very same facts.
func (c Class) sameLine(other Class) bool {
	return c.Source.Package == other.Source.Package && c.Source.common == other.Source.common &&
		c.facts == other.facts && c.Module == other.Module && c.ModelType == other.ModelType
}

type factCounts [len(capabilities.Facts{})]int

// countFacts counts the facts of a class that differ. Its name and its place are no change.
func countFacts(counts *factCounts, before, after capabilities.Facts) {
	for _, p := range capabilities.Probes() {
		if p.Fact != classFact && !same(before[p.Fact], after[p.Fact]) {
			counts[p.Fact]++
		}
	}
}

// same compares two values, the members of objects in their order: the generator sorts them.
func same(a, b capabilities.Value) bool {
	if a.Kind() != b.Kind() || a.Len() != b.Len() {
		return false
	}
	if a.Kind() != capabilities.Array && a.Kind() != capabilities.Object {
		return a.Literal() == b.Literal()
	}
	for i := range a.Len() {
		if a.Kind() == capabilities.Object && a.Key(i) != b.Key(i) || !same(a.At(i), b.At(i)) {
			return false
		}
	}
	return true
}

// changes lists the traits that become others.
func changes(before, after []Trait) (list []Change) {
	for i := range before {
		if !before[i].same(&after[i]) {
			list = append(list, Change{before[i], after[i]})
		}
	}
	return list
}

func (t *Trait) same(u *Trait) bool { return t.Is == u.Is && equal(t.When, u.When) }

// add adds the changes of a class to those of others that are the same.
func (d *Difference) add(name string, list []Change) {
	if list == nil {
		d.Unchanged++
		return
	}
next:
	for i := range d.Changed {
		c := &d.Changed[i]
		if len(c.Changes) != len(list) {
			continue
		}
		for j := range list {
			a, b := &c.Changes[j], &list[j]
			if a.From.Capability != b.From.Capability || !a.From.same(&b.From) || !a.To.same(&b.To) {
				continue next
			}
		}
		c.Classes = append(c.Classes, name)
		return
	}
	d.Changed = append(d.Changed, Changes{list, []string{name}})
}
