package law

import "sync"

// Quantity is a number that follows from others: the stages of a pipeline, the ranks of a replica. This is the only place
// where a quantity is listed.
type Quantity struct {
	Name string
	Unit string
	Text string
	// Ways are how it is found. The first whose condition holds counts; where a condition is not known, neither is it.
	Ways []Way
	// Word says that it is a word, and no number.
	Word bool
}

// Way is how a quantity is found under a condition.
type Way struct {
	When string // empty: always
	Is   string
	Find func(*Case) Value // where no expression says it
	// Reads are the settings that Find reads, and Lacks what it lacks in a case: settings, and facts of the model.
	Reads func() []string
	Lacks func(*Case) (settings Terms, facts []string)

	when, is Program
}

// Quantities lists every quantity, each behind those that it needs. The list is shared, and not to be changed.
func Quantities() []Quantity { return quantities }

var quantities = []Quantity{
	{Name: "stage_ranks", Unit: "ranks", Text: "ranks of one pipeline stage",
		Ways: []Way{{Is: "dp_size * cp_size * tp_size"}}},
	{Name: "replica_ranks", Unit: "ranks", Text: "ranks of one pipeline stage that hold one copy of the parameters",
		Ways: []Way{{Is: "dp_shard_size * cp_size * tp_size"}}},

	{Name: "min_stages_per_rank", Unit: "stages", Text: "the fewest stages that the schedule runs on a rank",
		Ways: []Way{
			{When: `!given(pipeline_schedule) || pipeline_schedule == "GPipe" || pipeline_schedule == "1F1B"`, Is: "1"},
			{Is: "2"},
		}},
	{Name: "max_stages_per_rank", Unit: "stages", Text: "the most stages that the schedule runs on a rank",
		Ways: []Way{
			{When: `!given(pipeline_schedule)`, Is: "1048576"},
			{When: `pipeline_schedule == "GPipe" || pipeline_schedule == "1F1B"`, Is: "1"},
			{When: `pipeline_schedule == "ZBVZeroBubble" || pipeline_schedule == "DualPipeV"`, Is: "2"},
			{Is: "1048576"},
		}},
	{Name: "layers_to_place", Unit: "layers", Text: "layers that the pipeline spreads: the decoder's, and those that the embedding and the output head count as",
		Ways: []Way{{Is: "num_hidden_layers + first_stage_less_layers + last_stage_less_layers"}}},
	{Name: "num_stages", Unit: "stages", Text: "virtual pipeline stages of all ranks",
		Ways: []Way{
			{When: `given(layers_per_stage) && given(stage_rounding) && stage_rounding == "up"`, Is: "ceil(ceil(layers_to_place, layers_per_stage), pp_size) * pp_size"},
			{When: `given(layers_per_stage) && given(stage_rounding) && stage_rounding == "down"`, Is: "ceil(layers_to_place, layers_per_stage) / pp_size * pp_size"},
			{When: "given(layers_per_stage)", Is: "ceil(layers_to_place, layers_per_stage)"},
			{When: "given(virtual_stages)", Is: "pp_size * virtual_stages"},
			{Is: "pp_size * min_stages_per_rank"},
		}},

	{Name: "stages_between", Unit: "stages", Text: "ranks of the pipeline whose number of layers is not stated",
		Ways: []Way{{Is: "pp_size - given(first_stage_layers) - given(last_stage_layers)"}}},
	{Name: "first_layers", Unit: "layers", Text: "layers of the first rank, where they are stated",
		Ways: []Way{{When: "given(first_stage_layers)", Is: "first_stage_layers"}, {Is: "0"}}},
	{Name: "last_layers", Unit: "layers", Text: "layers of the last rank, where they are stated",
		Ways: []Way{{When: "given(last_stage_layers)", Is: "last_stage_layers"}, {Is: "0"}}},
	{Name: "layers_between", Unit: "layers", Text: "layers of the ranks whose number of layers is not stated",
		Ways: []Way{{Is: "layers_to_place - first_layers - last_layers"}}},

	{Name: "layout_stages", Unit: "stages", Text: "stages of the layout, where one is given",
		Ways: []Way{{Find: (*Case).layoutStages}}},
	{Name: "layout_layers", Unit: "layers", Text: "layers of the decoder on the stages of the layout, where one is given",
		Ways: []Way{{Find: (*Case).layoutLayers}}},

	{Name: "builder", Word: true, Text: "what the framework builds the model with, where it builds its models by itself, or treats some by itself: none, unmatched, unnamed, or the name of a builder",
		Ways: []Way{{Find: (*Case).builder}}},

	{Name: "expert_group_ranks", Unit: "ranks", Text: "neighbouring ranks that an expert group spans",
		Ways: []Way{{Is: "ep_size * expert_tensor_parallel_size"}}},
	{Name: "expert_shard_ranks", Unit: "ranks", Text: "ranks of one replica over which the parameters of the same experts are sharded",
		Ways: []Way{{When: "ep_size > 1", Is: "dp_shard_size * cp_size * tp_size / ep_size"}, {Is: "dp_shard_size * cp_size"}}},

	{Name: "tokens_per_rank", Unit: "tokens", Text: "tokens that a rank holds in one forward pass",
		Ways: []Way{{Is: "sequence_length * micro_batch_size / cp_size"}}},
	{Name: "samples_per_pass", Unit: "sequences", Text: "sequences that all ranks take in at once: data-parallel ranks read different ones, and the other axes the same",
		Ways: []Way{
			{When: "pp_size > 1 && given(num_microbatches)", Is: "dp_size * micro_batch_size * num_microbatches"},
			{Is: "dp_size * micro_batch_size"},
		}},
	{Name: "batch_of_a_step", Unit: "sequences", Text: "sequences of one optimizer step",
		Ways: []Way{{When: "given(global_batch_size)", Is: "global_batch_size"}, {When: "given(gradient_accumulation)", Is: "samples_per_pass * gradient_accumulation"}, {Is: "samples_per_pass"}}},
	{Name: "saved_tp_size", Unit: "ranks", Text: "tensor-parallel ranks that wrote the checkpoint: 1 where nothing is said, as in a mesh",
		Ways: []Way{{When: "given(checkpoint_mesh.tp_size)", Is: "checkpoint_mesh.tp_size"}, {Is: "1"}}},
	{Name: "saved_pp_size", Unit: "ranks", Text: "pipeline ranks that wrote the checkpoint: 1 where nothing is said",
		Ways: []Way{{When: "given(checkpoint_mesh.pp_size)", Is: "checkpoint_mesh.pp_size"}, {Is: "1"}}},
	{Name: "saved_cp_size", Unit: "ranks", Text: "context-parallel ranks that wrote the checkpoint: 1 where nothing is said",
		Ways: []Way{{When: "given(checkpoint_mesh.cp_size)", Is: "checkpoint_mesh.cp_size"}, {Is: "1"}}},
	{Name: "saved_dp_size", Unit: "ranks", Text: "data-parallel ranks that wrote the checkpoint: what the other axes left of its world, where nothing is said",
		Ways: []Way{
			{When: "given(checkpoint_mesh.dp_size)", Is: "checkpoint_mesh.dp_size"},
			{Is: "checkpoint_mesh.world_size / (saved_tp_size * saved_pp_size * saved_cp_size)"},
		}},
	{Name: "nvlink_ranks", Unit: "ranks", Text: "ranks that NVLink joins over nodes, as in a rack: 0 where the card is not given, or does not",
		Ways: []Way{{When: "given(card.domain)", Is: "card.domain"}}}, // estimate.go
	{Name: "cards_given", Text: "1 where the card of the ranks is given, by its name or by its memory", Ways: []Way{{Find: (*Case).cardGiven, Reads: cardSettings}}},
	{Name: "memory_fit", Word: true, Text: "whether the fullest rank fits into its card, by the planner's estimate: fits, tight, cannot fit"}, // estimate.go

	{Name: "cp_parts", Unit: "parts", Text: "parts that context parallelism cuts a sequence into: one from the front and one from the back for each rank",
		Ways: []Way{{When: "cp_size > 1", Is: "2 * cp_size"}, {Is: "1"}}},
	{Name: "sequence_parts", Unit: "parts", Text: "parts that sequence and context parallelism cut a sequence into",
		Ways: []Way{{When: "sequence_parallel", Is: "tp_size * cp_parts"}, {Is: "cp_parts"}}},
}

// waysReady makes the ways of all quantities ready to be asked. That is done when one is first asked: who compiles the expressions
// starts this program as well.
var waysReady func()

func init() {
	waysReady = sync.OnceFunc(func() {
		for i := range quantities {
			for j := range quantities[i].Ways {
				w := &quantities[i].Ways[j]
				w.when, w.is = ProgramOf(w.When), ProgramOf(w.Is)
			}
		}
	})
}

func (q *Quantity) ways() []Way {
	waysReady()
	return q.Ways
}

// find computes the quantity for a case, and says by which way.
func (q *Quantity) find(c *Case) (Value, *Way) {
	ways := q.ways()
	for i := range ways {
		w := &ways[i]
		if w.when != "" {
			if is := w.when.Evaluate(c); is.Why != 0 {
				return Value{Why: is.Why}, w
			} else if is.N == 0 {
				continue
			}
		}
		if w.Find != nil {
			return w.Find(c), w
		}
		return w.is.Evaluate(c), w
	}
	return Value{Why: Unsettled}, nil
}
