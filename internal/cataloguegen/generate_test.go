package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/catalogue"
)

const readable = "../../catalogue"

func TestTheEmbeddedFormIsWhatTheFilesSay(t *testing.T) {
	if err := run(readable, filepath.Join(readable, "data.go"), true); err != nil {
		t.Error(err)
	}
}

// TestEveryClassIsReadBack holds what the engine decodes to the readable files, class by class and fact by fact.
func TestEveryClassIsReadBack(t *testing.T) {
	list, err := readSources(readable)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range list {
		held := catalogue.Named(s.Package + "@" + s.Version)
		if held == nil || held.Count() != len(s.Architectures) {
			t.Fatalf("%s %s is not held whole", s.Package, s.Version)
		}
		for name, a := range s.Architectures {
			class, ok := held.Class(name)
			if !ok {
				t.Fatalf("%s is not found", name)
			}
			if class.ModelType != a.ModelType || class.Module != a.Module || class.Live != (a.Observed == "live") {
				t.Errorf("%s is read back as %+v", name, class)
			}
			facts := class.Facts()
			facts[capabilities.FactClass] = facts[capabilities.FactClass].Get("mro")
			a.Facts["forward"] = read(a.Facts["forward"])
			for _, fact := range factList() {
				want := "absent"
				if v, ok := a.Facts[fact]; ok {
					want = key(v)
				}
				held, _ := capabilities.FactNamed(strings.TrimSuffix(fact, ".mro"))
				if got := plain(facts[held]); got != want {
					t.Errorf("%s: %s is %s, want %s", name, fact, got, want)
				}
			}
		}
		for modelType, name := range s.ModelTypes {
			if class, ok := held.OfType(modelType); s.Architectures[name] != nil && (!ok || class.Name != name) {
				t.Errorf("%s stands for %q, want %s", modelType, class.Name, name)
			}
		}
	}
}

// plain writes a value as the readable files do, the members of objects by name.
func plain(v capabilities.Value) string {
	switch v.Kind() {
	case capabilities.Absent:
		return "absent"
	case capabilities.Opaque:
		return key(map[string]any{"$opaque": v.Text()})
	case capabilities.Raised:
		return key(map[string]any{"$raised": v.Text()})
	case capabilities.String:
		return key(v.Text())
	case capabilities.Array, capabilities.Object:
		var parts []string
		for i := range v.Len() {
			if part := plain(v.At(i)); v.Kind() == capabilities.Object {
				parts = append(parts, key(v.Key(i))+":"+part)
			} else {
				parts = append(parts, part)
			}
		}
		if v.Kind() == capabilities.Object {
			return "{" + strings.Join(parts, ",") + "}"
		}
		return "[" + strings.Join(parts, ",") + "]"
	}
	return v.Literal()
}

func TestWhatTheLinesCannotHoldIsRefused(t *testing.T) {
	for what, text := range map[string]string{
		"a name with a space":    `{"package":"p","version":"1","architectures":{"A B":{"observed":"live"}}}`,
		"a fact of no class":     `{"package":"p","version":"1","architectures":{"A":{"observed":"live","facts":{"supports_tp":true}}}}`,
		"an unknown observation": `{"package":"p","version":"1","architectures":{"A":{"observed":"guessed"}}}`,
		"a type of no class":     `{"package":"p","version":"1","model_types":{"a":"B"},"architectures":{"A":{"observed":"live"}}}`,
		"a shared value":         `{"package":"p","version":"1","architectures":{"A":{"observed":"live","facts":{"generate":{"$shared":"x"}}}}}`,
	} {
		s := &source{}
		if err := json.Unmarshal([]byte(text), s); err != nil {
			t.Fatal(err)
		}
		err := s.resolve()
		if err == nil {
			_, err = generate([]*source{s})
		}
		if err == nil {
			t.Errorf("%s is taken", what)
		}
	}
}

func TestNamesAreComparedAsPeopleCount(t *testing.T) {
	list := []string{"p@10.0", "p@4.57.6", "p@4.9.0", "o@9"}
	slices.SortFunc(list, compareNames)
	if got := fmt.Sprint(list); got != "[o@9 p@4.9.0 p@4.57.6 p@10.0]" {
		t.Error(got)
	}
}

// TestDefaultsAreReadBack holds the defaults that the engine decodes to the readable files.
func TestDefaultsAreReadBack(t *testing.T) {
	list, err := readSources(readable)
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, s := range list {
		if s.defaults == nil {
			continue
		}
		held := catalogue.Named(s.Package + "@" + s.Version)
		for modelType, d := range s.defaults.ModelTypes {
			v := held.Defaults(modelType, capabilities.Value{})
			if v.Kind() != capabilities.Object { // no config of a model leads to it
				continue
			}
			read++
			for name, want := range d.Fields {
				if got := v.Get(name); plain(got) != key(whole(want)) {
					t.Errorf("%s %s: %s is %s, want %v", s.Version, modelType, name, plain(got), want)
				}
			}
			names, inner := []string{}, []capabilities.Value{}
			for name := range d.Configs {
				names, inner = append(names, name), append(inner, capabilities.ObjectValue(nil, nil))
			}
			with := held.Defaults(modelType, capabilities.ObjectValue(names, inner))
			for name, inside := range d.Configs {
				want, got := held.Defaults(inside, capabilities.Value{}), with.Get(name)
				if got.Kind() != want.Kind() || plain(got.Get("hidden_size")) != plain(want.Get("hidden_size")) {
					t.Errorf("%s %s: %s is not that of %s", s.Version, modelType, name, inside)
				}
			}
			if others := v.Get(capabilities.OtherFields).Len(); v.Len() != len(d.Fields)+1 || others != len(d.Has)+len(d.Configs) {
				t.Errorf("%s %s: %d fields, want %d; %d others, want %v", s.Version, modelType, v.Len(), len(d.Fields), others, d.Has)
			}
		}
	}
	if read < 1000 {
		t.Errorf("only %d were read back", read)
	}
}

// whole is a number as the catalogue's reader has it.
func whole(v any) any {
	if f, ok := v.(float64); ok {
		return json.Number(fmt.Sprint(int64(f)))
	}
	return v
}
