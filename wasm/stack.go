//go:build wasip1

package main

// init makes the stack as large as most calls need, while next to nothing stands on it: Go copies a stack that grows, frame by
// frame, and finds its way by tables that are slow to read. Calls run on the stack that init runs on.
//
// No larger than that: where a stack grows, Go leaves all frames of WebAssembly and goes on from its own stack. A deep request
// on a fresh instance has to come by there, since the frames of quick code would fill the stack that the host gives them.
func init() { stackUsed = useStack(int(stackUsed)) }

// stackUsed keeps the compiler from seeing that nothing is done.
var stackUsed byte

//go:noinline
func useStack(n int) byte {
	var room [8 << 10]byte
	room[n] = 1
	return room[len(room)-1-n]
}
