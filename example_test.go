package meshwise_test

import (
	"context"
	"fmt"
	"os"

	"github.com/meshwise/meshwise"
	"github.com/meshwise/meshwise/hostabi"
)

// A service that admits jobs asks before it starts one.
func ExampleCheck() {
	config, err := os.ReadFile("tests/fixtures/configs/Qwen--Qwen3-30B-A3B.json")
	if err != nil {
		panic(err)
	}
	verdict, err := meshwise.Check(context.Background(), hostabi.Native(), meshwise.Config(config), meshwise.Run{
		Framework: "torchtitan", WorldSize: 16, TPSize: 8, DPShardSize: 2, EPSize: 2,
	})
	if err != nil {
		panic(err)
	}
	fmt.Println(verdict.Valid, verdict.Codes())
	fmt.Println(verdict.Violations[0].Equation, verdict.Violations[0].Fix[0].CLI)
	// Output:
	// no [tp.kv_heads_not_divisible]
	// num_key_value_heads % tp_size == 0 --parallelism.tensor_parallel_degree 4
}

// What fits on 64 GPUs, and how long does a step take?
func ExamplePlan() {
	config, err := os.ReadFile("tests/fixtures/configs/meta-llama--Llama-3.1-70B.json")
	if err != nil {
		panic(err)
	}
	ranking, err := meshwise.Plan(context.Background(), hostabi.Native(), meshwise.Config(config), meshwise.Run{
		Framework: "megatron", WorldSize: 64, GPU: "h100", SequenceLength: 8192, GlobalBatchSize: 512,
	}, meshwise.Limit(3))
	if err != nil {
		panic(err)
	}
	best := ranking.Runs[0]
	fmt.Printf("tp=%d pp=%d dp=%d fits: %s\n", best.Mesh.TPSize, best.Mesh.PPSize, best.Mesh.DPSize, best.Estimate.Fits)
	// Output: tp=4 pp=8 dp=2 fits: tight
}

// An error says which member of the request it is about.
func ExampleError() {
	_, err := meshwise.Check(context.Background(), hostabi.Native(), meshwise.Config([]byte(`{"model_type": "llama"}`)), meshwise.Run{TPSize: -8})
	fmt.Println(err)
	// Output: input.out_of_range: expected an integer from 1 to 1048576, got -8
}
