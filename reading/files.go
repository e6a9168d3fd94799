package reading

import (
	"strings"

	"github.com/meshwise/meshwise/reading/shell"
	"github.com/meshwise/meshwise/reading/tree"
)

// folderOf is the folder of a path.
func folderOf(path string) string {
	if i := strings.LastIndexByte(path, '/'); i >= 0 {
		return path[:max(i, 1)]
	}
	return ""
}

// candidates are where a file that is named may lie: as the working directory has it, and beside the file that names it, or in the
// folders between them; the other way round where the format says that it is relative to the file.
func candidates(path, relativeTo, beside string) []string {
	if path != "" && (path[0] == '/' || path[0] == '~') {
		return []string{path}
	}
	first, second := shell.CleanPath("", path), shell.CleanPath(folderOf(beside), path)
	if relativeTo == "file" {
		first, second = second, first
	}
	if folder := folderOf(beside); folder != "" && strings.HasPrefix(first, folder+"/") {
		second = first // it is named from the working directory, or joined already
	}
	list := []string{first}
	if first != second {
		list = append(list, second)
	}
	// Who runs a script stands in some folder above it, as often as not.
	if relativeTo == "cwd" && second != first {
		for folder := folderOf(folderOf(beside)); folder != "" && folder != "." && folder != "/" && !strings.HasSuffix(folder, ".."); folder = folderOf(folder) {
			list = append(list, shell.CleanPath(folder, path))
		}
	}
	return list
}

// fileNamed returns the number of a file at hand.
func (b *builder) fileNamed(paths []string) (int, bool) {
	for _, p := range paths {
		for i := range b.files {
			if shell.CleanPath("", b.files[i].Name) == p || b.files[i].Name == p {
				return i, true
			}
		}
	}
	return 0, false
}

// leaves reports whether a path leads out of the working directory and out of the folder of the file that was asked about.
func (b *builder) leaves(path string) bool {
	home := ""
	if len(b.files) > 0 {
		home = folderOf(shell.CleanPath("", b.files[0].Name))
	}
	if home != "" && strings.HasPrefix(path, home+"/") {
		return false
	}
	return path[0] == '/' || path[0] == '~' || path == ".." || strings.HasPrefix(path, "../")
}

// wantFile returns the number of a file that is named, where it is at hand; else it says that it is wanted.
func (b *builder) wantFile(path, relativeTo, why string, by *stmt) (int, bool) {
	beside := ""
	if by != nil && by.at.In() {
		beside = b.files[by.at.File()].Name
	}
	all := candidates(path, relativeTo, beside)
	if c := b.command; c != nil && relativeTo == "cwd" && c.Folder != "" && c.Folder != "." {
		if joined := shell.CleanPath(c.Folder, path); joined != all[0] && joined[0] != '/' && joined[0] != '~' {
			all = append([]string{joined}, all...)
		}
	}
	i, at, text := b.writtenFile(all[0])
	if at {
		return i, true
	}
	if i, ok := b.fileNamed(all); ok {
		return i, true
	}
	if isPlaceholder(path) || strings.Contains(path, "://") || path == "" {
		return 0, false
	}
	w := Want{File: path, RelativeTo: relativeTo, Why: why, Text: text}
	if by != nil {
		w.Place = b.locate(by.at)
	}
	if text != "" {
		all = all[:1] // which is no place to look at, but the name of what is made
	}
	for _, c := range all {
		if text != "" || !b.leaves(c) {
			w.Candidates = append(w.Candidates, c)
		}
	}
	if len(w.Candidates) == 0 {
		b.note(NoteLeaves, quote(path)+" lies outside of the folder, and is not followed: give it along if it is to be read", by)
	}
	for i := range b.Wants {
		if b.Wants[i].File == path {
			return 0, false
		}
	}
	b.Wants = append(b.Wants, w)
	return 0, false
}

// treeOf is the first document of a file, nil where it has none.
func (b *builder) treeOf(file int) *tree.Node {
	t := b.files[file].tree
	if t == nil || len(t.Documents) == 0 || t.Documents[0].Kind != tree.Map {
		return nil
	}
	return t.Documents[0]
}

