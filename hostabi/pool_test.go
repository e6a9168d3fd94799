package hostabi

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/meshwise/meshwise/hostabi/internal/backend"
)

// fakeModule is a runtime without WebAssembly, that counts what is started and closed.
type fakeModule struct {
	started, alive, most, closed atomic.Int64
	failStarts                   atomic.Int64 // how many of the next starts fail
	memory                       uint64
	answer                       func(serial int64) error
}

func (m *fakeModule) Instantiate(context.Context, *backend.Stderr) (backend.Instance, error) {
	if m.failStarts.Add(-1) >= 0 {
		return nil, errors.New("no memory for an instance")
	}
	for alive := m.alive.Add(1); ; {
		if most := m.most.Load(); alive <= most || m.most.CompareAndSwap(most, alive) {
			break
		}
	}
	return &fakeInstance{module: m, serial: m.started.Add(1)}, nil
}

func (m *fakeModule) Close(context.Context) error {
	m.closed.Add(1)
	return nil
}

type fakeInstance struct {
	module *fakeModule
	serial int64
	busy   atomic.Bool
	inputs int
}

func (i *fakeInstance) Version(context.Context) (uint32, error) { return neededMajor << 16, nil }

func (i *fakeInstance) Input(context.Context, uint32) (uint32, error) {
	i.inputs++
	return 8, nil
}

func (i *fakeInstance) Call(context.Context, uint32) (uint64, error) {
	if !i.busy.CompareAndSwap(false, true) {
		return 0, errors.New("two calls on one instance at once")
	}
	defer i.busy.Store(false)
	if i.module.answer != nil {
		if err := i.module.answer(i.serial); err != nil {
			return 0, err
		}
	}
	return 16<<32 | 2, nil
}

func (i *fakeInstance) Write(uint32, []byte) bool              { return true }
func (i *fakeInstance) Read(_, size uint32) ([]byte, bool)     { return make([]byte, size), true }
func (i *fakeInstance) MemorySize() uint64                     { return i.module.memory }
func (i *fakeInstance) Close(context.Context) error            { i.module.alive.Add(-1); return nil }
func (m *fakeModule) engine(t *testing.T, o ...Option) *Engine { return m.open(t, nil, o...) }

func (m *fakeModule) open(t *testing.T, want error, options ...Option) *Engine {
	t.Helper()
	compile := func(context.Context, []byte, backend.Config) (backend.Module, error) { return m, nil }
	engine, err := NewOn(t.Context(), compile, nil, options...)
	if !errors.Is(err, want) {
		t.Fatalf("NewOn: %v, want %v", err, want)
	}
	return engine
}

