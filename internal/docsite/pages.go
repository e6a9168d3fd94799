package main

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// repository is where links lead that leave the documentation.
const repository = "https://github.com/meshwise/meshwise"

// page is one page of the site: the file that it is made from, and its name there.
type page struct{ source, name string }

// around are the pages beside docs/.
var around = []page{
	{"README.md", "introduction"},
	{"bindings/python/README.md", "python"},
	{"bindings/js/README.md", "javascript"},
	{"web/README.md", "browser"},
	{"CONTRIBUTING.md", "contributing"},
	{"CHANGELOG.md", "changelog"},
	{"SECURITY.md", "security"},
}

// site is what links are resolved by.
type site struct {
	root  string
	pages []page
}

func newSite(root string) (*site, error) {
	s := &site{root: root, pages: slices.Clone(around)}
	found, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil {
		return nil, err
	}
	slices.Sort(found)
	for _, file := range found {
		name := strings.TrimSuffix(filepath.Base(file), ".md")
		s.pages = append(s.pages, page{"docs/" + name + ".md", name})
	}
	return s, nil
}

var (
	// link is the target of a link or an image in Markdown.
	link = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	// attribute is the same in HTML.
	attribute = regexp.MustCompile(`\b(href|src|srcset)="([^"]+)"`)
	// fence is a block of code, in which nothing is a link.
	fence = regexp.MustCompile("(?s)\n```.*?\n```")
)

// page is the text of a page, with links that hold in the site.
func (s *site) page(p page) (string, error) {
	content, err := os.ReadFile(filepath.Join(s.root, filepath.FromSlash(p.source)))
	if err != nil {
		return "", err
	}
	var broken []string
	resolve := func(target string) string {
		to, err := s.resolve(p, target)
		if err != nil {
			broken = append(broken, err.Error())
		}
		return to
	}
	text := outsideOf(fence, string(content), func(text string) string {
		text = link.ReplaceAllStringFunc(text, func(m string) string { return "](" + resolve(m[2:len(m)-1]) + ")" })
		return attribute.ReplaceAllStringFunc(text, func(m string) string {
			name, target, _ := strings.Cut(m, `="`)
			return name + `="` + resolve(strings.TrimSuffix(target, `"`)) + `"`
		})
	})
	if len(broken) > 0 {
		return "", fmt.Errorf("%s", strings.Join(broken, "\n"))
	}
	return text, nil
}

// resolve turns a target of a page into one of the site: another page of it, or the file in the repository. The repository's
// own address counts as the checkout, so that what registries show and what the site shows is the same text.
func (s *site) resolve(p page, target string) (string, error) {
	file, fragment, _ := strings.Cut(target, "#")
	if fragment != "" {
		fragment = "#" + fragment
	}
	raw := false
	switch rest, blob := strings.CutPrefix(file, repository+"/blob/main/"); {
	case blob:
		file = rest
	case strings.HasPrefix(file, rawFiles):
		file, raw = strings.TrimPrefix(file, rawFiles), true
	case file == "", strings.Contains(file, "://"), strings.HasPrefix(file, "mailto:"):
		return target, nil
	default:
		file = path.Join(path.Dir(p.source), file)
	}
	info, err := os.Stat(filepath.Join(s.root, filepath.FromSlash(file)))
	if err != nil {
		return target, fmt.Errorf("%s: the link %s leads nowhere: there is no %s", p.source, target, file)
	}
	for _, other := range s.pages {
		if other.source == file {
			return other.name + ".md" + fragment, nil
		}
	}
	if name, ok := strings.CutPrefix(file, pictures); ok {
		return "pictures/" + name, nil
	}
	switch {
	case raw:
		return target, nil
	case info.IsDir():
		return repository + "/tree/main/" + file + fragment, nil
	}
	return repository + "/blob/main/" + file + fragment, nil
}

// pictures is the folder whose files come along: the site has them beside its pages.
const pictures = "docs/pictures/"

// rawFiles is where pictures are fetched from by pages that are not in the repository.
const rawFiles = "https://raw.githubusercontent.com/meshwise/meshwise/main/"

// outsideOf changes what stands between the matches of a pattern.
func outsideOf(pattern *regexp.Regexp, text string, change func(string) string) string {
	var out strings.Builder
	at := 0
	for _, m := range pattern.FindAllStringIndex(text, -1) {
		out.WriteString(change(text[at:m[0]]))
		out.WriteString(text[m[0]:m[1]])
		at = m[1]
	}
	out.WriteString(change(text[at:]))
	return out.String()
}
