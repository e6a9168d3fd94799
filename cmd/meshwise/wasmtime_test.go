//go:build cgo && !nowasmtime

package main

const hasWasmtime = true
