// Command cataloguegen makes the compact form of the catalogue that the engine holds, catalogue/data.go, from the readable
// files catalogue/*.json. With -check it writes nothing and fails where the file is not what they say.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"

	"github.com/meshwise/meshwise/capabilities"
)

func main() {
	in := flag.String("in", "catalogue", "folder of the readable files")
	out := flag.String("out", "catalogue/data.go", "the file to write")
	check := flag.Bool("check", false, "compare instead of writing")
	fields := flag.Bool("fields", false, "print the fields of configs whose defaults are kept, then the configs inside of configs")
	flag.Parse()
	if *fields {
		fmt.Println(strings.Join(capabilities.ConfigFields(), ","))
		fmt.Println(strings.Join(capabilities.ConfigSections(), ","))
		return
	}
	if err := run(*in, *out, *check); err != nil {
		fmt.Fprintln(os.Stderr, "cataloguegen:", err)
		os.Exit(1)
	}
}

func run(in, out string, check bool) error {
	list, err := readSources(in)
	if err != nil {
		return err
	}
	data, err := generate(list)
	if err != nil {
		return err
	}
	if !check {
		return os.WriteFile(out, data, 0o644)
	}
	have, err := os.ReadFile(out)
	if err != nil {
		return err
	}
	if !bytes.Equal(have, data) {
		return fmt.Errorf("%s is not what %s says: run `make catalogue-embed`", out, in)
	}
	return nil
}
