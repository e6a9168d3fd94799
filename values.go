package meshwise

import (
	"encoding/json"
	"reflect"
	"strings"
)

// Count is an integer of a setting. Its zero is what was not said.
type Count int64

// Auto leaves a count to whatever runs the job, where its setting may be so.
const Auto Count = -1

// MarshalJSON writes the number, or "auto".
func (c Count) MarshalJSON() ([]byte, error) {
	if c == Auto {
		return []byte(`"auto"`), nil
	}
	return json.Marshal(int64(c))
}

// Layout says which layers stand on which stage: in the framework's own form, or as a list of layers for each stage.
type Layout struct {
	Text   string
	Stages [][]string
}

// MarshalJSON writes the text, or else the lists.
func (l Layout) MarshalJSON() ([]byte, error) {
	if l.Stages != nil {
		return json.Marshal(l.Stages)
	}
	return json.Marshal(l.Text)
}

// Truth is an answer: yes, no, or what hinges on something that is not known.
type Truth int8

// The three truths.
const (
	Unknown Truth = iota
	Yes
	No
)

// String returns the word of t.
func (t Truth) String() string { return [...]string{"unknown", "yes", "no"}[t] }

// UnmarshalJSON reads true, false or null.
func (t *Truth) UnmarshalJSON(text []byte) error {
	var is *bool
	err := json.Unmarshal(text, &is)
	switch *t = Unknown; {
	case is != nil && *is:
		*t = Yes
	case is != nil:
		*t = No
	}
	return err
}

// MarshalJSON writes true, false or null.
func (t Truth) MarshalJSON() ([]byte, error) {
	return []byte([...]string{"null", "true", "false"}[t]), nil
}

// members are the run as the members of a request.
func (r Run) members() (map[string]any, error) {
	request := map[string]any{}
	put(request, reflect.ValueOf(r))
	return request, nil
}

// put adds what was said: every field that is not its zero, under the path of its tag.
func put(into map[string]any, of reflect.Value) {
	for i := range of.NumField() {
		value, path := of.Field(i), strings.Split(of.Type().Field(i).Tag.Get("run"), ".")
		if value.IsZero() {
			continue
		}
		at := into
		for _, name := range path[:len(path)-1] {
			inside, ok := at[name].(map[string]any)
			if !ok {
				inside = map[string]any{}
				at[name] = inside
			}
			at = inside
		}
		last := path[len(path)-1]
		if value.Kind() == reflect.Struct && value.Type() != reflect.TypeFor[Layout]() {
			group := map[string]any{}
			put(group, value)
			at[last] = group
			continue
		}
		at[last] = value.Interface()
	}
}
