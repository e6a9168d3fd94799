package mesh

import (
	"cmp"
	"slices"

	"github.com/meshwise/meshwise/mesh/law"
)

// MeshesNear is [Meshes] in another order: the meshes that change the fewest sizes of another run come first, and among
// those the ones that change them least. Each says what it changes.
func MeshesNear(m *Model, run, near Run, limit int) (Listing, error) {
	if near.Number(termWorld) == 0 {
		near = near.With(termWorld, run.Number(termWorld))
	}
	near.Framework = run.Framework
	from, err := complete(m, &near)
	if err != nil {
		return Listing{}, err
	}
	// Twice as many as are wanted are kept before the far ones are dropped: a world may have more than fit into memory.
	var kept []neighbour
	list, err := eachMesh(m, run, nil, nil, func(l Listed) {
		if kept = append(kept, newNeighbour(&from, l)); len(kept) >= 2*limit {
			kept = nearestOf(kept, limit)
		}
	})
	list.Order = ByDistance
	for _, n := range nearestOf(kept, limit) {
		list.Meshes = append(list.Meshes, n.Listed)
	}
	return list, err
}

// neighbour is a mesh that passes, and how far it is from another.
type neighbour struct {
	Listed
	distance int64
}

func newNeighbour(from *law.Case, l Listed) neighbour {
	l.Changes = make([]Axis, 0, len(searchAxes))
	for _, a := range searchAxes {
		if int64(l.Size(a)) != from.Size(a) {
			l.Changes = append(l.Changes, a)
		}
	}
	return neighbour{l, distance(from, &l)}
}

// distance grows with the factors by which the sizes differ.
func distance(from *law.Case, l *Listed) int64 {
	d := int64(0)
	for _, a := range l.Changes {
		is, was := int64(l.Mesh.Size(a)), max(1, from.Size(a))
		d += 1000 * max(is, was) / max(1, min(is, was))
		if is > was {
			d++ // of two equal changes, the one to less parallelism
		}
	}
	return d + 500*int64(len(l.Needs)) // of two alike, the one that needs nothing more
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
