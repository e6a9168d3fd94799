package main

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestAction runs the script of the GitHub Action in a repository, with the variables that GitHub sets.
func TestAction(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the action runs in bash")
	}
	script, err := filepath.Abs(filepath.Join("..", "..", "action", "check.sh"))
	if err != nil {
		t.Fatal(err)
	}
	program, err := exec.LookPath("meshwise") // as TestMain puts it there
	if err != nil {
		t.Fatal(err)
	}
	repository := t.TempDir()
	git := func(arguments ...string) string {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"}, arguments...)...)
		cmd.Dir = repository
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("git %q: %v\n%s", arguments, err, out)
		}
		return strings.TrimSpace(string(out))
	}
	write := func(name, content string) {
		t.Helper()
		path := filepath.Join(repository, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	git("init", "-q", "-b", "main")
	write("models/config.json", models["config.json"])
	write("recipes/old.yaml", strings.Replace(runs["recipe.yaml"], "./", "../models", 1))
	write("workflow.yaml", "on: push\n")
	git("add", "-A")
	git("commit", "-qm", "first")
	base := git("rev-parse", "HEAD")
	write("recipes/new recipe.yaml", strings.Replace(runs["recipe.yaml"], "./", "models", 1))
	write("workflow.yaml", "on: [push]\n")
	write("gone.sh", "torchrun x.py\n")
	git("add", "-A")
	git("commit", "-qm", "second")

	run := func(folder string, env ...string) (code int, stdout, summary, outputs string) {
		t.Helper()
		files := t.TempDir()
		event, err := json.Marshal(map[string]any{"pull_request": map[string]any{"base": map[string]any{"sha": base}}})
		if err != nil {
			t.Fatal(err)
		}
		for name, content := range map[string][]byte{"event.json": event, "summary": nil, "output": nil} {
			if err := os.WriteFile(filepath.Join(files, name), content, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		cmd := exec.Command("bash", script, program)
		cmd.Dir = filepath.Join(repository, folder)
		cmd.Env = append(append(os.Environ(), "GITHUB_EVENT_NAME=pull_request", "GITHUB_EVENT_PATH="+filepath.Join(files, "event.json"),
			"GITHUB_STEP_SUMMARY="+filepath.Join(files, "summary"), "GITHUB_OUTPUT="+filepath.Join(files, "output")), env...)
		var said strings.Builder
		cmd.Stdout, cmd.Stderr = &said, &said
		exited := (*exec.ExitError)(nil)
		if err := cmd.Run(); errors.As(err, &exited) {
			code = exited.ExitCode()
		} else if err != nil {
			t.Fatal(err)
		}
		read := func(name string) string {
			data, err := os.ReadFile(filepath.Join(files, name))
			if err != nil {
				t.Fatal(err)
			}
			return string(data)
		}
		return code, said.String(), read("summary"), read("output")
	}
	for _, test := range []struct {
		name, folder string
		env          []string
		code         int
		says, not    string
		summary      string
		output       string
	}{
		{"the files that changed", ".", nil, 1, "::error file=recipes/new recipe.yaml,line=6,", "old.yaml", "## `\"recipes/new recipe.yaml\"`", "passes=false\n"},
		{"in a folder", "recipes", []string{"MESHWISE_MODEL=../models"}, 1, "::error file=recipes/new recipe.yaml,line=6,", "old.yaml", "tp.kv_heads", "passes=false\n"},
		{"files that are named", ".", []string{"MESHWISE_FILES=\nrecipes/old.yaml\n"}, 1, "::error file=recipes/old.yaml,line=6,", "new", "old.yaml", "passes=false\n"},
		{"more words", ".", []string{"MESHWISE_ARGS=--ignore\ntp.kv_heads_not_divisible"}, 0, "(accepted)::", "::error", "accepted", "passes=true\n"},
		{"a word that is none", ".", []string{"MESHWISE_ARGS=--ignor"}, 2, "did you mean --ignore?", "passes", "", ""},
		{"every file, where no change is known", ".", []string{"GITHUB_EVENT_NAME=schedule"}, 1, "file=recipes/old.yaml", "workflow.yaml", "old.yaml", "passes=false\n"},
		{"what stands in an input is a word", ".", []string{"MESHWISE_FILES=$(touch injected)"}, 2, "there is no such file", "passes", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			code, said, summary, output := run(test.folder, append([]string{"MESHWISE_FILES=", "MESHWISE_MODEL=", "MESHWISE_ARGS="}, test.env...)...)
			if code != test.code || !strings.Contains(said, test.says) || strings.Contains(said, test.not) {
				t.Errorf("exit code %d: %s", code, said)
			}
			if !strings.Contains(summary, test.summary) || output != test.output {
				t.Errorf("the summary is %q, the output %q", summary, output)
			}
		})
	}
	if _, err := os.Stat(filepath.Join(repository, "injected")); err == nil {
		t.Error("an input was run")
	}
}
