package truth

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/plan"
)

// Row is one published run.
type Row struct {
	cells map[string]string
}

// Get is a cell; empty where there is none.
func (r Row) Get(name string) string { return r.cells[name] }

// Number is a cell's number, or another where it is empty or no number.
func (r Row) Number(name string, otherwise float64) float64 {
	if x, err := strconv.ParseFloat(r.cells[name], 64); err == nil {
		return x
	}
	return otherwise
}

// columns are those that a table must have.
var columns = []string{
	"id", "group", "model", "gpu", "gpu_mem_gb", "n_gpus", "strategy", "tp", "pp", "cp", "ep", "etp", "vpp", "dp_replicate", "mbs", "gbs",
	"seq", "precision", "params_dtype", "optimizer", "recompute", "kernels", "loss", "sp", "grad_bytes", "mem_gib", "mem_kind",
	"mem_rank", "step_s", "tok_s_gpu", "tflops_gpu", "mesh_chosen", "notes",
}

// ReadRows reads a table of runs.
func ReadRows(from io.Reader) ([]Row, error) {
	table := csv.NewReader(from)
	head, err := table.Read()
	if err != nil {
		return nil, fmt.Errorf("the table has no header: %w", err)
	}
	have := map[string]bool{}
	for _, name := range head {
		have[name] = true
	}
	for _, name := range columns {
		if !have[name] {
			return nil, fmt.Errorf("the table has no column %q", name)
		}
	}
	var rows []Row
	for {
		cells, err := table.Read()
		if err == io.EOF {
			return rows, nil
		}
		if err != nil {
			return nil, err
		}
		row := Row{cells: map[string]string{}}
		for i, name := range head {
			row.cells[name] = strings.TrimSpace(cells[i])
		}
		rows = append(rows, row)
	}
}

// odd is a card of one publisher's machines, which no data sheet has: torchtitan's H100 with 96 GB and 500 W.
var odd = plan.Card{
	Name: "h100-96g-500w", Memory: 96e9, BF16: 989e12, FP8: 1979e12, HBM: 2.4e12, NVLink: 450e9, NIC: 50e9,
	Matmul: .50, Matmul8: .40, Flash: .27,
}

// Run is the row as a run, with what its publisher's code is known to do where the row says nothing.
func (r Row) Run() (plan.Run, error) {
	var run plan.Run
	card, ok := plan.CardNamed(r.Get("gpu"))
	if r.Get("gpu") == odd.Name {
		card, ok = odd, true
	}
	if !ok {
		return run, fmt.Errorf("%s: no card is known by the name %q", r.Get("id"), r.Get("gpu"))
	}
	n := func(name string) int64 { return int64(r.Number(name, 1)) }
	word := func(name, otherwise string) string {
		if r.Get(name) == "" {
			return otherwise
		}
		return r.Get(name)
	}
	truth := func(yes bool) capabilities.Truth {
		if yes {
			return capabilities.Yes
		}
		return capabilities.No
	}
	notes, group := r.Get("notes"), r.Get("group")
	run = plan.Run{
		Mesh:     plan.Mesh{WorldSize: n("n_gpus"), TP: n("tp"), PP: n("pp"), CP: n("cp"), EP: n("ep"), ExpertTP: n("etp"), DPReplicate: n("dp_replicate")},
		Strategy: map[string]plan.Strategy{"fsdp": plan.FSDP2, "ddp_megatron": plan.MegatronDDP}[r.Get("strategy")],

		SequenceLength: n("seq"), MicroBatchSize: n("mbs"), GlobalBatchSize: n("gbs"), VirtualStages: n("vpp"),
		SequenceParallel: truth(r.Number("sp", 0) != 0),
		Params:           map[string]string{"fp32": "float32"}[r.Get("params_dtype")],
		Gradients:        map[string]string{"2": "bfloat16", "4": "float32"}[r.Get("grad_bytes")],
		Compute:          word("precision", "bfloat16"),
		Optimizer:        word("optimizer", "adamw"),
		Kernels:          word("kernels", "te"),
		Loss:             word("loss", "eager"),
		Attention:        "flash",
		Dropout:          capabilities.No,
		GradientFusion:   capabilities.Yes,
		GPU:              &card,
	}
	if run.Compute == "bf16" {
		run.Compute = "bfloat16"
	}
	if run.Params == "" {
		run.Params = "bfloat16"
	}
	run.WideAccumulation = truth(run.Params == "float32")
	if run.Strategy == "" {
		run.Strategy = plan.Strategy(r.Get("strategy"))
	}
	megatron := strings.HasPrefix(string(run.Strategy), "megatron")
	if run.Gradients == "" && (megatron || strings.HasPrefix(string(run.Strategy), "zero")) {
		run.Gradients = "float32"
	}
	if (run.Strategy == plan.Megatron || run.Strategy == plan.MegatronDDP) && run.Loss == "eager" {
		run.Loss = "megatron"
	}
	if group == "mcore-golden" && strings.Contains(notes, "dropout on") {
		run.Dropout, run.GradientFusion = capabilities.Yes, capabilities.No
	}
	switch {
	case strings.HasPrefix(group, "mosaic"):
		run.Attention = "flash1"
	case group == "sc21" || group == "korthikanti22":
		run.Attention = "unfused"
	}
	run.TPOverlap = truth(run.Kernels == "te" && strings.HasPrefix(group, "mbridge") || strings.Contains(notes, "async TP"))
	if strings.Contains(notes, "natural") {
		run.Routing = "natural"
	} else {
		run.Routing = "balanced"
	}
	run.Recompute = recompute(word("recompute", "none"))
	dp := run.Mesh.DP()
	if dp > 0 && run.GlobalBatchSize%(dp*run.MicroBatchSize) != 0 {
		run.GlobalBatchSize = max(1, run.GlobalBatchSize/(dp*run.MicroBatchSize)) * dp * run.MicroBatchSize
	}
	return run, nil
}

// recompute reads the column: a mode, "recipe" (the recipe's own, none), or names of modules.
func recompute(cell string) plan.Recompute {
	switch cell {
	case "none", "recipe", "unknown":
		return plan.Recompute{Mode: "none"}
	case "full", "op":
		return plan.Recompute{Mode: cell}
	case "selective":
		return plan.Recompute{Mode: "selective"}
	}
	return plan.Recompute{Mode: "selective", Modules: strings.Split(cell, ",")}
}
