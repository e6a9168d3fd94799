package abi

import (
	"strconv"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/mesh/law"
	"github.com/meshwise/meshwise/reading"
	"github.com/meshwise/meshwise/reading/tree"
	"github.com/meshwise/meshwise/wasm/abi/strict"
)

// The limits of what is read. A text and its rows have limits of their own, which the reader names with file and line.
const (
	maxFiles = 64
	maxWords = 10_000
)

// syntaxes are the languages of which a library of the host makes rows.
var syntaxes = []string{"yaml", "toml"}

// toRead reads the members of a request to read: files, a command line, and what the user says beside them.
func (r *reader) toRead() *reading.Request {
	req := &reading.Request{
		Argv: r.words("argv"), Overrides: r.words("overrides"), Input: r.word("input"), Framework: r.word("framework"), Part: r.word("part"),
		Nodes: r.integer("nodes", 1, law.MaxSize), PerNode: r.integer("gpus_per_node", 1, law.MaxSize), World: r.integer("world_size", 1, law.MaxSize),
	}
	env, path := r.getAt("env")
	if env.Kind() != capabilities.Absent && env.Kind() != capabilities.Object {
		r.fail(wrongType(path, "an object of variables", env))
	}
	for i := range env.Len() {
		if env.Kind() != capabilities.Object {
			break
		}
		if env.At(i).Kind() != capabilities.String {
			r.fail(wrongType(strict.Member(path, env.Key(i)), "a string", env.At(i)))
		}
		req.Env = append(req.Env, reading.Variable{Name: env.Key(i), Value: env.At(i).Text()})
	}
	files, path := r.getAt("files")
	switch {
	case files.Kind() != capabilities.Absent && files.Kind() != capabilities.Array:
		r.fail(wrongType(path, "an array of files", files))
	case files.Len() > maxFiles:
		r.fail(&Error{Code: CodeOutOfRange, Path: path, Message: "expected at most " + strconv.Itoa(maxFiles) + " files, got " + strconv.Itoa(files.Len())})
	case files.Len() == 0 && req.Argv == nil:
		r.fail(&Error{Code: CodeMissingField, Path: path, Message: "expected a file, or argv"})
	default:
		for i := range files.Len() {
			f, err := readFile(strict.Element(path, i), files.At(i))
			if err != nil {
				r.fail(err)
				break
			}
			req.Files = append(req.Files, f)
		}
	}
	return req
}

// words reads a list of strings.
func (r *reader) words(name string) (list []string) {
	v, path := r.getAt(name)
	switch {
	case v.Kind() == capabilities.Absent:
		return nil
	case v.Kind() != capabilities.Array:
		r.fail(wrongType(path, "an array of strings", v))
		return nil
	case v.Len() > maxWords:
		r.fail(&Error{Code: CodeOutOfRange, Path: path, Message: "expected at most " + strconv.Itoa(maxWords) + " words, got " + strconv.Itoa(v.Len())})
		return nil
	}
	for i := range v.Len() {
		if v.At(i).Kind() != capabilities.String {
			r.fail(wrongType(strict.Element(path, i), "a string", v.At(i)))
		}
		list = append(list, v.At(i).Text())
	}
	return list
}

// readFile reads one file: its text, and what a library of the host made of it.
func readFile(path string, v capabilities.Value) (f reading.File, err *Error) {
	r := object(path, v)
	f.Name, f.Text = r.need("name", "the name of a file").Text(), r.need("text", "the text of the file").Text()
	r.word("name")
	r.word("text")
	syntax := r.oneWord("syntax", syntaxes)
	if syntax == "toml" {
		f.Syntax = tree.TOML
	}
	if rows, at := r.getAt("rows"); rows.Kind() != capabilities.Absent {
		var ok bool
		if f.Rows, ok = tree.ReadRows(r.word("rows")); !ok {
			r.fail(&Error{Code: CodeUnknownValue, Path: at, Message: "expected the rows of a file, as docs/abi.md describes them"})
		}
		f.HasRows = true
	}
	if refused, at := r.getAt("refused"); refused.Kind() != capabilities.Absent {
		s := object(at, refused)
		f.Refused = &tree.Error{Code: tree.CodeSyntax, Message: s.word("message"), Line: s.integer("line", 1, 1<<30), Column: s.integer("column", 1, 1<<30)}
		if err := s.done(); err != nil {
			r.fail(err)
		}
	}
	if r.has("syntax") && !f.HasRows && f.Refused == nil {
		r.fail(&Error{Code: CodeMissingField, Path: r.at("rows"), Message: "expected the rows of a file in " + syntax + ", or why a library refused it"})
	}
	return f, r.done()
}

// unread is why nothing can be read, as an error of the call. Its place in the file is in the message.
func unread(path string, err *reading.Error) *Error {
	at := err.File
	if err.Line > 0 {
		at += ":" + strconv.Itoa(err.Line)
		if err.Column > 0 {
			at += ":" + strconv.Itoa(err.Column)
		}
	}
	if at != "" {
		at += ": "
	}
	return &Error{Code: Code(err.Code), Path: path, Message: at + err.Message}
}
