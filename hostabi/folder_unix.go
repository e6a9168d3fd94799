//go:build unix

package hostabi

import (
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"syscall"
)

// withoutWaiting keeps the opening of a named pipe from waiting for its writer.
const withoutWaiting = syscall.O_NONBLOCK

// rootUser may change everything anyway.
const rootUser = 0

func ownedByMe(info fs.FileInfo) (owner int, mine bool) {
	system, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return -1, false
	}
	return int(system.Uid), int(system.Uid) == os.Geteuid()
}

func writableByOthers(info fs.FileInfo) bool {
	const groupAndOthersWrite = 0o022
	return info.Mode().Perm()&groupAndOthersWrite != 0
}

// pathOfDescriptor is a path to an open folder that does not go through the folders above it, where there is one.
func pathOfDescriptor(file *os.File) string {
	if runtime.GOOS != "linux" {
		return ""
	}
	return fmt.Sprintf("/proc/self/fd/%d", file.Fd())
}
