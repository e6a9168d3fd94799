package capabilities

// Reason says why a capability has its value, as a stable code. Codes are append-only.
type Reason string

// The reasons of all capabilities.
const (
	NotObserved Reason = "not_observed"

	CustomRegistered    Reason = "custom.registered"
	CustomNotRegistered Reason = "custom.not_registered"

	TPPlan   Reason = "tp.plan"
	TPNoPlan Reason = "tp.no_plan"

	PPPlanOrMoE Reason = "pp.plan_or_moe"
	PPNoPlan    Reason = "pp.no_plan"

	CPOwnAttention       Reason = "cp.own_attention"
	CPBackend            Reason = "cp.backend"
	CPSDPA               Reason = "cp.sdpa"
	CPNeedsTileLang      Reason = "cp.needs_tilelang"
	CPNeedsDSABackend    Reason = "cp.needs_tilelang_or_cudnn"
	CPHybridNeedsBackend Reason = "cp.needs_te_or_sdpa"
	CPNeedsTE            Reason = "cp.needs_te"
	CPHybrid             Reason = "cp.hybrid"
	CPNoSDPA             Reason = "cp.no_sdpa"

	EPMoE    Reason = "ep.moe"
	EPNotMoE Reason = "ep.not_moe"

	PackingSupported   Reason = "packing.supported"
	PackingUnsupported Reason = "packing.unsupported"
	PackingCPBackend   Reason = "packing.cp_backend"
	PackingNoCPBackend Reason = "packing.no_cp_backend"
	PackingWithoutCP   Reason = "packing.without_cp"

	GenerateCallable    Reason = "generate.callable"
	GenerateNotCallable Reason = "generate.not_callable"

	CheckpointingSaid    Reason = "checkpointing.class_attribute"
	CheckpointingNotSaid Reason = "checkpointing.no_class_attribute"
	CheckpointingUnderEP Reason = "checkpointing.refused_under_ep"
	DeclaredSo           Reason = "declared.yes"
	DeclaredNot          Reason = "declared.no"
	DeclarationConflict  Reason = "declared.conflict"
	DeclarationNoAnswer  Reason = "declared.no_config"
	MTPEnabled           Reason = "mtp.enabled"
	MTPDisabled          Reason = "mtp.disabled"
	PredicateHolds       Reason = "predicate.holds"
	PredicateDoesNotHold Reason = "predicate.does_not_hold"
	HybridLayers         Reason = "hybrid.non_attention_layers"
	HybridNoOtherLayers  Reason = "hybrid.attention_only"
	HybridUnknownLayers  Reason = "hybrid.unknown_layer_kind"
)

// ReasonText is one reason with the sentence that explains it.
type ReasonText struct {
	Reason Reason
	Text   string
}

// Reasons lists every reason, in a stable order. The list is shared, and not to be changed.
func Reasons() []ReasonText { return reasons }

var reasons = []ReasonText{
	{NotObserved, "a fact that decides it was not observed"},
	{CustomRegistered, "a custom implementation is registered for the class"},
	{CustomNotRegistered, "no custom implementation is registered for the class"},
	{TPPlan, "an optimized plan is registered, or _tp_plan has entries"},
	{TPNoPlan, "there is no TP plan: no optimized plan is registered and _tp_plan is empty"},
	{PPPlanOrMoE, "_pp_plan has entries, or the class is a MoE model that handles its own pipeline synchronisation"},
	{PPNoPlan, "_pp_plan is empty and the class is not a MoE model"},
	{CPOwnAttention, "the model brings its own context-parallel attention"},
	{CPBackend, "the attention backend supports context parallelism"},
	{CPSDPA, "the class declares _supports_sdpa = True"},
	{CPNeedsTileLang, "context parallelism of this family needs the TileLang attention backend"},
	{CPNeedsDSABackend, "context parallelism of this family needs the TileLang or cuDNN attention backend"},
	{CPHybridNeedsBackend, "context parallelism of a hybrid model, or of one with _supports_cp_sdpa, needs the TE or SDPA attention backend"},
	{CPNeedsTE, "context parallelism of a custom model needs the TE attention backend"},
	{CPHybrid, "a hybrid model (attention mixed with Mamba, SSM or linear attention) cannot pass its state between CP ranks"},
	{CPNoSDPA, "the class does not declare _supports_sdpa = True"},
	{EPMoE, "the class inherits MoEFSDPSyncMixin"},
	{EPNotMoE, "the class is not a MoE model: it does not inherit MoEFSDPSyncMixin"},
	{PackingSupported, "forward takes sequence lengths and the attention respects them"},
	{PackingUnsupported, "forward takes no sequence lengths, or the attention does not respect them"},
	{PackingCPBackend, "the attention takes packed sequences under context parallelism"},
	{PackingNoCPBackend, "the attention does not take packed sequences under context parallelism"},
	{PackingWithoutCP, "sequence packing is supported, and without context parallelism nothing more is needed"},
	{GenerateCallable, "generate can be called"},
	{GenerateNotCallable, "there is no generate that can be called"},
	{CheckpointingSaid, "the class says supports_gradient_checkpointing = True"},
	{CheckpointingNotSaid, "no class along the MRO says supports_gradient_checkpointing = True"},
	{CheckpointingUnderEP, "this property of a MoE model is false under expert parallelism; what a run asks to be recomputed is recomputed all the same"},
	{DeclaredSo, "the class declares it"},
	{DeclaredNot, "the class does not declare it"},
	{DeclarationConflict, "one class has both ModelCapabilities and get_capabilities"},
	{DeclarationNoAnswer, "the declaration depends on the config and could not be asked"},
	{MTPEnabled, "mtp_config.enabled is set"},
	{MTPDisabled, "mtp_config.enabled is not set"},
	{PredicateHolds, "the facts say so"},
	{PredicateDoesNotHold, "the facts say otherwise"},
	{HybridLayers, "the model has layers that carry a state along the sequence"},
	{HybridNoOtherLayers, "nothing in the config speaks of layers other than attention"},
	{HybridUnknownLayers, "the config lists a kind of layer that the rules do not know"},
}

// Text is the sentence that explains r.
func (r Reason) Text() string {
	for _, t := range Reasons() {
		if t.Reason == r {
			return t.Text
		}
	}
	return ""
}
