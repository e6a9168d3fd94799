package mesh

import (
	"strings"
	"testing"

	"github.com/meshwise/meshwise/mesh/law"
)

func TestRulesAreWellFormed(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Rules() {
		if seen[r.Code] {
			t.Errorf("%s stands twice", r.Code)
		}
		seen[r.Code] = true
		if r.Title == "" || r.Equation == "" || r.Since == "" || r.Example == "" {
			t.Errorf("%s lacks a title, an equation, an example, or the version that brought it", r.Code)
		}
		words := 0
		for _, has := range []bool{r.Why != "", r.Say != "", r.Tell != nil} {
			if has {
				words++
			}
		}
		if words != 1 {
			t.Errorf("%s needs one of Why, Say and Tell", r.Code)
		}
		if !strings.HasPrefix(r.Code, string(r.Axis)+".") {
			t.Errorf("%s does not begin with its axis %s", r.Code, r.Axis)
		}
		for _, name := range append(append([]string(nil), r.Repairs...), r.Needs...) {
			if term, ok := law.Named(name); !ok || term.Setting() == nil {
				t.Errorf("%s: %s is no setting", r.Code, name)
			}
		}
	}
}

// TestStancesNameTheirSource demands of every stance where it was read: a path with a symbol, or a report.
func TestStancesNameTheirSource(t *testing.T) {
	known := map[string]bool{}
	for _, f := range Frameworks() {
		known[f.Name] = true
	}
	for _, r := range Rules() {
		if len(r.Stances) == 0 {
			t.Errorf("%s has no stance", r.Code)
		}
		for i := range r.Stances {
			s := &r.Stances[i]
			if !known[s.Framework] {
				t.Errorf("%s: there is no framework %s", r.Code, s.Framework)
			}
			if !strings.Contains(s.In, "#") && !strings.HasSuffix(s.In, ".md") {
				t.Errorf("%s: %s: %q names neither a symbol nor a report", r.Code, s.Framework, s.In)
			}
			if s.Severity == law.NoRule {
				t.Errorf("%s: %s does nothing", r.Code, s.Framework)
			}
		}
	}
}

// TestStancesOfOneFrameworkExclude demands that a rule which a framework has twice is bounded: by versions, or by a
// condition.
func TestStancesOfOneFrameworkExclude(t *testing.T) {
	for _, r := range Rules() {
		count := map[string]int{}
		bounded := map[string]bool{}
		for i := range r.Stances {
			s := &r.Stances[i]
			count[s.Framework]++
			bounded[s.Framework] = bounded[s.Framework] || s.Since == "" && s.Until == "" && s.When == ""
		}
		for name, n := range count {
			if n > 1 && bounded[name] {
				t.Errorf("%s: %s has it %d times, and one of them always", r.Code, name, n)
			}
		}
	}
}

// TestFrameworksAreWellFormed holds the rooms to what the others rely on.
func TestFrameworksAreWellFormed(t *testing.T) {
	for _, f := range Frameworks() {
		if f.Text == "" || len(f.Versions) == 0 || f.Repository == "" || f.Start == nil || len(f.Orders) == 0 {
			t.Errorf("%s lacks a name, a version, a repository, a start or an order of ranks", f.Name)
		}
		if f.Orders[len(f.Orders)-1].When != "" {
			t.Errorf("%s: the last order of ranks holds only under a condition", f.Name)
		}
		seen := map[string]bool{}
		for _, k := range f.Keys {
			if seen[k.Setting] {
				t.Errorf("%s has two keys for %s", f.Name, k.Setting)
			}
			seen[k.Setting] = true
			if term, ok := law.Named(k.Setting); !ok || term.Setting() == nil {
				t.Errorf("%s: %s is no setting", f.Name, k.Setting)
			}
		}
	}
}

// TestEveryExpressionIsOne compiles what a verdict compiles when it first asks it.
func TestEveryExpressionIsOne(t *testing.T) {
	count := 0
	for _, at := range rooms {
		roomOf(at.Framework)
		for _, r := range at.rulings {
			r.reads()
			law.ProgramOf(r.Step).Reads()
			count++
		}
		for i := range at.Orders {
			law.ProgramOf(at.Orders[i].When).Reads()
		}
		for i := range law.Settings() {
			for j := range law.Settings()[i].Settings {
				at.ReadsOf(law.Must(law.Settings()[i].Settings[j].Name))
			}
		}
		for _, q := range law.Quantities() {
			at.ReadsOf(law.Must(q.Name))
		}
	}
	if count < 300 {
		t.Errorf("only %d rules of frameworks were compiled", count)
	}
}
