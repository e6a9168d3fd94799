// Package law holds the words of the rules: what a user may say of a run (settings), what follows from it (quantities),
// what a rule, a stance and a framework are, and the case that a rule is asked about.
//
// Everything that a rule may name is a [Term]: a setting, a quantity, a number of the model or a flag of the model. An
// equation is text over the names of terms. It is compiled once, and it is answered in three values: where a term is not
// known, the answer is unknown, unless every value of the term gives the same one. From the names follow the facts that a
// rule needs, what would settle it, and the words.
//
// The package knows no rule and no framework. Package rules lists the ones, package frameworks the others, and package
// mesh brings them together.
package law
