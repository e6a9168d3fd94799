package abi

import (
	"strconv"

	"github.com/meshwise/meshwise/internal/jsonw"
	"github.com/meshwise/meshwise/mesh"
	"github.com/meshwise/meshwise/mesh/law"
	"github.com/meshwise/meshwise/render"
)

// maxRanks bounds the world whose groups are listed.
const maxRanks = 1 << 16

// answerTopology lays out a mesh, and looks up one rank or one axis.
func answerTopology(r *reader, w *jsonw.Writer) *Error {
	r.need("mesh", "the sizes of a mesh")
	run, out := r.run(), r.output()
	axis := mesh.Axis(r.oneWord("axis", axisNames()))
	hasRank := r.has("rank")
	rank := r.integer("rank", 0, law.MaxSize-1)
	if err := r.done(); err != nil {
		return err
	}
	t, err := mesh.NewTopology(run)
	if err != nil {
		return inputError(err, r)
	}
	if t.Layout != nil {
		if err := lookUp(&t, axis, hasRank, rank); err != nil {
			return err
		}
	}
	w.Object()
	w.Field("kind", "topology")
	writeTopology(w, &t)
	w.Field("rendered", render.Topology(t, out))
	w.End()
	return nil
}

func axisNames() []string {
	var names []string
	for _, a := range law.Axes() {
		names = append(names, string(a.Axis))
	}
	return names
}

// lookUp finds what was asked about one rank or one axis.
func lookUp(t *mesh.Topology, axis mesh.Axis, hasRank bool, rank int) *Error {
	world := t.Layout.World
	if hasRank {
		if rank >= world {
			return &Error{Code: CodeOutOfRange, Path: "/rank", Message: "expected a rank from 0 to " + strconv.Itoa(world-1) + ", got " + strconv.Itoa(rank)}
		}
		t.Locate(rank)
	}
	if axis == "" {
		return nil
	}
	if world > maxRanks {
		return &Error{Code: CodeOutOfRange, Path: "/axis", Message: "the groups are listed for a world of at most " + strconv.Itoa(maxRanks) + " ranks, got " + strconv.Itoa(world)}
	}
	if t.Axis, t.Groups = axis, t.Layout.Groups(axis); t.Groups == nil {
		return &Error{Code: CodeUnknownValue, Path: "/axis", Message: "the mesh has no axis " + string(axis) + "; expected one of " + t.Layout.AxisNames()}
	}
	return nil
}

func writeTopology(w *jsonw.Writer, t *mesh.Topology) {
	w.ObjectAt("mesh")
	writeMesh(w, t.Mesh)
	w.End()
	w.Key("violations")
	writeViolations(w, t.Violations, nil, true)
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
