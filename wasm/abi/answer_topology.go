package abi

import (
	"strconv"

	"github.com/meshwise/meshwise/internal/jsonw"
	"github.com/meshwise/meshwise/mesh"
)

// topology is what an answer says of a mesh without a model.
type topology struct {
	mesh.Topology
}

// newTopology lays out a mesh, and looks up what was asked about one rank or one axis.
func newTopology(asked mesh.Mesh, run mesh.Run, axis mesh.Axis, hasRank bool, rank int) (*topology, *Error) {
	t, err := mesh.NewTopology(asked, run)
	if err != nil {
		return nil, inputError(err, "/mesh")
	}
	if t.Layout == nil {
		return &topology{t}, nil
	}
	if hasRank {
		if rank >= t.Layout.World {
			return nil, &Error{CodeOutOfRange, "/rank", "expected a rank from 0 to " + strconv.Itoa(t.Layout.World-1) + ", got " + strconv.Itoa(rank)}
		}
		t.Locate(rank)
	}
	if axis != "" {
		if t.Layout.World > maxRanks {
			return nil, &Error{CodeOutOfRange, "/axis", "the groups are listed for a world of at most " + strconv.Itoa(maxRanks) + " ranks, got " + strconv.Itoa(t.Layout.World)}
		}
		if t.Axis, t.Groups = axis, t.Layout.Groups(axis); t.Groups == nil {
			return nil, &Error{CodeUnknownValue, "/axis", "the mesh has no axis " + string(axis) + "; expected one of " + t.Layout.AxisNames()}
		}
	}
	return &topology{t}, nil
}

func (t *topology) write(w *jsonw.Writer) {
	w.ObjectAt("mesh")
	writeMesh(w, t.Mesh)
	w.End()
	w.Key("violations")
	writeViolations(w, t.Violations, nil)
	w.Key("topology")
	if t.Layout == nil {
		w.Null()
		return
	}
	w.Object()
	writeLayout(w, t.Layout)
	w.End()
	if t.At != nil {
		w.IntField("rank", t.Rank)
		w.ObjectAt("coordinates")
		for _, d := range t.At {
			w.IntField(string(d.Axis), d.Size)
		}
		w.End()
		if t.Layout.World <= maxRanks {
			w.ObjectAt("peers")
			for _, d := range t.At {
				w.Key(string(d.Axis))
				writeRanks(w, t.Layout.Group(d.Axis, t.Rank))
			}
			w.End()
		}
	}
	if t.Groups != nil {
		w.Field("axis", string(t.Axis))
		w.ArrayAt("groups")
		for _, g := range t.Groups {
			writeRanks(w, g)
		}
		w.End()
	}
}

func writeRanks(w *jsonw.Writer, ranks []int) {
	w.Array()
	for _, r := range ranks {
		w.Int(int64(r))
	}
	w.End()
}
