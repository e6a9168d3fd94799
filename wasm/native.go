//go:build !wasip1

// Command wasm is the WebAssembly module; see main.go. Built for anything else it only says so, which keeps
// `go build ./...` and `go vet ./...` whole.
package main

import "os"

func main() {
	os.Stderr.WriteString("this command is the WebAssembly module: build it with `go run ./internal/wasmbuild -o build/meshwise.wasm`\n")
	os.Exit(2)
}
