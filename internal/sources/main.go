// Command sources holds the places that rules were read in to checkouts or unpacked wheels of the frameworks:
//
//	go run ./internal/sources vllm=DIR sglang=DIR …
//
// A place is a path with a symbol behind a #. The path must be a file below the folder, and the last part of the symbol must
// be named in it. What is not in the folders of its framework is looked for in all others, since frameworks use one another;
// a name may be given several folders, of several versions. Reports, "owner/name#number", are not looked at, and neither are
// places of frameworks without a folder, and those "owner/name path" of packages without one; they are counted.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/meshwise/meshwise/mesh"
)

// place is where a stance was read.
type place struct{ framework, in string }

var report = regexp.MustCompile(`^[\w.-]+/[\w.-]+#\d+$`)

func main() {
	folders := map[string][]string{}
	var all []string
	for _, arg := range os.Args[1:] {
		name, dir, _ := strings.Cut(arg, "=")
		folders[name] = append(folders[name], dir)
		all = append(all, dir)
	}
	var places []place
	for _, r := range mesh.Rules() {
		for i := range r.Stances {
			p := place{r.Stances[i].Framework, r.Stances[i].In}
			own := strings.HasPrefix(p.in, "docs/") // equations of this repository
			if !own && !report.MatchString(p.in) && !slices.Contains(places, p) {
				places = append(places, p)
			}
		}
	}
	skipped, wrong := 0, 0
	for _, p := range places {
		owner, path, other := strings.Cut(p.in, " ")
		name := p.framework
		if other {
			p.in = path
			name = strings.TrimSuffix(owner[strings.LastIndexByte(owner, '/')+1:], ":")
		}
		if len(folders[name]) == 0 {
			skipped++
			continue
		}
		problem := ""
		for _, dir := range slices.Concat(folders[name], all) {
			if problem = p.check(dir); problem == "" {
				break
			}
		}
		if problem != "" {
			wrong++
			fmt.Printf("%s: %s: %s\n", p.framework, p.in, problem)
		}
	}
	fmt.Printf("%d places, %d not looked at, %d wrong\n", len(places), skipped, wrong)
	if wrong > 0 {
		os.Exit(1)
	}
}

// check says what is wrong with a place in a folder, or nothing.
func (p place) check(dir string) string {
	path, symbol, _ := strings.Cut(p.in, "#")
	text := ""
	for _, root := range []string{"", "src"} {
		if b, err := os.ReadFile(filepath.Join(dir, root, strings.TrimPrefix(path, "src/"))); err == nil {
			text = string(b)
		}
	}
	if text == "" {
		return "there is no such file"
	}
	name := symbol[strings.LastIndexByte(symbol, '.')+1:]
	if name != "" && !regexp.MustCompile(`\b`+regexp.QuoteMeta(name)+`\b`).MatchString(text) {
		return "the file does not name " + name
	}
	return ""
}