func TestInstancesAreBounded(t *testing.T) {
	m := &fakeModule{answer: func(serial int64) error {
		if serial%3 == 0 {
			return errors.New("every third instance traps")
		}
		return nil
	}}
	engine := m.engine(t, WithInstances(4), WithCallsPerInstance(5))
	var group sync.WaitGroup
	for range 32 {
		group.Go(func() {
			for range 100 {
				_, err := engine.Call(t.Context(), []byte("{}"))
				if err != nil && !errors.Is(err, ErrCrashed) { // the fresh instance may be a third one, too
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	if most := m.most.Load(); most > 4 {
		t.Errorf("%d instances at once, want at most 4", most)
	}
	if err := engine.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if alive, closed := m.alive.Load(), m.closed.Load(); alive != 0 || closed != 1 {
		t.Errorf("after Close %d instances are alive and the module was closed %d times", alive, closed)
	}
}

func TestInstancesRetire(t *testing.T) {
	for _, test := range []struct {
		name   string
		memory uint64
		option Option
		calls  int
		want   int64
	}{
		{"kept", retireMemory, WithCallsPerInstance(1000), 10, 1},
		{"after so many calls", 0, WithCallsPerInstance(3), 9, 3},
		{"over the memory", retireMemory + 1, WithCallsPerInstance(1000), 4, 5}, // the first one answers no call at all
	} {
		t.Run(test.name, func(t *testing.T) {
			m := &fakeModule{memory: test.memory}
			engine := m.engine(t, WithInstances(2), test.option)
			for range test.calls {
				if _, err := engine.Call(t.Context(), []byte("{}")); err != nil {
					t.Fatal(err)
				}
			}
			if got := m.started.Load(); got != test.want {
				t.Errorf("%d instances for %d calls, want %d", got, test.calls, test.want)
			}
		})
	}
}

func TestRequestBufferIsAskedForOnce(t *testing.T) {
	m := &fakeModule{}
	engine := m.engine(t, WithInstances(1))
	for _, size := range []int{10, 5, 10, 20, 20, 0} {
		if _, err := engine.Call(t.Context(), make([]byte, size)); err != nil {
			t.Fatal(err)
		}
	}
	if got := engine.pool.idle[0].Instance.(*fakeInstance).inputs; got != 2 {
		t.Errorf("the buffer was asked for %d times, want 2: only when more is needed", got)
	}
}

func TestOneRetry(t *testing.T) {
	for _, test := range []struct {
		name    string
		crashes int64 // how many of the instances crash, from the first
		starts  int64 // how many starts fail, after the first
		want    error
		started int64
	}{
		{"none crashes", 0, 0, nil, 1},
		{"one crashes", 1, 0, nil, 2},
		{"two crash", 2, 0, ErrCrashed, 2},
		{"one crashes and the next does not start", 1, 1, ErrCrashed, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := &fakeModule{answer: func(serial int64) error {
				if serial <= test.crashes {
					return errors.New("unreachable\nframes")
				}
				return nil
			}}
			engine := m.engine(t)
			m.failStarts.Store(test.starts)
			_, err := engine.Call(t.Context(), []byte("{}"))
			if !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
			if got := m.started.Load(); got != test.started {
				t.Errorf("%d instances, want %d", got, test.started)
			}
			m.failStarts.Store(0)
			if _, err := engine.Call(t.Context(), []byte("{}")); err != nil {
				t.Errorf("the next call: %v", err)
			}
		})
	}
}

// TestWaiting holds the only instance with a call, and looks at what others do meanwhile.
func TestWaiting(t *testing.T) {
	begun, proceed := make(chan bool), make(chan bool)
	m := &fakeModule{answer: func(int64) error {
		begun <- true
		<-proceed
		return nil
	}}
	engine := m.engine(t, WithInstances(1))
	ended := make(chan error)
	go func() {
		_, err := engine.Call(t.Context(), []byte("{}"))
		ended <- err
	}()
	<-begun

	short, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := engine.Call(short, []byte("{}")); !errors.Is(err, ErrInterrupted) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a second call: %v, want %v of %v", err, ErrInterrupted, context.DeadlineExceeded)
	}
	waiting := make(chan error)
	go func() {
		_, err := engine.Call(t.Context(), []byte("{}"))
		waiting <- err
	}()
	if err := engine.Close(short); !errors.Is(err, ErrInterrupted) {
		t.Errorf("Close while a call runs: %v, want %v", err, ErrInterrupted)
	}
	if m.closed.Load() != 0 {
		t.Error("the module was closed under a call")
	}
	if err := <-waiting; !errors.Is(err, ErrClosed) {
		t.Errorf("a call that waited: %v, want %v", err, ErrClosed)
	}
	if _, err := engine.Call(t.Context(), nil); !errors.Is(err, ErrClosed) {
		t.Errorf("a call after that: %v, want %v", err, ErrClosed)
	}
	closed := make(chan error)
	go func() { closed <- engine.Close(t.Context()) }()
	proceed <- true
	if err := <-ended; err != nil {
		t.Errorf("the call that ran: %v", err)
	}
	if err := <-closed; err != nil {
		t.Errorf("Close: %v", err)
	}
	if m.alive.Load() != 0 || m.closed.Load() != 1 {
		t.Errorf("%d instances are alive and the module was closed %d times", m.alive.Load(), m.closed.Load())
	}
}

func TestNewClosesWhatItStarted(t *testing.T) {
	m := &fakeModule{}
	m.failStarts.Store(1)
	m.open(t, ErrModule)
	if m.alive.Load() != 0 || m.closed.Load() != 1 {
		t.Errorf("%d instances are alive and the module was closed %d times", m.alive.Load(), m.closed.Load())
	}
}
