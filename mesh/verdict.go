package mesh

import (
	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/mesh/law"
	"github.com/meshwise/meshwise/plan"
)

// Verdict is the answer to whether a run may start.
type Verdict struct {
	Model     string
	Framework *Framework
	// Valid is no when a rule is broken, unknown when it hinges on a fact that was not observed, else yes.
	Valid      capabilities.Truth
	Mesh       Mesh
	Violations []Violation
	Warnings   []Violation
	Unknowns   []Doubt
	Open       []Open // settings that were not given, with the rules that they decide
	NotUsed    []law.Term
	Effective  []capabilities.Answer
	Layout     *Layout // nil where the sizes make no mesh
	Nearest    []Listed
	Asked      []Asked // every rule that the framework has, in order
	// Estimate is what the run needs; nil unless a card is given, or it was asked for.
	Estimate *plan.Estimate
	// Hinges are settings that the files state, and whose value is not known: the run is neither valid nor not.
	Hinges []law.Term
	// Remarks are what the files say of themselves.
	Remarks []Remark
	// WorldAssumed says that no world size was given, and the smallest that holds the sizes was taken.
	WorldAssumed bool
	// Ignored is what the config says of a number under another name, and was not used.
	Ignored []capabilities.Evidence
	// Accepted are the acceptances that fired.
	Accepted []*Acceptance
}

// Violation is a broken rule, or a risk.
type Violation struct {
	Rule     *Rule
	Stance   *Stance
	Size     int // of the rule's axis; 0 for a rule about the model
	Severity Severity
	Title    string
	Message  string
	Advice   string
	Reason   capabilities.Reason // of the capability that the rule rests on, if it rests on one
	Because  []capabilities.Evidence
	Legal    []Legal
	Needs    []Need // settings that were not given, under which the rule holds
	Fixes    []law.Fix
	Rests    law.Terms // what it rests on
	At       []At      // where a file says that
}

// Warns reports whether the violation is a warning: nobody is sure, nothing is wrong but slow, or a setting that was not
// given would mend it.
func (v *Violation) Warns() bool { return v.Stance.Warns() || v.Needs != nil }

// Doubt is a rule that cannot be answered from the facts.
type Doubt struct {
	Rule    *Rule
	Stance  *Stance
	Size    int
	Message string
	Advice  string
	Missing []string // the facts that would settle it
	Rests   law.Terms
	At      []At
}

// Asked is a rule that was asked.
type Asked struct {
	Rule    *Rule
	Applies bool // it speaks of the case: its condition holds
}

// Open is a setting that was not given, or was given in words that no rule knows, with the rules that hinge on it.
type Open struct {
	Setting law.Term
	Own     bool // it was given in words of the user's own
	Codes   []string
}

// Validate holds a model against a run. nearest is how many of the meshes that pass a refusal offers. An error is an
// [*InputError]: the run is no question. What the run needs of memory is estimated where it gives a card.
func Validate(m *Model, run Run, nearest int) (Verdict, error) {
	return validate(m, run, nearest, false)
}

// Estimated is [Validate] with an estimate in any case.
func Estimated(m *Model, run Run, nearest int) (Verdict, error) {
	return validate(m, run, nearest, true)
}

func validate(m *Model, run Run, nearest int, estimated bool) (Verdict, error) {
	c, err := complete(m, &run)
	if err != nil {
		return Verdict{}, err
	}
	v := verdictOf(&c, newViolation, newDoubt, nil)
	v.Effective = m.Report.At(m.Facts, int(c.Size(law.CP)), int(c.Size(law.EP)))
	if estimated || c.Value(termCards).N == 1 {
		v.Estimate = c.Estimate()
	}
	v.Layout, v.NotUsed, v.Ignored = layoutOf(&c), roomOf(c.Room).notUsed(m, &run, v.Estimate != nil), ignored(m)
	if len(v.Violations) > 0 {
		v.Nearest = nearestTo(&c, &run, nearest)
	}
	return v, nil
}

// ignored is every name of a number that stands beside the one that was used, and says something else.
func ignored(m *Model) (list []capabilities.Evidence) {
	for i := range m.Report.Numbers {
		list = append(list, m.Report.Numbers[i].Ignored...)
	}
	return list
}

