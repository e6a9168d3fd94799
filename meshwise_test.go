package meshwise

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/meshwise/meshwise/hostabi"
	"github.com/meshwise/meshwise/mesh/law"
)

var llama = Config([]byte(`{"architectures": ["LlamaForCausalLM"], "model_type": "llama"}`))

// TestEverySettingIsAField says each setting of the table once, with a value that it may have and with one that it may not.
func TestEverySettingIsAField(t *testing.T) {
	paths := map[string][]int{} // by the path of a request's member
	var walk func(kind reflect.Type, at []int, above string)
	walk = func(kind reflect.Type, at []int, above string) {
		for i := range kind.NumField() {
			field := kind.Field(i)
			path := above + field.Tag.Get("run")
			if index := append(slices.Clone(at), i); field.Type.Kind() == reflect.Struct && field.Type != reflect.TypeFor[Layout]() {
				walk(field.Type, index, path+".")
			} else {
				paths[path] = index
			}
		}
	}
	walk(reflect.TypeFor[Run](), nil, "")
	settings := 0
	for _, section := range law.Settings() {
		for i := range section.Settings {
			s := &section.Settings[i]
			settings++
			path := map[bool]string{true: "mesh.", false: "run."}[section.Mesh] + s.Name
			index, ok := paths[path]
			if !ok {
				t.Errorf("%s has no field", path)
				continue
			}
			run := Run{}
			right, wrong := values(s)
			set(reflect.ValueOf(&run).Elem().FieldByIndex(index), right)
			request, err := run.members()
			if err != nil {
				t.Fatal(err)
			}
			text, _ := json.Marshal(request)
			if n := strings.Count(string(text), `":`); n != strings.Count(path, ".")+1 {
				t.Errorf("%s is written as %s", path, text)
			}
			var failed *Error
			if _, err := Check(context.Background(), hostabi.Native(), llama, run); errors.As(err, &failed) && strings.HasPrefix(failed.Path, "/"+strings.ReplaceAll(path, ".", "/")) {
				t.Errorf("%s: %s is refused: %v", path, text, err)
			}
			if wrong == nil {
				continue
			}
			run = Run{}
			set(reflect.ValueOf(&run).Elem().FieldByIndex(index), wrong)
			if _, err := Check(context.Background(), hostabi.Native(), llama, run); !errors.As(err, &failed) || !strings.HasPrefix(failed.Path, "/"+strings.ReplaceAll(path, ".", "/")) {
				t.Errorf("%s: %v passes: %v", path, wrong, err)
			}
		}
	}
	if settings != len(paths) || settings < 50 {
		t.Errorf("%d settings, %d fields", settings, len(paths))
	}
}

// values are one that a setting may have, and one that it may not; nil where its type leaves none.
func values(s *law.Setting) (right, wrong any) {
	switch s.Kind {
	case law.Count:
		return s.Most, s.Most + 1
	case law.Flag:
		return true, nil
	case law.Word:
		return s.Words[len(s.Words)-1], "no word of these"
	case law.Set:
		return []string{s.Words[0]}, []string{"no word of these"}
	case law.Names:
		return []string{"q_proj"}, nil
	case law.Layout:
		return Layout{Text: "E|t|L"}, nil
	case law.Decimal:
		return 1.5, nil
	case law.Version:
		return "5.23.0", "no version"
	}
	return "a_name_of_my_own", nil
}

func set(field reflect.Value, value any) {
	if field.Kind() == reflect.Pointer {
		field.Set(reflect.New(field.Type().Elem()))
		field = field.Elem()
	}
	field.Set(reflect.ValueOf(value).Convert(field.Type()))
}

