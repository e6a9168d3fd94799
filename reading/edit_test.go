package reading_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/meshwise/meshwise/reading"
	"github.com/meshwise/meshwise/reading/hosttree"
)

func integer(n int64) reading.Value { return reading.Value{Kind: reading.IntValue, Int: n} }

// apply puts edits into the files of a request, and makes their trees again.
func apply(t *testing.T, req *reading.Request, edits []reading.Edit) reading.Request {
	t.Helper()
	out := *req
	out.Files = append([]reading.File{}, req.Files...)
	out.Argv = append([]string{}, req.Argv...)
	for _, e := range edits {
		if e.Word >= 0 {
			if out.Argv[e.Word] != e.Old {
				t.Fatalf("argument %d is %q, not %q", e.Word, out.Argv[e.Word], e.Old)
			}
			out.Argv[e.Word] = e.New
			continue
		}
		found := false
		for i, f := range out.Files {
			if f.Name != e.File {
				continue
			}
			found = true
			if f.Text[e.Start:e.End] != e.Old {
				t.Fatalf("%s has %q there, not %q", e.File, f.Text[e.Start:e.End], e.Old)
			}
			out.Files[i] = hosttree.File(f.Name, f.Text[:e.Start]+e.New+f.Text[e.End:])
		}
		if !found {
			t.Fatalf("no file %s", e.File)
		}
	}
	return out
}

// unchanged holds a reading after an edit to the one before it: the field has its new value, and all that was stated stays.
func unchanged(t *testing.T, before, after *reading.Reading, s reading.Setting) {
	t.Helper()
	g := after.Field(s.Field)
	if g == nil || g.Value != s.Value {
		t.Errorf("%s is %v, not %v", s.Field, g, s.Value)
	}
	for _, f := range before.Fields {
		g := after.Field(f.Name)
		world := func(name string) bool { // these are said together
			return name == "mesh.world_size" || name == "run.nodes" || name == "run.gpus_per_node"
		}
		if f.Name == s.Field || f.Grade == reading.Derived || world(f.Name) && (world(s.Field) || before.World.From == "parallelism") {
			continue
		}
		if f.Grade == reading.Default && (g == nil || g.Grade != reading.Stated) {
			continue // what nobody states follows
		}
		if g == nil || g.Value != f.Value {
			t.Errorf("%s was %v, and is %v, after %s", f.Name, f.Value, g, s.Field)
		}
	}
	if before.Model.HubID != after.Model.HubID || before.Model.Path != after.Model.Path || before.Dialect != after.Dialect {
		t.Errorf("the model or the dialect changed")
	}
}

// Each size and each number of a batch is set to another in each public file, where an edit can do it alone.
func TestEditsOfPublicFiles(t *testing.T) {
	done, refused := 0, 0
	for _, e := range expectations(t) {
		r := readPublic(t, e)
		for _, field := range []string{"mesh.tp_size", "mesh.pp_size", "mesh.cp_size", "mesh.ep_size", "mesh.dp_shard_size", "mesh.dp_replicate_size",
			"mesh.dp_size", "run.micro_batch_size", "run.sequence_length", "run.gradient_accumulation", "run.nodes", "run.gpus_per_node"} {
			s := reading.Setting{Field: field, Value: integer(6)}
			edits, not := r.Edits([]reading.Setting{s})
			if len(not) > 0 {
				refused++
				t.Logf("%s: %s: %s", e.ID, field, not[0].Why)
				continue
			}
			req := r.Request()
			changed := apply(t, req, edits)
			after, failed := reading.Read(&changed)
			if failed != nil {
				t.Errorf("%s: %s: %v after %+v", e.ID, field, failed, edits)
				continue
			}
			unchanged(t, r, after, s)
			done++
			if t.Failed() {
				t.Fatalf("%s: %+v", e.ID, edits)
			}
		}
	}
	if done < 150 {
		t.Errorf("only %d edits are made, %d are refused", done, refused)
	}
	t.Logf("%d edits, %d refused", done, refused)
}

