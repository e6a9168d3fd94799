package bench

import (
	"os"
	"testing"

	"github.com/meshwise/meshwise/wasm/abi"
)

func request(b *testing.B, op, config, mesh string) []byte {
	b.Helper()
	raw, err := os.ReadFile("../tests/fixtures/configs/" + config + ".json")
	if err != nil {
		b.Fatal(err)
	}
	return []byte(`{"op":"` + op + `","facts":{"config":` + string(raw) + `},"mesh":` + mesh + `}`)
}

func BenchmarkMeshes(b *testing.B) {
	req := request(b, "meshes", "deepseek-ai--DeepSeek-V3", `{"world_size":1024}`)
	for b.Loop() {
		abi.Call(req)
	}
}

func BenchmarkValidate(b *testing.B) {
	req := request(b, "validate_mesh", "meta-llama--Llama-3.1-70B", `{"world_size":64,"tp_size":8}`)
	for b.Loop() {
		abi.Call(req)
	}
}

func BenchmarkRefuse(b *testing.B) {
	req := request(b, "validate_mesh", "meta-llama--Llama-3.1-70B", `{"world_size":64,"tp_size":16}`)
	for b.Loop() {
		abi.Call(req)
	}
}
