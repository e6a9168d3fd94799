package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/tidwall/gjson"

	"github.com/meshwise/meshwise/wasm/abi"
)

// splices are files that try to be more than one value, or that look so and are not.
var splices = []struct {
	data  string
	whole bool
	names []string
}{
	{`{}`, true, nil},
	{" \t\r\n{\"a\": {\"b\": [1, {}]}, \"c\" : 2} \n", true, []string{"a", "c"}},
	{`{"a": "}", "b": "\"}", "c": "\\"}`, true, []string{"a", "b", "c"}},
	{`{"\u0063onfig": "x"}`, true, []string{"config"}},
	{`{"a": [Infinity, -Infinity, NaN]}`, true, []string{"a"}},
	{`{"a": 1}, "mesh": {"tp_size": 1}`, false, nil},
	{`{"a": 1}}, "mesh": {"tp_size": 1}, "x": {"y": 1`, false, nil},
	{`{"a": 1} {"b": 2}`, false, nil},
	{`{"a": 1}x`, false, nil},
	{`{"a": 1`, false, nil},
	{`{"a": "1}`, false, nil},
	{`{"a": "\"}`, false, nil},
	{`[{}]`, false, nil},
	{`"{}"`, false, nil},
	{`1`, false, nil},
	{`null`, false, nil},
	{``, false, nil},
	{`}{`, false, nil},
	{`"a": 1}, "mesh": {"b": 2`, false, nil},
	{"\ufeff{}", false, nil},
	// No JSON, but one object as far as brackets go: the engine refuses what is made of these.
	{`{"a": 1]`, true, []string{"a"}},
	{`{]`, true, nil},
	{`{"a" 1}`, true, nil},
	{`{\}`, true, nil},
	{`{'}': 1}`, false, nil},
	{`{/*}*/}`, false, nil},
}

func TestIsOneObject(t *testing.T) {
	for _, test := range splices {
		names, whole := isOneObject([]byte(test.data))
		if whole != test.whole || whole && !slices.Equal(names, test.names) {
			t.Errorf("%s: %t with the names %q, want %t with %q", test.data, whole, names, test.whole, test.names)
		}
	}
}

// FuzzSplice holds the scan to its two promises: whatever it lets through is one value of the request or makes the request
// an error, and whatever is one object it lets through.
func FuzzSplice(f *testing.F) {
	for _, test := range splices {
		f.Add([]byte(test.data))
	}
	for _, model := range models {
		f.Add([]byte(model))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		alone := jsontext.Value(withoutNonFinite(data))
		isObject := alone.IsValid() && alone.Kind() == '{'
		_, whole := isOneObject(data)
		if isObject && !whole {
			t.Fatalf("%q is one object", data)
		}
		if !whole {
			return
		}
		r := newRequest("capabilities")
		r.add("facts", `{"config":`+string(data)+`}`, "")
		r.add("mesh", `{"tp_size":0}`, "")
		answer := gjson.ParseBytes(abi.Call(r.bytes()))
		if answer.Get("kind").Str != "error" {
			t.Fatalf("%q: a request with a size of 0 was answered", data)
		}
		// The engine reads facts before the mesh. So where it complains of the mesh, it found one config in the facts.
		if path := answer.Get("path").Str; path == "/mesh/tp_size" && !isObject {
			t.Fatalf("%q is no object, and the engine took it for one", data)
		} else if strings.HasPrefix(path, "/mesh") && path != "/mesh/tp_size" {
			t.Fatalf("%q changed the mesh: %s", data, answer)
		}
	})
}

func TestPosition(t *testing.T) {
	for data, want := range map[string]string{
		"{}":                              "",
		"{\"a\": [NaN, -Infinity]}":       "",
		"{\"a\": 1,\n \"b\": [1, 2,],\n}": ":2:12",
		"{\"ä\": x}":                      ":1:7",
		"{\"a\": 1,\n\"a\": 2}":           ":2:1",
		"{\"a\": Infinite}":               ":1:7",
		"{}\n {}":                         ":2:2",
		"{\"a\":\n":                       ":2:1",
	} {
		if got := position([]byte(data)); got != want {
			t.Errorf("%q: %s, want %s", data, got, want)
		}
	}
}
