// Package yield gives way in work that goes on for long or goes deep.
//
// In WebAssembly there is one thread and nobody preempts: the collector's workers run when a goroutine gives way, and a
// call into the module is one goroutine that never does by itself. A collection that has begun is then never done, all
// that is allocated meanwhile counts as live, and within the limits on requests the memory of an instance runs out.
package yield

import "runtime"

// Counter counts steps of work. The zero value is ready.
type Counter struct{ steps int }

// Every gives way at each so many steps. A step should allocate no more than some kilobytes.
func (c *Counter) Every(steps int) {
	if c.steps++; c.steps >= steps {
		c.steps = 0
		runtime.Gosched()
	}
}

// levels is how many levels of a recursion may stand on one another on the stack of the host. The frames of code that is compiled
// quickly take some kilobytes each.
const levels = 4

// Deep gives way at each so many levels of a recursion. In WebAssembly calls stand on two stacks: that of Go, which grows, and that
// of the host, which is small. To give way leaves the second, and what goes on is the function that gave way alone.
func Deep(level int) {
	if level%levels == 0 {
		runtime.Gosched()
	}
}
