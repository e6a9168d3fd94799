// Command soak asks every host very many times: each must give the same answers as native Go, the same each time, and hold
// no more memory in the end than when it was warm.
//
//	go run ./bench/soak -calls 1000000 -state build/nightly/soak.json
//	go run ./bench/soak -calls 2000 -only 'wazero|node'
//
// Node, Chromium and Python are programs of their own, beside this file. Each tells how far it is; one that stands still is
// ended. With a state file, hosts that are done are not asked again, unless the sources have changed since.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/meshwise/meshwise/bench/internal/progress"
	"github.com/meshwise/meshwise/tests/corpus"
)

// standstill is how long a host may say nothing. It tells how far it is every stepCalls calls, which take a second or so.
const (
	standstill = 5 * time.Minute
	stepCalls  = 2_000
)

// mostGrowth is how far the memory of a host's instance may move once it is warm. When the guest's collector runs depends on
// the clock, so the heap takes a step of half a megabyte now and then; a leak does not stop at four of them.
const mostGrowth = 2 << 20

func main() {
	calls := flag.Int("calls", 1_000_000, "calls to each host")
	only := flag.String("only", "", "a `pattern` of the hosts to ask")
	state := flag.String("state", "", "the `file` that remembers what was done")
	host := flag.String("host", "", "be this host: native, wazero or wasmtime")
	flag.Parse()
	var err error
	if *host != "" {
		err = serve(*host, *calls, flag.Arg(0))
	} else {
		err = run(*calls, *only, *state)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
}

// outcome is the last line that a host writes.
type outcome struct {
	Calls  int    `json:"calls"`
	Digest string `json:"digest"` // of the answers, each with its length before it
	Early  int    `json:"early"`  // bytes of memory when warm; 0 where a host does not know
	Late   int    `json:"late"`   // and in the end
}

func run(calls int, only, stateFile string) error {
	pattern, err := regexp.Compile(only)
	if err != nil {
		return err
	}
	done, err := progress.Open(stateFile)
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "meshwise-soak-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	requests := filepath.Join(folder, "requests")
	asked, err := writeRequests(requests)
	if err != nil {
		return err
	}
	if calls < 2*asked {
		return fmt.Errorf("%d calls are too few: there are %d requests, and each is asked twice at least", calls, asked)
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	want, err := ask("native", []string{self, "-host", "native"}, 2*asked, requests)
	if err != nil {
		return err
	}
	hosts := 0
	for _, h := range []struct {
		name    string
		command []string
	}{
		{"native", []string{self, "-host", "native"}},
		{"wazero", []string{self, "-host", "wazero"}},
		{"wasmtime", []string{self, "-host", "wasmtime"}},
		{"python", []string{"bench/soak/python.sh"}},
		{"node", []string{"node", "bench/soak/node.mjs"}},
		{"chromium", []string{"node", "bench/soak/chromium.mjs"}},
	} {
		if !pattern.MatchString(h.name) {
			continue
		}
		hosts++
		if done.Count(h.name) >= calls {
			fmt.Printf("%-10s %9d calls, done before\n", h.name, done.Count(h.name))
			continue
		}
		got, err := ask(h.name, h.command, calls, requests)
		switch {
		case err != nil:
			return err
		case got.Calls != calls:
			return fmt.Errorf("%s made %d calls of %d", h.name, got.Calls, calls)
		case got.Digest != want.Digest:
			return fmt.Errorf("%s answers otherwise than native", h.name)
		case got.Late > got.Early+mostGrowth:
			return fmt.Errorf("%s: the memory grew from %d to %d bytes", h.name, got.Early, got.Late)
		}
		memory := "not measured"
		if got.Late > 0 {
			memory = fmt.Sprintf("%.1f → %.1f MB", float64(got.Early)/1e6, float64(got.Late)/1e6)
		}
		fmt.Printf("%-10s %9d calls, %d requests, the same answers each time, memory %s\n", h.name, got.Calls, asked, memory)
		if err := done.Add(h.name, calls-done.Count(h.name)); err != nil {
			return err
		}
	}
	if hosts == 0 {
		return fmt.Errorf("no host is called %q", only)
	}
	return nil
}

// writeRequests writes some of each kind of request of the corpus, each as its length in bytes, a line end, and itself.
func writeRequests(path string) (count int, err error) {
	c, err := corpus.Load(".")
	if err != nil {
		return 0, err
	}
	const long, each = 8 << 10, 12
	var out strings.Builder
	seen := 0
	var failed error
	c.Each(func(id string, _ *corpus.Suite, one *corpus.Case) {
		request, err := c.Bytes(one)
		if err != nil {
			failed = fmt.Errorf("%s: %w", id, err)
		} else if seen++; seen%each == 0 && len(request) <= long {
			fmt.Fprintf(&out, "%d\n%s", len(request), request)
			count++
		}
	})
	if failed != nil {
		return 0, failed
	}
	return count, os.WriteFile(path, []byte(out.String()), 0o600)
}

// ask runs a host, and ends it when it stands still.
func ask(name string, command []string, calls int, requests string) (outcome, error) {
	host := exec.Command(command[0], append(command[1:], "-calls", fmt.Sprint(calls), requests)...)
	host.Stderr = os.Stderr
	out, err := host.StdoutPipe()
	if err != nil {
		return outcome{}, err
	}
	if err := host.Start(); err != nil {
		return outcome{}, fmt.Errorf("%s: %w", name, err)
	}
	still := time.AfterFunc(standstill, func() { host.Process.Kill() })
	last := ""
	for lines := bufio.NewScanner(out); lines.Scan(); {
		last = lines.Text()
		if !still.Reset(standstill) {
			break
		}
		progress.Show("%s: %s", name, last)
	}
	io.Copy(io.Discard, out)
	ended := !still.Stop()
	progress.Show("")
	if err := host.Wait(); ended {
		return outcome{}, fmt.Errorf("%s stood still for %v after %s", name, standstill, last)
	} else if err != nil {
		return outcome{}, fmt.Errorf("%s: %w", name, err)
	}
	var found outcome
	if err := json.Unmarshal([]byte(last), &found); err != nil {
		return outcome{}, fmt.Errorf("%s ended with %q: %w", name, last, err)
	}
	return found, nil
}
