package mesh

import (
	"cmp"
	"slices"
)

// MeshesNear is [Meshes] in another order: the meshes that change the fewest sizes of another mesh come first, and among
// those the ones that change them least. Each says what it changes.
func MeshesNear(m *Model, asked, near Mesh, run Run, limit int) (Listing, error) {
	if near.World == 0 {
		near.World = asked.World
	}
	from, err := complete(m, near, run)
	if err != nil {
		return Listing{}, err
	}
	// Twice as many as are wanted are kept before the far ones are dropped: a world may have more than fit into memory.
	var kept []neighbour
	list, err := eachMesh(m, asked, run, func(l Listed) {
		if kept = append(kept, from.neighbour(l)); len(kept) >= 2*limit {
			kept = nearestOf(kept, limit)
		}
	})
	for _, n := range nearestOf(kept, limit) {
		list.Meshes = append(list.Meshes, n.Listed)
	}
	return list, err
}

// neighbour is a mesh that passes, and how far it is from another.
type neighbour struct {
	Listed
	distance int
}

func (c *Case) neighbour(l Listed) neighbour {
	l.Changes = make([]Axis, 0, len(searchAxes))
	for _, a := range searchAxes {
		if l.Size(a) != c.sizeOf(a) {
			l.Changes = append(l.Changes, a)
		}
	}
	return neighbour{l, c.distance(&l)}
}

// nearestOf keeps the n nearest, in order; of two that are as near, the one that was found first.
func nearestOf(list []neighbour, n int) []neighbour {
	slices.SortStableFunc(list, func(x, y neighbour) int {
		if d := cmp.Compare(len(x.Changes), len(y.Changes)); d != 0 {
			return d
		}
		return cmp.Compare(x.distance, y.distance)
	})
	return list[:min(n, len(list))]
}
