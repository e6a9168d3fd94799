package corpus

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// fileReference is what {"$file": "path"} looks like once the request is encoded. It cannot match inside of a string:
// there its quotes would be escaped.
var fileReference = regexp.MustCompile(`\{"\$file":"([^"\\]*)"\}`)

// Bytes makes the request of a case.
func (c *Corpus) Bytes(one *Case) ([]byte, error) {
	var made [][]byte
	if one.Request != nil {
		encoded, err := c.encode(one.Request)
		if err != nil {
			return nil, err
		}
		made = append(made, encoded)
	}
	if one.RequestText != nil {
		made = append(made, []byte(*one.RequestText))
	}
	if one.RequestBase64 != nil {
		made = append(made, one.RequestBase64)
	}
	if r := one.RequestRepeat; r != nil {
		made = append(made, []byte(r.Prefix+strings.Repeat(r.Repeat, r.Times)+r.Suffix))
	}
	if len(made) != 1 {
		return nil, errors.New("a case needs exactly one of request, request_text, request_base64 and request_repeat")
	}
	return made[0], nil
}

// encode writes a request compactly and puts files in the place of references to them, byte for byte: a config may hold
// Infinity, which is not JSON, so no runner parses it.
func (c *Corpus) encode(request json.RawMessage) ([]byte, error) {
	var compact bytes.Buffer
	if err := json.Compact(&compact, request); err != nil {
		return nil, err
	}
	var failed error
	encoded := fileReference.ReplaceAllFunc(compact.Bytes(), func(reference []byte) []byte {
		text, err := c.Fixture(string(fileReference.FindSubmatch(reference)[1]))
		failed = errors.Join(failed, err)
		return text
	})
	return encoded, failed
}

// Fixture reads a file below tests/fixtures.
func (c *Corpus) Fixture(path string) ([]byte, error) {
	if !filepath.IsLocal(filepath.FromSlash(path)) {
		return nil, errors.New("a fixture lies below tests/fixtures, got " + path)
	}
	return os.ReadFile(filepath.Join(c.fixtures, filepath.FromSlash(path)))
}