func bareViolation(c *law.Case, r *ruling) Violation {
	return Violation{Rule: r.Rule, Stance: r.stance, Size: int(c.Size(r.Axis)), Severity: r.stance.Severity, Needs: needs(c, r)}
}

func newViolation(c *law.Case, r *ruling) Violation {
	v := bareViolation(c, r)
	v.Because = c.Because(r.equation.Reads())
	if r.Reason != "" {
		v.Reason = c.Report.Of(r.Reason).Reason
	}
	if r.Shows != nil {
		v.Because = append(v.Because, r.Shows(c)...)
	}
	v.Title, v.Message, v.Advice = c.Put(r.Title, v.Reason), message(c, r, v.Reason), c.Put(r.Advice, v.Reason)
	v.Rests = c.Rests(r.names())
	v.Legal = legal(c, r)
	v.Fixes = fixes(c, r, &v)
	return v
}

func bareDoubt(c *law.Case, r *ruling) Doubt {
	return Doubt{Rule: r.Rule, Stance: r.stance, Size: int(c.Size(r.Axis))}
}

func newDoubt(c *law.Case, r *ruling) Doubt {
	d := bareDoubt(c, r)
	d.Advice, d.Missing, d.Rests = c.Put(r.Advice, ""), c.Lacks(r.names()), c.Rests(r.names())
	d.Message = c.Lead(r.Axis) + "whether " + c.Put(r.Title, "") + " is not known; "
	switch {
	case r.Doubt != nil:
		d.Message += r.Doubt(c)
	case r.stance.Depends:
		d.Message += c.Put(r.depends(), "")
	default:
		d.Message += c.Name + " needs " + c.Spell(r.Equation)
	}
	return d
}

// hinges is a rule that is broken by a value which stands for another: the user has to say which.
func hinges(c *law.Case, r *ruling, shaky []law.Term, violation func(*law.Case, *ruling) Violation) Doubt {
	broken := violation(c, r)
	d := Doubt{Rule: r.Rule, Stance: r.stance, Size: broken.Size, Message: broken.Message, Advice: broken.Advice, Rests: broken.Rests}
	for _, t := range shaky {
		d.Missing = append(d.Missing, t.Name())
	}
	if d.Message != "" {
		d.Message += "; but " + shakySays(c, shaky)
	}
	return d
}

// shakySays says why the values do not count.
func shakySays(c *law.Case, shaky []law.Term) string {
	for _, t := range shaky {
		if c.Gives(t) {
			return "what the file says of " + termNames(shaky) + " stands there to be replaced"
		}
	}
	return termNames(shaky) + " may be set by what was not read"
}

func termNames(list []law.Term) (text string) {
	for i, t := range list {
		if i > 0 {
			text += ", "
		}
		text += t.Name()
	}
	return text
}

// depends says why nobody can say what becomes of a run that breaks the rule.
func (r *ruling) depends() string {
	if r.Why != "" {
		return r.Why
	}
	return "nothing says so of {model}, and nothing says otherwise"
}

// message says in one line what is broken: the axis and its size, the model, the field and its value, the equation.
func message(c *law.Case, r *ruling, reason capabilities.Reason) string {
	lead := c.Lead(r.Axis)
	switch {
	case r.Tell != nil:
		return lead + r.Tell(c)
	case r.Say != "":
		return lead + c.Put(r.Say, reason)
	default:
		return lead + c.Put(r.Why, reason) + "; " + c.Name + " needs " + c.Spell(r.Equation)
	}
}

// notUsed is the settings that were given and that neither a rule of the framework nor the completion of its sizes reads,
// nor an estimate. What a run chooses of a class says nothing of one that was looked at: it has its attention already.
func (at *room) notUsed(m *Model, run *Run, estimated bool) (list []law.Term) {
	for _, t := range run.Given() {
		named := t == termClass && len(at.Classes) > 0 || t == termAttn && at.Extends
		if completes.Has(t) || named && !m.Facts.Live() || estimated && estimates().Has(t) || at.uses(t) {
			continue
		}
		list = append(list, t)
	}
	return list
}
