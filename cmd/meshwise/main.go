// Command meshwise answers whether a model runs on a parallel mesh, and what to change if it does not.
//
// It is a thin host of the engine: it reads a file, composes a request, and prints what the engine rendered. It decides
// nothing about models and words nothing about them. `meshwise help` lists the commands.
//
// The exit code is 0 when the mesh is valid, 1 when it is not, 2 for wrong usage and for files that cannot be used, and
// 3 when the engine fails. Answers go to the standard output and errors to the standard error, and never the other way.
package main

import "os"

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
