package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// runs are files of runs that examples ask about. Their model lies beside them.
var runs = map[string]string{
	"recipe.yaml": `recipe: TrainFinetuneRecipeForNextTokenPrediction
step_scheduler: {global_batch_size: 64, local_batch_size: 1}
model:
  _target_: nemo_automodel.NeMoAutoModelForCausalLM.from_pretrained
  pretrained_model_name_or_path: ./
distributed: {strategy: fsdp2, tp_size: 16}
`,
	"train.sh": `torchrun --nproc-per-node 8 --nnodes $NNODES pretrain_gpt.py --tensor-model-parallel-size $TP \
  --num-layers 32 --hidden-size 4096 --num-attention-heads 32 --group-query-attention --num-query-groups 8
`,
}

// TestExamples runs every example in the help. An example may be about a mesh that is not valid; it never fails.
func TestExamples(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("examples are for a POSIX shell")
	}
	folder := t.TempDir()
	if err := writeModels(folder); err != nil {
		t.Fatal(err)
	}
	for name, content := range runs {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	ran := 0
	eachCommand((&cli{}).rootCommand(), func(cmd *cobra.Command) {
		if cmd.Runnable() && cmd.Example == "" {
			t.Errorf("%s has no example", cmd.CommandPath())
		}
		for line := range strings.Lines(cmd.Example) {
			ran++
			shell := exec.Command("sh", "-c", line)
			shell.Dir = folder
			var stderr strings.Builder
			shell.Stderr = &stderr
			stdout, err := shell.Output()
			exited := (*exec.ExitError)(nil)
			if err != nil && (!errors.As(err, &exited) || exited.ExitCode() != exitInvalid) {
				t.Errorf("%s: %v", strings.TrimSpace(line), err)
			}
			if len(stdout) == 0 || stderr.Len() > 0 {
				t.Errorf("%s: printed %q, and on the standard error %q", strings.TrimSpace(line), stdout, stderr.String())
			}
		}
	})
	if ran < 15 {
		t.Errorf("%d examples were found", ran)
	}
}

func eachCommand(cmd *cobra.Command, visit func(*cobra.Command)) {
	visit(cmd)
	for _, verb := range cmd.Commands() {
		eachCommand(verb, visit)
	}
}
