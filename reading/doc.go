// Package reading finds out what a file or a command says of a run: its sizes, its batch, its model, each with its grade and
// the place of the word that says it.
//
// A reader is a pure function: texts and, where given, an argument vector and variables go in, a [Reading] comes out. It
// opens no file, runs nothing and asks no network; what a file refers to is said as a want, and the host may add it and ask
// again. Only what is stated stands in a reading, and what the framework itself fills in; what cannot be known is unknown,
// and said.
//
// The keys of a format are a table (format_*.go), read by one mechanism (table.go, convert.go). What several keys mean
// together is in the file of the family whose law it is (family_*.go).
package reading
