package capabilities

// supportsCP says whether the model supports context parallelism. The first row that applies answers:
//
//	model                                             | attention        | CP
//	--------------------------------------------------+------------------+----------
//	brings its own (_owns_cp_attention)               | any              | yes
//	has a backend, DeepSeek V4                        | tilelang         | yes, else no
//	has a backend, GLM MoE DSA                        | tilelang, cudnn  | yes, else no
//	has a backend, hybrid or _supports_cp_sdpa        | te, sdpa         | yes, else no
//	has a backend, any other (FlexAttention included) | TE or Magi       | yes, else no
//	no backend, hybrid                                | any              | no
//	no backend                                        | SDPA             | yes, else no
func (f Facts) supportsCP(hybrid Finding) Finding {
	backend := f.isTrue(factHasBackend)
	answer := decide(
		row{f.isTrue(factOwnsCP), always().because(CPOwnAttention, "")},
		row{allOf(backend, f.isFamily("deepseek_v4", "DeepseekV4")),
			f.equals(FactBackendAttn, "tilelang").because(CPBackend, CPNeedsTileLang)},
		row{allOf(backend, f.isFamily("glm_moe_dsa", "GlmMoeDsa")),
			f.equals(FactBackendAttn, "tilelang", "cudnn").because(CPBackend, CPNeedsDSABackend)},
		row{allOf(backend, anyOf(hybrid, f.isTrue(factCPSDPA))),
			f.equals(FactBackendAttn, "te", "sdpa").because(CPBackend, CPHybridNeedsBackend)},
		row{backend,
			anyOf(f.usesTEAttention(), f.usesMagiAttention()).because(CPBackend, CPNeedsTE)},
		row{hybrid, Finding{Is: No, Reason: CPHybrid}},
		row{always(), f.isTrue(factSDPA).because(CPSDPA, CPNoSDPA)},
	)
	if answer.Is == Unknown {
		answer.Reason = NotObserved
	}
	return answer
}

// usesTEAttention is yes when attention runs on Transformer Engine.
func (f Facts) usesTEAttention() Finding {
	return anyOf(f.equals(FactBackendAttn, "te"), f.isTrue(factTEInjected))
}

// usesMagiAttention is yes when attention runs on MagiAttention.
func (f Facts) usesMagiAttention() Finding { return f.equals(FactBackendAttn, "magi") }

// keepsWindows says whether attention under context parallelism keeps sliding windows and chunks. Torch's own context
// parallelism, behind SDPA, drops the attention mask and makes every layer causal over the whole sequence; MagiAttention
// takes no windows. The first row that applies answers:
//
//	model                                 | keeps them
//	--------------------------------------+---------------------------
//	brings its own (_owns_cp_attention)   | yes
//	Transformer Engine was injected       | yes
//	has a backend                         | no if it is sdpa or magi, else yes
//	any other                             | no
func (f Facts) keepsWindows() Finding {
	return decide(
		row{f.isTrue(factOwnsCP), always()},
		row{f.isTrue(factTEInjected), always()},
		row{f.isTrue(factHasBackend), not(f.equals(FactBackendAttn, "sdpa", "magi"))},
		row{always(), not(always())},
	)
}
