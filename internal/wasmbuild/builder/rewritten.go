package builder

import (
	"github.com/meshwise/meshwise/internal/wasmbuild/wasmbin"
	"github.com/meshwise/meshwise/internal/wasmbuild/wasmcode"
)

// rewritten returns the module, which has kept its names, with the code of its functions written shorter and quicker. What the
// runtime looks up by a program counter follows. A module whose tables are unknown stays as it is.
func rewritten(module []byte) ([]byte, error) {
	functions, err := wasmbin.Functions(module)
	if err != nil {
		return nil, err
	}
	imported, err := wasmbin.Imported(module)
	if err != nil {
		return nil, err
	}
	counters, err := wasmbin.ReadCounters(module)
	if err != nil || counters == nil {
		return module, err
	}
	helpers := wasmcode.Helpers{First: int64(imported + len(functions)), Never: map[int64]bool{}, Grows: map[int64]bool{}}
	for i, f := range functions {
		switch f.Name {
		case "runtime.morestack", "runtime.morestack_noctxt":
			helpers.Never[int64(imported+i)], helpers.Grows[int64(imported+i)] = true, true
		case "runtime.sigpanic":
			helpers.Never[int64(imported+i)] = true
		}
	}
	bodies := make([][]byte, len(functions))
	for i, f := range functions {
		about := wasmcode.Function{Number: int64(wasmbin.FirstFunction + i)}
		var ok bool
		if about.DeferReturn, ok = counters.DeferReturn(i); !ok || f.Name == "runtime.goexit" { // a goroutine begins in its middle
			about.Number = 0
		}
		var old []int
		if bodies[i], old = wasmcode.Rewrite(f.Body, about, &helpers); old != nil {
			counters.Renumber(i, old)
		}
	}
	if module, err = counters.Write(module); err != nil {
		return nil, err
	}
	return wasmbin.ReplaceCode(module, bodies, wasmcode.HelperType, helpers.Bodies)
}
