package abi_test

import (
	"bytes"
	"sync"
	"testing"

	"github.com/meshwise/meshwise/wasm/abi"
)

// asked are questions about two models in several aspects, so that each follows and precedes every other.
var asked = [][]byte{
	[]byte(`{"op":"validate_mesh","facts":{"config":{"model_type":"llama","architectures":["LlamaForCausalLM"],"num_attention_heads":32,"num_key_value_heads":8}},"mesh":{"tp_size":16}}`),
	[]byte(`{"op":"validate_mesh","facts":{"config":{"model_type":"llama","architectures":["LlamaForCausalLM"],"num_attention_heads":32,"num_key_value_heads":8}},"mesh":{"tp_size":16},"run":{"framework":"torchtitan"}}`),
	[]byte(`{"op":"validate_mesh","facts":{"config":{"model_type":"llama","architectures":["LlamaForCausalLM"],"num_attention_heads":32,"num_key_value_heads":8}},"mesh":{"tp_size":16},"catalogue":false}`),
	[]byte(`{"op":"validate_mesh","facts":{"config":{"model_type":"llama","architectures":["LlamaForCausalLM"],"num_attention_heads":32,"num_key_value_heads":8}},"mesh":{"cp_size":2},"run":{"attn":"te"}}`),
	[]byte(`{"op":"capabilities","facts":{"config":{"model_type":"llama","architectures":["LlamaForCausalLM"],"num_attention_heads":32,"num_key_value_heads":8}}}`),
	[]byte(`{"op":"validate_mesh","facts":{"config":{"model_type":"qwen3","architectures":["Qwen3ForCausalLM"],"num_attention_heads":32,"num_key_value_heads":4}},"mesh":{"tp_size":8},"want":["estimate"]}`),
	[]byte(`{"op":"validate_mesh","facts":{"config":{"model_type":"qwen3","architectures":["Qwen3ForCausalLM"],"num_attention_heads":32,"num_key_value_heads":4}},"facts":{},"mesh":{}}`),
	[]byte(`{"op":"validate_mesh","facts":{"config":{}},"mesh":{}}`),
	[]byte(`{"op":"validate_mesh","facts":7,"mesh":{}}`),
	[]byte(`{"op":"validate_mesh","mesh":{"facts":{"config":{"model_type":"llama"}}}}`),
}

// An answer does not depend on what was asked before, nor on what is asked at the same time.
func TestWhatIsKeptChangesNoAnswer(t *testing.T) {
	want := make([][]byte, len(asked))
	for i := range asked {
		abi.Call([]byte(`{"op":"capabilities","facts":{"class":{"name":"Other"}}}`))
		want[i] = abi.Call(asked[i])
	}
	for i := range asked {
		for j := range asked {
			abi.Call(asked[i])
			if got := abi.Call(asked[j]); !bytes.Equal(got, want[j]) {
				t.Errorf("%s\nbehind\n%s\nis answered\n%s\nand else\n%s", asked[j], asked[i], got, want[j])
			}
		}
	}
	var all sync.WaitGroup
	for g := range 8 {
		all.Go(func() {
			for i := range 200 {
				at := (i*(g+1) + g) % len(asked)
				if got := abi.Call(asked[at]); !bytes.Equal(got, want[at]) {
					t.Errorf("at the same time %s is answered %s", asked[at], got)
				}
			}
		})
	}
	all.Wait()
}
