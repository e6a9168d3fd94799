package hostabi

import "runtime"

// Option changes how New sets an engine up.
type Option func(*settings)

// settings are what the options decide.
type settings struct {
	instances        int
	callsPerInstance int
	interrupt        bool
	cacheDir         string
}

// Instances are retired in use, before a leak that nobody knows of yet can hurt: after so many calls, or once the memory
// of one, which never shrinks, has grown beyond what ordinary requests need.
const (
	defaultCallsPerInstance = 10_000
	retireMemory            = 32 << 20
)

// WithInstances bounds how many instances run at once; further calls wait. The default is GOMAXPROCS.
func WithInstances(n int) Option {
	return func(s *settings) { s.instances = n }
}

// WithCallsPerInstance replaces an instance by a fresh one after n calls. The default is 10,000.
func WithCallsPerInstance(n int) Option {
	return func(s *settings) { s.callsPerInstance = n }
}

// WithInterrupt makes the end of a context end a running call. Without it a context is looked at before a call and while
// it waits for an instance, and a call that has begun goes on to its end. The engine bounds its own work and the size of
// requests, so few programs need this; every call gets slower, because compiled code then looks around in each loop.
func WithInterrupt() Option {
	return func(s *settings) { s.interrupt = true }
}

// WithCompilationCache keeps compiled code in a folder, so that the next start takes a tenth of a second and not over one.
// An entry that cannot be used is made again.
//
// The folder holds machine code that this program will run, so it belongs to one user. Processes, versions of a program,
// containers and machines of that user may share it, also at the same time: each kind of machine has entries of its own.
// Other users may read it and need folders of their own; root trusts nobody else's either. New makes the folder, with mode
// 0700, and takes no code from
//
//   - a folder that is a symbolic link, belongs to another user, or is writable for group or others: ErrOption
//   - an entry that is no regular file, or that another user owns or may write: it is passed over and replaced
//
// The bytes that were looked at are the bytes that run, whatever happens to the files meanwhile. The checks are those of
// Unix; elsewhere, keep the folder among the user's own.
func WithCompilationCache(dir string) Option {
	return func(s *settings) { s.cacheDir = dir }
}

// settle applies the options over the defaults.
func settle(options []Option) (settings, error) {
	s := settings{instances: runtime.GOMAXPROCS(0), callsPerInstance: defaultCallsPerInstance}
	for _, option := range options {
		option(&s)
	}
	if s.instances < 1 {
		return s, errorf(ErrOption, "WithInstances(%d): at least 1 is needed", s.instances)
	}
	if s.callsPerInstance < 1 {
		return s, errorf(ErrOption, "WithCallsPerInstance(%d): at least 1 is needed", s.callsPerInstance)
	}
	return s, nil
}
