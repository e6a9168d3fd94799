package reading_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/meshwise/meshwise/reading"
	"github.com/meshwise/meshwise/reading/hosttree"
)

// What a script writes into settings of DeepSpeed stands in the script, and is changed there.
func TestWrittenPlaces(t *testing.T) {
	req := request(`
== a.sh
BS=4
cat > ds.json <<EOF
{"train_micro_batch_size_per_gpu": $BS,
 "gradient_accumulation_steps": 2,
 "zero_optimization": {"stage": 3}}
EOF
deepspeed --num_gpus 8 own.py --deepspeed ds.json
`)
	r, failed := reading.Read(&req)
	if failed != nil {
		t.Fatal(failed)
	}
	want := map[string][2]int{"run.micro_batch_size": {1, 4}, "run.gradient_accumulation": {4, 33}, "run.sharding.stage": {5, 33}}
	for _, p := range r.Positions {
		if w, is := want[p.Field]; is {
			if p.File != "a.sh" || p.Line != w[0] || p.Column != w[1] {
				t.Errorf("%s stands at %s:%d:%d, not at line %d, column %d", p.Field, p.File, p.Line, p.Column, w[0], w[1])
			}
			delete(want, p.Field)
		}
	}
	if len(want) > 0 {
		t.Errorf("no position for %v", want)
	}
	for _, field := range []string{"run.gradient_accumulation", "run.micro_batch_size"} {
		s := reading.Setting{Field: field, Value: integer(6)}
		edits, not := r.Edits([]reading.Setting{s})
		if len(not) > 0 {
			t.Fatal(not)
		}
		changed := apply(t, &req, edits)
		after, failed := reading.Read(&changed)
		if failed != nil || len(changed.Files) != 1 || strings.Count(changed.Files[0].Text, "6") != 1 {
			t.Fatal(failed, changed.Files)
		}
		unchanged(t, r, after, s)
	}
}

// followed reads as a host does: what a script writes is made a file of.
func followed(t *testing.T, req *reading.Request) *reading.Reading {
	t.Helper()
	for range 4 {
		r, failed := reading.Read(req)
		if failed != nil {
			t.Fatal(failed)
		}
		before := len(req.Files)
		for _, w := range r.Wants {
			if w.Text != "" {
				req.Files = append(req.Files, hosttree.File(w.Candidates[0], w.Text))
			}
		}
		if len(req.Files) == before {
			return r
		}
	}
	t.Fatal("a file is wanted that was given")
	return nil
}

// YAML and TOML that a script writes stand in the script, and are changed there.
func TestWrittenTrees(t *testing.T) {
	for name, c := range map[string]struct{ script, want, at, field string }{
		"accelerate": {`
TP=4
mkdir -p conf
cat > conf/acc.yaml <<EOF
compute_environment: LOCAL_MACHINE
distributed_type: FSDP
num_machines: 1
num_processes: 8
fsdp_config: &f
  fsdp_version: 2
parallelism_config:
  parallelism_config_tp_size: $TP
  parallelism_config_dp_shard_size: "2"
EOF
accelerate launch --config_file conf/acc.yaml train.py --model_name_or_path org/m
`, "mesh.tp_size=4\nmesh.dp_shard_size=2\nmesh.world_size=8", "mesh.tp_size 1:4,mesh.dp_shard_size 12:37", "mesh.dp_shard_size"},
		"out of the folder": {`
cat <<'EOF' > /tmp/cfg.yaml
model_name_or_path: org/m
stage: sft
per_device_train_batch_size: 2
cutoff_len: 4096
EOF
FORCE_TORCHRUN=1 NPROC_PER_NODE=8 llamafactory-cli train /tmp/cfg.yaml
`, "run.sequence_length=4096\nrun.micro_batch_size=2\nmesh.world_size=8\nwants /tmp/cfg.yaml=", "run.sequence_length 5:13", "run.sequence_length"},
		"TOML": {`
cat > run.toml <<EOF
[model]
name = "llama3"
flavor = "8B"
[parallelism]
tensor_parallel_degree = 3
[training]
seq_len = 8_192
EOF
torchrun --nproc_per_node=8 -m torchtitan.train --job.config_file run.toml
`, "mesh.tp_size=3\nrun.sequence_length=8192\nmesh.world_size=8", "mesh.tp_size 6:26", "mesh.tp_size"},
		"changed later": {`
cat > acc.yaml <<EOF
distributed_type: FSDP
num_processes: 8
EOF
sed -i s/8/16/ acc.yaml
accelerate launch --config_file acc.yaml train.py --model_name_or_path org/m
`, "wants acc.yaml=acc.yaml\nmesh.world_size=", "", ""},
		"with what nobody knows": {`
cat > acc.yaml <<EOF
distributed_type: FSDP
num_processes: $N
EOF
accelerate launch --config_file acc.yaml train.py --model_name_or_path org/m
`, "wants acc.yaml=acc.yaml\nmesh.world_size=", "", ""},
		"no YAML": {`
cat > acc.yaml <<EOF
distributed_type: FSDP
num_processes: 8
EOF
cat > acc.yaml <<EOF
distributed_type: NO
EOF
accelerate launch --config_file acc.yaml train.py --model_name_or_path org/m
`, "wants acc.yaml=acc.yaml", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			req := request("\n== a.sh" + c.script)
			r := followed(t, &req)
			check(t, said(r), c.want)
			for _, at := range strings.Split(c.at, ",") {
				field, place, _ := strings.Cut(at, " ")
				for _, p := range r.Positions {
					if p.Field == field && fmt.Sprintf("%s %d:%d", p.File, p.Line, p.Column) != "a.sh "+place {
						t.Errorf("%s stands at %s:%d:%d, not at %s", field, p.File, p.Line, p.Column, place)
					}
				}
			}
			if c.field == "" {
				return
			}
			s := reading.Setting{Field: c.field, Value: integer(6)}
			edits, not := r.Edits([]reading.Setting{s})
			if len(not) > 0 || len(edits) != 1 || edits[0].File != "a.sh" {
				t.Fatal(edits, not)
			}
			changed := apply(t, &req, edits)
			changed.Files = changed.Files[:1]
			unchanged(t, r, followed(t, &changed), s)
		})
	}
}
