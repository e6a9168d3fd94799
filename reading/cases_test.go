package reading_test

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/meshwise/meshwise/reading"
	"github.com/meshwise/meshwise/reading/hosttree"
)

// A file in a txtar-like form: "== name" begins one, the first is asked about.
func request(text string) reading.Request {
	var req reading.Request
	for _, part := range strings.Split("\n"+text, "\n== ")[1:] {
		name, body, _ := strings.Cut(part, "\n")
		req.Files = append(req.Files, hosttree.File(name, body))
	}
	return req
}

// fields are those of a reading, "field=value", with the grade where it is not stated and the line where there is one.
func said(r *reading.Reading) map[string]string {
	m := map[string]string{"dialect": r.Dialect, "framework": r.Framework, "world": r.World.Grade.String()}
	for _, f := range r.Fields {
		v := f.Value.String()
		if f.Grade != reading.Stated {
			v += " " + f.Grade.String()
		}
		m[f.Name] = v
	}
	for _, f := range r.Model.Config {
		m["model."+f.Name] = f.Value.String()
	}
	for k, v := range map[string]string{"model": r.Model.HubID, "path": r.Model.Path, "name": r.Model.Name, "builder": r.Model.Builder, "revision": r.Model.Revision} {
		if v != "" {
			m[k] = v
		}
	}
	for _, n := range r.Notes {
		m[n.Code] = n.Message
	}
	for _, u := range r.NotUnderstood {
		m["? "+u.Key] = u.Near
	}
	for _, p := range r.Positions {
		m["at "+p.Field] = p.File + ":" + strconv.Itoa(p.Line)
	}
	for _, w := range r.Wants {
		m["wants "+w.File+w.Name] = strings.Join(w.Candidates, ",")
	}
	for _, o := range r.Others {
		for _, f := range o.Fields {
			m[o.Part+"."+f.Name] = f.Value.String()
		}
		if o.Model.HubID != "" {
			m[o.Part] = o.Model.HubID
		}
	}
	for i, more := range r.More {
		m["more "+strconv.Itoa(i+1)] = more.Model.HubID
	}
	return m
}

// readingCase is files, each behind a line "== name", and what is read of them.
type readingCase struct{ name, files, want string }

// readAll reads the files of each case; there are no others. What is refused is its code: "error=input.no_format".
func readAll(t *testing.T, cases []readingCase) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			req := request(c.files)
			r, err := hosttree.Read(&req, func(string) (reading.File, error) { return reading.File{}, os.ErrNotExist })
			switch {
			case err == nil:
				check(t, said(r), c.want)
			case !strings.Contains(c.want, "error="):
				t.Fatal(err.Code, err.Message)
			default:
				check(t, map[string]string{"error": err.Code}, c.want)
			}
		})
	}
}

// check holds a reading to lines "key=value"; "key=" says that there is no such key, "key~text" that it holds a text.
func check(t *testing.T, m map[string]string, want string) {
	t.Helper()
	for _, line := range strings.Split(strings.TrimSpace(want), "\n") {
		line = strings.TrimSpace(line)
		i := strings.IndexAny(line, "=~")
		k, v := line[:i], line[i+1:]
		got, has := m[k]
		switch {
		case line[i] == '~' && (!has || !strings.Contains(got, v)):
			t.Errorf("%s is %q, which does not hold %q", k, got, v)
		case line[i] == '=' && got != v:
			t.Errorf("%s is %q, not %q", k, got, v)
		}
	}
}

