package main

import (
	"bytes"
	"fmt"

	"github.com/meshwise/meshwise/hostabi/wasmtime"
)

// Budgets of one verdict, in instructions of the guest.
const (
	coldBudget  = 2_200_000
	againBudget = 650_000
	shortBudget = 350_000
)

// collections is how many calls are counted one after another: the guest collects its garbage after 256, so that each has its
// share of some collections.
const collections = 4 * 256

// instructions counts what one verdict costs in the guest. The counts are exact: they are the same on every machine.
func (b *bench) instructions() error {
	meter, err := wasmtime.NewMeter(b.module)
	if err != nil {
		return err
	}
	defer meter.Close()
	request, err := b.request("validate_mesh", "meta-llama--Llama-3.1-70B", `{"tp_size":8,"world_size":64}`)
	if err != nil {
		return err
	}
	other := bytes.Replace(request, []byte(`{"config":{`), []byte(`{"config":{"another":true,`), 1)
	instance, started, err := meter.Start()
	if err != nil {
		return err
	}
	defer instance.Close()
	line("instructions: start of an instance", millions(started), "", true)
	fmt.Println("instructions: validate_mesh, Llama-3.1-70B, passes")
	for _, c := range []struct {
		what    string
		request []byte
		budget  uint64
	}{
		{"cold, the first call of an instance", request, coldBudget},
		{"other facts than before, in the same instance", other, coldBudget},
		{"same facts again", other, againBudget},
	} {
		if err := counted(instance, c.what, c.request, c.budget); err != nil {
			return err
		}
	}
	var all uint64
	for range collections {
		_, used, err := instance.Call(request)
		if err != nil {
			return err
		}
		all += used
	}
	line(fmt.Sprintf("  mean of %d calls, with the collections of garbage", collections), millions(all/collections), "", true)
	if err := b.withoutText(instance, request); err != nil {
		return err
	}
	return reading(instance)
}

// reading counts what it costs to read a command that people type.
func reading(instance *wasmtime.Metered) error {
	const command = `{"op":"read","argv":["torchrun","--nproc-per-node","8","pretrain_gpt.py","--tensor-model-parallel-size","8",` +
		`"--num-layers","32","--hidden-size","4096","--num-attention-heads","32"]}`
	_, used, err := instance.Call([]byte(command))
	if err != nil {
		return err
	}
	line("instructions: read, a command of Megatron-LM", millions(used), "", true)
	return nil
}

// withoutText counts an answer with the parts that a list of runs needs, where the engine can leave the others out.
func (b *bench) withoutText(instance *wasmtime.Metered, request []byte) error {
	const what = "same facts again, without text"
	short := append(bytes.TrimSuffix(bytes.Clone(request), []byte("}")), `,"want":[]}`...)
	answer, err := b.engines[0].Call(b.ctx, short)
	if err != nil {
		return err
	}
	if bytes.Contains(answer, []byte(`"input.unknown_field"`)) {
		line("  "+what, "no `want`", millions(shortBudget), false)
		return nil
	}
	return counted(instance, what, short, shortBudget)
}

func counted(instance *wasmtime.Metered, what string, request []byte, budget uint64) error {
	_, used, err := instance.Call(request)
	if err != nil {
		return err
	}
	line("  "+what, millions(used), millions(budget), used <= budget)
	return nil
}

func millions(count uint64) string {
	return fmt.Sprintf("%.3f M", float64(count)/1e6)
}
