// Package wasmtime runs the engine on wasmtime, the runtime of the Python binding. It exists to hold the two runtimes to
// the same bytes, and for programs that have wasmtime already. It needs cgo and links a library of some 20 MB, which is why
// it is a package of its own: hostabi.New does the same without.
//
// Built without cgo, or for a system that wasmtime has no library for, New returns an error that says so.
package wasmtime
