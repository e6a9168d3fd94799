package strict

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/internal/text"
)

// FuzzParse holds the reader of requests to jsontext: both accept the same texts and make the same values of them, or
// refuse them with the same code, message and path.
func FuzzParse(f *testing.F) {
	for _, text := range parseSeeds(f) {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if bytes.Contains(text, []byte("NaN")) || bytes.Contains(text, []byte("Infinity")) {
			return // no JSON; the vectors hold what becomes of them
		}
		got, failed := Parse(text)
		if failed != nil && (failed.Code == Empty || failed.Code == NotUTF8 || failed.Code == TooLarge) {
			return // looked at before any of it is read
		}
		o := oracle{dec: jsontext.NewDecoder(bytes.NewBuffer(text))}
		want, wanted := o.document()
		switch {
		case wanted == nil && failed == nil:
			if !same(got, want) {
				t.Errorf("%q is read as\n%s, want\n%s", text, show(got), show(want))
			}
		case wanted == nil || failed == nil || wanted.Code != failed.Code || wanted.Message != failed.Message:
			t.Errorf("%q is refused with\n%v, want\n%v", text, failed, wanted)
		case failed.Path != wanted.Path && !(failed.Code == Syntax && parent(failed.Path) == wanted.Path):
			// A bracket that closes the wrong container is laid to the container around it by jsontext.
			t.Errorf("%q is refused at %q, want %q", text, failed.Path, wanted.Path)
		}
	})
}

// oracle reads requests as parse does, through jsontext.
type oracle struct {
	dec    *jsontext.Decoder
	values int
}

func (o *oracle) document() (v capabilities.Value, failed *Error) {
	v, failed = o.value(0)
	if failed != nil {
		return v, failed
	}
	if _, err := o.dec.ReadToken(); err != io.EOF {
		return v, &Error{TrailingData, "", "expected the end of the request, got more"}
	}
	return v, nil
}

func (o *oracle) value(depth int) (v capabilities.Value, failed *Error) {
	token, err := o.dec.ReadToken()
	if err != nil {
		return v, o.failed(err)
	}
	path := text.Clip(string(o.dec.StackPointer()), MaxSaid)
	if o.values++; o.values > 100_000 {
		return v, &Error{TooMany, path, "expected at most 100000 values"}
	}
	switch kind := token.Kind(); kind {
	case 'n':
		return capabilities.NullValue(), nil
	case 't', 'f':
		return capabilities.BoolValue(kind == 't'), nil
	case '"':
		if n := len(token.String()); n > 65536 {
			return v, &Error{StringTooLong, path, "expected at most 65536 bytes, got " + strconv.Itoa(n)}
		}
		return capabilities.StringValue(token.String()), nil
	case '0':
		literal := token.String()
		if len(literal) > 64 {
			return v, &Error{NumberTooLong, path, "expected at most 64 characters, got " + strconv.Itoa(len(literal))}
		}
		if n, err := strconv.ParseInt(literal, 10, 64); err == nil && n <= capabilities.MaxInteger && n >= -capabilities.MaxInteger {
			return capabilities.IntValue(n), nil
		}
		return capabilities.FloatValue(literal), nil
	}
	if depth == 64 {
		return v, &Error{TooDeep, path, "expected at most 64 levels"}
	}
	var names []string
	var vals []capabilities.Value
	end := token.Kind() + 2 // "[" and "]", "{" and "}"
	for o.dec.PeekKind() != end {
		if end == '}' {
			name, err := o.dec.ReadToken()
			if err != nil {
				return v, o.failed(err)
			}
			if n := len(name.String()); n > 65536 {
				return v, &Error{StringTooLong, "", "expected a name of at most 65536 bytes, got " + strconv.Itoa(n)}
			}
			names = append(names, name.String())
		}
		val, failed := o.value(depth + 1)
		if failed != nil {
			return v, failed
		}
		vals = append(vals, val)
	}
	if _, err := o.dec.ReadToken(); err != nil {
		return v, o.failed(err)
	}
	if end == '}' {
		return capabilities.ObjectValue(names, vals), nil
	}
	return capabilities.ArrayValue(vals...), nil
}

