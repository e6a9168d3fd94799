package hostabi

import "context"

// gate lets a bounded number of calls in at once, and closes when the last one is out.
type gate struct {
	slots   chan struct{} // one token for each call inside
	closing chan struct{} // closed when no further call may enter
	closer  chan closer   // one token, held by whoever closes
}

// closer is how far closing has come.
type closer struct{ begun, done bool }

func newGate(n int) *gate {
	g := &gate{slots: make(chan struct{}, n), closing: make(chan struct{}), closer: make(chan closer, 1)}
	g.closer <- closer{}
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

// close refuses further calls, waits for those inside, as long as the context lasts, and then releases, once.
func (g *gate) close(ctx context.Context, release func() error) error {
	var state closer
	select {
	case state = <-g.closer:
	case <-ctx.Done():
		return interrupted(ctx.Err(), "while another Close is running")
	}
	defer func() { g.closer <- state }()
	if !state.begun {
		state.begun = true
		close(g.closing)
	}
	if state.done {
		return nil
	}
	// Every place taken is every call out.
	for taken := range cap(g.slots) {
		select {
		case g.slots <- struct{}{}:
		default:
			select {
			case g.slots <- struct{}{}:
			case <-ctx.Done():
				for range taken {
					g.leave()
				}
				return interrupted(ctx.Err(), "while calls are running")
			}
		}
	}
	state.done = true
	return release()
}
