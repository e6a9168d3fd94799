package catalogue

import "github.com/meshwise/meshwise/capabilities"

// dispatch names the class that a package of classes of its own makes of an architecture, empty where it leaves the
// config to transformers. Most architectures are one class; these are shared by several models, and the config decides:
//
//	architecture                     | the config has                                   | class
//	---------------------------------+--------------------------------------------------+----------------------------
//	Mistral3ForConditionalGeneration | text_config.model_type ministral3, not quantized | Mistral3FP8VLMFor…
//	                                 |   or quantized to fp8                            |
//	                                 | text_config.model_type mistral4                  | the registered one
//	                                 | anything else                                    | transformers' own
//	HYV3ForCausalLM                  | the sizes of Hy-MT2-30B-A3B                      | HyMT2ForCausalLM
//
// Read in NeMo Automodel _transformers/model_init.py _resolve_custom_model_cls_for_config and the classes' supports_config.
func dispatch(pkg, architecture string, config capabilities.Value) string {
	if pkg != "nemo_automodel" {
		return architecture
	}
	switch architecture {
	case "Mistral3ForConditionalGeneration":
		kind := config.Lookup("text_config.model_type")
		quantization := config.Get("quantization_config")
		plain := quantization.Kind() == capabilities.Absent || quantization.Kind() == capabilities.Null
		switch {
		case kind.Is("ministral3") && (plain || quantization.Get("quant_method").Is("fp8")):
			return "Mistral3FP8VLMForConditionalGeneration"
		case !kind.Is("mistral4"):
			return ""
		}
	case "HYV3ForCausalLM":
		if config.Get("model_type").Is("hy_v3") && config.Get("enable_lm_head_fp32").Kind() != capabilities.Absent &&
			hasInt(config, "hidden_size", 2048) && hasInt(config, "num_hidden_layers", 48) && hasInt(config, "num_experts", 128) &&
			hasInt(config, "expert_hidden_dim", 768) && hasInt(config, "moe_intermediate_size", 768) {
			return "HyMT2ForCausalLM"
		}
	}
	return architecture
}

func hasInt(config capabilities.Value, field string, want int64) bool {
	n, ok := config.Get(field).Int()
	return ok && n == want
}
