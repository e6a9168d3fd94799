package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// python installs a wheel or an sdist into a fresh virtual environment, and asks its command and its function.
func (c *checker) python(pattern string) error {
	pattern = "meshwise-" + c.version + strings.Replace(pattern, "*.whl", "-*.whl", 1)
	pattern = strings.Replace(pattern, c.version+"*.tar.gz", c.version+".tar.gz", 1)
	artefact, err := one(c.folder, pattern)
	if err != nil {
		return err
	}
	folder, err := c.empty("python " + filepath.Ext(artefact))
	if err != nil {
		return err
	}
	interpreter := os.Getenv("PYTHON")
	if interpreter == "" {
		interpreter = "python3"
	}
	bin := filepath.Join(folder, "venv", "bin")
	if runtime.GOOS == "windows" {
		bin = filepath.Join(folder, "venv", "Scripts")
	}
	python := filepath.Join(bin, "python")
	for _, command := range [][]string{
		{interpreter, "-m", "venv", "venv"},
		{python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", artefact},
	} {
		if err := done(folder, command...); err != nil {
			return err
		}
	}
	if err := c.ask(folder, filepath.Join(bin, "meshwise")); err != nil {
		return err
	}
	code := "import meshwise; print(meshwise.__version__, meshwise.check('config.json', tp=16, world_size=64).violations[0].code)"
	return prints(folder, c.version+" tp.kv_heads_not_divisible", python, "-c", code)
}

// npm installs the tarball into an empty folder, and asks its command and its function.
func (c *checker) npm() error {
	tarball, err := one(c.folder, "meshwise-"+c.version+".tgz")
	if err != nil {
		return err
	}
	folder, err := c.empty("npm")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(folder, "package.json"), []byte(`{"private": true}`), 0o644); err != nil {
		return err
	}
	if err := done(folder, "npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", tarball); err != nil {
		return err
	}
	if err := c.ask(folder, "npx", "--no-install", "meshwise"); err != nil {
		return err
	}
	code := "import { readFileSync } from 'node:fs'; import { load } from 'meshwise';" +
		"console.log((await load()).check(readFileSync('config.json', 'utf8'), { tp: 16, world_size: 64 }).violations[0].code)"
	return prints(folder, "tp.kv_heads_not_divisible", "node", "--input-type=module", "-e", code)
}

// site serves the site from an empty folder, and asks the page and the documentation in Chromium.
func (c *checker) site() error {
	files, err := unpacked(filepath.Join(c.folder, "meshwise-"+c.version+"-site.tar.gz"))
	if err != nil {
		return err
	}
	folder := filepath.Join(c.scratch, "site")
	for name, content := range files {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	out, err := exec.Command(filepath.Join(c.root, "bindings", "js", "chromium.sh")).Output()
	if err != nil {
		return fmt.Errorf("a browser to open it in: %w", err)
	}
	command := exec.Command("node", filepath.Join(c.root, "web", "site.mjs"), folder, c.version, c.config)
	command.Env = append(os.Environ(), "CHROMIUM="+strings.TrimSpace(string(out)))
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	return nil
}

// formula holds the formula to the checksums, and reads it with Ruby where there is Ruby.
func (c *checker) formula() error {
	path := filepath.Join(c.folder, formulaName)
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	sums, err := readSums(filepath.Join(c.folder, sumsName))
	if err != nil {
		return err
	}
	r := &release{version: c.version}
	for _, t := range targets {
		if t.OS == "windows" {
			continue
		}
		if name := r.archiveName(t); sums[name] == "" || !strings.Contains(string(content), name+"\"\n      sha256 \""+sums[name]+"\"") {
			return fmt.Errorf("it does not name %s with its checksum", name)
		}
	}
	ruby, err := exec.LookPath("ruby")
	if err != nil {
		fmt.Fprintln(c.stdout, "    there is no Ruby here, so the formula was not read by it")
		return nil
	}
	return done(c.folder, ruby, "-c", path)
}

// prints holds what a command prints to one line.
func prints(folder, want string, command ...string) error {
	out, exit, err := ran(folder, command...)
	if err == nil && (exit != 0 || strings.TrimSpace(out) != want) {
		err = fmt.Errorf("%s prints %q with exit code %d, and %q is expected", strings.Join(command, " "), out, exit, want)
	}
	return err
}
