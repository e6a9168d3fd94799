package hostabi

import (
	"context"
	"errors"
	"sync"

	"github.com/meshwise/meshwise/hostabi/internal/backend"
)

// pool keeps the instances that are idle. The gate bounds the calls, and so the instances: one is started only by a call
// that found none idle, or that has just dropped the one it had.
type pool struct {
	module           backend.Module
	callsPerInstance int

	mutex sync.Mutex
	idle  []*instance // the last one used comes first: its memory is warm
}

// choice is which instance a call may use.
type choice bool

const (
	anyInstance   choice = false
	freshInstance choice = true
)

// call answers a request on one instance, and keeps or drops it.
func (p *pool) call(ctx context.Context, request []byte, which choice) ([]byte, error) {
	used := p.take(which)
	if used == nil {
		var err error
		if used, err = p.start(ctx); err != nil {
			return nil, err
		}
	}
	answer, err := used.exchange(ctx, request)
	if err != nil {
		used.Close(ctx) // dropped: after a trap an instance still answers, and may answer wrongly
		return nil, err
	}
	p.put(ctx, used)
	return answer, nil
}

// take returns an idle instance, or nil.
func (p *pool) take(which choice) *instance {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	last := len(p.idle) - 1
	if which == freshInstance || last < 0 {
		return nil
	}
	taken := p.idle[last]
	p.idle[last] = nil
	p.idle = p.idle[:last]
	return taken
}

// put keeps an instance for the next call, unless it is due to be retired.
func (p *pool) put(ctx context.Context, used *instance) {
	if used.calls >= p.callsPerInstance || used.MemorySize() > retireMemory {
		used.Close(ctx) // it has answered; that it may not close well is no concern of the caller
		return
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.idle = append(p.idle, used)
}

// start starts a fresh instance.
func (p *pool) start(ctx context.Context) (*instance, error) {
	started := &instance{}
	var err error
	started.Instance, err = p.module.Instantiate(ctx, &started.stderr)
	if err != nil {
		return nil, started.crashed(err)
	}
	return started, nil
}

// close closes the idle instances and the module. No call may be running.
func (p *pool) close(ctx context.Context) error {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	var errs []error
	for _, idle := range p.idle {
		errs = append(errs, idle.Close(ctx))
	}
	p.idle = nil
	return errors.Join(append(errs, p.module.Close(ctx))...)
}
