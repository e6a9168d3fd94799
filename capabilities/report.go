package capabilities

// Capability is one thing that a model supports, or one predicate on the way there.
type Capability string

// The capabilities, in the order of a report. The last group are predicates that the others rest on.
const (
	IsCustomModel                 Capability = "is_custom_model"
	SupportsTP                    Capability = "supports_tp"
	SupportsPP                    Capability = "supports_pp"
	SupportsCP                    Capability = "supports_cp"
	SupportsEP                    Capability = "supports_ep"
	SupportsSequencePacking       Capability = "supports_sequence_packing"
	SupportsCPWithSequencePacking Capability = "supports_cp_with_sequence_packing"
	SupportsGradientCheckpointing Capability = "supports_gradient_checkpointing"
	SupportsGenerate              Capability = "supports_generate"
	SupportsTHD                   Capability = "supports_thd"
	SupportsMTPCP                 Capability = "supports_mtp_cp"
	SupportsMTPCPPP               Capability = "supports_mtp_cp_pp"
	SupportsCPVisionFrameSharding Capability = "supports_cp_vision_frame_sharding"
	MTPEnabledCapability          Capability = "mtp_enabled"
	IsMoE                         Capability = "is_moe"
	IsHybrid                      Capability = "is_hybrid"
	HasBackend                    Capability = "has_backend"
	HasOptimizedTPPlan            Capability = "has_optimized_tp_plan"
	UsesTEAttention               Capability = "uses_te_attention"
	UsesMagiAttention             Capability = "uses_magi_attention"
	KeepsWindows                  Capability = "keeps_windows_under_cp"
	SupportsSeqLens               Capability = "supports_seq_lens"
)

// Alias is another name of a capability.
type Alias struct {
	Name string
	Of   Capability
}

// Aliases lists the other names under which users know the capabilities. The list is shared, and not to be changed.
func Aliases() []Alias { return aliases }

var aliases = []Alias{
	{"supports_tp_plan", SupportsTP}, {"tp", SupportsTP},
	{"supports_pp_plan", SupportsPP}, {"pp", SupportsPP},
	{"cp", SupportsCP}, {"ep", SupportsEP},
	{"sequence_packing", SupportsSequencePacking},
	{"gradient_checkpointing", SupportsGradientCheckpointing},
	{"generate", SupportsGenerate},
}

// Answer is the finding about one capability.
type Answer struct {
	Capability Capability
	Finding
}

// Report holds all capabilities of one model. The three sources are kept apart: what the facts imply, what the class
// declares of itself, and what remains at given sizes of context and expert parallelism.
type Report struct {
	Model     string
	Derived   []Answer
	Declared  []Answer // empty where the class declares nothing that could be read
	Effective []Answer
	Disagree  []Capability // declared and derived, both known, and not alike
	Architecture
}

// Derive turns facts into a report, with the effective answers at the given sizes.
func Derive(f Facts, cpSize, epSize int) Report {
	r := Report{Model: f.ModelName(), Derived: f.derive()}
	r.Architecture = f.resolve(*r.Of(SupportsSequencePacking))
	r.Effective = r.At(f, cpSize, epSize)
	if f.hasDeclaration() {
		declared := f[factDeclared].Get("values")
		for _, a := range r.Derived {
			if declared.Get(string(a.Capability)).Kind() != Bool {
				continue
			}
			said := f.declares(a.Capability)
			r.Declared = append(r.Declared, Answer{a.Capability, said})
			if a.Is != Unknown && a.Is != said.Is {
				r.Disagree = append(r.Disagree, a.Capability)
			}
		}
	}
	return r
}

// At answers, from the facts that the report was derived from, what depends on the sizes of context and expert
// parallelism. It depends on no more than whether each is above 1.
func (r *Report) At(f Facts, cpSize, epSize int) []Answer {
	return []Answer{
		{SupportsGradientCheckpointing, f.supportsCheckpointing(epSize)},
		{SupportsCPWithSequencePacking, f.supportsCPWithPacking(*r.Of(SupportsSequencePacking), cpSize)},
	}
}