// open reads the syntax of the files.
func openFiles(req *Request) ([]source, *Error) {
	files := make([]source, len(req.Files))
	for i := range req.Files {
		f := &req.Files[i]
		files[i].File = f
		files[i].text = tree.NewText(f.Text)
		if err := files[i].open(i); err != nil {
			return nil, err
		}
	}
	return files, nil
}

func (f *source) open(i int) *Error {
	var err *tree.Error
	switch {
	case f.Refused != nil:
		return f.refused()
	case f.HasRows:
		if f.Syntax == tree.YAML {
			if e := directive(f.text); e != nil {
				return f.fail(e)
			}
		}
		f.tree, err = tree.Build(i, f.Syntax, f.Rows, f.Text)
	case isJSON(f.Text):
		f.tree, err = tree.JSON(i, f.Text)
	case len(f.Text) > tree.MaxBytes:
		err = &tree.Error{Code: CodeTooLarge, Message: "a file has at most 1 MiB"}
	}
	if err != nil {
		if err.Code == CodeSyntax && f.template() {
			return f.fail(f.templateError())
		}
		return f.fail(err)
	}
	return nil
}

func (f *source) fail(e *tree.Error) *Error {
	return &Error{Code: e.Code, File: f.Name, Line: e.Line, Column: e.Column, Message: e.Message}
}

// isJSON reports whether a text begins like an object of JSON.
func isJSON(text string) bool {
	for i := range len(text) {
		switch text[i] {
		case ' ', '\t', '\r', '\n', '\xEF', '\xBB', '\xBF':
		case '{':
			return !strings.HasPrefix(text[i:], "{{") && !strings.HasPrefix(text[i:], "{%")
		default:
			return false
		}
	}
	return false
}

// template reports whether a text has the signs of a template.
func (f *source) template() bool {
	return strings.Contains(f.Text, "{{") || strings.Contains(f.Text, "{%")
}

func (f *source) templateError() *tree.Error {
	at := strings.Index(f.Text, "{{")
	if i := strings.Index(f.Text, "{%"); at < 0 || i >= 0 && i < at {
		at = i
	}
	e := &tree.Error{Code: CodeTemplate, Message: "this is a template, which stands for no file until it is filled in: read what it makes"}
	e.Line, e.Column = f.text.LineColumn(at)
	return e
}

// refused words what a library of the host stopped at, in the same way for all of them.
func (f *source) refused() *Error {
	if f.template() {
		return f.fail(f.templateError())
	}
	r := *f.Refused
	line := f.text.Line(r.Line)
	name := "YAML"
	if f.Syntax == tree.TOML {
		name = "TOML"
	}
	r.Code = CodeSyntax
	if next := f.text.Line(r.Line + 1); f.Syntax == tree.YAML && strings.IndexByte(line, '\t') < 0 && strings.HasPrefix(strings.TrimLeft(next, " "), "\t") {
		line, r.Line = next, r.Line+1 // where a library stopped before the tab
	}
	indent := 0
	for indent < len(line) && line[indent] == ' ' {
		indent++
	}
	switch {
	case f.Syntax == tree.YAML && indent < len(line) && line[indent] == '\t':
		r.Column = indent + 1
		r.Message = "expected spaces at the beginning of the line, found a tab, which YAML does not take there"
	case r.Line > 0:
		r.Column = indent + 1 // libraries tell columns in their own ways
		r.Message = "expected " + name + ", found " + quote(strings.Trim(line, " \t\r"))
	default:
		r.Message = "expected " + name
	}
	return f.fail(&r)
}

// directive finds a directive of YAML, which no file of these formats has.
func directive(t *tree.Text) *tree.Error {
	for n := 1; n <= t.Lines(); n++ {
		line := t.Line(n)
		switch {
		case strings.HasPrefix(line, "%"):
			return &tree.Error{Code: CodeSyntax, Message: "expected a key, found a directive of YAML, which is not read", Line: n, Column: 1}
		case line == "" || line[0] == '#' || line[0] == ' ' || line[0] == '\r':
		default:
			return nil
		}
	}
	return nil
}
