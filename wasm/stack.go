//go:build wasip1

package main

// init makes the stack as large as a call needs, while next to nothing stands on it: Go copies a stack that grows, frame by frame,
// and finds its way by tables that are slow to read. Calls run on the stack that init runs on.
func init() { stackUsed = useStack(int(stackUsed)) }

var stackUsed byte

//go:noinline
func useStack(n int) byte {
	var room [24 << 10]byte
	room[n] = 1
	return room[len(room)-1-n]
}
