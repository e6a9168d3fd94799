//go:build wasip1 && !meshwise_faults

package main

import "github.com/meshwise/meshwise/wasm/abi"

// dispatch is what the door opens on.
func dispatch(request []byte) []byte {
	return abi.Call(request)
}
