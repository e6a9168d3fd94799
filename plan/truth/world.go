package truth

import "github.com/meshwise/meshwise/plan"

// Divisible is a world in which a mesh is legal where everything divides: what frameworks have in common. It stands in for
// the rules of the engine, which know more.
type Divisible struct {
	Model  *plan.Model
	Run    plan.Run
	Hybrid bool // with every number of replicas
}

func divides(n int64, of float64) bool { return n > 0 && int64(of)%n == 0 }

// Meshes visits every division of the world.
func (d Divisible) Meshes(visit func(plan.Mesh) bool) {
	m, n := d.Model, d.Run.Mesh.WorldSize
	layers := float64(len(m.Layers))
	for tp := int64(1); tp <= n; tp++ {
		if n%tp != 0 || !divides(tp, m.Heads) || !divides(tp, m.KVHeads) {
			continue
		}
		for pp := int64(1); pp <= int64(layers) && tp*pp <= n; pp++ {
			if n%(tp*pp) != 0 || !divides(pp, layers) {
				continue
			}
			for cp := int64(1); tp*pp*cp <= n; cp *= 2 {
				if n%(tp*pp*cp) != 0 || d.Run.SequenceLength%(2*cp) != 0 {
					continue
				}
				for ep := int64(1); ep <= max(1, int64(m.Experts)); ep *= 2 {
					if ep > 1 && (!divides(ep, m.Experts) || n/pp%ep != 0) {
						continue
					}
					mesh := plan.Mesh{WorldSize: n, TP: tp, PP: pp, CP: cp, EP: ep}
					for mesh.DPReplicate = 1; mesh.DPReplicate == 1 || d.Hybrid && mesh.DP()%mesh.DPReplicate == 0; mesh.DPReplicate *= 2 {
						if !visit(mesh) {
							return
						}
					}
				}
			}
		}
	}
}

// Legal allows layouts, and tensor-parallel experts whose width divides.
func (d Divisible) Legal(run plan.Run) (needs []string, ok bool) {
	me := run.Mesh
	if len(me.StageLayers) > 0 {
		needs = append(needs, "layers_per_stage")
	}
	etp, pp, ep := max(1, me.ExpertTP), max(1, me.PP), max(1, me.EP)
	return needs, divides(etp, d.Model.ExpertFFN) && me.WorldSize%(pp*ep*etp) == 0
}
