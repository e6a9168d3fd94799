// Command wasmbuild builds the WebAssembly module, reproducibly, with the Go toolchain alone.
//
//	go run ./internal/wasmbuild -o build/meshwise.wasm      build it
//	go run ./internal/wasmbuild -repro                      build it twice, in two folders, and compare
//	go run ./internal/wasmbuild -faults -o build/f.wasm     build the twin that fails on purpose, for tests of hosts
//
// With -parts it also writes the module in two parts, for hosts that fetch it, and with -notices FILE the licenses of what the module
// holds beside this project's own code. It prints the path, the size in bytes and the SHA-256 of what it built.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/meshwise/meshwise/internal/wasmbuild/builder"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run returns 0 when done, 1 when two builds differ or one fails, and 2 on wrong usage.
func run(arguments []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("wasmbuild", flag.ContinueOnError)
	flags.SetOutput(stderr)
	output := flags.String("o", "", "the `file` to write")
	faults := flags.Bool("faults", false, "build the twin that fails on purpose")
	parts := flags.Bool("parts", false, "also write the module in two parts, beside it")
	notices := flags.String("notices", "", "the `file` to write the licenses of others to")
	repro := flags.Bool("repro", false, "build twice, from two copies of the working tree, and compare")
	if err := flags.Parse(arguments); err != nil {
		return 2
	}
	if flags.NArg() > 0 || (*output == "") != *repro || ((*parts || *notices != "") && *repro) {
		fmt.Fprintln(stderr, "wasmbuild: give either -o file, and -parts and -notices file with it, or -repro")
		return 2
	}
	root, err := builder.Root(".")
	if err == nil {
		config := builder.Config{Root: root, Output: *output, Faults: *faults}
		if *repro {
			err = compare(config, stdout)
		} else {
			if err = build(config, stdout); err == nil && *parts {
				err = builder.WriteParts(*output)
			}
			if err == nil && *notices != "" {
				err = builder.WriteNotices(config, *notices)
			}
		}
	}
	if err != nil {
		fmt.Fprintln(stderr, "wasmbuild:", err)
		return 1
	}
	return 0
}

func build(config builder.Config, stdout io.Writer) error {
	result, err := builder.Build(config)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%s  %d bytes  sha256 %s  %s\n", result.Path, result.Size, result.SHA256, result.Go)
	return nil
}

func compare(config builder.Config, stdout io.Writer) error {
	first, second, err := builder.Rebuild(config)
	if err != nil {
		return err
	}
	for _, result := range []builder.Result{first, second} {
		fmt.Fprintf(stdout, "%d bytes  sha256 %s  %s\n", result.Size, result.SHA256, result.Go)
	}
	if first.SHA256 != second.SHA256 {
		return fmt.Errorf("the two builds differ")
	}
	return nil
}
