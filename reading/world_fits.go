package reading

// hints offers what a file suggests of the world, and nothing takes as said.
func (b *builder) hints(best int) {
	for i := range b.world {
		s := &b.world[i]
		if s.grade == Hint && best < 0 {
			m := s.from + " suggests"
			if s.nodes.ok() {
				m += " --nodes " + itoa(s.nodes.n)
			}
			if s.perNode.ok() {
				m += " --gpus-per-node " + itoa(s.perNode.n)
			}
			b.note(NoteHint, m, firstCount(s.nodes, s.perNode).by)
		}
	}
}

// fits holds the world to the sizes: one that does not hold them, and that stands there to be changed, is a placeholder.
func (b *builder) fits() {
	world := b.field("mesh.world_size")
	if world == nil || world.by == nil || world.grade == Hint {
		return
	}
	product := int64(1)
	for _, axis := range []string{"mesh.tp_size", "mesh.pp_size", "mesh.cp_size", "mesh.dp_size", "mesh.dp_replicate_size", "mesh.dp_shard_size"} {
		n := b.int(axis)
		if axis == "mesh.dp_shard_size" && b.int("mesh.cp_size") > 0 && b.Framework == "" && b.text("_v.engine") != "" {
			n /= divisor(n, b.int("mesh.cp_size")) // FSDP and the sequence are split over the same ranks, each in groups of its own
		}
		if n > 0 && product <= maxNumber {
			product *= n
		}
	}
	whole := b.has("mesh.dp_shard_size") && b.has("mesh.dp_replicate_size") // nothing is left that more ranks could go to
	experts := b.expertRanks()
	if product == 0 || experts == 0 || world.value.Int%product == 0 && (!whole || world.value.Int == product) && world.value.Int%experts == 0 {
		return
	}
	if least := product / divisor(product, experts); least <= maxNumber/experts {
		product = least * experts
	}
	if world.grade == Stated && !b.invites() {
		return
	}
	world.grade, b.World.Grade = Placeholder, Placeholder
	b.note(NotePlaceholder, b.World.From+" makes a world of "+itoa(world.value.Int)+", which does not hold the sizes, and stands there to be changed; "+
		"the smallest that holds them has "+itoa(product)+" ranks", world.by)
}

// divisor is the greatest common one.
func divisor(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// expertRanks is what the world must be a multiple of for the experts of Megatron, which has them in a layout of their own:
// 1 where there are none, 0 where that is beyond any world.
func (b *builder) expertRanks() int64 {
	ep, etp, pp := b.int("mesh.ep_size"), b.int("run.expert_tensor_parallel_size"), max(1, b.int("mesh.pp_size"))
	if b.Framework != "megatron" || ep <= 1 {
		return 1
	}
	if etp == 0 {
		etp = max(1, b.int("mesh.tp_size"))
	}
	if ep > maxNumber || etp > maxNumber/ep || pp > maxNumber/(ep*etp) {
		return 0
	}
	return ep * etp * pp
}

// invites reports whether a comment near a number of the world says to change it.
func (b *builder) invites() bool {
	for _, field := range []string{"mesh.world_size", "run.nodes", "run.gpus_per_node"} {
		s := b.by(field)
		if s == nil || !s.at.In() || b.files[s.at.File()].tree != nil {
			continue
		}
		t := b.files[s.at.File()].text
		line, _ := t.LineColumn(s.at.Start())
		if invites(commentOf(t.Line(line))) {
			return true
		}
		// The comment above speaks of the block of assignments below it.
		for line--; line > 0 && isAssignment(t.Line(line)); line-- {
		}
		if l := t.Line(line); len(fields(l)) > 0 && fields(l)[0][0] == '#' && invites(l) {
			return true
		}
	}
	return false
}
