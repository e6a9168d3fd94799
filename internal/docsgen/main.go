// Command docsgen writes what is made from the code: pages of docs/, and the schema of what the tables list. With -check it writes nothing and fails where a page is not what the code says.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	dir := flag.String("dir", ".", "folder of the repository")
	check := flag.Bool("check", false, "compare instead of writing")
	flag.Parse()
	if err := run(*dir, *check); err != nil {
		fmt.Fprintln(os.Stderr, "docsgen:", err)
		os.Exit(1)
	}
}

func run(dir string, check bool) error {
	pages := Pages()
	reports, err := reportsPage(dir)
	if err != nil {
		return err
	}
	pages["docs/reports.md"] = reports
	for name, page := range pages {
		path := filepath.Join(dir, name)
		if !check {
			if err := os.WriteFile(path, page, 0o644); err != nil {
				return err
			}
			continue
		}
		have, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if !bytes.Equal(have, page) {
			return fmt.Errorf("%s is not what the code says: run `make docs`", path)
		}
	}
	return nil
}
