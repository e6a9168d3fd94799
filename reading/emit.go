package reading

import "strings"

// schemaFields are the fields of mesh and run, in the order of an answer.
var schemaFields = []string{
	"mesh.strategy", "mesh.world_size", "mesh.pp_size", "mesh.dp_size", "mesh.dp_replicate_size", "mesh.dp_shard_size", "mesh.cp_size", "mesh.tp_size", "mesh.ep_size",
	"run.framework_version", "run.nodes", "run.gpus_per_node", "run.sequence_length", "run.micro_batch_size", "run.gradient_accumulation", "run.global_batch_size",
	"run.num_microbatches", "run.dynamic_batch", "run.layers_per_stage", "run.pipeline_schedule", "run.first_stage_layers", "run.last_stage_layers",
	"run.virtual_stages", "run.stage_rounding", "run.stage_layout", "run.expert_tensor_parallel_size", "run.sequence_parallel", "run.cp_style", "run.ep_in_product",
	"run.packing", "run.model_class", "run.attn", "run.precision.compute", "run.precision.params", "run.precision.reduce", "run.precision.gradients", "run.precision.fp8", "run.precision.tf32",
	"run.optimizer.name", "run.optimizer.state_bits", "run.optimizer.offload", "run.recompute", "run.recompute.mode", "run.recompute.method", "run.recompute.layers",
	"run.recompute.modules", "run.peft.type", "run.peft.rank", "run.peft.alpha", "run.peft.targets", "run.quantization.method", "run.quantization.bits",
	"run.quantization.group", "run.quantization.experts", "run.offload", "run.compile", "run.tp_overlap", "run.fused_loss", "run.dispatcher", "run.sharding.engine", "run.sharding.stage",
	"run.sharding.policy", "run.sharding.reshard_after_forward",
}

// emit puts the fields and their positions into the reading.
func (b *builder) emit() {
	b.Reading.b = b
	b.Open, b.AnyLength = b.open || b.registry, b.format.anyLength && b.Framework == "megatron"
	b.Pads = b.format.pads
	if b.choosePart() {
		return
	}
	for _, name := range schemaFields {
		e := b.field(name)
		if e != nil && e.value.Kind == NoValue && e.grade == Unknown {
			b.Unknown = append(b.Unknown, name)
			b.position(name, e)
		}
		if e == nil || e.value.Kind == NoValue {
			continue
		}
		b.Fields = append(b.Fields, Field{name, e.value, e.grade})
		b.position(name, e)
	}
	for i := range b.world {
		s := &b.world[i]
		out := Statement{From: s.from, Grade: s.grade}
		if s.nodes.ok() {
			out.Nodes = int(s.nodes.n)
		}
		if s.perNode.ok() {
			out.PerNode = int(s.perNode.n)
		}
		if n, g, ok := s.size(); ok {
			out.World, out.Grade = int(n), g
		}
		if by := firstCount(s.lead, s.all, s.nodes, s.perNode).by; by != nil {
			out.Place = b.locate(by.at)
		}
		b.World.Statements = append(b.World.Statements, out)
	}
}

// choosePart makes another model the subject, where the user asks for its part and it is there.
func (b *builder) choosePart() bool {
	want := b.req.Part
	if want == "" || want == b.Part {
		return false
	}
	for i := range b.Others {
		o := &b.Others[i]
		if o.Part != want {
			continue
		}
		b.Part, b.Framework = o.Part, ""
		if f := formatNamed(o.Engine); f != nil {
			b.Framework = f.framework
		}
		b.Fields, b.Positions = o.Fields, o.Positions
		if !o.Model.empty() {
			b.Model = o.Model
		}
		b.World = World{Grade: Unknown}
		return true
	}
	b.note(NoteUnknown, "there is no part "+quote(want)+" here: what is read is the "+b.Part, nil)
	return false
}

// Field returns a field of the mesh or the run, nil where it is not known.
func (r *Reading) Field(name string) *Field {
	for i := range r.Fields {
		if r.Fields[i].Name == name {
			return &r.Fields[i]
		}
	}
	return nil
}

// Section returns the fields of "mesh" or "run", their names without it.
func (r *Reading) Section(section string) []Field {
	var out []Field
	for _, f := range r.Fields {
		if name, in := strings.CutPrefix(f.Name, section+"."); in {
			out = append(out, Field{name, f.Value, f.Grade})
		}
	}
	return out
}
