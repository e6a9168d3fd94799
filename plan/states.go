package plan

// states is equation (11): bytes of a parameter that are whole on a rank (w), and that are spread over the ranks which
// hold it (s).
//
//	strategy                       | w              | s                        | source
//	-------------------------------+----------------+--------------------------+------------------------------------------
//	megatron distributed optimizer | 2 + gb         | 4 + o                    | Megatron-LM dist_optimizer.md: 6 + 12/d
//	megatron without it            | 2 + gb + 4 + o | 0                        | same: 18
//	fsdp2, zero3; fp32 storage     | 0              | 4 + 4 + o                | fully_shard keeps all in the storage dtype
//	fsdp2, zero3; bf16 storage     | 0              | 2 + 2 + min(o, 4) (+ 4)  | states follow it in torch.optim; master copy
//	megatron_fsdp                  | 0              | 2 + gb + 4 + o           | optim_grads_params
//	ddp                            | 4 + 4 + o      | 0                        | in bf16: 2 + 2 + min(o, 4)
//	zero1, zero2                   | 2 + gb, 2      | 4 + o, gb + 4 + o        | ZeRO, arXiv 1910.02054
//
// gb are the bytes of a main gradient, o those of the optimizer's states. The three parts of the answer are told apart:
// weights, gradients, optimizer.
type states struct{ weightsWhole, weightsSpread, gradientsWhole, gradientsSpread, optimizerWhole, optimizerSpread float64 }

func (p *point) states() states {
	o := p.optimizer
	gb := p.gradient
	if gb == 0 {
		gb = 4
	}
	follow := min(o, 4) + choose(p.master, 4, 0) // of parameters in bfloat16
	switch p.strategy {
	case megatron:
		return states{weightsWhole: 2, gradientsWhole: gb, optimizerSpread: 4 + o}
	case megatronZero2:
		return states{weightsWhole: 2, gradientsSpread: gb, optimizerSpread: 4 + o}
	case megatronDDP:
		return states{weightsWhole: 2, gradientsWhole: gb, optimizerWhole: 4 + o}
	case megatronFSDP:
		return states{weightsSpread: 2, gradientsSpread: gb, optimizerSpread: 4 + o}
	case fsdpZero2:
		return states{weightsWhole: 2, gradientsSpread: 4, optimizerSpread: 4 + o}
	case zero1:
		return states{weightsWhole: 2, gradientsWhole: gb, optimizerSpread: 4 + o}
	case zero2:
		return states{weightsWhole: 2, gradientsSpread: gb, optimizerSpread: 4 + o}
	case ddp:
		if p.fp32 {
			return states{weightsWhole: 4, gradientsWhole: 4, optimizerWhole: o}
		}
		return states{weightsWhole: 2, gradientsWhole: 2, optimizerWhole: follow}
	default: // fsdp2, zero3
		if p.fp32 {
			return states{weightsSpread: 4, gradientsSpread: 4, optimizerSpread: o}
		}
		return states{weightsSpread: 2, gradientsSpread: 2, optimizerSpread: follow}
	}
}
