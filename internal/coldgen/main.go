// Command coldgen asks the module all questions of the test vectors that a training script could ask, and lists the functions that
// none of them called: internal/wasmbuild/builder/cold.txt. It takes some minutes. Run it when a test says that a question needed a
// cold function, or when `make bench` shows that the cold compile has grown.
//
// What the list says changes no answer. A host that compiles without the cold functions compiles the whole when one is called.
package main

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/meshwise/meshwise/internal/wasmbuild/builder"
	"github.com/meshwise/meshwise/internal/wasmbuild/wasmbin"
	"github.com/meshwise/meshwise/tests/corner"
	"github.com/meshwise/meshwise/tests/corpus"
)

func main() {
	dir := flag.String("dir", ".", "folder of the repository")
	flag.Parse()
	if err := run(*dir); err != nil {
		fmt.Fprintln(os.Stderr, "coldgen:", err)
		os.Exit(1)
	}
}

// How often the module's collector runs, and for how long, hangs on the clock: what runs under one of these is not cold. They are no
// real clock, so that the list is the same each time.
//
// steady are the steps of the clocks that go on evenly, under which every question is asked. Under the drawn ones, whose steps are
// of all sizes as on a busy machine, as many are asked of each instance as there is time for, in an order that is drawn.
var steady = []time.Duration{time.Microsecond, 100 * time.Microsecond, 10 * time.Millisecond}

const (
	drawn      = 40
	drawnCalls = 1000
)

// atAnyTime are the beginnings of names of functions that any code may come to while the collector marks: which of them a question
// calls is chance.
var atAnyTime = []string{"runtime.gcWriteBarrier"}

func run(dir string) error {
	root, err := builder.Root(dir)
	if err != nil {
		return err
	}
	module, err := named(root)
	if err != nil {
		return err
	}
	requests, err := questions(root)
	if err != nil {
		return err
	}
	called := map[string]bool{}
	for _, step := range steady {
		fmt.Printf("%d questions, with a clock that goes on by %v\n", len(requests), step)
		if err := listen(context.Background(), module, requests, evenly(step), called); err != nil {
			return err
		}
	}
	for n := range uint64(drawn) {
		random := rand.New(rand.NewPCG(n, 0))
		some := make([][]byte, drawnCalls)
		for i := range some {
			some[i] = requests[random.IntN(len(requests))]
		}
		before := len(called)
		if err := listen(context.Background(), module, some, erratically(random), called); err != nil {
			return err
		}
		fmt.Printf("%d questions, with a drawn clock: %d functions more\n", len(some), len(called)-before)
	}
	largest, err := corner.Load(root)
	if err != nil {
		return err
	}
	for _, one := range largest { // which are short of memory, each on an instance of its own
		fmt.Println(one.Name)
		if err := listen(context.Background(), module, [][]byte{one.Request()}, evenly(steady[1]), called); err != nil {
			return err
		}
	}
	functions, err := wasmbin.Functions(module)
	if err != nil {
		return err
	}
	cold, left := map[string]bool{}, 0
	for _, f := range functions {
		if f.Name != "" && !called[f.Name] && !slices.ContainsFunc(atAnyTime, func(p string) bool { return strings.HasPrefix(f.Name, p) }) {
			cold[f.Name] = true
			left += len(f.Body)
		}
	}
	fmt.Printf("%d of %d functions are cold, %d KB\n", len(cold), len(functions), left>>10)
	names := strings.Join(slices.Sorted(maps.Keys(cold)), "\n") + "\n"
	return os.WriteFile(filepath.Join(root, filepath.FromSlash(builder.ColdFile)), []byte(names), 0o644)
}

// named builds the module with the names of its functions.
func named(root string) ([]byte, error) {
	scratch, err := os.MkdirTemp("", "coldgen-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(scratch)
	output := filepath.Join(scratch, "named.wasm")
	if _, err := builder.Build(builder.Config{Root: root, Output: output, Names: true}); err != nil {
		return nil, err
	}
	return os.ReadFile(output)
}

// questions are the requests of the test vectors that are about a run which is given as such.
func questions(root string) ([][]byte, error) {
	vectors, err := corpus.Load(root)
	if err != nil {
		return nil, err
	}
	var requests [][]byte
	vectors.Each(func(_ string, _ *corpus.Suite, one *corpus.Case) {
		request, failed := vectors.Bytes(one)
		if failed != nil {
			err = failed
		}
		if isHot(request) {
			requests = append(requests, request)
		}
	})
	return requests, err
}
