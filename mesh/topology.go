package mesh

import (
	"strings"

	"github.com/meshwise/meshwise/capabilities"
)

// Topology is a mesh without a model: how it is laid out, and what was asked about one rank or one axis.
type Topology struct {
	Framework  *Framework
	Mesh       Mesh
	Violations []Violation // of the rules that are about the sizes alone
	Layout     *Layout     // nil where the sizes make no mesh

	Rank   int
	At     []Dim // the coordinates of Rank; nil if no rank was asked about
	Axis   Axis
	Groups [][]int // the groups of Axis; nil if no axis was asked about
}

// NewTopology lays out a mesh without a model.
func NewTopology(run Run) (Topology, error) {
	v, err := Validate(NewModel(capabilities.Facts{}), run, 0)
	return Topology{Framework: v.Framework, Mesh: v.Mesh, Violations: v.Violations, Layout: v.Layout}, err
}

// Locate looks up the coordinates of a rank.
func (t *Topology) Locate(rank int) { t.Rank, t.At = rank, t.Layout.Coordinates(rank) }

// AxisNames lists the axes that the layout has, in words.
func (l *Layout) AxisNames() string {
	var names []string
	for _, d := range l.Coordinates(0) {
		names = append(names, string(d.Axis))
	}
	return strings.Join(names, ", ")
}
