package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/doc"
	"go/doc/comment"
	"go/format"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

const modulePath = "github.com/meshwise/meshwise/"

// goPackage is a package that other programs may import.
type goPackage struct {
	path  string
	docs  *doc.Package
	files *token.FileSet
}

// goPackages finds those of the module that are neither internal, nor commands, nor for tests.
func goPackages(root string) ([]goPackage, error) {
	command := exec.Command("go", "list", "-json=ImportPath,Name,Dir,GoFiles", "./...")
	command.Dir = root
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	var list []goPackage
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			ImportPath, Name, Dir string
			GoFiles               []string
		}
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return list, nil
		} else if err != nil {
			return nil, err
		}
		if p.Name == "main" || private(p.ImportPath) {
			continue
		}
		files := token.NewFileSet()
		var parsed []*ast.File
		for _, name := range p.GoFiles {
			file, err := parser.ParseFile(files, filepath.Join(p.Dir, name), nil, parser.ParseComments)
			if err != nil {
				return nil, err
			}
			parsed = append(parsed, file)
		}
		docs, err := doc.NewFromFiles(files, parsed, p.ImportPath)
		if err != nil {
			return nil, err
		}
		list = append(list, goPackage{p.ImportPath, docs, files})
	}
}

// notOfTheAPI are folders of tests, and of what is made and no part of a checkout.
var notOfTheAPI = []string{"tests", "build", "dist"}

// private reports whether a package is there for this module alone.
func private(path string) bool {
	within := func(folder string) bool { return slices.Contains(strings.Split(path, "/"), folder) }
	return strings.Contains(path, "/internal/") || slices.ContainsFunc(notOfTheAPI, within) || strings.HasSuffix(path, "/truth")
}

// name is the path within the module, whose root goes by its own name.
func (p *goPackage) name() string {
	if p.path+"/" == modulePath {
		return p.docs.Name
	}
	return strings.TrimPrefix(p.path, modulePath)
}

// page is the name of its page.
func (p *goPackage) page() string { return strings.ReplaceAll(p.name(), "/", "-") }

// markdown is the page: the package's text, then its constants, variables, functions and types with their methods.
func (p *goPackage) markdown() string {
	var w strings.Builder
	fmt.Fprintf(&w, "# %s\n\n```go\nimport %q\n```\n\n", p.name(), p.path)
	p.text(&w, p.docs.Doc)
	p.values(&w, p.docs.Consts)
	p.values(&w, p.docs.Vars)
	for _, f := range p.docs.Funcs {
		p.function(&w, "##", f.Name, f)
	}
	for _, t := range p.docs.Types {
		fmt.Fprintf(&w, "## type %s\n\n", t.Name)
		p.declaration(&w, t.Decl)
		p.text(&w, t.Doc)
		p.values(&w, t.Consts)
		p.values(&w, t.Vars)
		for _, f := range t.Funcs {
			p.function(&w, "###", f.Name, f)
		}
		for _, f := range t.Methods {
			p.function(&w, "###", t.Name+"."+f.Name, f)
		}
	}
	return w.String()
}

func (p *goPackage) function(w *strings.Builder, heading, name string, f *doc.Func) {
	fmt.Fprintf(w, "%s func %s\n\n", heading, name)
	p.declaration(w, f.Decl)
	p.text(w, f.Doc)
}

func (p *goPackage) values(w *strings.Builder, list []*doc.Value) {
	for _, v := range list {
		p.declaration(w, v.Decl)
		p.text(w, v.Doc)
	}
}

// declaration writes source without comments and bodies: what was said is below it.
func (p *goPackage) declaration(w *strings.Builder, decl ast.Decl) {
	if f, ok := decl.(*ast.FuncDecl); ok {
		f.Body, f.Doc = nil, nil
	}
	if g, ok := decl.(*ast.GenDecl); ok {
		g.Doc = nil
	}
	var source bytes.Buffer
	if err := format.Node(&source, p.files, decl); err == nil {
		fmt.Fprintf(w, "```go\n%s\n```\n\n", source.Bytes())
	}
}

// text writes a doc comment as Markdown. Names of the same package are no links: a page has its own contents beside it.
func (p *goPackage) text(w *strings.Builder, said string) {
	printer := p.docs.Printer()
	printer.HeadingLevel = 3
	printer.HeadingID = func(*comment.Heading) string { return "" } // Markdown makes its own
	printer.DocLinkURL = p.linked
	w.Write(printer.Markdown(p.docs.Parser().Parse(said)))
	w.WriteString("\n")
}

// linked is where a name of a doc comment leads: to its heading, and for what has none (a constant among others) to its page.
func (p *goPackage) linked(link *comment.DocLink) string {
	if link.ImportPath != "" {
		if !strings.HasPrefix(link.ImportPath, modulePath) || private(link.ImportPath) {
			return "https://pkg.go.dev/" + link.ImportPath + "#" + strings.TrimPrefix(link.Recv+"."+link.Name, ".")
		}
		return (&goPackage{path: link.ImportPath}).page() + ".md"
	}
	heading := "func-" + link.Recv + link.Name
	for _, t := range p.docs.Types {
		if t.Name == link.Name && link.Recv == "" {
			heading = "type-" + t.Name
		}
	}
	if link.Recv == "" && slices.ContainsFunc(append(slices.Clone(p.docs.Consts), p.docs.Vars...), func(v *doc.Value) bool { return slices.Contains(v.Names, link.Name) }) || p.isTyped(link) {
		return p.page() + ".md"
	}
	return "#" + strings.ToLower(heading)
}

// isTyped reports whether a link is to a constant or variable that stands with its type, or to a field.
func (p *goPackage) isTyped(link *comment.DocLink) bool {
	for _, t := range p.docs.Types {
		for _, v := range append(slices.Clone(t.Consts), t.Vars...) {
			if link.Recv == "" && slices.Contains(v.Names, link.Name) {
				return true
			}
		}
		if t.Name == link.Recv {
			return !slices.ContainsFunc(t.Methods, func(f *doc.Func) bool { return f.Name == link.Name })
		}
	}
	return false
}

// goIndex lists the packages.
func goIndex(packages []goPackage) string {
	var w strings.Builder
	w.WriteString("# Go packages\n\n| package | what |\n|---|---|\n")
	for _, p := range packages {
		fmt.Fprintf(&w, "| [`%s`](%s.md) | %s |\n", p.name(), p.page(), strings.ReplaceAll(p.docs.Synopsis(p.docs.Doc), "|", `\|`))
	}
	w.WriteString("\n```{toctree}\n:hidden:\n\n")
	for _, p := range packages {
		w.WriteString(p.page() + "\n")
	}
	w.WriteString("```\n")
	return w.String()
}
