package corpus_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/meshwise/meshwise/tests/corpus"
)

func TestCheck(t *testing.T) {
	const answer = `{"kind":"verdict","valid":null,"n":1.0,"big":9007199254740993,"list":[1,"two",{"three":3}],` +
		`"violations":[{"code":"tp.a"},{"code":"tp.b"}]}`
	for _, test := range []struct {
		name, expect string
		want         []string // the paths that differ
	}{
		{"listed_members_match", `{"kind":"verdict"}`, nil},
		{"null_is_a_value", `{"valid":null}`, nil},
		{"another_scalar_differs", `{"kind":"report"}`, []string{"/kind"}},
		{"another_type_differs", `{"kind":null}`, []string{"/kind"}},
		{"false_is_not_null", `{"valid":false}`, []string{"/valid"}},
		{"missing_member_differs", `{"other":null}`, []string{"/other"}},
		{"numbers_are_one_however_written", `{"n":1}`, nil},
		{"numbers_are_not_rounded", `{"big":9007199254740992}`, []string{"/big"}},
		{"string_is_no_number", `{"n":"1.0"}`, []string{"/n"}},
		{"elements_match_one_by_one", `{"list":[1,"two",{}]}`, nil},
		{"shorter_array_differs", `{"list":[1,"two"]}`, []string{"/list"}},
		{"element_differs_by_itself", `{"list":[2,"two",{"three":4}]}`, []string{"/list/0", "/list/2/three"}},
		{"object_is_no_array", `{"list":{}}`, []string{"/list"}},
		{"absent_is_not_there", `{"other":{"$absent":true}}`, nil},
		{"absent_is_there", `{"valid":{"$absent":true}}`, []string{"/valid"}},
		{"any_may_be_null", `{"valid":{"$any":true}}`, nil},
		{"any_is_not_there", `{"other":{"$any":true}}`, []string{"/other"}},
		{"contains_a_part", `{"kind":{"$contains":"erdi"}}`, nil},
		{"contains_another", `{"kind":{"$contains":"x"}}`, []string{"/kind"}},
		{"contains_in_a_number", `{"n":{"$contains":"1"}}`, []string{"/n"}},
		{"names_are_escaped_in_paths", `{"a/b~c":1}`, []string{"/a~1b~0c"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			one := corpus.Case{Expect: json.RawMessage(test.expect)}
			var got []string
			for _, d := range one.Check([]byte(answer)) {
				got = append(got, d.Path)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("paths that differ (-want +got):\n%s", diff)
			}
		})
	}
	for name, test := range map[string]struct {
		answer string
		codes  []string
		same   bool
	}{
		"codes_in_order":      {answer, []string{"tp.a", "tp.b"}, true},
		"codes_out_of_order":  {answer, []string{"tp.b", "tp.a"}, false},
		"one_code_too_few":    {answer, []string{"tp.a"}, false},
		"no_list":             {`{}`, []string{}, false},
		"empty_list":          {`{"violations":[]}`, []string{}, true},
		"not_json":            {`{"violations":[]}}`, []string{}, false},
		"duplicate_in_answer": {`{"violations":[],"violations":[]}`, []string{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			one := corpus.Case{Codes: &test.codes}
			if diffs := one.Check([]byte(test.answer)); (len(diffs) == 0) != test.same {
				t.Errorf("differences: %v, want the same: %v", diffs, test.same)
			}
		})
	}
}

func TestBytes(t *testing.T) {
	root := t.TempDir()
	write(t, filepath.Join(root, "tests", "fixtures", "configs", "a.json"), "{ \"x\": Infinity }\n")
	write(t, filepath.Join(root, "tests", "vectors", "area", "subject.json"), `{"suite":"area/subject","description":"D.","cases":[
		{"name":"object","request":{"b": 1, "a": [ "é", {"$file": "configs/a.json"} ]},"codes":[]},
		{"name":"quoted","request":{"a":"{\"$file\":\"configs/a.json\"}"},"codes":[]},
		{"name":"text","request_text":" \u0000{","codes":[]},
		{"name":"empty","request_text":"","codes":[]},
		{"name":"bytes","request_base64":"//4=","codes":[]},
		{"name":"repeat","request_repeat":{"prefix":"<","repeat":"ab","times":3,"suffix":">"},"codes":[]},
		{"name":"outside","request":{"a":{"$file":"../vectors/area/subject.json"}},"codes":[]},
		{"name":"missing","request":{"a":{"$file":"configs/b.json"}},"codes":[]},
		{"name":"two","request":{},"request_text":"","codes":[]},
		{"name":"none","codes":[]}]}`)
	c, err := corpus.Load(root)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"area/subject/object": "{\"b\":1,\"a\":[\"é\",{ \"x\": Infinity }\n]}",
		"area/subject/quoted": `{"a":"{\"$file\":\"configs/a.json\"}"}`,
		"area/subject/text":   " \x00{",
		"area/subject/empty":  "",
		"area/subject/bytes":  "\xff\xfe",
		"area/subject/repeat": "<ababab>",
	}
	c.Each(func(id string, _ *corpus.Suite, one *corpus.Case) {
		got, err := c.Bytes(one)
		text, is := want[id]
		if is != (err == nil) || is && string(got) != text {
			t.Errorf("%s: %q, %v; want %q", id, got, err, text)
		}
	})
}

func TestLoadRefusesWhatItDoesNotKnow(t *testing.T) {
	root := t.TempDir()
	write(t, filepath.Join(root, "tests", "vectors", "area", "subject.json"), `{"suite":"area/subject","cases":[{"nmae":"x"}]}`)
	if _, err := corpus.Load(root); err == nil || !strings.Contains(err.Error(), "nmae") {
		t.Errorf("got %v, want an error about nmae", err)
	}
}

func TestResults(t *testing.T) {
	root := t.TempDir()
	if _, err := corpus.ReadResults(root, "native"); !os.IsNotExist(err) {
		t.Errorf("results that were never written: %v", err)
	}
	r := corpus.NewResults("native", []byte("module"))
	r.Cases["b/b/b"], r.Cases["a/a/a"] = corpus.Digest([]byte("{}")), corpus.Digest(nil)
	for range 2 { // the second replaces the first
		if err := r.Write(root); err != nil {
			t.Fatal(err)
		}
	}
	got, err := corpus.ReadResults(root, "native")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(r, got); diff != "" {
		t.Error(diff)
	}
	if entries, err := os.ReadDir(filepath.Join(root, "build", "results")); err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v, %v; want one file", entries, err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
