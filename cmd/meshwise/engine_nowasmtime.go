//go:build !cgo || nowasmtime

package main

import (
	"context"

	"github.com/meshwise/meshwise/hostabi"
)

// startWasmtime says that this build has no wasmtime, which needs cgo and adds some 20 MB.
func startWasmtime(context.Context, []byte) (*hostabi.Engine, error) {
	return nil, badInput("--engine wasmtime: this meshwise was built without it (build with CGO_ENABLED=1 and without -tags nowasmtime); --engine wazero needs neither")
}
