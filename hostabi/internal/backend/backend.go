// Package backend is the seam between the Go host and the WebAssembly runtimes. A runtime that fits through it serves the
// host; nothing of a runtime shows on the other side, so that changing one changes one file.
package backend

import "context"

// The exports of the module that a host calls.
const (
	ExportStart   = "_initialize"
	ExportVersion = "meshwise_abi_version"
	ExportInput   = "meshwise_input"
	ExportCall    = "meshwise_call"
	ExportMemory  = "memory"
)

// MemoryPages is the most memory of one instance, whatever the module says: 64 MiB.
const MemoryPages = 1024

// Config is what a runtime must know before it compiles.
type Config struct {
	Interrupt bool   // a call ends when its context does
	CacheDir  string // where compiled code is kept; nowhere when empty
}

// OptionError is why a runtime cannot serve a Config, whatever the module.
type OptionError struct{ Detail string }

// Error returns the detail.
func (e *OptionError) Error() string { return e.Detail }

// Compile compiles a module.
type Compile func(ctx context.Context, wasm []byte, config Config) (Module, error)

// Module is a compiled module. Its methods are safe for concurrent use.
type Module interface {
	// Instantiate starts an instance, _initialize included. What the guest prints goes to stderr as long as it lives.
	Instantiate(ctx context.Context, stderr *Stderr) (Instance, error)

	// Close releases the compiled code. No instance may be in use.
	Close(ctx context.Context) error
}

// Instance is one running instance. It is not safe for concurrent use, and after an error of Version, Input or Call it
// must only be closed.
type Instance interface {
	Version(ctx context.Context) (uint32, error)
	Input(ctx context.Context, size uint32) (address uint32, err error)
	Call(ctx context.Context, size uint32) (answer uint64, err error)

	// Write copies data into the memory, and Read copies out of it. They report false outside the memory.
	Write(address uint32, data []byte) bool
	Read(address, size uint32) ([]byte, bool)

	// MemorySize is the size of the memory in bytes.
	MemorySize() uint64

	Close(ctx context.Context) error
}
