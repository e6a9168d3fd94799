package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"debug/buildinfo"
	"debug/elf"
	"debug/macho"
	"debug/pe"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/meshwise/meshwise/internal/wasmbuild/builder"
)

// commands looks at each archive, and asks the program that runs on this machine.
func (c *checker) commands() error {
	r := &release{version: c.version, folder: c.folder}
	asked := false
	for _, t := range targets {
		files, err := unpacked(r.path(r.archiveName(t)))
		if err != nil {
			return err
		}
		in := r.folderName(t) + "/"
		want := []string{"CHANGELOG.md", "LICENSE", "README.md", "THIRD_PARTY_NOTICES.txt", t.Executable()}
		for i := range want {
			want[i] = in + want[i]
		}
		if got := slices.Sorted(maps.Keys(files)); !slices.Equal(got, want) {
			return fmt.Errorf("%s holds %q, and %q is expected", r.archiveName(t), got, want)
		}
		program := files[in+t.Executable()]
		if err := isFor(program, t); err != nil {
			return fmt.Errorf("%s: %w", r.archiveName(t), err)
		}
		if t.OS != runtime.GOOS || t.Arch != runtime.GOARCH {
			fmt.Fprintf(c.stdout, "    %s/%s: its format is looked at; it does not run on this machine\n", t.OS, t.Arch)
			continue
		}
		folder, err := c.empty("command")
		if err != nil {
			return err
		}
		path := filepath.Join(folder, t.Executable())
		if err := os.WriteFile(path, program, 0o755); err != nil {
			return err
		}
		if err := c.ask(folder, path); err != nil {
			return err
		}
		if out, _, err := ran(folder, path, "--version"); err != nil || strings.TrimSpace(out) != "meshwise "+c.version {
			return fmt.Errorf("--version prints %q, %v", out, err)
		}
		asked = true
	}
	if !asked {
		fmt.Fprintf(c.stdout, "    none of the commands is for %s/%s, so none was asked\n", runtime.GOOS, runtime.GOARCH)
	}
	return nil
}

// isFor reads the headers of a program: the format of the system, the processor, and what the toolchain noted of both.
func isFor(program []byte, t builder.Target) error {
	at := bytes.NewReader(program)
	info, err := buildinfo.Read(at)
	if err != nil {
		return err
	}
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	if settings["GOOS"] != t.OS || settings["GOARCH"] != t.Arch || settings["CGO_ENABLED"] != "0" {
		return fmt.Errorf("it was built for %s/%s with CGO_ENABLED=%s", settings["GOOS"], settings["GOARCH"], settings["CGO_ENABLED"])
	}
	if bytes.Contains(program, []byte(os.TempDir()+"/meshwise-release")) {
		return errors.New("it holds the name of a folder of the machine that built it")
	}
	var machine, want any
	switch t.OS {
	case "linux":
		file, err := elf.NewFile(at)
		if err != nil {
			return err
		}
		for _, p := range file.Progs {
			if p.Type == elf.PT_INTERP {
				return errors.New("it needs a dynamic linker, and must run on any Linux")
			}
		}
		machine, want = file.Machine, map[string]elf.Machine{"amd64": elf.EM_X86_64, "arm64": elf.EM_AARCH64}[t.Arch]
	case "darwin":
		file, err := macho.NewFile(at)
		if err != nil {
			return err
		}
		machine, want = file.Cpu, map[string]macho.Cpu{"amd64": macho.CpuAmd64, "arm64": macho.CpuArm64}[t.Arch]
	case "windows":
		file, err := pe.NewFile(at)
		if err != nil {
			return err
		}
		machine, want = file.Machine, map[string]uint16{"amd64": pe.IMAGE_FILE_MACHINE_AMD64, "arm64": pe.IMAGE_FILE_MACHINE_ARM64}[t.Arch]
	}
	if machine != want {
		return fmt.Errorf("its headers say %v, and %v is expected", machine, want)
	}
	return nil
}

// unpacked reads the files of an archive, by name.
func unpacked(path string) (map[string][]byte, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	if strings.HasSuffix(path, ".zip") {
		archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
		if err != nil {
			return nil, err
		}
		for _, f := range archive.File {
			body, err := f.Open()
			if err != nil {
				return nil, err
			}
			if files[f.Name], err = io.ReadAll(body); err != nil {
				return nil, err
			}
		}
		return files, nil
	}
	plain, err := gzip.NewReader(bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	for archive := tar.NewReader(plain); ; {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return nil, err
		}
		if files[header.Name], err = io.ReadAll(archive); err != nil {
			return nil, err
		}
	}
}

// module asks the module by the command of the checkout, which runs it on wazero.
func (c *checker) module() error {
	content, err := os.ReadFile(filepath.Join(c.folder, "meshwise.wasm"))
	if err != nil {
		return err
	}
	stated, err := os.ReadFile(filepath.Join(c.folder, "meshwise.wasm.sha256"))
	if err != nil {
		return err
	}
	if string(stated) != digest(content)+"  meshwise.wasm\n" {
		return fmt.Errorf("its digest is %s, and stated is %s", digest(content), stated)
	}
	folder, err := c.empty("module")
	if err != nil {
		return err
	}
	program := filepath.Join(folder, builder.Target{OS: runtime.GOOS}.Executable())
	config := builder.Config{Root: c.root, Output: program, Target: builder.Target{OS: runtime.GOOS, Arch: runtime.GOARCH}}
	if _, err := builder.Command(config); err != nil {
		return err
	}
	return c.ask(folder, program, "--engine=wazero", "--wasm="+filepath.Join(c.folder, "meshwise.wasm"))
}

// sboms holds each bill of materials to what the toolchain noted in the program itself.
func (c *checker) sboms() error {
	r := &release{version: c.version, folder: c.folder}
	names, err := sbomNames(c.folder)
	if err != nil {
		return err
	}
	if want := len(targets) + 3; len(names) != want {
		return fmt.Errorf("there are %d, and %d are expected", len(names), want)
	}
	listed := map[string]map[string]bool{}
	for _, path := range names {
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		var bom struct {
			BomFormat, SpecVersion string
			Metadata               struct{ Component struct{ Version string } }
			Components             []struct{ Name, Version string }
		}
		if err := json.Unmarshal(content, &bom); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if bom.BomFormat != "CycloneDX" || bom.SpecVersion == "" || strings.TrimPrefix(bom.Metadata.Component.Version, "v") != c.version {
			return fmt.Errorf("%s is no CycloneDX of version %s", filepath.Base(path), c.version)
		}
		components := map[string]bool{}
		for _, component := range bom.Components {
			components[component.Name+" "+component.Version] = true
		}
		listed[strings.TrimSuffix(filepath.Base(path), ".cdx.json")] = components
	}
	for _, t := range targets {
		files, err := unpacked(r.path(r.archiveName(t)))
		if err != nil {
			return err
		}
		info, err := buildinfo.Read(bytes.NewReader(files[r.folderName(t)+"/"+t.Executable()]))
		if err != nil {
			return err
		}
		for _, d := range info.Deps {
			if !listed[r.folderName(t)][d.Path+" "+d.Version] {
				return fmt.Errorf("%s does not list %s %s, which the program holds", r.folderName(t), d.Path, d.Version)
			}
		}
	}
	return nil
}