// TestAnswersAreWhole holds the types of answers to the schema: what it has, they have, or it is listed here as left to Raw.
func TestAnswersAreWhole(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("wasm", "abi", "schema", "answer.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Defs map[string]struct{ Properties map[string]any } `json:"$defs"`
	}
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	raw := map[string]string{
		"verdict_answer": "catalogue counts effective hinges kind remarks repair rules text tone topology world_size_assumed",
		"violation":      "at reason",
		"doubt":          "at",
		"meshes_answer":  "catalogue kind",
		"plan_answer":    "catalogue kind",
		"estimate":       "active_parameters parameters",
		"memory":         "stages",
		"time":           "parts",
	}
	for name, kind := range map[string]reflect.Type{
		"verdict_answer": reflect.TypeFor[Verdict](), "violation": reflect.TypeFor[Violation](), "fix": reflect.TypeFor[Fix](),
		"evidence": reflect.TypeFor[Evidence](), "doubt": reflect.TypeFor[Doubt](), "mesh": reflect.TypeFor[Mesh](),
		"listed": reflect.TypeFor[Listed](), "meshes_answer": reflect.TypeFor[List](), "plan_answer": reflect.TypeFor[Ranking](),
		"planned": reflect.TypeFor[Planned](), "estimate": reflect.TypeFor[Estimate](), "memory": reflect.TypeFor[Memory](),
		"time": reflect.TypeFor[Time](), "interval": reflect.TypeFor[Interval](), "assumption": reflect.TypeFor[Assumption](),
		"missing": reflect.TypeFor[Missing](),
	} {
		have := strings.Fields(raw[name])
		for _, field := range reflect.VisibleFields(kind) {
			if tag := field.Tag.Get("json"); tag != "-" && tag != "" {
				have = append(have, tag)
			}
		}
		var want []string
		for property := range schema.Defs[name].Properties {
			want = append(want, property)
		}
		slices.Sort(have)
		slices.Sort(want)
		if !slices.Equal(have, want) {
			t.Errorf("%s has %v, and the schema %v", kind, have, want)
		}
	}
}

func TestWhatIsAcceptedFailsNothing(t *testing.T) {
	run := Run{TPSize: 16, WorldSize: 16}
	model := Config([]byte(`{"architectures": ["LlamaForCausalLM"], "model_type": "llama", "num_attention_heads": 64, "num_key_value_heads": 8}`))
	for _, c := range []struct {
		option Option
		fails  bool
	}{
		{FailOn("violation"), true},
		{FailOn("violation", Acceptance{Code: "tp.kv_heads_not_divisible", Reason: "they are copied by hand"}), false},
	} {
		v, err := Check(t.Context(), hostabi.Native(), model, run, c.option)
		if err != nil {
			t.Fatal(err)
		}
		if v.Fails != c.fails || (len(v.Accepted) == 1) == c.fails || v.Valid != No {
			t.Errorf("fails %t with %v, valid %v: %v", v.Fails, v.Accepted, v.Valid, v.Codes())
		}
	}
}

func TestGroupsAndZeros(t *testing.T) {
	request, err := Run{Precision: Precision{Params: "fp32"}, TPSize: 2, GradientAccumulation: Auto, StageLayout: Layout{Stages: [][]string{{"a"}, {"b"}}}}.members()
	if err != nil {
		t.Fatal(err)
	}
	text, _ := json.Marshal(request)
	const want = `{"mesh":{"tp_size":2},"run":{"gradient_accumulation":"auto","precision":{"params":"fp32"},"stage_layout":[["a"],["b"]]}}`
	if string(text) != want {
		t.Errorf("%s, want %s", text, want)
	}
	if request, _ = (Run{}).members(); len(request) != 0 {
		t.Errorf("nothing was said, and is written as %v", request)
	}
}

func TestWhatCannotBeAsked(t *testing.T) {
	ctx := context.Background()
	if _, err := Check(ctx, hostabi.Native(), Config([]byte(`{"model_type"`)), Run{}); err == nil {
		t.Error("half a config is a model")
	}
	var failed *Error
	if _, err := Check(ctx, hostabi.Native(), Config([]byte(`{"name": "left-pad", "version": "1.0.0", "dependencies": {}}`)), Run{}); !errors.As(err, &failed) || failed.Code == "" {
		t.Errorf("a package.json is a model: %v", err)
	}
	engine := hostabi.Native()
	engine.Close(ctx)
	if _, err := Check(ctx, engine, llama, Run{}); err == nil || errors.As(err, &failed) && failed.Code == "" {
		t.Errorf("an engine that is closed answers: %v", err)
	}
}

func TestTruth(t *testing.T) {
	for text, want := range map[string]Truth{"true": Yes, "false": No, "null": Unknown} {
		var got Truth
		if err := json.Unmarshal([]byte(text), &got); err != nil || got != want {
			t.Errorf("%s is read as %v, %v", text, got, err)
		}
		if back, _ := json.Marshal(got); string(back) != text {
			t.Errorf("%v is written as %s", got, back)
		}
	}
	if err := json.Unmarshal([]byte(`"yes"`), new(Truth)); err == nil {
		t.Error("a word is a truth")
	}
}
