// Package corner reads the requests that lie within each limit, and at many of them together. The same file, cases.json, is asked
// of every host.
package corner

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// Case is a request at several limits at once.
type Case struct {
	Name                   string
	Prefix, Repeat, Suffix string
	Times                  int
	Then                   []Part // what is repeated after that
	Asked                  int    // how many times: three unless it says so, which what takes half a minute does
}

// Part is text that is repeated, and what stands behind it.
type Part struct {
	Repeat, Suffix string
	Times          int
}

// Load reads the cases.
func Load(root string) ([]Case, error) {
	text, err := os.ReadFile(filepath.Join(root, "tests", "corner", "cases.json"))
	if err != nil {
		return nil, err
	}
	var cases []Case
	if err := json.Unmarshal(text, &cases); err != nil {
		return nil, err
	}
	if len(cases) == 0 {
		return nil, errors.New("there is no case")
	}
	return cases, nil
}

// Request makes the request of a case.
func (c *Case) Request() []byte {
	text := c.Prefix + strings.Repeat(c.Repeat, c.Times) + c.Suffix
	for _, p := range c.Then {
		text += strings.Repeat(p.Repeat, p.Times) + p.Suffix
	}
	return []byte(text)
}
