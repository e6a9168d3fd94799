//go:build cgo && !nowasmtime

package main

import (
	"context"

	"github.com/meshwise/meshwise/hostabi"
	"github.com/meshwise/meshwise/hostabi/wasmtime"
)

// startWasmtime starts the engine on wasmtime.
func startWasmtime(ctx context.Context, module []byte) (*hostabi.Engine, error) {
	return wasmtime.New(ctx, module, hostabi.WithInstances(1))
}
