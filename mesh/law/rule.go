package law

import (
	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/internal/version"
)

// Severity is what becomes of a run that breaks a rule.
type Severity uint8

// The severities. A broken rule of the first three is a violation; a wasteful one is a warning.
const (
	NoRule Severity = iota // the framework does not have the rule
	Refuses
	FailsLate
	SilentlyWrong
	Wasteful
)

// String returns the name of s on the wire.
func (s Severity) String() string {
	return [...]string{"none", "refuses", "fails_late", "silently_wrong", "wasteful"}[s]
}

// Stance is what one framework does when a rule is broken, and where that was read.
type Stance struct {
	Framework string // its name
	Severity  Severity
	// In is where it was read: a path of the framework's repository with the symbol behind a #, or a report
	// "owner/name#number".
	In string
	// Since and Until bound the versions that it holds for: from the one, up to and without the other. Empty: no bound.
	Since, Until string
	// Unsure marks a stance under which a run may break the rule and still work: it warns, whatever its severity.
	Unsure bool
	// Depends marks a stance of which nobody can say here what becomes of the run: it is neither refused nor passed.
	Depends bool
	// When narrows the stance, as an expression: what the framework does it for.
	When string
}

// Warns reports whether a broken rule is a warning, and no violation.
func (s *Stance) Warns() bool { return s.Unsure || s.Severity == Wasteful }

// HoldsFor reports whether the stance is that of a version.
func (s *Stance) HoldsFor(v version.Version) bool {
	if since, ok := version.Parse(s.Since); ok && v.Before(since) {
		return false
	}
	until, ok := version.Parse(s.Until)
	return !ok || v.Before(until)
}

// Rule is one thing that must hold of a model in a run. It is data: the equation is what a reader is shown with the values
// put in, and it is the code that runs. From its names follow the facts that the rule needs, when it is unknown, what
// would settle it, and what would mend it.
type Rule struct {
	Code  string // "tp.kv_heads_not_divisible": stable, append-only, "axis.problem"
	Axis  Axis   // what the rule is about
	Title string // what must hold, as a heading
	Since string // the version of meshwise that brought it

	When     string // an expression: when the rule applies; empty: when the size of its axis is above 1
	Applies  string // the same in words, where the expression does not read well
	Equation string // an expression: what must hold

	// Why says in a sentence what must hold, as a message says it: "each rank must own whole key/value heads".
	Why string
	// Say is a message in place of Why and the equation. In it and in Title and Advice, {model} is the model's name,
	// {framework} the framework's, {builders} what it can build, and {reason} the sentence of Reason.
	Say    string
	Reason capabilities.Capability             // the capability whose reason explains a violation
	Tell   func(*Case) string                  // a message that depends on more than that
	Doubt  func(*Case) string                  // why it is not known, where that is more than a fact that was not observed
	Shows  func(*Case) []capabilities.Evidence // further evidence

	Advice string // what else can be done
	// Repairs are the settings that may mend it, the likely one first; nil: the size of the axis.
	Repairs []string
	// Step is an expression: the first repair is a number, and multiples of this are worth trying.
	Step string
	// Strategy is one under which it holds.
	Strategy string
	// Needs are settings that a run of this kind usually states: where none of them was given, and a value of one would mend
	// the rule, the run is not refused for what was not said, and the user is told what it needs.
	Needs   []string
	Quiet   bool // an unknown fact is passed over: the rule is about the model, whatever the run
	Example string
	Stances []Stance
}

// Condition is the expression of when the rule applies.
func (r *Rule) Condition() string {
	if r.When != "" {
		return r.When
	}
	return r.Axis.Subject() + " > 1"
}
