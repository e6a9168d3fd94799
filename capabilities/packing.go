package capabilities

// supportsPacking says whether the model trains on packed sequences: forward takes seq_lens or **kwargs, and one of
//
//	_supports_sdpa is True | TE attention | Magi attention | thd declared and backend tilelang |
//	the backend is among _packed_cp_attn_backends | _owns_packed_attention
func (f Facts) supportsPacking() Finding {
	return allOf(f.takesSeqLens(), anyOf(
		f.isTrue(factSDPA),
		f.usesTEAttention(),
		f.usesMagiAttention(),
		allOf(f.declares(SupportsTHD), f.equals(FactBackendAttn, "tilelang")),
		f.backendTakesPacked(),
		f.isTrue(factOwnsPacked),
	)).because(PackingSupported, PackingUnsupported)
}

// supportsCPWithPacking says whether packed sequences work at the given size of context parallelism. The first row that
// applies answers:
//
//	model                              | yes when
//	-----------------------------------+------------------------------------------
//	does not support packing           | never
//	cp_size is 1                       | always
//	has _packed_cp_attn_backends       | the backend is among them
//	_owns_cp_attention                 | always
//	declares thd                       | the backend is tilelang
//	any other                          | TE or Magi attention
func (f Facts) supportsCPWithPacking(packing Finding, cpSize int) Finding {
	rows := []row{{not(packing), Finding{Is: No, Reason: PackingUnsupported}}}
	if cpSize <= 1 {
		rows = append(rows, row{always(), Finding{Is: Yes, Reason: PackingWithoutCP}})
	} else {
		rows = append(rows,
			row{f.seen(factPackedBackends, func(v Value) bool { return v.Kind() == Array }),
				f.backendTakesPacked().because(PackingCPBackend, PackingNoCPBackend)},
			row{f.isTrue(factOwnsCP), always().because(PackingCPBackend, "")},
			row{f.declares(SupportsTHD),
				f.equals(FactBackendAttn, "tilelang").because(PackingCPBackend, PackingNoCPBackend)},
			row{always(),
				anyOf(f.usesTEAttention(), f.usesMagiAttention()).because(PackingCPBackend, PackingNoCPBackend)},
		)
	}
	answer := decide(rows...)
	if answer.Is == Unknown {
		answer.Reason = NotObserved
	}
	return answer
}

// ReadParameter is the one parameter of forward that a rule asks for by its name.
const ReadParameter = "seq_lens"

// takesSeqLens is yes when forward accepts seq_lens, by name or through **kwargs. A forward that cannot be introspected
// has no parameters.
func (f Facts) takesSeqLens() Finding {
	return f.seen(factForward, func(v Value) bool {
		if v.Get("var_keyword").IsTrue() {
			return true
		}
		parameters := v.Get("parameters")
		for i := range parameters.Len() {
			if parameters.At(i).Is(ReadParameter) {
				return true
			}
		}
		return false
	})
}

// backendTakesPacked is yes when the backend in use is among those that take packed sequences under context parallelism.
func (f Facts) backendTakesPacked() Finding {
	listed := f.seen(factPackedBackends, func(v Value) bool { return v.Kind() == Array })
	if listed.Is != Yes {
		return listed
	}
	list := f[factPackedBackends]
	return f.seen(FactBackendAttn, func(v Value) bool {
		for i := range list.Len() {
			if v.Kind() == String && list.At(i).Is(v.Text()) {
				return true
			}
		}
		return false
	})
}

// not turns yes into no and no into yes.
func not(f Finding) Finding {
	if f.Is != Unknown {
		f.Is = Yes + No - f.Is
	}
	return f
}