func TestEditForms(t *testing.T) {
	for _, c := range []struct {
		name, files string
		set         reading.Setting
		want        string // what the first file holds then
	}{
		{"a quoted number stays quoted", "== r.yaml\nrecipe: R\ndistributed:\n    tp_size: \"8\"  # eight\n", reading.Setting{Field: "mesh.tp_size", Value: integer(4)},
			"recipe: R\ndistributed:\n    tp_size: \"4\"  # eight\n"},
		{"a key of YAML that is absent", "== r.yaml\nrecipe: R\ndistributed:\n    tp_size: 8\nseed: 1\n", reading.Setting{Field: "mesh.cp_size", Value: integer(2)},
			"recipe: R\ndistributed:\n    cp_size: 2\n    tp_size: 8\nseed: 1\n"},
		{"a section that is absent", "== r.yaml\nrecipe: R\nstep_scheduler:\n  global_batch_size: 8\n", reading.Setting{Field: "mesh.tp_size", Value: integer(2)},
			"recipe: R\nstep_scheduler:\n  global_batch_size: 8\ndistributed:\n  tp_size: 2\n"},
		{"a flow map", "== r.yaml\nrecipe: R\ndistributed: {tp_size: 8}\n", reading.Setting{Field: "mesh.cp_size", Value: integer(2)},
			"recipe: R\ndistributed: {cp_size: 2, tp_size: 8}\n"},
		{"a variable", "== a.sh\nTP=8 # tensor\ntorchrun --nproc_per_node 8 pretrain_gpt.py --tensor-model-parallel-size $TP\n", reading.Setting{Field: "mesh.tp_size", Value: integer(4)},
			"TP=4 # tensor\ntorchrun --nproc_per_node 8 pretrain_gpt.py --tensor-model-parallel-size $TP\n"},
		{"a variable that says two things", "== a.sh\nN=2\ntorchrun --nproc_per_node 8 pretrain_gpt.py --tensor-model-parallel-size $N --context-parallel-size ${N}\n", reading.Setting{Field: "mesh.tp_size", Value: integer(4)},
			"N=2\ntorchrun --nproc_per_node 8 pretrain_gpt.py --tensor-model-parallel-size 4 --context-parallel-size ${N}\n"},
		{"a size that another default follows", "== a.sh\nNPROC_PER_NODE=8 megatron sft --model org/m --expert_model_parallel_size 8\n", reading.Setting{Field: "mesh.ep_size", Value: integer(1)},
			"NPROC_PER_NODE=8 megatron sft --model org/m --expert_model_parallel_size 1\n"},
		{"a default of the shell", "== a.sh\nTP=${TP:-8}\ntorchrun pretrain_gpt.py --tensor-model-parallel-size=$TP\n", reading.Setting{Field: "mesh.tp_size", Value: integer(4)},
			"TP=${TP:-4}\ntorchrun pretrain_gpt.py --tensor-model-parallel-size=$TP\n"},
		{"a flag that is absent", "== a.sh\ntorchrun pretrain_gpt.py \\\n  --tensor-model-parallel-size 8 \\\n  --seq-length 4096\n", reading.Setting{Field: "mesh.pp_size", Value: integer(2)},
			"torchrun pretrain_gpt.py \\\n  --pipeline-model-parallel-size 2 \\\n  --tensor-model-parallel-size 8 \\\n  --seq-length 4096\n"},
		{"a flag in an array", "== a.sh\nA=(\n  --tensor-model-parallel-size 8 # all\n)\ntorchrun pretrain_gpt.py ${A[@]}\n", reading.Setting{Field: "mesh.pp_size", Value: integer(2)},
			"A=(\n  --pipeline-model-parallel-size 2\n  --tensor-model-parallel-size 8 # all\n)\ntorchrun pretrain_gpt.py ${A[@]}\n"},
		{"a key of hydra", "== a.sh\npython3 -m verl.trainer.main_ppo actor_rollout_ref.actor.strategy=megatron actor_rollout_ref.actor.megatron.tensor_model_parallel_size=8\n", reading.Setting{Field: "mesh.pp_size", Value: integer(2)},
			"python3 -m verl.trainer.main_ppo actor_rollout_ref.actor.strategy=megatron actor_rollout_ref.actor.megatron.pipeline_model_parallel_size=2 actor_rollout_ref.actor.megatron.tensor_model_parallel_size=8\n"},
		{"JSON", "== d.json\n{\n  \"train_micro_batch_size_per_gpu\": 1,\n  \"zero_optimization\": {\"stage\": 3}\n}\n", reading.Setting{Field: "run.micro_batch_size", Value: integer(2)},
			"{\n  \"train_micro_batch_size_per_gpu\": 2,\n  \"zero_optimization\": {\"stage\": 3}\n}\n"},
		{"a key of JSON that is absent", "== d.json\n{\n  \"zero_optimization\": {\"stage\": 3}\n}\n", reading.Setting{Field: "mesh.tp_size", Value: integer(2)},
			"{\n  \"tensor_parallel\": {\"autotp_size\": 2},\n  \"zero_optimization\": {\"stage\": 3}\n}\n"},
		{"TOML", "== t.toml\n[model]\nname = \"llama3\"\nflavor = \"8B\"\n[parallelism]\ntensor_parallel_degree = 8 # eight\n", reading.Setting{Field: "mesh.tp_size", Value: integer(4)},
			"[model]\nname = \"llama3\"\nflavor = \"8B\"\n[parallelism]\ntensor_parallel_degree = 4 # eight\n"},
		{"a table of TOML that is absent", "== t.toml\n[model]\nname = \"llama3\"\nflavor = \"8B\"\n", reading.Setting{Field: "mesh.tp_size", Value: integer(4)},
			"[model]\nname = \"llama3\"\nflavor = \"8B\"\n\n[parallelism]\ntensor_parallel_degree = 4\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			req := request(c.files)
			r, err := reading.Read(&req)
			if err != nil {
				t.Fatal(err)
			}
			edits, not := r.Edits([]reading.Setting{c.set})
			if len(not) > 0 {
				t.Fatal(not)
			}
			after := apply(t, &req, edits)
			if got := after.Files[0].Text; got != c.want {
				t.Errorf("%s\nnot\n%s", got, c.want)
			}
			again, err := reading.Read(&after)
			if err != nil {
				t.Fatal(err)
			}
			unchanged(t, r, again, c.set)
		})
	}
}

