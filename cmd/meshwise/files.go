package main

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/meshwise/meshwise/reading"
	"github.com/meshwise/meshwise/reading/hosttree"
	"github.com/meshwise/meshwise/reading/tree"
	"github.com/meshwise/meshwise/wasm/abi"
)

// The files of a question are read here, and their trees made by the libraries of this host. What they mean, and which
// others they name, the engine says.

const standardInput = "standard input"

// loaded is a file as it was read.
type loaded struct {
	name string // as answers name it, with slashes
	path string // on the disk; empty for the standard input, and for what a script writes
	data []byte
	made bool // of what a script writes
}

// load reads a file, or the standard input for "-".
func (c *cli) load(argument string) (*loaded, error) {
	f, from := &loaded{name: standardInput}, c.stdin
	if argument != "-" {
		f.name, f.path = filepath.ToSlash(argument), argument
		info, err := os.Stat(argument)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, badInput("%s: there is no such file or folder", name(argument))
		case err == nil && info.IsDir():
			return nil, badInput("%s: is a folder, and a file is needed", name(argument))
		}
		file, err := os.Open(argument)
		if err != nil {
			return nil, badInput("%s: %v", name(argument), cause(err))
		}
		defer file.Close()
		from = file
	}
	return f, f.read(from)
}

// label is how errors name the file.
func (f *loaded) label() string {
	if f.path == "" {
		return f.name
	}
	return name(f.path)
}

// read reads the bytes, as many as the engine takes, and refuses by name what is no text.
func (f *loaded) read(from io.Reader) error {
	data, err := io.ReadAll(io.LimitReader(from, abi.MaxRequest+1))
	switch {
	case err != nil:
		return badInput("%s: %v", f.label(), cause(err))
	case len(data) > abi.MaxRequest:
		if what := notText(data); what != "" {
			return badInput("%s: %s", f.label(), what)
		}
		return badInput("%s: is larger than 4 MiB, the most that the engine reads; a config.json has a few KiB", f.label())
	}
	f.data = data
	return nil
}

// isObject reports whether the file is JSON, as far as its name and its first byte say. What begins with braces of a
// template is none.
func (f *loaded) isObject() bool {
	switch strings.ToLower(filepath.Ext(f.name)) {
	case ".yaml", ".yml", ".toml", ".sh", ".bash":
		return false
	}
	text := bytes.TrimLeft(f.data, " \t\r\n")
	return bytes.HasPrefix(text, []byte("{")) && !bytes.HasPrefix(text, []byte("{{")) && !bytes.HasPrefix(text, []byte("{%"))
}

// file makes what the engine reads of the file.
func (f *loaded) file() (reading.File, error) {
	if what := notText(f.data); what != "" {
		return reading.File{}, badInput("%s: %s", f.label(), what)
	}
	if at := invalidUTF8(f.data); at >= 0 {
		return reading.File{}, badInput("%s%s: is not UTF-8 (input.not_utf8)", f.label(), lineAndColumn(f.data, at))
	}
	text := string(f.data)
	if filepath.Ext(f.name) != "" {
		return hosttree.File(f.name, text), nil
	}
	made := hosttree.File("_"+endingOf(text), text)
	made.Name = f.name
	return made, nil
}

func invalidUTF8(data []byte) int {
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// notText is [notJSON] for a file that may be any text.
func notText(data []byte) string {
	what := notJSON(data)
	if strings.HasPrefix(what, "begins with a byte order mark") {
		return "" // YAML has one now and then
	}
	return what
}

// endingOf finds the syntax of a text that has no name to tell it: a map is YAML, keys with values are TOML, and a script is
// neither.
func endingOf(text string) string {
	if len(text) > tree.MaxBytes {
		return ""
	}
	if rows, refused := hosttree.YAML([]byte(text)); refused == nil && len(rows) > 1 && rows[0].Kind == tree.Map {
		if strings.HasPrefix(strings.TrimLeft(text, " \t\r\n"), "{") {
			return "" // JSON, which the engine reads itself
		}
		return ".yaml"
	}
	if rows, refused := hosttree.TOML([]byte(text)); refused == nil && len(rows) > 1 {
		return ".toml"
	}
	return ""
}

// What may be added to a question because its files name it.
const (
	mostAdded      = 16
	mostAddedBytes = 1 << 20
)

// beside opens a file that another one names, in the working directory or in the folder of the file that was asked about.
// No path leads out of these, nor does a link. nil is a file that is not there or that is none.
func beside(first, candidate string) (f *loaded, why string) {
	folder, rest := ".", candidate
	if home := path.Dir(first); home != "." && strings.HasPrefix(candidate, home+"/") {
		folder, rest = home, candidate[len(home)+1:]
	}
	if !filepath.IsLocal(filepath.FromSlash(rest)) {
		return nil, ""
	}
	root, err := os.OpenRoot(filepath.FromSlash(folder))
	if err != nil {
		return nil, ""
	}
	defer root.Close()
	rest = filepath.FromSlash(rest)
	info, err := root.Stat(rest)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, ""
	case err != nil:
		return nil, candidate + " is not followed: " + cause(err).Error()
	case !info.Mode().IsRegular():
		return nil, ""
	case info.Size() > mostAddedBytes:
		return nil, candidate + " has " + strconv.FormatInt(info.Size(), 10) + " bytes, more than the 1 MiB that is followed"
	}
	data, err := root.ReadFile(rest)
	if err != nil {
		return nil, candidate + " cannot be read: " + cause(err).Error()
	}
	return &loaded{name: candidate, path: filepath.FromSlash(candidate), data: data}, ""
}
