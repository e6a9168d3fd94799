package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// docsPolicy is the content security policy of the documentation. Its generator writes scripts and styles into the pages,
// which the policy of the checker forbids; nothing in it reaches another origin.
const docsPolicy = "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: https:; " +
	"font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// pagePaths are the paths of the checker, whose policy stands in the way of the documentation beside it.
var pagePaths = []string{"/", "/index.html", "/serviceworker.js", "/assets/*"}

// site adds the documentation of this version, and the whole site: the checker with the documentation below docs/VERSION/.
func (r *release) site() error {
	docs, err := folderEntries(r.source("dist/docs"), r.version+"/")
	if err != nil {
		return err
	}
	if err := pack(r.path(fmt.Sprintf("meshwise-%s-docs.tar.gz", r.version)), docs, r.at); err != nil {
		return err
	}
	page, err := folderEntries(r.source("dist/web"), "")
	if err != nil {
		return err
	}
	all := []entry{{"docs/index.html", []byte(redirect(r.version)), 0o644}}
	for _, e := range docs {
		e.name = "docs/" + e.name
		all = append(all, e)
	}
	for _, e := range page {
		if e.name == "_headers" {
			if e.content, err = siteHeaders(e.content); err != nil {
				return err
			}
		}
		all = append(all, e)
	}
	return pack(r.path(fmt.Sprintf("meshwise-%s-site.tar.gz", r.version)), all, r.at)
}

// redirect is the page that leads to the documentation of a version.
func redirect(version string) string {
	return "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>meshwise</title>\n<link rel=\"icon\" href=\"data:,\">\n" +
		"<meta http-equiv=\"refresh\" content=\"0; url=" + version + "/\">\n<a href=\"" + version + "/\">meshwise " + version + "</a>\n"
}

// siteHeaders moves the policy of the checker from all paths to its own, and gives the documentation one. Hosts join the
// values of rules that apply together, so a second policy below the first could only forbid more.
func siteHeaders(of []byte) ([]byte, error) {
	const name = "  Content-Security-Policy: "
	var kept []string
	policy := ""
	for line := range strings.Lines(string(of)) {
		if strings.HasPrefix(line, name) {
			if policy != "" {
				return nil, fmt.Errorf("%s: two policies", filepath.Join("dist", "web", "_headers"))
			}
			policy = strings.TrimSuffix(line, "\n")
			continue
		}
		kept = append(kept, line)
	}
	if policy == "" {
		return nil, fmt.Errorf("%s: no policy", filepath.Join("dist", "web", "_headers"))
	}
	var out strings.Builder
	out.WriteString(strings.Join(kept, ""))
	for _, path := range pagePaths {
		fmt.Fprintf(&out, "\n%s\n%s\n", path, policy)
	}
	fmt.Fprintf(&out, "\n/docs/*\n%s%s\n", name, docsPolicy)
	return []byte(out.String()), nil
}

// built refuses a release of which a part is not there.
func built(root, folder string) error {
	if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(folder))); err != nil {
		return fmt.Errorf("%s is not there: make release builds it first", folder)
	}
	return nil
}
