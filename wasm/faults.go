//go:build wasip1 && meshwise_faults

package main

import "github.com/meshwise/meshwise/wasm/abi"

// faulty is what the twin for tests keeps between calls; the shipped module keeps nothing.
var faulty struct {
	calls int
	kept  [][]byte
}

// dispatch is the door of the twin that tests of hosts use: a request `fault:…` fails on purpose, any other is
// answered as usual. The twin is built by `go run ./internal/wasmbuild -faults` and is never shipped.
func dispatch(request []byte) []byte {
	faulty.calls++
	switch string(request) {
	case "fault:panic": // recovered by the door
		panic("fault")
	case "fault:nothing": // an answer of no bytes
		return nil
	case "fault:trap": // a deadlock, which Go does not recover
		select {}
	case "fault:used": // traps on every instance but a fresh one
		if faulty.calls > 1 {
			select {}
		}
	case "fault:stderr": // says much, then traps
		for range 2000 {
			println("the engine says something long before it fails")
		}
		select {}
	case "fault:memory": // runs out of memory
		for {
			faulty.kept = append(faulty.kept, make([]byte, 1<<20))
		}
	case "fault:keep": // keeps 8 MiB for good, as a leak would
		faulty.kept = append(faulty.kept, make([]byte, 8<<20))
	case "fault:stack": // recursion without end
		return []byte{byte(deep(1))}
	case "fault:loop": // runs for ever
		for faulty.calls > 0 {
		}
	}
	return abi.Call(request)
}

//go:noinline
func deep(n int) int {
	var frame [256]byte
	frame[n%256] = 1
	return deep(n+1) + int(frame[(n*7)%256])
}