func (o *oracle) failed(err error) *Error {
	path := o.dec.StackPointer()
	if syntactic, ok := err.(*jsontext.SyntacticError); ok {
		path, err = syntactic.JSONPointer, syntactic.Err
	}
	at := text.Clip(string(path), MaxSaid)
	switch {
	case err == jsontext.ErrDuplicateName:
		return &Error{DuplicateKey, at, "expected each name once"}
	case err == io.ErrUnexpectedEOF, err == io.EOF:
		return &Error{Syntax, at, "expected more: the request ends in the middle of a value"}
	case strings.Contains(err.Error(), "surrogate"):
		return &Error{LoneSurrogate, at, "expected a whole surrogate pair"}
	}
	return &Error{Syntax, at, "expected JSON"}
}

func parent(path string) string { return path[:max(strings.LastIndexByte(path, '/'), 0)] }

func same(a, b capabilities.Value) bool {
	if a.Kind() != b.Kind() || a.Text() != b.Text() || a.Len() != b.Len() || a.Literal() != b.Literal() {
		return false
	}
	for i := range a.Len() {
		if a.Kind() == capabilities.Object && a.Key(i) != b.Key(i) || !same(a.At(i), b.At(i)) {
			return false
		}
	}
	return true
}

// show is a value with all that is in it.
func show(v capabilities.Value) string {
	s := v.Literal()
	for i := range v.Len() {
		if v.Kind() == capabilities.Object {
			s += " " + strconv.Quote(v.Key(i)) + ":"
		}
		s += " " + show(v.At(i))
	}
	return s
}

// parseSeeds are the texts of the hostile suites, and what their edges are made of.
func parseSeeds(t testing.TB) []string {
	t.Helper()
	texts := []string{
		`[1,]`, `[,1]`, `[1 2]`, `[1}`, `[}`, `{]`, `{"a":]`, `{"a":1]`, `{"x":{"a":1]}`, `{"a":}`, `{"a":,`, `{"a",`, `{"a"`, `{"a":`,
		`{"a":1`, `{"a":1,`, `{"a":1,]`, `{"a":1,}`, `{"a":1:`, `{nul`, `{nux`, `{1.`, `{1`, `{[`, `{{`, `{,`, `[,`, `[:`, `[1:2]`, `[1,,2]`, `[1,:`,
		`,`, `:1`, `]`, `}`, `tru`, `trux`, `-`, `-x`, `01`, `-0`, `1.`, `1.e3`, `1e`, `1e+`, `1E-5`, `[0x1]`, `9007199254740991`, `9007199254740992`, `-9007199254740992`,
		`"\`, `"\x`, `"\u`, `"\u12`, `"\u12"`, `"\uD800`, `"\ud800\`, `"\ud800\u`, `"\ud800\uD`, `"\ud800\uDA`, `"\ud800\udc0`, `"\ud800\udc00"`,
		`"\ud800"`, `"\udc00"`, `"\udc00\udc00"`, `"\ud800x23456"`, `"\ud800\ud800"`, `"\udc00`, "\"a\nb\"", `"\b\f\n\r\t\"\\\/é"`, `{"a~/b":{"a":1,"\u0061":x}}`,
		`{"a":[1,{"b":1,"b":2}]}`, strings.Repeat("[", 65), strings.Repeat(`{"a":`, 65), `[` + strings.Repeat("1", 65) + `]`,
		`[-` + strings.Repeat("1", 64) + `.5]`, `{"` + strings.Repeat("é", 400) + `":x}`, `1 2`, `[] x`,
	}
	files, err := filepath.Glob("../../../tests/vectors/hostile/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no hostile vectors: %v", err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var suite struct {
			Cases []struct {
				Text string `json:"request_text"`
			}
		}
		if err := json.Unmarshal(content, &suite); err != nil {
			t.Fatal(err)
		}
		for _, c := range suite.Cases {
			texts = append(texts, c.Text)
		}
	}
	// Every beginning of a text, and every text with one byte changed, are the neighbours where readers differ.
	for _, text := range []string{`{"a\u00e9":[1.5e-3,{"b":null,"c":[true,false,"\ud83d\ude00"]}],"d":-0}`} {
		for i := range len(text) {
			texts = append(texts, text[:i])
			for _, c := range `{}[],:"\u0e.-tnx ` {
				texts = append(texts, text[:i]+string(c)+text[i+1:], text[:i]+string(c)+text[i:])
			}
		}
	}
	return texts
}
