//go:build !cgo || !((linux && (amd64 || arm64)) || (darwin && (amd64 || arm64)) || (windows && amd64))

package wasmtime

import (
	"context"

	"github.com/meshwise/meshwise/hostabi"
)

// New returns an error of the code hostabi.ErrOption: this program was built without cgo, or for a system that wasmtime has
// no library for.
func New(context.Context, []byte, ...hostabi.Option) (*hostabi.Engine, error) {
	return nil, &hostabi.Error{
		Code:   hostabi.ErrOption,
		Detail: "wasmtime needs cgo and one of linux, darwin or windows on amd64, or linux or darwin on arm64: use hostabi.New",
	}
}