func TestErrors(t *testing.T) {
	for _, c := range []struct {
		name, file, code string
		line, column     int
	}{
		{"a.yaml", "tp: {{ tp }}\n", "input.template", 1, 5},
		{"a.yaml", "%YAML 1.1\n---\na: 1\n", "input.syntax", 1, 1},
		{"a.yaml", "a:\n\t- b\n", "input.syntax", 2, 1},
		{"a.yaml", "? [a, b]\n: c\n", "input.syntax", 1, 3},
		{"a.yaml", "a: 1\nb: 2\n", "input.no_format", 0, 0},
		{"a.yaml", "model_name_or_path: org/m\nbackend: sentence_transformers\n", "input.no_format", 0, 0},
		{"a.json", "{\"model_name_or_path\": \"org/m\", \"corpus_path\": \"c\"}", "input.no_format", 0, 0},
		{"a.toml", "[model]\nprecision = \"bfloat16\"\n[trainer]\nmax_iter = 5\n", "input.no_format", 0, 0},
		{"a.yaml", "a:\n  - b: 1\n    c: 2\n\t- b: 3\n", "input.syntax", 4, 1},
		{"a.yaml", "defaults:\n- base.yaml\n- _self_\nexperiment_name: x\n", "input.no_format", 0, 0},
		{"a.yaml", "defaults: [_self_]\npolicy: {_target_: my.policy.Policy}\ncluster: {type: k8s}\n", "input.no_format", 0, 0},
		{"a.yaml", "per_device_train_batch_size: {value: 4}\noutput_dir: {value: x}\n", "input.no_format", 0, 0},
		{"a.toml", "[model]\nname = \"org/m\"\n[parallel]\ntp = 8\n[deployment]\ntype = \"disaggregated\"\nnum_prefill_nodes = 2\n", "input.no_format", 0, 0},
		{"a.yaml", "controls:\n  override:\n    _component_: torchtune.training.FullModelHFCheckpointer\n", "input.no_format", 0, 0},
		{"a.json", "{\"distributed_type\": \"NO\",}", "input.syntax", 1, 27},
		{"a.json", "{// c\n}", "input.syntax", 1, 2},
		{"a.sh", "#!/bin/bash\necho \"open\n", "input.syntax", 2, 6},
		{"a.sh", "#!/bin/bash\nif true; then {{ x }} ; done\n", "input.template", 2, 15},
		{"a.toml", "a = 1\na = 2\n", "input.syntax", 2, 1},
		{"a.txt", "\xff", "input.not_utf8", 0, 0},
		{"a.yaml", strings.Repeat("[", 80) + strings.Repeat("]", 80), "input.too_deep", 1, 65},
		{"a.yaml", "a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\n", "input.too_large", 5, 26},
		{"a.yaml", strings.Repeat("x", 1<<20+1), "input.too_large", 0, 0},
	} {
		req := request("== " + c.name + "\n" + c.file)
		_, err := reading.Read(&req)
		if err == nil {
			t.Errorf("%q is read", c.file[:min(40, len(c.file))])
			continue
		}
		if err.Code != c.code || c.line > 0 && (err.Line != c.line || err.Column != c.column) {
			t.Errorf("%q: %s at %d:%d, not %s at %d:%d (%s)", c.file[:min(40, len(c.file))], err.Code, err.Line, err.Column, c.code, c.line, c.column, err.Message)
		}
	}
}

func TestArgv(t *testing.T) {
	req := reading.Request{Argv: strings.Fields("torchrun --nproc-per-node 8 pretrain_gpt.py --tensor-model-parallel-size 8 --seq-length $LEN"), Overrides: []string{"--pipeline-model-parallel-size", "2"}}
	r, err := reading.Read(&req)
	if err != nil {
		t.Fatal(err)
	}
	check(t, said(r), `
mesh.tp_size=8
mesh.pp_size=2
mesh.world_size=8
run.sequence_length=`)
}

func TestEnvironment(t *testing.T) {
	req := request("== a.sh\nTP=${TP:-2}\ntorchrun --nnodes $NNODES --nproc_per_node 8 pretrain_gpt.py --tensor-model-parallel-size $TP\n")
	req.Env = []reading.Variable{{Name: "TP", Value: "4"}, {Name: "NNODES", Value: "3"}}
	r, err := reading.Read(&req)
	if err != nil {
		t.Fatal(err)
	}
	check(t, said(r), "mesh.tp_size=4\nmesh.world_size=24")
}

func TestOverrides(t *testing.T) {
	req := request("== r.yaml\nrecipe: R\ndistributed:\n  tp_size: 2\n")
	req.Overrides = []string{"--distributed.tp_size=8", "--distributed.cp_size", "2"}
	req.World = 64
	r, err := reading.Read(&req)
	if err != nil {
		t.Fatal(err)
	}
	check(t, said(r), "mesh.tp_size=8\nmesh.cp_size=2\nmesh.world_size=64")
}
