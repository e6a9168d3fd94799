package capabilities

// Take says how a host observes what stands at a probe's path.
type Take string

// The ways to observe. In each, null means: looked at, and not there. A value that is no plain data is observed as
// {"$opaque": type}; a reading that raised anything but "no such attribute" as {"$raised": exception}.
const (
	// TakeClass observes the class of the model: {"name", "module", "qualname", "mro": ["module.qualname", …]}.
	TakeClass Take = "class"
	// TakeRegistered observes whether a registry that the host knows holds the class: true or false.
	TakeRegistered Take = "registered"
	// TakeValue observes a scalar or a list of scalars, read as an attribute of the instance.
	TakeValue Take = "value"
	// TakeTruth observes whether the attribute is truthy: true or false.
	TakeTruth Take = "truth"
	// TakeExists observes whether the attribute is there at all, None included: true or false.
	TakeExists Take = "exists"
	// TakePlan observes a map of module pattern to style.
	TakePlan Take = "plan"
	// TakeCallable observes whether the attribute can be called: true or false.
	TakeCallable Take = "callable"
	// TakeOwn observes the attribute of the first class along the MRO whose own __dict__ has it, passing over
	// properties, classmethods and staticmethods.
	TakeOwn Take = "own"
	// TakeSignature observes the parameters of a bound method: {"parameters": [name, …], "var_keyword": bool}.
	TakeSignature Take = "signature"
	// TakeDeclared observes what the class itself declares, from the nearest class of the MRO that declares anything:
	// {"source": "static" | "dynamic" | "conflict", "values": {capability: bool} or null}.
	TakeDeclared Take = "declared"
	// TakeConfig observes a config as plain data, any mapping.
	TakeConfig Take = "config"
	// TakeParameters counts the elements of the model's parameters, each parameter once and whole however it is sharded:
	// {"count", "trainable", "meta": those on the meta device, "dtypes": {dtype: elements}}. What one rank cannot count whole is
	// observed as {"$opaque": type}.
	TakeParameters Take = "parameters"
)

// Fact is one observation. Its name is the key in a host's facts.
type Fact uint8

// Probe is one thing that the engine asks a host to look at. A host is an interpreter of probes: it follows Path from
// the model, takes what Take says, and writes it under Fact.
type Probe struct {
	Fact Fact
	Path string
	Take Take
	Doc  string
}

// The facts that the rules read. Each has its probe below.
const (
	FactClass Fact = iota
	factTPPlanRegistered
	factCustomRegistered
	factTPPlan
	factPPPlan
	factEPPlan
	factBaseTPPlan
	factBasePPPlan
	factBaseEPPlan
	factSDPA
	factFlash
	factFlex
	factAttnBackend
	factAttnUsed
	factHasBackend
	FactBackendAttn
	factTEInjected
	factOwnsCP
	factOwnsPacked
	factCPSDPA
	factPackedBackends
	factPPKeepForward
	factForward
	factGenerate
	factCheckpointing
	factMTP
	factDeclared
	FactConfig
	factLanguageConfig
	factParameters

	// CataloguedClass is the class that a config names, as a catalogue knows it. It is no probe: no host sees it, and a model
	// whose class is known by it alone is not live.
	CataloguedClass
	// ConfigDefaults is what the class of a config has for the keys that the config leaves out, as a catalogue knows it. It is
	// no probe: a live config has every key. Those of the text config stand under its name.
	ConfigDefaults

	factCount
)

var factNames = [factCount]string{
	FactClass:            "class",
	factTPPlanRegistered: "registry.tp_plan",
	factCustomRegistered: "registry.custom_model",
	factTPPlan:           "_tp_plan",
	factPPPlan:           "_pp_plan",
	factEPPlan:           "_ep_plan",
	factBaseTPPlan:       "config.base_model_tp_plan",
	factBasePPPlan:       "config.base_model_pp_plan",
	factBaseEPPlan:       "config.base_model_ep_plan",
	factSDPA:             "_supports_sdpa",
	factFlash:            "_supports_flash_attn",
	factFlex:             "_supports_flex_attn",
	factAttnBackend:      "_supports_attention_backend",
	factAttnUsed:         "config._attn_implementation",
	factHasBackend:       "backend",
	FactBackendAttn:      "backend.attn",
	factTEInjected:       "_te_attention_injected",
	factOwnsCP:           "_owns_cp_attention",
	factOwnsPacked:       "_owns_packed_attention",
	factCPSDPA:           "_supports_cp_sdpa",
	factPackedBackends:   "_packed_cp_attn_backends",
	factPPKeepForward:    "_pp_keep_self_forward",
	factForward:          "forward",
	factGenerate:         "generate",
	factCheckpointing:    "supports_gradient_checkpointing",
	factMTP:              "mtp_config.enabled",
	factDeclared:         "declared",
	FactConfig:           "config",
	factLanguageConfig:   "language_model.config",
	factParameters:       "counted_parameters",

	CataloguedClass: "catalogued class",
	ConfigDefaults:  "config defaults",
}

