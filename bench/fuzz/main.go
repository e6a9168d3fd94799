// Command fuzz runs every fuzz target of this project for a number of executions, and fails where one made none: a run that
// ended well, and tried nothing new, is no run.
//
//	go run ./bench/fuzz -executions 20000
//	go run ./bench/fuzz -executions 10000000 -state build/nightly/fuzz.json
//
// With a state file it goes on where it stopped, unless the sources have changed since.
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/meshwise/meshwise/bench/internal/progress"
)

func main() {
	executions := flag.Int("executions", 20_000, "executions of each target")
	chunk := flag.Int("chunk", 500_000, "executions after which the state is written")
	only := flag.String("only", "", "a `pattern` of the targets to run")
	state := flag.String("state", "", "the `file` that remembers what was done")
	flag.Parse()
	if err := run(*executions, *chunk, *only, *state); err != nil {
		fmt.Fprintln(os.Stderr, "fuzz:", err)
		os.Exit(1)
	}
}

func run(executions, chunk int, only, stateFile string) error {
	pattern, err := regexp.Compile(only)
	if err != nil {
		return err
	}
	if executions < 1 || chunk < 1 {
		return errors.New("at least one execution is needed")
	}
	targets, err := find(pattern)
	if err != nil {
		return err
	}
	if len(targets) == 0 {
		return fmt.Errorf("no target is called %q", only)
	}
	done, err := progress.Open(stateFile)
	if err != nil {
		return err
	}
	for _, t := range targets {
		known := 0 // of the inputs that Go runs first, and counts
		for done.Count(t.String()) < executions {
			asked := min(chunk, executions-done.Count(t.String()))
			all, first, err := t.fuzz(asked + known)
			if err != nil {
				return fmt.Errorf("%v: %w", t, err)
			}
			if all <= first && first <= known {
				return fmt.Errorf("%v: of %d executions that were asked for none was made", t, asked)
			}
			known = first
			if err := done.Add(t.String(), max(0, all-first)); err != nil {
				return err
			}
		}
		fmt.Printf("%-60s %11d executions\n", t, done.Count(t.String()))
	}
	return nil
}

// target is one fuzz function of one package.
type target struct{ pkg, name string }

func (t target) String() string { return t.pkg + " " + t.name }

// find lists the targets of all packages. A new one needs no entry anywhere.
func find(only *regexp.Regexp) ([]target, error) {
	command := exec.Command("go", "test", "-list", "^Fuzz", "./...")
	command.Stderr = os.Stderr
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("go test -list: %w", err)
	}
	var found []target
	var names []string
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		switch {
		case strings.HasPrefix(line, "Fuzz"):
			names = append(names, fields[0])
		case len(fields) >= 2 && (fields[0] == "ok" || fields[0] == "?"):
			for _, name := range names {
				if t := (target{fields[1], name}); only.MatchString(t.String()) {
					found = append(found, t)
				}
			}
			names = nil
		}
	}
	slices.SortFunc(found, func(a, b target) int { return strings.Compare(a.String(), b.String()) })
	return found, nil
}

var (
	executed = regexp.MustCompile(`^fuzz: elapsed: .* execs: (\d+)`)
	baseline = regexp.MustCompile(`^fuzz: elapsed: .* baseline coverage: \d+/(\d+) completed`)
)

// fuzz runs a target and returns how many executions Go counted, and how many of them were of inputs that it knew before.
func (t target) fuzz(executions int) (all, first int, err error) {
	command := exec.Command("go", "test", t.pkg, "-run", "^$", "-fuzz", "^"+t.name+"$",
		"-fuzztime", strconv.Itoa(executions)+"x", "-fuzzminimizetime", "100x", "-timeout", "0")
	command.Stderr = os.Stderr
	out, err := command.StdoutPipe()
	if err != nil {
		return 0, 0, err
	}
	if err := command.Start(); err != nil {
		return 0, 0, err
	}
	var said []string
	for lines := bufio.NewScanner(out); lines.Scan(); {
		line := lines.Text()
		if counts := executed.FindStringSubmatch(line); counts != nil {
			all, _ = strconv.Atoi(counts[1])
		} else if counts := baseline.FindStringSubmatch(line); counts != nil {
			first, _ = strconv.Atoi(counts[1])
		}
		if strings.HasPrefix(line, "fuzz: elapsed") {
			progress.Show("%v: %s", t, strings.TrimPrefix(line, "fuzz: "))
		} else {
			said = append(said, line)
		}
	}
	io.Copy(io.Discard, out) // a line that was too long for the scanner
	progress.Show("")
	if err := command.Wait(); err != nil {
		return all, first, fmt.Errorf("%w\n%s", err, strings.Join(said, "\n"))
	}
	return all, first, nil
}
