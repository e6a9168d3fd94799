package main

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/meshwise/meshwise/internal/hub"
	"github.com/meshwise/meshwise/wasm/abi"
)

// What a model argument is: for usage lines, and for the message when it is not there.
const (
	fileUsage = "FILE"
	fileWhat  = "FILE (a config.json, a folder that holds one, a file of facts, the id of a model, or - for the standard input)"
)

// model is the file that says what the model is, exactly as it was read.
type model struct {
	label string // how errors name the file
	path  string // how annotations name it; empty for the standard input
	data  []byte
}

// readModel reads a file, a folder's config.json, the standard input, or the config of a model that is named by its id.
func (s *session) readModel(argument string, download bool) (*model, error) {
	if argument == "-" {
		m := &model{label: standardInput}
		return m, m.read(s.stdin)
	}
	info, err := os.Stat(argument)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return s.hubModel(argument, download)
	case err != nil:
		return nil, badInput("%s: %v", name(argument), cause(err))
	case info.IsDir():
		return folderModel(argument)
	}
	m := &model{label: name(argument), path: argument}
	file, err := os.Open(argument)
	if err != nil {
		return nil, badInput("%s: %v", m.label, cause(err))
	}
	defer file.Close()
	return m, m.read(file)
}

// folderModel reads the config.json of a folder.
func folderModel(folder string) (*model, error) {
	path := filepath.Join(folder, "config.json")
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return nil, badInput("%s: is a folder, and a file is needed", name(path))
	}
	found, err := hub.Folder(folder)
	switch {
	case errors.As(err, new(*fs.PathError)):
		return nil, badInput("%s: %v", name(path), cause(err))
	case err != nil:
		return nil, badInput("%s: %v", name(folder), err)
	}
	m := &model{label: name(path), path: path}
	return m, m.read(bytes.NewReader(found.Data))
}

// hubModel is [session.findModel] for a name that may have been meant as a path.
func (s *session) hubModel(argument string, download bool) (*model, error) {
	if !hub.IsID(argument) {
		return nil, badInput("%s: there is no such file or folder", name(argument))
	}
	id, revision := hub.Split(argument)
	m, err := s.findModel(id, revision, download)
	if missing := (*hub.NotFound)(nil); errors.As(err, &missing) {
		hint := missing.Hint()
		if hint != "" {
			hint = "; " + hint
		}
		return nil, badInput("%s: there is no such file or folder, nor the config.json of a model of this id: %s%s", name(argument), missing.Why(), hint)
	}
	return m, err
}

// findModel finds the config of a model by its id: in the cache, or on the Hub where that is asked for.
func (s *session) findModel(id, revision string, download bool) (*model, error) {
	found, err := (&hub.Finder{Download: download}).Find(s.ctx, id, revision)
	if missing := (*hub.NotFound)(nil); errors.As(err, &missing) {
		return nil, missing
	}
	if err != nil {
		return nil, badInput("%s: %v", name(id), err)
	}
	if found.Note != "" {
		s.note("%s: %s", id, found.Note)
	}
	m := &model{label: name(found.Path)}
	if found.Path == "" {
		m.label = name(found.URL)
	}
	return m, m.read(bytes.NewReader(found.Data))
}

// read reads the bytes, as many as the engine takes, and refuses by name what is something else than JSON.
func (m *model) read(from io.Reader) error {
	data, err := io.ReadAll(io.LimitReader(from, abi.MaxRequest+1))
	if err != nil {
		return badInput("%s: %v", m.label, cause(err))
	}
	if what := notJSON(data); what != "" {
		return badInput("%s: %s", m.label, what)
	}
	if len(data) > abi.MaxRequest {
		return badInput("%s: is larger than 4 MiB, the most that the engine reads; a config.json has a few KiB", m.label)
	}
	m.data = data
	return nil
}

// notJSON recognises what people pass by mistake, and says what it is. It returns nothing for all that may be JSON: what
// is wrong with that the engine says.
func notJSON(data []byte) string {
	if isSafetensors(data) {
		return "is a safetensors file of weights: pass the config.json beside it"
	}
	text := bytes.TrimLeft(data, " \t\r\n")
	for _, kind := range []struct{ begins, is string }{
		{"\xef\xbb\xbf", "begins with a byte order mark, which is no JSON: save it as UTF-8 without one"},
		{"\xff\xfe", "is UTF-16, and JSON is UTF-8"},
		{"\xfe\xff", "is UTF-16, and JSON is UTF-8"},
		{"<", "is HTML or XML and no JSON: was a web page saved instead of the file?"},
		{"version https://git-lfs", "is a Git LFS pointer: fetch the file itself with `git lfs pull`"},
		{"GGUF", "is a GGUF file of weights: pass the model's config.json"},
		{"PK\x03\x04", "is a zip archive, such as a checkpoint of weights: pass the model's config.json"},
		{"\x1f\x8b", "is compressed: unpack it first"},
		{"\x80", "is a pickle, such as a checkpoint of weights: pass the model's config.json"},
	} {
		if bytes.HasPrefix(text, []byte(kind.begins)) {
			return kind.is
		}
	}
	switch {
	case len(text) == 0:
		return "is empty"
	case bytes.IndexByte(data, 0) >= 0:
		return "is a binary file and no JSON"
	}
	return ""
}

// isSafetensors recognises eight bytes of a length, little-endian, and the JSON that they announce.
func isSafetensors(data []byte) bool {
	return len(data) > 9 && data[8] == '{' && data[7] == 0 && data[6] == 0 && data[5] == 0
}
