package mesh

import (
	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/mesh/law"
)

// Mesh is the sizes of a run, completed; 0 where a size cannot be settled.
type Mesh struct {
	Strategy    string
	World       int // ranks of the job
	PP          int
	DP          int // dp_replicate times dp_shard
	DPReplicate int
	DPShard     int
	CP          int
	TP          int
	EP          int
}

// meshOf returns the sizes of a case.
func meshOf(c *law.Case) Mesh {
	size := func(t law.Term) int { return int(c.Settled(t)) }
	return Mesh{
		Strategy: c.Word(termStrategy), World: size(termWorld), PP: size(termPP), DP: size(termDP), DPReplicate: size(termDPReplicate),
		DPShard: size(termDPShard), CP: size(termCP), TP: size(termTP), EP: size(termEP),
	}
}

// Sizes lists the sizes of a mesh with the names of their settings, in the order of the table.
func (m *Mesh) Sizes() []Sized {
	return []Sized{
		{"world_size", m.World}, {"pp_size", m.PP}, {"dp_size", m.DP}, {"dp_replicate_size", m.DPReplicate},
		{"dp_shard_size", m.DPShard}, {"cp_size", m.CP}, {"tp_size", m.TP}, {"ep_size", m.EP},
	}
}

// Sized is a setting that is a size, with the size.
type Sized struct {
	Setting string
	Size    int
}

// Said is the mesh as a user would say it: the sizes that are settled.
func (m *Mesh) Said() []Said {
	list := []Said{{Setting: "strategy", Value: capabilities.StringValue(m.Strategy)}}
	for _, s := range m.Sizes() {
		if s.Size > 0 {
			list = append(list, Said{Setting: s.Setting, Value: capabilities.IntValue(int64(s.Size))})
		}
	}
	return list
}

// Size returns the size of an axis, or of the world; 0 where it is not settled.
func (m *Mesh) Size(a Axis) int {
	switch a {
	case law.World:
		return m.World
	case law.PP:
		return m.PP
	case law.DP:
		return m.DP
	case law.DPReplicate:
		return m.DPReplicate
	case law.DPShard:
		return m.DPShard
	case law.CP:
		return m.CP
	case law.TP:
		return m.TP
	case law.EP:
		return m.EP
	}
	return 0
}
