// Command agree is the last step of `make test`. Every host has run the corpus and written what it answered to
// build/results; agree demands of each that it answered every case of the manifest, from this build of the module, and
// that all answered with the same bytes. A host that has not run is a failure.
//
//	go run ./tests/agree [-hosts native,wazero,wasmtime,python,node,chromium]
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/meshwise/meshwise/internal/wasmbuild/builder"
	"github.com/meshwise/meshwise/tests/corpus"
)

// required are the hosts without which nothing agrees. A new host is added here.
const required = "native,wazero,wasmtime,python,node,chromium"

func main() {
	hosts := flag.String("hosts", required, "the hosts that must agree, separated by commas")
	flag.Parse()
	root, err := builder.Root(".")
	if err == nil {
		err = agree(root, strings.Split(*hosts, ","))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "agree:", err)
		os.Exit(1)
	}
}

// host is what one host brings to the table.
type host struct {
	name     string
	results  *corpus.Results
	problems []string
}

func agree(root string, names []string) error {
	module, err := os.ReadFile(filepath.Join(root, "build", "meshwise.wasm"))
	if err != nil {
		return fmt.Errorf("no module to compare with: %w", err)
	}
	ids, err := caseIDs(root)
	if err != nil {
		return err
	}
	hosts := make([]host, len(names))
	for i, name := range names {
		hosts[i].name = name
		hosts[i].results, err = corpus.ReadResults(root, name)
		if err != nil {
			hosts[i].problems = []string{"has not run: " + err.Error()}
			continue
		}
		hosts[i].inspect(corpus.Digest(module), ids)
	}
	disagreements := compare(hosts, ids)
	report(hosts, len(ids), corpus.Digest(module))
	problems := len(disagreements)
	for _, h := range hosts {
		for _, p := range h.problems {
			fmt.Printf("%s %s\n", h.name, p)
			problems++
		}
	}
	for _, d := range disagreements {
		fmt.Println(d)
	}
	if problems > 0 {
		return fmt.Errorf("%d problems", problems)
	}
	return nil
}

// caseIDs lists the cases of the corpus, which the manifest must have counted.
func caseIDs(root string) ([]string, error) {
	c, err := corpus.Load(root)
	if err != nil {
		return nil, err
	}
	manifest, err := c.Manifest()
	if err != nil {
		return nil, err
	}
	var ids []string
	c.Each(func(id string, _ *corpus.Suite, _ *corpus.Case) { ids = append(ids, id) })
	if manifest.Cases != len(ids) {
		return nil, fmt.Errorf("the manifest counts %d cases, the corpus has %d: run `make vectors`", manifest.Cases, len(ids))
	}
	return ids, nil
}

// inspect notes what is wrong with the results of one host by themselves.
func (h *host) inspect(module string, ids []string) {
	if h.results.Module != module {
		h.problems = append(h.problems, "ran another build of the module: "+h.results.Module)
	}
	if h.results.Host != h.name {
		h.problems = append(h.problems, "is called "+h.results.Host+" in its own file")
	}
	var missing []string
	for _, id := range ids {
		if h.results.Cases[id] == "" {
			missing = append(missing, id)
		}
	}
	if len(missing) > 0 {
		h.problems = append(h.problems, fmt.Sprintf("left out %d cases, such as %s", len(missing), missing[0]))
	}
	if extra := len(h.results.Cases) - (len(ids) - len(missing)); extra > 0 {
		h.problems = append(h.problems, fmt.Sprintf("ran %d cases that the corpus does not have", extra))
	}
}

// compare lists the cases on which hosts that have run differ.
func compare(hosts []host, ids []string) (differences []string) {
	for _, id := range ids {
		says := map[string][]string{}
		for _, h := range hosts {
			if h.results == nil || h.results.Cases[id] == "" {
				continue
			}
			digest := h.results.Cases[id]
			says[digest] = append(says[digest], h.name)
		}
		if len(says) < 2 {
			continue
		}
		var camps []string
		for _, names := range says {
			camps = append(camps, strings.Join(names, " = "))
		}
		sort.Strings(camps)
		differences = append(differences, "disagree on "+id+": "+strings.Join(camps, " | "))
	}
	return differences
}

func report(hosts []host, cases int, module string) {
	fmt.Printf("module %s, %d cases\n\n%-12s %8s  %s\n", module[:16], cases, "host", "answers", "")
	for _, h := range hosts {
		answers, state := 0, "ok"
		if h.results != nil {
			answers = len(h.results.Cases)
		}
		if len(h.problems) > 0 {
			state = "FAILED"
		}
		fmt.Printf("%-12s %8d  %s\n", h.name, answers, state)
	}
	fmt.Println()
}