func TestEditOfArgv(t *testing.T) {
	req := reading.Request{Argv: strings.Fields("torchrun pretrain_gpt.py --tensor-model-parallel-size=8 --seq-length 4096")}
	r, err := reading.Read(&req)
	if err != nil {
		t.Fatal(err)
	}
	edits, not := r.Edits([]reading.Setting{{Field: "mesh.tp_size", Value: integer(4)}})
	if len(not) > 0 || edits[0].New != "--tensor-model-parallel-size=4" {
		t.Fatalf("%+v %+v", edits, not)
	}
}

// What no edit can change alone is refused, with a reason.
func TestUnedited(t *testing.T) {
	req := request("== a.sh\ntorchrun --nproc_per_node $((2*4)) pretrain_gpt.py --tensor-model-parallel-size 2\n")
	r, err := reading.Read(&req)
	if err != nil {
		t.Fatal(err)
	}
	if _, not := r.Edits([]reading.Setting{{Field: "run.peft.type", Value: reading.Value{Kind: reading.TextValue, Text: "lora"}}}); len(not) != 1 || not[0].Why == "" {
		t.Errorf("%+v", not)
	}
}

func FuzzEdit(f *testing.F) {
	paths, _ := filepath.Glob("testdata/public/*/*/*/*")
	for _, p := range paths {
		if text, err := os.ReadFile(p); err == nil && len(text) < 4000 {
			f.Add(filepath.Base(p), string(text), int64(4))
		}
	}
	f.Add("a.sh", "torchrun pretrain_gpt.py --tensor-model-parallel-size 2", int64(3))
	f.Fuzz(func(t *testing.T, name, text string, n int64) {
		if n < 1 || n > 1<<20 {
			return
		}
		req := reading.Request{Files: []reading.File{hosttree.File(filepath.Base(name), text)}}
		r, err := reading.Read(&req)
		if err != nil {
			return
		}
		for _, field := range []string{"mesh.tp_size", "mesh.cp_size"} {
			s := reading.Setting{Field: field, Value: integer(n)}
			edits, not := r.Edits([]reading.Setting{s})
			if len(not) > 0 || r.Files() > 1 {
				continue
			}
			changed := apply(t, &req, edits)
			after, failed := reading.Read(&changed)
			if failed != nil {
				t.Fatalf("%v after %+v", failed, edits)
			}
			if g := after.Field(field); g == nil || g.Value != s.Value {
				t.Fatalf("%s is %v after %+v", field, g, edits)
			}
		}
	})
}
