package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/andybalholm/brotli"

	"github.com/meshwise/meshwise/internal/wasmbuild/builder"
	"github.com/meshwise/meshwise/internal/wasmbuild/wasmbin"
)

// capabilities of the module by the beginnings of their packages, the first that fits.
var capabilityOf = []struct{ what, packages string }{
	{"reading files and scripts", "reading"},
	{"the planner", "plan"},
	{"rules and frameworks", "mesh"},
	{"capabilities and the catalogue", "capabilities|catalogue"},
	{"text and formats of answers", "render"},
	{"requests and answers", "wasm|internal|main"},
	{"Go's runtime and library", ""},
}

// shares prints what the code of each capability adds to the download, and the data: each compressed by itself.
func (b *bench) shares() error {
	scratch, err := os.MkdirTemp("", "meshwise-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	root, err := builder.Root(".")
	if err != nil {
		return err
	}
	named := filepath.Join(scratch, "named.wasm")
	if _, err := builder.Build(builder.Config{Root: root, Output: named, Names: true}); err != nil {
		return err
	}
	module, err := os.ReadFile(named)
	if err != nil {
		return err
	}
	functions, err := wasmbin.Functions(module)
	if err != nil {
		return err
	}
	code := make([]bytes.Buffer, len(capabilityOf))
	for _, f := range functions {
		code[capability(f.Name)].Write(f.Body)
	}
	var all int
	for i, c := range capabilityOf {
		size, err := compressed(code[i].Bytes())
		if err != nil {
			return err
		}
		all += size
		line("  code of "+c.what, kilobytes(size), "", true)
	}
	whole, err := compressed(b.module)
	if err != nil {
		return err
	}
	line("  data: the catalogue, sentences, tables of the linker", kilobytes(whole-all), "", true)
	return nil
}

var ofProject = regexp.MustCompile(`^github\.com_meshwise_meshwise_([a-z]+)`)

// capability is the place of a function's capability in the list.
func capability(name string) int {
	pkg := ""
	if m := ofProject.FindStringSubmatch(name); m != nil {
		pkg = m[1]
	} else if strings.HasPrefix(name, "main.") {
		pkg = "main"
	}
	for i, c := range capabilityOf {
		if slices.Contains(strings.Split(c.packages, "|"), pkg) {
			return i
		}
	}
	return len(capabilityOf) - 1
}

// compressed is the size of what is downloaded.
func compressed(content []byte) (int, error) {
	var out bytes.Buffer
	w := brotli.NewWriterLevel(&out, brotli.BestCompression)
	if _, err := w.Write(content); err != nil {
		return 0, err
	}
	if err := w.Close(); err != nil {
		return 0, err
	}
	return out.Len(), nil
}

func kilobytes(n int) string { return fmt.Sprintf("%.0f KB", float64(n)/1e3) }
