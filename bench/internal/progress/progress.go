// Package progress remembers how far a long run came, so that it can be stopped and go on.
package progress

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"golang.org/x/term"
)

// Progress is what was done so far, by name. It counts for the sources that it was made with: others start anew.
type Progress struct {
	path string
	kept kept
}

type kept struct {
	Sources string         `json:"sources"`
	Done    map[string]int `json:"done"`
}

// Open reads a file of progress. Without a path nothing is kept.
func Open(path string) (*Progress, error) {
	p := &Progress{path: path, kept: kept{Done: map[string]int{}}}
	if path == "" {
		return p, nil
	}
	sources, err := state()
	if err != nil {
		return nil, err
	}
	p.kept.Sources = sources
	content, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return p, nil
	} else if err != nil {
		return nil, err
	}
	var before kept
	if err := json.Unmarshal(content, &before); err != nil {
		return nil, err
	}
	if before.Sources == sources && before.Done != nil {
		p.kept = before
	}
	return p, nil
}

// state names the sources: the commit, with what differs from it.
func state() (string, error) {
	var said []string
	for _, arguments := range [][]string{{"rev-parse", "HEAD"}, {"diff", "HEAD", "--no-ext-diff"}} {
		out, err := exec.Command("git", arguments...).Output()
		if err != nil {
			return "", err
		}
		said = append(said, string(out))
	}
	command := exec.Command("git", "hash-object", "--stdin")
	command.Stdin = strings.NewReader(strings.Join(said, "\x00"))
	out, err := command.Output()
	return strings.TrimSpace(string(out)), err
}

// Count returns how many of a name are done.
func (p *Progress) Count(name string) int {
	return p.kept.Done[name]
}

// Add counts more of a name, and writes it down.
func (p *Progress) Add(name string, more int) error {
	p.kept.Done[name] += more
	if p.path == "" {
		return nil
	}
	content, err := json.MarshalIndent(p.kept, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(p.path), 0o755); err != nil {
		return err
	}
	temporary := p.path + ".new"
	if err := os.WriteFile(temporary, content, 0o644); err != nil {
		return err
	}
	return os.Rename(temporary, p.path)
}

// Show writes over the last line that it showed, for a person who waits. Where nobody does, as in a log, it is silent.
func Show(format string, values ...any) {
	if term.IsTerminal(int(os.Stderr.Fd())) {
		fmt.Fprintf(os.Stderr, "\r"+format+"\033[K", values...)
	}
}
