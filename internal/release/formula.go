package main

import (
	"bytes"
	"os"
	"text/template"

	"github.com/meshwise/meshwise/internal/wasmbuild/builder"
)

// formulaName is the formula in a release.
const formulaName = "meshwise.rb"

// formulaText is a formula of Homebrew, as its documentation describes one for programs that are built already.
var formulaText = template.Must(template.New("meshwise.rb").Parse(`# Made by internal/release from the checksums of the release.
class Meshwise < Formula
  desc "Check whether a model can train like this before a job burns a cluster"
  homepage "{{.Home}}"
  version "{{.Version}}"
  license "Apache-2.0"
{{range .Systems}}
  on_{{.Brew}} do
{{- range .Archives}}
    on_{{.Brew}} do
      url "{{.URL}}"
      sha256 "{{.Sum}}"
    end
{{- end}}
  end
{{end}}
  def install
    bin.install "meshwise"
    generate_completions_from_executable(bin/"meshwise", "completion")
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/meshwise --version")
    (testpath/"config.json").write <<~JSON
      {"architectures": ["LlamaForCausalLM"], "num_attention_heads": 32, "num_key_value_heads": 8}
    JSON
    assert_match "tp.kv_heads_not_divisible", shell_output("#{bin}/meshwise check config.json --tp 16", 1)
  end
end
`))

type brewArchive struct{ Brew, URL, Sum string }

type brewSystem struct {
	Brew     string
	Archives []brewArchive
}

// formula writes meshwise.rb from the checksums. It stands beside them and not among them: it is made from them.
func (r *release) formula() error {
	sums, err := readSums(r.path(sumsName))
	if err != nil {
		return err
	}
	var systems []brewSystem
	for _, system := range []struct{ brew, of string }{{"macos", "darwin"}, {"linux", "linux"}} {
		s := brewSystem{Brew: system.brew}
		for _, arch := range []struct{ brew, of string }{{"arm", "arm64"}, {"intel", "amd64"}} {
			name := r.archiveName(builder.Target{OS: system.of, Arch: arch.of})
			s.Archives = append(s.Archives, brewArchive{arch.brew, repository + "/releases/download/v" + r.version + "/" + name, sums[name]})
		}
		systems = append(systems, s)
	}
	var out bytes.Buffer
	if err := formulaText.Execute(&out, map[string]any{"Home": repository, "Version": r.version, "Systems": systems}); err != nil {
		return err
	}
	return os.WriteFile(r.path(formulaName), out.Bytes(), 0o644)
}
