package builder

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// Notices returns the licenses of what the module, or the command of a target, holds beside this project's own code: of Go's runtime and standard
// library, of files in them that have terms of their own, and of every other module. They must go where the module goes.
func Notices(c Config) ([]byte, error) {
	version, err := c.toolchain()
	if err != nil {
		return nil, err
	}
	packages, err := c.linked()
	if err != nil {
		return nil, err
	}
	root, err := c.goTool("env", "GOROOT")
	if err != nil {
		return nil, err
	}
	goRoot := strings.TrimSpace(string(root))
	var out strings.Builder
	out.WriteString(c.built() + " holds code of others beside that of meshwise. Each part is under the terms below.\n")
	if err := writeTerms(&out, "Go "+strings.TrimPrefix(version, "go")+": its runtime and standard library", goRoot); err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, p := range packages {
		switch {
		case p.Standard:
			err = writeOwnTerms(&out, p)
		case p.Module == nil || p.Module.Main || seen[p.Module.Path]:
		default:
			seen[p.Module.Path] = true
			err = writeTerms(&out, p.Module.Path+" "+p.Module.Version, p.Module.Dir)
		}
		if err != nil {
			return nil, err
		}
	}
	return []byte(out.String()), nil
}

// WriteNotices writes them to a file, in one step.
func WriteNotices(c Config, path string) error {
	text, err := Notices(c)
	if err != nil {
		return err
	}
	return replace(path, text)
}

// linked lists the packages that the module is made of.
func (c Config) linked() ([]listed, error) {
	out, err := c.goTool(append([]string{"list", "-deps", "-json=ImportPath,Dir,Standard,GoFiles,SFiles,EmbedFiles,Module"}, c.tagged(c.main())...)...)
	if err != nil {
		return nil, err
	}
	var packages []listed
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return packages, nil
		} else if err != nil {
			return nil, err
		}
		packages = append(packages, p)
	}
}

// terms are the names of files in which projects state them.
var terms = regexp.MustCompile(`(?i)^(un)?(licen[cs]e|copying|notice|patents)([.-].*)?$`)

// writeTerms writes the files of a folder that state the terms of what lies in it, and refuses one without any.
func writeTerms(out *strings.Builder, of, folder string) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	heading(out, of)
	found := false
	for _, entry := range entries {
		if entry.IsDir() || !terms.MatchString(entry.Name()) {
			continue
		}
		content, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "\n%s\n", strings.TrimSpace(string(content)))
		found = found || !strings.EqualFold(entry.Name(), "patents")
	}
	if !found {
		return fmt.Errorf("%s has no license: nothing may be made of it", of)
	}
	return nil
}

// writeOwnTerms writes the comments of a package of Go in which someone else than its authors says what may be done.
func writeOwnTerms(out *strings.Builder, p listed) error {
	for _, name := range append(p.GoFiles, p.SFiles...) {
		content, err := os.ReadFile(filepath.Join(p.Dir, name))
		if err != nil {
			return err
		}
		for _, comment := range ownTerms(string(content)) {
			heading(out, "Go: "+p.ImportPath+", "+name)
			fmt.Fprintf(out, "\n%s\n", comment)
		}
	}
	return nil
}

var (
	commentBlock  = regexp.MustCompile(`(?m)(^[ \t]*//.*\n?)+|(?s)/\*.*?\*/`)
	commentMark   = regexp.MustCompile(`(?m)^[ \t]*(//|/\*|\*/|\*)[ \t]?`)
	copyrightLine = regexp.MustCompile(`(?i)copyright (\(c\)|©|\d{4}).*`)
)

// ownTerms returns the comments with a copyright line of someone else than Go's authors.
func ownTerms(source string) []string {
	var found []string
	for _, block := range commentBlock.FindAllString(source, -1) {
		for _, line := range copyrightLine.FindAllString(block, -1) {
			if !strings.Contains(line, "The Go Authors") {
				found = append(found, strings.TrimSpace(commentMark.ReplaceAllString(block, "")))
				break
			}
		}
	}
	return found
}

func heading(out *strings.Builder, text string) {
	fmt.Fprintf(out, "\n%s\n%s\n", text, strings.Repeat("=", len(text)))
}
