//go:build wasip1

package main

import "github.com/meshwise/meshwise/wasm/abi"

// init asks for one verdict, so that what the first one makes ready is ready: rules, the catalogue, a heap of the size that a
// verdict takes. It costs no instance anything, since the build starts the module and keeps the state that it finds. Other
// frameworks than the default wait until they are asked for: all of them would be 28 KB more to download.
func init() {
	abi.Call([]byte(`{"op":"validate_mesh","facts":{"config":{"architectures":["LlamaForCausalLM"],"hidden_size":4096}},"mesh":{"tp_size":2,"world_size":8}}`))
}
