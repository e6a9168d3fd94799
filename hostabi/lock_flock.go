//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package hostabi

import (
	"errors"
	"os"
	"syscall"
)

// tryLock takes the lock of an open file unless another process holds it. The lock goes with the process.
func tryLock(file *os.File) (held bool, err error) {
	for {
		err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case err == nil:
			return true, nil
		case errors.Is(err, syscall.EWOULDBLOCK):
			return false, nil
		case !errors.Is(err, syscall.EINTR):
			return false, err
		}
	}
}

func unlock(file *os.File) {
	syscall.Flock(int(file.Fd()), syscall.LOCK_UN)
}
