package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// module reads the WebAssembly module: the one that is named, else the one that was built in this project.
func (e *engineFlags) module() ([]byte, error) {
	path, from := e.wasm.value, "--wasm"
	if path == "" {
		path, from = os.Getenv("MESHWISE_WASM"), "MESHWISE_WASM"
	}
	if path == "" {
		if path = builtModule(); path == "" {
			return nil, badInput("--engine %s: there is no build/meshwise.wasm here; build it with `make wasm`, or name it with --wasm", e.kind.value)
		}
		from = "--engine " + e.kind.value
	}
	module, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, badInput("%s: %s is not there; `make wasm` builds it", from, name(path))
	}
	if err != nil {
		return nil, badInput("%s: %s: %v", from, name(path), cause(err))
	}
	return module, nil
}

// builtModule looks for the module in the current folder, and in those around it up to the root of their Go module.
func builtModule() string {
	folder, err := os.Getwd()
	for err == nil {
		path := filepath.Join(folder, "build", "meshwise.wasm")
		if info, missing := os.Stat(path); missing == nil && info.Mode().IsRegular() {
			return path
		}
		if _, missing := os.Stat(filepath.Join(folder, "go.mod")); missing == nil {
			return ""
		}
		outer := filepath.Dir(folder)
		if outer == folder {
			return ""
		}
		folder = outer
	}
	return ""
}

// cause drops the operation and the path from an error about a file: the caller names the file.
func cause(err error) error {
	if about := (*fs.PathError)(nil); errors.As(err, &about) {
		return about.Err
	}
	return err
}
