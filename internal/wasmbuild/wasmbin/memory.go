package wasmbin

import (
	"errors"
	"fmt"
)

// CapMemory returns the module with the maximum of its one memory set to the number of pages. The Go linker writes no
// maximum, and a browser has no other way to bound what a module takes.
//
// # Errors
//
//   - the module has no memory of its own, or several
//   - it needs more pages to start
//   - it has a smaller maximum already: whoever set it meant it
func CapMemory(module []byte, pages uint32) ([]byte, error) {
	sections, err := split(module)
	if err != nil {
		return nil, err
	}
	memory := find(sections, memorySection)
	if memory == nil {
		return nil, errors.New("no memory section")
	}
	l, err := oneMemory(memory.body)
	switch {
	case err != nil:
		return nil, fmt.Errorf("memory section: %w", err)
	case l.min > pages:
		return nil, fmt.Errorf("memory section: starts with %d pages, over the maximum of %d", l.min, pages)
	case l.bounded && l.max < pages:
		return nil, fmt.Errorf("memory section: has a maximum of %d pages already, under %d", l.max, pages)
	}
	memory.body = limits{l.min, pages, true}.append([]byte{1})
	return join(sections), nil
}

// oneMemory reads a memory section that must hold exactly one memory.
func oneMemory(body []byte) (limits, error) {
	r := Reader{Rest: body}
	if n := r.U32(); r.Err == nil && n != 1 {
		return limits{}, fmt.Errorf("%d memories, want 1", n)
	}
	l := r.limits()
	if r.Err == nil && len(r.Rest) > 0 {
		r.Fail(fmt.Errorf("%d bytes left over", len(r.Rest)))
	}
	return l, r.Err
}
