package capabilities_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/wasm/abi/strict"
)

// wrong is one value of each type that JSON has, and numbers and words that are nearly right.
var wrong = map[string]capabilities.Value{
	"text": capabilities.StringValue("x"), "number in quotes": capabilities.StringValue("4096"), "float": capabilities.FloatValue("8192.5"),
	"whole float": capabilities.FloatValue("8192.0"), "list": capabilities.ArrayValue(capabilities.IntValue(1)), "empty list": capabilities.ArrayValue(),
	"object": capabilities.ObjectValue([]string{"x"}, []capabilities.Value{capabilities.IntValue(1)}), "negative": capabilities.IntValue(-7),
	"true": capabilities.BoolValue(true), "integer": capabilities.IntValue(1),
}

// What cannot be read is unknown: where a number or a flag of a real model rests on a field, a value of another type there
// leaves it unknown, and the field is named. It is never taken for a no, nor for what the field's absence means.
func TestWhatCannotBeReadIsUnknown(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "tests", "fixtures", "configs", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	asked := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		config, failed := strict.Parse(text)
		if failed != nil {
			continue // held elsewhere
		}
		report := func(c capabilities.Value) capabilities.Report {
			return capabilities.Derive(capabilities.Facts{capabilities.FactConfig: c}, 1, 1)
		}
		before := report(config)
		for i := range config.Len() {
			field := config.Key(i)
			for name, v := range wrong {
				if v.Kind() == config.At(i).Kind() || config.At(i).Kind() == capabilities.Null ||
					name == "list" && field == "num_local_experts" { // a list says the experts of each layer
					continue
				}
				after := report(replaced(config, i, v))
				for n := range before.Numbers {
					was, is := &before.Numbers[n], &after.Numbers[n]
					if !was.Known || !rests(was.Because, field) || was.Name == "other_heads" { // what is no section is no part
						continue
					}
					asked++
					if is.Known && !rests(is.Because, field) && is.Value != was.Value {
						t.Errorf("%s: with %s in %s, %s is %d, and not unknown", filepath.Base(file), name, field, is.Name, is.Value)
					}
				}
				for n := range before.Flags {
					was, is := &before.Flags[n], &after.Flags[n]
					if was.Is == capabilities.Unknown || !rests(was.Because, field) {
						continue
					}
					asked++
					if is.Is != capabilities.Unknown && is.Is != was.Is {
						t.Errorf("%s: with %s in %s, %s is %v, and not unknown", filepath.Base(file), name, field, was.Name, is.Is)
					}
				}
			}
		}
	}
	if asked < 1000 {
		t.Errorf("%d fields were asked about: the test lost its subject", asked)
	}
}

func replaced(config capabilities.Value, at int, v capabilities.Value) capabilities.Value {
	var names []string
	var values []capabilities.Value
	for i := range config.Len() {
		names, values = append(names, config.Key(i)), append(values, config.At(i))
	}
	values[at] = v
	return capabilities.ObjectValue(names, values)
}

func rests(because []capabilities.Evidence, field string) bool {
	for _, e := range because {
		if path := strings.TrimPrefix(e.Path, "config."); path == field || strings.HasPrefix(path, field+".") || strings.HasPrefix(path, field+"[") {
			return true
		}
	}
	return false
}
