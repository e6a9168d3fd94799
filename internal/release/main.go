// Command release puts together all that a release has, checks it, and keeps its one version number.
//
//	go run ./internal/release -o dist/release            put it together, from what `make release` has built
//	go run ./internal/release -check dist/release        try each artefact in an empty folder
//	go run ./internal/release -repro dist/release        build all of it again in another folder, and compare the bytes
//	go run ./internal/release -version                   print the version, which every file must state
//	go run ./internal/release -set-version 0.2.0         write the version into every file that states it
//
// The same commit gives the same bytes with the same Go, Node and Python: times are that of the commit (or SOURCE_DATE_EPOCH),
// and entries of archives are sorted.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/meshwise/meshwise/internal/wasmbuild/builder"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run returns 0 when done, 1 when something does not hold, and 2 on wrong usage.
func run(arguments []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("release", flag.ContinueOnError)
	flags.SetOutput(stderr)
	output := flags.String("o", "", "the `folder` to write the release into")
	check := flags.String("check", "", "the `folder` of a release to try")
	repro := flags.String("repro", "", "the `folder` of a release to build again and compare")
	print := flags.Bool("version", false, "print the version")
	version := flags.String("set-version", "", "the `version` to write into every file that states it")
	if err := flags.Parse(arguments); err != nil {
		return 2
	}
	given := 0
	for _, value := range []string{*output, *check, *repro, *version} {
		if value != "" {
			given++
		}
	}
	if *print {
		given++
	}
	if given != 1 || flags.NArg() > 0 {
		fmt.Fprintln(stderr, "release: give one of -o FOLDER, -check FOLDER, -repro FOLDER, -version and -set-version VERSION")
		return 2
	}
	root, err := builder.Root(".")
	if err == nil {
		switch {
		case *print:
			var v string
			if v, err = versionOf(root); err == nil {
				fmt.Fprintln(stdout, v)
			}
		case *version != "":
			err = setVersion(root, *version)
		case *check != "":
			err = checkAll(root, *check, stdout)
		case *repro != "":
			err = repeat(root, *repro, stdout)
		default:
			err = assemble(root, *output, stdout)
		}
	}
	if err != nil {
		fmt.Fprintln(stderr, "release:", err)
		return 1
	}
	return 0
}

// assemble makes every artefact, then the checksums and what is made from them.
func assemble(root, folder string, stdout io.Writer) error {
	for _, part := range []string{"build/meshwise.wasm", "bindings/js/dist/meshwise.wasm", "dist/web/index.html", "dist/docs/index.html"} {
		if err := built(root, part); err != nil {
			return err
		}
	}
	r, err := newRelease(root, folder)
	if err != nil {
		return err
	}
	for _, step := range []func() error{r.module, r.commands, r.python, r.npm, r.site, r.sboms, r.sums, r.formula} {
		if err := step(); err != nil {
			return err
		}
	}
	entries, err := os.ReadDir(r.folder)
	for _, entry := range entries {
		info, e := entry.Info()
		if err = errors.Join(err, e); e == nil {
			fmt.Fprintf(stdout, "%10d  %s\n", info.Size(), entry.Name())
		}
	}
	return err
}