// String is the name of the fact.
func (f Fact) String() string { return factNames[f] }

// FactNamed finds a fact by its name.
func FactNamed(name string) (f Fact, ok bool) {
	for f := range factCount {
		if factNames[f] == name {
			return f, true
		}
	}
	return 0, false
}

// Probes lists what a host looks at, in the order in which it should look. The list is shared, and not to be changed.
func Probes() []Probe { return probes }

var probes = []Probe{
	{FactClass, "", TakeClass, "the class of the model, its module and its MRO; a class wrapped at run time keeps the names of the original"},
	{factTPPlanRegistered, "", TakeRegistered, "the registry of optimized tensor-parallel plans holds module.qualname of the class, or its bare name"},
	{factCustomRegistered, "", TakeRegistered, "the registry of custom implementations holds the bare name of the class"},
	{factTPPlan, "_tp_plan", TakePlan, "tensor-parallel plan of the instance, else of the class"},
	{factPPPlan, "_pp_plan", TakePlan, "pipeline-parallel plan of the instance, else of the class"},
	{factEPPlan, "_ep_plan", TakePlan, "expert-parallel plan of the instance, else of the class"},
	{factBaseTPPlan, "config.base_model_tp_plan", TakePlan, "tensor-parallel plan of the config's class"},
	{factBasePPPlan, "config.base_model_pp_plan", TakePlan, "pipeline-parallel plan of the config's class"},
	{factBaseEPPlan, "config.base_model_ep_plan", TakePlan, "expert-parallel plan of the config's class"},
	{factSDPA, "_supports_sdpa", TakeValue, "the class can run torch's scaled dot product attention"},
	{factFlash, "_supports_flash_attn", TakeValue, "the class can run FlashAttention"},
	{factFlex, "_supports_flex_attn", TakeValue, "the class can run FlexAttention"},
	{factAttnBackend, "_supports_attention_backend", TakeValue, "the class can run any registered attention function"},
	{factAttnUsed, "config._attn_implementation", TakeValue, "the attention implementation that will run"},
	{factHasBackend, "backend.attn", TakeExists, "a custom model's backend configuration names an attention backend"},
	{FactBackendAttn, "backend.attn", TakeValue, "a custom model's attention backend: te, sdpa, flex, magi, tilelang, cudnn, eager, torch"},
	{factTEInjected, "_te_attention_injected", TakeTruth, "attention was replaced by Transformer Engine's"},
	{factOwnsCP, "_owns_cp_attention", TakeTruth, "the model brings its own context-parallel attention"},
	{factOwnsPacked, "_owns_packed_attention", TakeTruth, "the model brings its own attention over packed sequences"},
	{factCPSDPA, "_supports_cp_sdpa", TakeTruth, "the model's context parallelism also works through SDPA"},
	{factPackedBackends, "_packed_cp_attn_backends", TakeValue, "the attention backends under which context parallelism takes packed sequences"},
	{factPPKeepForward, "_pp_keep_self_forward", TakeTruth, "pipeline stages keep the model's own forward"},
	{factForward, "forward", TakeSignature, "the parameters of forward, and whether it takes **kwargs"},
	{factGenerate, "generate", TakeCallable, "generate can be called"},
	{factCheckpointing, "supports_gradient_checkpointing", TakeOwn, "the class says that it supports gradient checkpointing"},
	{factMTP, "mtp_config.enabled", TakeTruth, "multi-token prediction is on, read anew each time"},
	{factDeclared, "", TakeDeclared, "the capabilities that the class declares: a nested ModelCapabilities, or a classmethod get_capabilities(config)"},
	{FactConfig, "config", TakeConfig, "the config as plain data"},
	{factLanguageConfig, "language_model.config", TakeConfig, "the config of the language model inside a composite model"},
	{factParameters, "", TakeParameters, "the parameters of the model as they are: how many, how many of them train, and their dtypes"},
}
