package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/meshwise/meshwise/hostabi"
)

// engineFlags say which engine answers.
type engineFlags struct {
	kind choice
	wasm text
}

// register adds the flags to the root command.
func (e *engineFlags) register(root *cobra.Command) {
	e.kind.register(root, "engine", "what runs the engine: this program itself, or a WebAssembly runtime", "native", "wazero", "wasmtime")
	e.wasm.kind = "FILE"
	root.PersistentFlags().Var(&e.wasm, "wasm", "the module that a WebAssembly runtime runs (default $MESHWISE_WASM, else build/meshwise.wasm)")
}

// start starts the engine that was chosen.
func (e *engineFlags) start(ctx context.Context) (*hostabi.Engine, error) {
	if e.kind.value == "native" {
		if e.wasm.value != "" {
			return nil, badInput("--wasm needs --engine wazero or --engine wasmtime")
		}
		return hostabi.Native(), nil
	}
	module, err := e.module()
	if err != nil {
		return nil, err
	}
	var engine *hostabi.Engine
	if e.kind.value == "wasmtime" {
		engine, err = startWasmtime(ctx, module)
	} else {
		engine, err = startWazero(ctx, module)
	}
	if err != nil {
		return nil, engineFailure(err)
	}
	return engine, nil
}

// startWazero keeps compiled code in the user's cache. A folder that cannot serve as one costs time and nothing else.
func startWazero(ctx context.Context, module []byte) (*hostabi.Engine, error) {
	folder := cacheFolder()
	if folder == "" {
		return hostabi.New(ctx, module, hostabi.WithInstances(1))
	}
	engine, err := hostabi.New(ctx, module, hostabi.WithInstances(1), hostabi.WithCompilationCache(folder))
	if errors.Is(err, hostabi.ErrOption) {
		return hostabi.New(ctx, module, hostabi.WithInstances(1))
	}
	return engine, err
}

// cacheFolder is the folder of compiled code, or empty where there is to be none: by the same words as in Python.
func cacheFolder() string {
	if no := os.Getenv("MESHWISE_NO_CACHE"); no != "" && no != "0" {
		return ""
	}
	if chosen := os.Getenv("MESHWISE_CACHE_DIR"); chosen != "" {
		return chosen
	}
	caches, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(caches, "meshwise")
}

// engineFailure is a failure of the engine, or of this build where it lacks the runtime.
func engineFailure(err error) error {
	if mine := (*failure)(nil); errors.As(err, &mine) {
		return mine
	}
	exit := exitEngine
	if errors.Is(err, hostabi.ErrOption) {
		exit = exitUsage
	}
	failed := &failure{exit: exit, text: err.Error()}
	if mine := (*hostabi.Error)(nil); errors.As(err, &mine) {
		failed.text = strings.TrimPrefix(failed.text, "hostabi: ")
		failed.detail = mine.Stderr
	}
	return failed
}
