package hostabi

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"path"
	"slices"
	"strings"

	"github.com/tetratelabs/wazero"

	"github.com/meshwise/meshwise/hostabi/internal/backend"
)

// compileWazeroCached compiles with a folder of compiled code. Where nothing in it can be used, the module is compiled as
// if no folder had been named: a cache makes a start faster and nothing else.
//
// wazero's own cache is a folder from which it loads whatever lies under the right name. So it is never shown the folder
// of the user, but a fresh one that nobody else can enter, with copies of the bytes that were looked at here.
func compileWazeroCached(ctx context.Context, wasm []byte, config backend.Config) (backend.Module, error) {
	folder, err := openFolder(config.CacheDir, makeIt)
	if err != nil {
		return nil, &backend.OptionError{Detail: "WithCompilationCache: " + err.Error()}
	}
	defer folder.Close()
	if module := loadCompiled(ctx, folder, wasm, config); module != nil {
		return module, nil
	}
	defer folder.onlyOne(ctx)() // the others load what the first one has compiled
	if module := loadCompiled(ctx, folder, wasm, config); module != nil {
		return module, nil
	}
	staged, err := newStage()
	if err != nil {
		return compileWazeroIn(ctx, wasm, config, nil)
	}
	defer staged.remove()
	module, err := compileWazeroIn(ctx, wasm, config, staged.cache)
	if err != nil { // wazero gives up where it cannot write, as on a full disk; what is wrong with the module fails again
		return compileWazeroIn(ctx, wasm, config, nil)
	}
	staged.keep(folder, entryPrefix(wasm, config, staged.runtime), nil)
	return module, nil
}

// loadCompiled returns the module from compiled code in the folder, or nil.
func loadCompiled(ctx context.Context, folder *folder, wasm []byte, config backend.Config) backend.Module {
	staged, err := newStage()
	if err != nil {
		return nil
	}
	defer staged.remove()
	prefix := entryPrefix(wasm, config, staged.runtime)
	var taken []string
	for _, name := range folder.names(prefix) {
		code, ok := folder.readSealed(name)
		if !ok {
			continue
		}
		if staged.write(strings.TrimPrefix(name, prefix), code) != nil { // no place for a copy, which is no fault of the entry
			staged.cache.Close(ctx)
			return nil
		}
		taken = append(taken, name)
	}
	if len(taken) == 0 {
		staged.cache.Close(ctx)
		return nil
	}
	module, err := compileWazeroIn(ctx, wasm, config, staged.cache)
	if err != nil {
		for _, name := range taken { // sealed, and yet nothing that this runtime can use
			folder.root.Remove(name)
		}
		return nil
	}
	staged.keep(folder, prefix, taken) // all may be of other machines, and then it was compiled
	return module
}

// entryPrefix begins the names of a module's entries. The name ends with wazero's key, which is made of the module, the
// configuration and the features of the processor: a folder serves unlike machines, and unlike versions of this program.
func entryPrefix(wasm []byte, config backend.Config, runtime string) string {
	sum := sha256.Sum256(wasm)
	kind := "plain"
	if config.Interrupt {
		kind = "interrupt"
	}
	return hex.EncodeToString(sum[:]) + "-" + kind + "-" + runtime + "-"
}

// sealed puts a digest before the code. wazero looks at the code of an entry but not at where its functions begin, and code
// that is entered in the wrong place takes the whole program down. So an entry that a crash of the machine or a bad disk
// has changed must never reach wazero. It is no proof of who wrote the entry: that is what the owner is asked for.
func sealed(name string, code []byte) []byte {
	sum := sealOf(name, code)
	return append(sum[:], code...)
}

func sealOf(name string, code []byte) [sha256.Size]byte {
	hash := sha256.New()
	hash.Write([]byte(name))
	hash.Write([]byte{0})
	hash.Write(code)
	return [sha256.Size]byte(hash.Sum(nil))
}

// readSealed returns the code of an entry that is the user's own and as it was written.
func (f *folder) readSealed(name string) (code []byte, ok bool) {
	content, err := f.read(name)
	if err != nil || len(content) < sha256.Size {
		return nil, false
	}
	code = content[sha256.Size:]
	return code, sealOf(name, code) == [sha256.Size]byte(content)
}

// stage is a fresh folder of this process alone, through which compiled code goes into wazero and out of it.
type stage struct {
	*folder
	cache   wazero.CompilationCache
	runtime string // the folder that wazero makes for its own version on this system
}

func newStage() (*stage, error) {
	folder, err := temporaryFolder()
	if err != nil {
		return nil, err
	}
	s := &stage{folder: folder}
	where, err := folder.trustedPath()
	if err == nil {
		s.cache, err = wazero.NewCompilationCacheWithDir(where)
	}
	if err == nil {
		s.runtime, err = folder.onlyEntry()
	}
	if err != nil {
		s.remove()
		return nil, err
	}
	return s, nil
}

// keep puts what wazero has written into the folder of the user, all but what was taken from there.
func (s *stage) keep(folder *folder, prefix string, taken []string) {
	for _, key := range s.keys() {
		name := prefix + key
		if slices.Contains(taken, name) {
			continue
		}
		if code, err := s.read(key); err == nil {
			folder.write(name, sealed(name, code)) // what cannot be kept is compiled again
		}
	}
}

// keys are the entries that wazero has written.
func (s *stage) keys() []string {
	below, err := s.root.Open(s.runtime)
	if err != nil {
		return nil
	}
	defer below.Close()
	names, _ := below.Readdirnames(-1)
	return names
}

func (s *stage) read(key string) ([]byte, error) {
	return s.root.ReadFile(path.Join(s.runtime, key))
}

func (s *stage) write(key string, code []byte) error {
	return s.root.WriteFile(path.Join(s.runtime, key), code, 0o600)
}

// remove takes the folder away. The cache of wazero has been read by then, or filled.
func (s *stage) remove() {
	if s.runtime != "" {
		s.root.RemoveAll(s.runtime)
	}
	s.folder.removeEmpty()
	s.Close()
}
