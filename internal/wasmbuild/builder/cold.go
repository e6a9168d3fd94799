package builder

import (
	_ "embed" // the names
	"strings"
	"sync"
)

// HotOperations are what is asked about a run that is given as such, and not read out of a file: what a training script asks. No
// function that one of them calls is cold.
var HotOperations = []string{"capabilities", "describe", "explain", "launch", "topology", "validate_mesh"}

// ColdFile is the file with the names of the cold functions, below the root. It is written by
// internal/coldgen. A function that is not in it, as one that is new, is not cold.
const ColdFile = "internal/wasmbuild/builder/cold.txt"

//go:embed cold.txt
var coldNames string

var coldSet = sync.OnceValue(func() map[string]bool {
	set := map[string]bool{}
	for name := range strings.Lines(coldNames) {
		set[strings.TrimSuffix(name, "\n")] = true
	}
	return set
})

func isCold(name string) bool { return coldSet()[name] }
