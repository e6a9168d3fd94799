package corpus

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"sort"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// Diff is one place where an answer is not what a case expects.
type Diff struct {
	Path string // a JSON pointer into the answer
	Want string
	Got  string
}

func (d Diff) String() string {
	return fmt.Sprintf("%s\n    want %s\n    got  %s", d.Path, d.Want, d.Got)
}

// absent is what stands where an answer has no such member.
type absent struct{}

// Check compares an answer with what a case expects and returns every difference.
func (one *Case) Check(answer []byte) []Diff {
	if !isStrictJSON(answer) {
		return []Diff{{"", "one JSON value without duplicate names", clip(string(answer))}}
	}
	got, err := decode(answer)
	if err != nil {
		return []Diff{{"", "JSON", err.Error()}}
	}
	var diffs []Diff
	if one.Expect != nil {
		want, err := decode(one.Expect)
		if err != nil {
			return []Diff{{"", "expect to be JSON", err.Error()}}
		}
		diffs = compare(diffs, "", want, got)
	}
	for _, list := range []struct {
		name string
		want *[]string
	}{
		{"violations", one.Codes}, {"warnings", one.WarningCodes}, {"unknowns", one.UnknownCodes},
	} {
		if list.want != nil {
			diffs = compareCodes(diffs, list.name, *list.want, got)
		}
	}
	return diffs
}

func compare(diffs []Diff, path string, want, got any) []Diff {
	differ := func() []Diff { return append(diffs, Diff{path, show(want), show(got)}) }
	switch want := want.(type) {
	case map[string]any:
		if matched, is := matcher(want, got); is {
			if !matched {
				return differ()
			}
			return diffs
		}
		object, ok := got.(map[string]any)
		if !ok {
			return differ()
		}
		for _, name := range sortedNames(want) {
			member, has := object[name]
			if !has {
				member = absent{}
			}
			diffs = compare(diffs, path+"/"+escape(name), want[name], member)
		}
		return diffs
	case []any:
		array, ok := got.([]any)
		if !ok || len(array) != len(want) {
			return differ()
		}
		for i := range want {
			diffs = compare(diffs, fmt.Sprintf("%s/%d", path, i), want[i], array[i])
		}
		return diffs
	case json.Number:
		number, ok := got.(json.Number)
		if !ok || !sameNumber(want, number) {
			return differ()
		}
		return diffs
	}
	if want != got {
		return differ()
	}
	return diffs
}

// matcher reports whether want stands for more than one value, and whether got is one of them.
func matcher(want map[string]any, got any) (matched, is bool) {
	if len(want) != 1 {
		return false, false
	}
	_, missing := got.(absent)
	for name, operand := range want {
		switch name {
		case "$absent":
			return missing, true
		case "$any":
			return !missing, true
		case "$contains":
			text, ok := got.(string)
			part, _ := operand.(string)
			return ok && part != "" && strings.Contains(text, part), true
		}
	}
	return false, false
}

func compareCodes(diffs []Diff, name string, want []string, got any) []Diff {
	object, _ := got.(map[string]any)
	list, ok := object[name].([]any)
	if !ok {
		return append(diffs, Diff{"/" + name, "the codes " + strings.Join(want, ", "), show(got)})
	}
	codes := []string{}
	for _, elem := range list {
		member, _ := elem.(map[string]any)
		code, _ := member["code"].(string)
		codes = append(codes, code)
	}
	if fmt.Sprint(codes) != fmt.Sprint(want) {
		return append(diffs, Diff{"/" + name, fmt.Sprint(want), fmt.Sprint(codes)})
	}
	return diffs
}

// sameNumber compares exactly: 1 and 1.0 are one number, and no float rounds anything away.
func sameNumber(a, b json.Number) bool {
	if a == b {
		return true
	}
	x, okX := new(big.Rat).SetString(string(a))
	y, okY := new(big.Rat).SetString(string(b))
	return okX && okY && x.Cmp(y) == 0
}

// isStrictJSON reports whether an answer is one value, in UTF-8 and without duplicate names.
func isStrictJSON(answer []byte) bool {
	decoder := jsontext.NewDecoder(bytes.NewReader(answer))
	if _, err := decoder.ReadValue(); err != nil {
		return false
	}
	_, err := decoder.ReadToken()
	return err == io.EOF
}

func decode(text []byte) (v any, err error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	err = decoder.Decode(&v)
	return v, err
}

func sortedNames(object map[string]any) []string {
	names := make([]string, 0, len(object))
	for name := range object {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

func escape(name string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}

func show(v any) string {
	if _, is := v.(absent); is {
		return "nothing there"
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return err.Error()
	}
	return clip(strings.TrimSpace(text.String()))
}

func clip(s string) string {
	const most = 600
	if len(s) <= most {
		return s
	}
	return s[:most] + fmt.Sprintf("… (%d bytes)", len(s))
}
