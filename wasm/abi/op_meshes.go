package abi

import (
	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/internal/jsonw"
	"github.com/meshwise/meshwise/mesh"
	"github.com/meshwise/meshwise/render"
)

// maxMeshes bounds the meshes of one request, and those of one answer; usualMeshes is how many an answer lists unless it
// is asked for another number.
const (
	maxMeshes   = mesh.MostListed
	usualMeshes = 1000
)

// listMeshes lists the meshes of a world that pass for a model.
func listMeshes(r *reader, w *jsonw.Writer) *Error {
	run, out := r.run(), r.output()
	of := r.model(&run, &out)
	asked := r.integer("limit", 1, maxMeshes)
	near, ordered := r.near()
	if err := r.done(); err != nil {
		return err
	}
	limit := asked
	if limit == 0 {
		limit = usualMeshes
	}
	model := of.prepared()
	var list mesh.Listing
	var err error
	if ordered {
		list, err = mesh.MeshesNear(model, run, near, limit)
	} else {
		list, err = mesh.Meshes(model, run, limit)
	}
	if err != nil {
		return inputError(err, r)
	}
	list.Asked = asked
	w.Object()
	w.Field("kind", "meshes")
	w.Field("model", list.Model)
	w.Field("framework", run.Room().Name)
	writeListing(w, &list)
	writeCatalogue(w, of.from)
	w.Field("rendered", render.Meshes(list.Model, &list, out))
	w.End()
	return nil
}

// near reads the mesh that a list is ordered by, and whether there is one.
func (r *reader) near() (run mesh.Run, ok bool) {
	v, path := r.getAt("near")
	if v.Kind() == capabilities.Absent {
		return run, false
	}
	if err := readSettings(&run, path, v, true); err != nil {
		r.fail(err)
	}
	return run, true
}
