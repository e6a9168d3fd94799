//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package hostabi

import (
	"errors"
	"os"
)

func tryLock(*os.File) (held bool, err error) { return false, errors.ErrUnsupported }

func unlock(*os.File) {}
