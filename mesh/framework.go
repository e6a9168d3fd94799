package mesh

// Framework is whose rules apply. The zero value is NeMo Automodel, the default.
type Framework uint8

// The frameworks.
const (
	NeMoAutomodel Framework = iota
	TorchTitan
	Megatron
	HF
	frameworkCount
)

// Dialect is how one framework spells what the rules speak of.
type Dialect struct {
	Name string // on the wire: "nemo_automodel"
	Text string
	// Keys are the framework's own names of the sizes; a size that it lacks has no key.
	Keys []Key
	// StrategyKey is its own name of the strategy, if it has one.
	StrategyKey string
	// Section is where the keys stand in its config file.
	Section string
	// Flag is what precedes a key on its command line, and FlagJoin what stands between key and value.
	Flag, FlagJoin string
	// Dashes says that a flag has dashes where its key has underscores.
	Dashes bool
	// TOML says that its config file is TOML, else YAML.
	TOML bool
	// Classes are the packages whose model classes it trains, its own first. A framework that builds its models by itself
	// has none: what a class of another package has, such as a plan, says nothing about it.
	Classes []string
	// Extends says that it adds to the classes of others: registered plans, and attention by Transformer Engine.
	Extends bool
}

// Key is a framework's own name of the size of an axis.
type Key struct {
	Axis Axis
	Name string
}

// key is the framework's own name of the size of an axis, empty where it lacks it.
func (d *Dialect) key(a Axis) string {
	for _, k := range d.Keys {
		if k.Axis == a {
			return k.Name
		}
	}
	return ""
}

// Dialect returns how f spells its sizes. It is shared, and not to be changed.
func (f Framework) Dialect() *Dialect { return &dialects[f] }

// String returns the name of f on the wire.
func (f Framework) String() string { return f.Dialect().Name }

// Frameworks lists the names of all frameworks, the default first.
func Frameworks() []string {
	names := make([]string, 0, frameworkCount)
	for f := range frameworkCount {
		names = append(names, f.String())
	}
	return names
}

// FrameworkNamed returns the framework of the given name.
func FrameworkNamed(name string) (f Framework, ok bool) {
	for f := range frameworkCount {
		if f.String() == name {
			return f, true
		}
	}
	return 0, false
}

var dialects = [frameworkCount]Dialect{
	NeMoAutomodel: {
		Name: "nemo_automodel", Text: "NeMo Automodel",
		Section: "distributed", Flag: "--distributed.", FlagJoin: "=",
		Classes: []string{"nemo_automodel", "transformers"}, Extends: true,
		StrategyKey: "strategy",
		Keys: []Key{
			{PP, "pp_size"}, {DP, "dp_size"}, {DPReplicate, "dp_replicate_size"}, {CP, "cp_size"}, {TP, "tp_size"}, {EP, "ep_size"},
		},
	},
	TorchTitan: {
		Name: "torchtitan", Text: "torchtitan",
		Section: "parallelism", Flag: "--parallelism.", FlagJoin: " ", TOML: true,
		Keys: []Key{
			{PP, "pipeline_parallel_degree"}, {DPReplicate, "data_parallel_replicate_degree"},
			{DPShard, "data_parallel_shard_degree"}, {CP, "context_parallel_degree"},
			{TP, "tensor_parallel_degree"}, {EP, "expert_parallel_degree"},
		},
	},
	Megatron: {
		Name: "megatron", Text: "Megatron-Core",
		Flag: "--", FlagJoin: " ", Dashes: true,
		Keys: []Key{
			{PP, "pipeline_model_parallel_size"}, {CP, "context_parallel_size"},
			{TP, "tensor_model_parallel_size"}, {EP, "expert_model_parallel_size"},
		},
	},
	HF: {
		Name: "hf", Text: "Hugging Face accelerate",
		Section: "parallelism_config", Flag: "--", FlagJoin: " ",
		Classes: []string{"transformers"},
		Keys: []Key{
			{DPReplicate, "parallelism_config_dp_replicate_size"}, {DPShard, "parallelism_config_dp_shard_size"},
			{CP, "parallelism_config_cp_size"}, {TP, "parallelism_config_tp_size"},
		},
	},
}

// Severity is what becomes of a run that breaks a rule.
type Severity uint8

// The severities. A broken rule of the first three is a violation; a wasteful one is a warning.
const (
	NoRule Severity = iota // the framework does not have the rule
	Refuses
	FailsLate
	SilentlyWrong
	Wasteful
)

// String returns the name of s on the wire.
func (s Severity) String() string {
	return [...]string{"none", "refuses", "fails_late", "silently_wrong", "wasteful"}[s]
}

// Stance is what one framework does when a rule is broken.
type Stance struct {
	Severity Severity
	// Unsure marks a rule that may be broken by a run which works: it warns, whatever its severity.
	Unsure bool
}

// Warns reports whether a broken rule is a warning, and no violation.
func (s Stance) Warns() bool { return s.Unsure || s.Severity == Wasteful }

// Stances says what each framework does when a rule is broken; a framework that is not named does not have the rule.
type Stances [frameworkCount]Stance

// The stances. Those of the second group are not sure: the run may be fine.
var (
	refuses       = Stance{Severity: Refuses}
	failsLate     = Stance{Severity: FailsLate}
	silentlyWrong = Stance{Severity: SilentlyWrong}
	wasteful      = Stance{Severity: Wasteful}

	mayFailLate        = Stance{Severity: FailsLate, Unsure: true}
	mayBeSilentlyWrong = Stance{Severity: SilentlyWrong, Unsure: true}
)

// everywhere is one stance of all frameworks.
func everywhere(s Stance) Stances {
	return Stances{NeMoAutomodel: s, TorchTitan: s, Megatron: s, HF: s}
}
