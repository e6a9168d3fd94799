package main

import (
	"fmt"
	"strings"

	"github.com/meshwise/meshwise/reading"
)

var intro = `# What is read of the files that people already have

Made from the code by ` + "`go run ./reading/internal/readingdocs`" + `; do not edit.

A **reading** is what a file or a command says of a run: its sizes, its batch, its model, its world, each with its grade and
the place of the word that says it. Nothing is run, no file is opened that was not given, and nothing is guessed: what a file
does not say and its framework does not fill in stays absent.

## Grades

| grade | means |
|---|---|
| stated | the file or the command says it. It is not listed under ` + "`grades`" + ` |
| derived | it follows from what is stated |
| default | the framework fills it in, or a ` + "`${X:-8}`" + ` of the shell stands for a variable that is not set |
| placeholder | it stands there to be changed, and does not hold the sizes |
| hint | the author suggests it, for continuous integration: it is offered, and never taken |
| unknown | it is said, and what it is cannot be known here; a note says which variable or test decides |

A size is 1 by default only where the framework fills in 1. In a file that overrides another one (a recipe in Python, a config
that is not at hand) an absent size is that one's, and unknown.

## Notes

| code | means |
|---|---|
` + noteRows() + `| ` + "`input.wrong_type`" + ` | a value is none that its key takes |

## What is not understood

Each key that is not known is listed, in the order of the file, with its line; one close to a known key of the same section
says which ("did you mean"), and whether the framework refuses it. A key that is known and says nothing of the run (data,
logging, learning rates) is counted, and not listed. No value of another section takes its place, and no default.

## Scripts

A script is read in an empty environment, symbolically. Assignments, arrays, defaults, arithmetic, functions, loops over known
words, branches on decidable tests, heredocs, ` + "`eval`, `bash -c`" + ` and sourced files are followed, and wrappers are looked
through (srun, nsys, uv, docker, ray job submit, …). A value keeps the place where it was written, through any number of
variables: ` + "`TP=8`" + ` is the place of ` + "`--tensor-model-parallel-size $TP`" + `. On a test that cannot be decided no branch is taken,
and what the branches would set is undecided. Of several trainers each has a reading of its own; the last is the answer.

A configuration that the script writes itself, with ` + "`cat > acc.yaml <<EOF`" + ` and the like, and then names, is read with the
values that its variables have, and its values stand in the script, where they are changed. JSON is read at once. For YAML and TOML
the answer ` + "`wants`" + ` the file with its ` + "`text`" + `: the host makes the tree of it, under the name of its candidate, and asks again.
Where a variable in it is not known, or the file is changed later, it is read from the disk as any other.

## Worlds

Statements about the world are collected: torchrun (ft_launcher with it) and torch.distributed.run, accelerate launch and its file, deepspeed and its hostfile,
automodel, the environment of ms-swift, LLaMA-Factory and torchtitan's run_train.sh, headers and flags of Slurm, the clusters of
verl, EasyR1, NeMo RL, slime, OpenRLHF and prime-rl, TrainJob, PyTorchJob, MPIJob, JobSet, Job, Volcano's Job, RayJob and
RayCluster, Deployment, StatefulSet, LeaderWorkerSet and Pod, SkyPilot. Copies of a server make no world; a group of pods does. What
starts ranks wins over what gives GPUs, the stronger grade over the weaker, and what the user asks over all; others that
contradict it are noted.

## Formats

A format is told by what stands in a file, never by its name; ` + "`--input NAME`" + ` overrides.

`

// Page is the text of docs/reading.md.
func Page() string {
	var b strings.Builder
	b.WriteString(intro)
	b.WriteString("| name | what | law |\n|---|---|---|\n")
	formats := reading.Formats()
	for _, f := range formats {
		law := f.Framework
		if law == "" {
			law = "by its engine, or none"
		}
		fmt.Fprintf(&b, "| [`%s`](#%s) | %s | %s |\n", f.Name, f.Name, f.Title, law)
	}
	b.WriteString("| `shell`, `kubernetes`, `skypilot` | scripts and manifests whose program is none of these | none: the world alone |\n")
	var shared []reading.Group
	seen := map[string]bool{}
	for _, f := range formats {
		fmt.Fprintf(&b, "\n### %s\n\n%s. ", f.Name, f.Title)
		if f.Refuses {
			b.WriteString("It refuses keys that it does not know.")
		} else {
			b.WriteString("It ignores keys that it does not know.")
		}
		fmt.Fprintf(&b, " %d keys, or beginnings of keys, are known and say nothing of the run.\n", f.Ignored)
		for _, g := range f.Groups {
			if g.Shared == "" {
				table(&b, g)
				continue
			}
			if !seen[g.Shared] {
				seen[g.Shared] = true
				shared = append(shared, reading.Group{Shared: g.Shared, Keys: g.Keys})
			}
			where := ""
			if g.Section != "" {
				where = ", below `" + g.Section[:len(g.Section)-1] + "`"
			}
			fmt.Fprintf(&b, "\nAnd [%s](#%s)%s.\n", g.Shared, anchor(g.Shared), where)
		}
	}
	b.WriteString("\n## Keys that several formats have\n")
	for _, g := range shared {
		fmt.Fprintf(&b, "\n### %s\n", g.Shared)
		table(&b, g)
	}
	return b.String()
}

func anchor(heading string) string {
	return strings.NewReplacer(" ", "-", "'", "").Replace(strings.ToLower(heading))
}

func table(b *strings.Builder, g reading.Group) {
	b.WriteString("\n| key | says | default |\n|---|---|---|\n")
	for _, k := range g.Keys {
		names := make([]string, len(k.Names))
		for i, n := range k.Names {
			names[i] = "`" + g.Section + n + "`"
		}
		says := "known; no field says it"
		if len(k.Fields) > 0 {
			says = "`" + strings.Join(k.Fields, "`, `") + "`"
		}
		fmt.Fprintf(b, "| %s | %s | %s |\n", strings.Join(names, ", "), says, k.Default)
	}
}

// noteRows is a row for each code of a note.
func noteRows() string {
	var b strings.Builder
	for _, t := range reading.NoteTexts() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", t[0], t[1])
	}
	return b.String()
}
