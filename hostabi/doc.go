// Package hostabi runs the engine inside a Go program.
//
// An [Engine] takes requests and gives answers, both JSON, as docs/abi.md describes them. [New] runs the WebAssembly
// module, the same bytes that every other host runs; [Native] runs the same engine compiled into the program, without
// WebAssembly. Both give the same bytes for the same request.
//
// # Answers and errors
//
// Whatever the engine says is an answer, also that a request is malformed: an answer of kind "error". An error of
// [Engine.Call] means that there is no answer: the engine is closed, the context has ended, or the engine crashed twice.
// It is an [*Error], and its code can be given to errors.Is as it stands:
//
//	if errors.Is(err, hostabi.ErrCrashed) { … }
//
// # Instances
//
// An engine compiles the module once and keeps a bounded pool of instances, so it is safe for concurrent use. After a
// crash an instance is dropped, because it would still answer and its answers could be wrong; the request gets one more
// try on a fresh one.
package hostabi
