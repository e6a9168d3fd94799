package hostabi

import (
	"context"
	"sync"
)

// gate lets a bounded number of calls in at once, and closes when the last one is out.
type gate struct {
	slots    chan struct{} // one token for each call inside
	closing  chan struct{} // closed when no further call may enter
	shut     sync.Once     // closes it
	released chan bool     // one value, held by whoever releases: whether it is done
}

func newGate(n int) *gate {
	g := &gate{slots: make(chan struct{}, n), closing: make(chan struct{}), released: make(chan bool, 1)}
	g.released <- false
	return g
}

// enter waits for a place, as long as the context lasts.
func (g *gate) enter(ctx context.Context) error {
	// A select takes any of the cases that are ready, so what must win is looked at by itself.
	if g.isClosing() {
		return errorf(ErrClosed, "the engine is closed")
	}
	if err := ctx.Err(); err != nil {
		return interrupted(err, "before the call")
	}
	select {
	case <-g.closing:
		return errorf(ErrClosed, "the engine is closed")
	case <-ctx.Done():
		return interrupted(ctx.Err(), "while waiting for an instance")
	case g.slots <- struct{}{}:
	}
	if g.isClosing() {
		g.leave()
		return errorf(ErrClosed, "the engine is closed")
	}
	return nil
}

// leave gives the place back.
func (g *gate) leave() {
	<-g.slots
}

func (g *gate) isClosing() bool {
	select {
	case <-g.closing:
		return true
	default:
		return false
	}
}

// close refuses further calls, whatever the context, waits for those inside as long as the context lasts, and then
// releases, once.
func (g *gate) close(ctx context.Context, release func() error) error {
	g.shut.Do(func() { close(g.closing) })

	done, ok := receive(ctx, g.released)
	if !ok {
		return interrupted(ctx.Err(), "while another Close is running")
	}
	defer func() { g.released <- done }()
	if done {
		return nil
	}
	// Every place taken is every call out.
	for taken := range cap(g.slots) {
		if !send(ctx, g.slots, struct{}{}) {
			for range taken {
				g.leave()
			}
			return interrupted(ctx.Err(), "while calls are running")
		}
	}
	done = true
	return release()
}

// send and receive wait as long as the context lasts, and do what needs no waiting even when it has ended: a program may
// well close an engine with the context that it worked under.
func send[T any](ctx context.Context, to chan<- T, value T) bool {
	select {
	case to <- value:
		return true
	default:
	}
	select {
	case to <- value:
		return true
	case <-ctx.Done():
		return false
	}
}

func receive[T any](ctx context.Context, from <-chan T) (value T, ok bool) {
	select {
	case value = <-from:
		return value, true
	default:
	}
	select {
	case value = <-from:
		return value, true
	case <-ctx.Done():
		return value, false
	}
}
