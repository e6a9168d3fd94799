//go:build wasip1

package main

import _ "unsafe" // for go:linkname

// memoryLimit is what the collector keeps the heap under, as long as what is live fits: the module has 64 MiB in all, and
// a collector that lets garbage grow to the size of what is live would run out of them within the limits on requests.
const memoryLimit = 40 << 20

// setMemoryLimit is that of runtime/debug, which would bring fmt and os into the module.
//
//go:linkname setMemoryLimit runtime/debug.setMemoryLimit
func setMemoryLimit(bytes int64) int64

func init() { setMemoryLimit(memoryLimit) }
