// Package shell finds out what a bash script runs, without running it.
//
// A script is parsed, and executed symbolically in an empty environment: a value is its text together with the place where
// that text stands, so that a size that a variable carries through three others is still found at the line where it was
// written. What depends on the machine, on a program or on an unset variable is unknown, and stays so. Nothing is run, no
// file is opened, and the work is bounded.
package shell
