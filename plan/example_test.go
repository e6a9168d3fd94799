package plan_test

import (
	"fmt"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/plan"
)

func ExampleModel_Estimate() {
	number := capabilities.IntValue
	model := plan.Read(capabilities.ObjectValue(
		[]string{"architectures", "hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads", "num_key_value_heads", "vocab_size"},
		[]capabilities.Value{
			capabilities.ArrayValue(capabilities.StringValue("LlamaForCausalLM")),
			number(4096), number(14336), number(32), number(32), number(8), number(128256),
		},
	))
	n, _ := model.Parameters()
	card, _ := plan.CardNamed("h100")
	e := model.Estimate(plan.Run{
		Framework: "torchtitan", Mesh: plan.Mesh{WorldSize: 8}, SequenceLength: 8192, MicroBatchSize: 1, GlobalBatchSize: 8,
		Recompute: plan.Recompute{Mode: "op"}, Optimizer: "adamw", GPU: &card,
	})
	fmt.Printf("%d parameters: %s\n", n, e.Fits)
	for _, a := range e.Assumed {
		if a.Other != "" {
			fmt.Printf("assumed %s = %s (or %s)\n", a.Setting, a.Value, a.Other)
		}
	}
	// Output:
	// 8030261248 parameters: fits
	// assumed precision.params = float32 (or bfloat16)
	// assumed kernels = compiled (or te)
	// assumed fused_loss = eager (or fused)
}
