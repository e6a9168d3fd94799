package builder

import (
	"bytes"
	"errors"
	"os"
	"strings"

	"github.com/meshwise/meshwise/internal/wasmbuild/wasmbin"
)

// Parts are the names of the two parts of a module, which is at a path that ends in .wasm.
func Parts(module string) (first, rest string) {
	stem := strings.TrimSuffix(module, ".wasm")
	return stem + ".first.wasm", stem + ".rest.bin"
}

// WriteParts writes the two parts of a module beside it, for hosts that fetch it: see [wasmbin.Part].
func WriteParts(path string) error {
	module, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	first, rest, err := wasmbin.Part(module)
	if err != nil {
		return err
	}
	if whole, err := wasmbin.Whole(first, rest); err != nil || !bytes.Equal(whole, module) {
		return errors.Join(errors.New("the parts of the module do not make the whole"), err)
	}
	firstPath, restPath := Parts(path)
	return errors.Join(replace(firstPath, first), replace(restPath, rest))
}
