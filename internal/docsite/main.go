// Command docsite stages the sources of the documentation site: the pages of docs/ and those around them, with links that hold
// in the site, and a page for each Go package. A generator makes HTML of them afterwards: `make docs-site`.
//
//	go run ./internal/docsite -o build/docs-site
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/meshwise/meshwise/internal/wasmbuild/builder"
)

func main() {
	output := flag.String("o", "build/docs-site", "the `folder` to write into")
	flag.Parse()
	root, err := builder.Root(".")
	if err == nil {
		err = stage(root, *output)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "docsite:", err)
		os.Exit(1)
	}
}

// stage writes all sources into an empty folder.
func stage(root, output string) error {
	if err := os.RemoveAll(output); err != nil {
		return err
	}
	site, err := newSite(root)
	if err != nil {
		return err
	}
	for _, p := range site.pages {
		content, err := site.page(p)
		if err != nil {
			return err
		}
		if err := write(filepath.Join(output, p.name+".md"), content); err != nil {
			return err
		}
	}
	if err := os.CopyFS(filepath.Join(output, "extra", "pictures"), os.DirFS(filepath.Join(root, filepath.FromSlash(pictures)))); err != nil {
		return err
	}
	packages, err := goPackages(root)
	if err != nil {
		return err
	}
	for _, p := range packages {
		if err := write(filepath.Join(output, "go", p.page()+".md"), p.markdown()); err != nil {
			return err
		}
	}
	return write(filepath.Join(output, "go", "index.md"), goIndex(packages))
}

func write(path, content string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(content), 0o644)
}
