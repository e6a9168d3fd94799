package hostabi

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/tetratelabs/wazero"

	"github.com/meshwise/meshwise/hostabi/internal/backend"
)

// compileWazeroCached compiles with a folder of compiled code, in which each module has a folder of its own. Without a
// usable one the module is compiled as if none had been asked for: a cache makes a start faster and nothing else.
func compileWazeroCached(ctx context.Context, wasm []byte, config backend.Config) (backend.Module, error) {
	if err := checkCacheDir(config.CacheDir); err != nil {
		return nil, &backend.OptionError{Detail: "WithCompilationCache: " + err.Error()}
	}
	sum := sha256.Sum256(wasm)
	folder := filepath.Join(config.CacheDir, hex.EncodeToString(sum[:]))
	if eachEntry(folder, dropUnsealed) == nil {
		if cache, err := wazero.NewCompilationCacheWithDir(folder); err == nil {
			module, err := compileWazeroIn(ctx, wasm, config, cache)
			if err == nil {
				eachEntry(folder, seal) // an entry without a seal is made again, and no worse than that
				return module, nil
			}
			os.RemoveAll(folder)
		}
	}
	return compileWazeroIn(ctx, wasm, config, nil)
}

// checkCacheDir makes the folder, or refuses one in which another user could put code for this program to run.
func checkCacheDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return withoutPath(err)
	}
	info, err := os.Stat(dir)
	if err != nil {
		return withoutPath(err)
	}
	const groupAndOthersWrite = 0o022
	if runtime.GOOS != "windows" && info.Mode().Perm()&groupAndOthersWrite != 0 {
		return fmt.Errorf("the folder may be written by other users (mode %#o), and it would hold code that this program runs", info.Mode().Perm())
	}
	return nil
}

// withoutPath drops the path from an error, which is the user's to know and not a log's.
func withoutPath(err error) error {
	if pathError := (*fs.PathError)(nil); errors.As(err, &pathError) {
		return pathError.Err
	}
	return err
}

// sealSuffix marks the digest of an entry, which lies beside it. wazero looks at the code of an entry but not at where its
// functions begin, and code that is entered in the wrong place takes the whole program down. So an entry that a crash of
// the machine or a bad disk has changed must never reach wazero.
const sealSuffix = ".sha256"

// eachEntry runs a step on each file of compiled code. Files that wazero is still writing are left alone.
func eachEntry(folder string, step func(path string) error) error {
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(path, ".tmp") || strings.HasSuffix(path, sealSuffix) {
			return err
		}
		return step(path)
	})
	return ignoreMissing(err) // there is nothing yet, or another process has just dropped it
}

// dropUnsealed removes an entry that is not the one that was sealed.
func dropUnsealed(path string) error {
	sum, err := digestOf(path)
	if err != nil {
		return err
	}
	if written, _ := os.ReadFile(path + sealSuffix); string(written) == sum {
		return nil
	}
	return errors.Join(ignoreMissing(os.Remove(path)), ignoreMissing(os.Remove(path+sealSuffix)))
}

// seal writes the digest of an entry beside it, in one step, if it is not there yet.
func seal(path string) error {
	if _, err := os.Stat(path + sealSuffix); err == nil {
		return nil
	}
	sum, err := digestOf(path)
	if err != nil {
		return err
	}
	temporary, err := os.CreateTemp(filepath.Dir(path), "seal-*.tmp")
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name()) // in vain once it is renamed
	_, err = temporary.WriteString(sum)
	if err = errors.Join(err, temporary.Close()); err != nil {
		return err
	}
	return os.Rename(temporary.Name(), path+sealSuffix)
}

func digestOf(path string) (string, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:]), nil
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
