package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// checker tries the artefacts of a release.
type checker struct {
	root, folder string
	version      string
	scratch      string
	stdout       io.Writer
	config       string // the model of the question
	question     []string
	answer       string // what every command must print, to the byte
	exit         int
}

// checkAll tries every artefact. It goes on after one that fails, so that one run tells all.
func checkAll(root, folder string, stdout io.Writer) error {
	version, err := versionOf(root)
	if err != nil {
		return err
	}
	if folder, err = filepath.Abs(folder); err != nil {
		return err
	}
	scratch, err := os.MkdirTemp("", "meshwise-check-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	c := &checker{root: root, folder: folder, version: version, scratch: scratch, stdout: stdout}
	if err := c.readQuestion(); err != nil {
		return err
	}
	var wrong []error
	for _, one := range []struct {
		what string
		try  func() error
	}{
		{"checksums", c.sums},
		{"commands", c.commands},
		{"module", c.module},
		{"SBOMs", c.sboms},
		{"formula", c.formula},
		{"Python wheel", func() error { return c.python("*.whl") }},
		{"Python sdist", func() error { return c.python("*.tar.gz") }},
		{"npm package", c.npm},
		{"site", c.site},
	} {
		if err := one.try(); err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", one.what, err))
		} else {
			fmt.Fprintf(stdout, "ok  %s\n", one.what)
		}
	}
	return errors.Join(wrong...)
}

// readmeQuestion is the first question of the README, with its answer below it.
var readmeQuestion = regexp.MustCompile("(?s)```sh\ngo run ./cmd/meshwise (.*?)\n```\n\n```text\n(.*?)```")

// readQuestion takes the question and its answer from the README, where a test holds them to the engine.
func (c *checker) readQuestion() error {
	content, err := os.ReadFile(filepath.Join(c.root, "README.md"))
	if err != nil {
		return err
	}
	found := readmeQuestion.FindSubmatch(content)
	if found == nil {
		return errors.New("the README has no first question with its answer")
	}
	c.answer, c.exit = string(found[2]), 1
	for _, word := range strings.Fields(string(found[1])) {
		if strings.HasSuffix(word, ".json") {
			if c.config, err = filepath.Abs(filepath.Join(c.root, filepath.FromSlash(word))); err != nil {
				return err
			}
			word = "config.json"
		}
		c.question = append(c.question, word)
	}
	return nil
}

// empty makes an empty folder with the model of the question.
func (c *checker) empty(name string) (string, error) {
	folder := filepath.Join(c.scratch, name)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", err
	}
	content, err := os.ReadFile(c.config)
	if err != nil {
		return "", err
	}
	return folder, os.WriteFile(filepath.Join(folder, "config.json"), content, 0o644)
}

// ask asks the question of a command, and compares what it prints and its exit code.
func (c *checker) ask(folder string, command ...string) error {
	out, exit, err := ran(folder, append(command, c.question...)...)
	switch {
	case err != nil:
		return err
	case exit != c.exit || out != c.answer:
		return fmt.Errorf("%s: exit code %d, and it prints:\n%s\nin place of exit code %d and:\n%s", strings.Join(command, " "), exit, out, c.exit, c.answer)
	}
	return nil
}

// sums holds every file to the checksums, and finds those that have none.
func (c *checker) sums() error {
	stated, err := readSums(filepath.Join(c.folder, sumsName))
	if err != nil {
		return err
	}
	found, err := digests(c.folder)
	if err != nil {
		return err
	}
	var wrong []error
	for name, sum := range stated {
		if found[name] != sum {
			wrong = append(wrong, fmt.Errorf("%s is not the file that %s states", name, sumsName))
		}
	}
	for name := range found {
		if stated[name] == "" && name != sumsName && name != formulaName {
			wrong = append(wrong, fmt.Errorf("%s is not in %s", name, sumsName))
		}
	}
	return errors.Join(wrong...)
}
