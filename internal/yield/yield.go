// Package yield gives way to the garbage collector in work that goes on for long.
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