// Of returns the derived finding about one capability.
func (r *Report) Of(c Capability) *Finding { return find(r.Derived, c) }

// DeclaredOf returns what the class declares about one capability, if it declares anything about it.
func (r *Report) DeclaredOf(c Capability) *Finding { return find(r.Declared, c) }

func find(answers []Answer, c Capability) *Finding {
	for i := range answers {
		if answers[i].Capability == c {
			return &answers[i].Finding
		}
	}
	return &Finding{Reason: NotObserved}
}

// derive answers every capability that depends on no size.
//
//	capability                | yes when
//	--------------------------+---------------------------------------------------------------------------
//	is_custom_model           | a custom implementation is registered for the class
//	supports_tp               | an optimized TP plan is registered, or _tp_plan has entries
//	supports_pp               | _pp_plan has entries, or MoE
//	supports_cp               | the table at supportsCP
//	supports_ep               | MoE
//	supports_sequence_packing | the table at supportsPacking
//	supports_generate         | generate can be called
//	supports_gradient_…       | the own class attribute found is exactly True
//	supports_thd, …           | the class declares it
//	mtp_enabled               | mtp_config.enabled is truthy
func (f Facts) derive() []Answer {
	hybrid := f.isHybrid()
	predicate := func(x Finding) Finding { return x.because(PredicateHolds, PredicateDoesNotHold) }
	return []Answer{
		{IsCustomModel, f.isTrue(factCustomRegistered).because(CustomRegistered, CustomNotRegistered)},
		{SupportsTP, f.supportsPlan(factTPPlan, factBaseTPPlan, f.isTrue(factTPPlanRegistered)).because(TPPlan, TPNoPlan)},
		{SupportsPP, f.supportsPlan(factPPPlan, factBasePPPlan, f.isMoE()).because(PPPlanOrMoE, PPNoPlan)},
		{SupportsCP, f.supportsCP(hybrid)},
		{SupportsEP, f.isMoE().because(EPMoE, EPNotMoE)},
		{SupportsSequencePacking, f.supportsPacking()},
		{SupportsGenerate, f.isTrue(factGenerate).because(GenerateCallable, GenerateNotCallable)},
		{SupportsGradientCheckpointing, f.supportsCheckpointing(1)},
		{SupportsTHD, f.declares(SupportsTHD)},
		{SupportsMTPCP, f.declares(SupportsMTPCP)},
		{SupportsMTPCPPP, f.declares(SupportsMTPCPPP)},
		{SupportsCPVisionFrameSharding, f.declares(SupportsCPVisionFrameSharding)},
		{MTPEnabledCapability, f.isTrue(factMTP).because(MTPEnabled, MTPDisabled)},
		{IsMoE, predicate(f.isMoE())},
		{IsHybrid, hybrid},
		{HasBackend, predicate(f.isTrue(factHasBackend))},
		{HasOptimizedTPPlan, predicate(f.isTrue(factTPPlanRegistered))},
		{UsesTEAttention, predicate(f.usesTEAttention())},
		{UsesMagiAttention, predicate(f.usesMagiAttention())},
		{KeepsWindows, predicate(f.keepsWindows())},
		{SupportsSeqLens, predicate(f.takesSeqLens())},
	}
}

// isMoE is yes when the class is a mixture of experts that synchronises its own gradients.
func (f Facts) isMoE() Finding {
	return f.inherits("nemo_automodel.components.moe.fsdp_mixin.MoEFSDPSyncMixin")
}

// supportsCheckpointing is no for a MoE model under expert parallelism, else what the class says.
func (f Facts) supportsCheckpointing(epSize int) Finding {
	said := f.isTrue(factCheckpointing).because(CheckpointingSaid, CheckpointingNotSaid)
	if epSize <= 1 {
		return said
	}
	answer := decide(
		row{f.isMoE(), Finding{Is: No, Reason: CheckpointingUnderEP}},
		row{always(), said},
	)
	if answer.Is == Unknown {
		answer.Reason = NotObserved
	}
	return answer
}
