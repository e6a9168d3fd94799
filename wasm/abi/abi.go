// Package abi is the dispatch behind the engine's one door: it reads a JSON request, runs the operation that it names
// and writes a JSON answer. The WebAssembly module calls it, and a native Go program may call it directly, so every host
// gets the same bytes. docs/abi.md describes requests and answers, and schema/ holds their JSON Schemas.
package abi

import (
	"strconv"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/catalogue"
	"github.com/meshwise/meshwise/internal/jsonw"
	"github.com/meshwise/meshwise/mesh"
	"github.com/meshwise/meshwise/render"
)

// Major and Minor version the format of requests and answers and the exports of the module.
const (
	Major = 1
	Minor = 1
)

// MaxRequest is the largest request that the engine reads, in bytes.
const MaxRequest = 4 << 20

// operation answers a request whose op has been read. It reads every member that it knows, asks the reader for its first
// failure, and only then writes.
type operation func(r *reader, w *jsonw.Writer) *Error

// operations names every operation.
func operations() []struct {
	name string
	run  operation
} {
	return []struct {
		name string
		run  operation
	}{
		{"describe", describe},
		{"capabilities", answerCapabilities},
		{"validate_mesh", validateMesh},
		{"meshes", listMeshes},
		{"topology", answerTopology},
		{"launch", answerLaunch},
		{"explain", explain},
		{"architectures", architectures},
		{"difference", difference},
	}
}

// Call answers one request. It never fails: what goes wrong is an answer of kind "error".
func Call(request []byte) []byte {
	var w jsonw.Writer
	w.Grow(usualAnswer)
	err := call(request, &w)
	if err == nil && len(w.Bytes()) > maxAnswer {
		err = tooLarge()
	}
	if err != nil {
		return failure(err)
	}
	return w.Bytes()
}

// usualAnswer is the size of most answers: the writer does not have to grow for them.
const usualAnswer = 4 << 10

// maxAnswer bounds an answer: with room to write it, it must fit into the memory of an instance.
const maxAnswer = 8 << 20

func tooLarge() *Error {
	return &Error{CodeAnswerTooLarge, "", "the answer would have more than " + strconv.Itoa(maxAnswer) + " bytes; ask about less at once"}
}

func call(request []byte, w *jsonw.Writer) *Error {
	v, err := parse(request)
	if err != nil {
		return err
	}
	r := object("", v)
	if r.err != nil {
		return r.err
	}
	r.need("op", "the name of an operation")
	name := r.word("op")
	if r.err != nil {
		return r.err
	}
	var names []string
	for _, op := range operations() {
		if op.name == name {
			return op.run(r, w)
		}
		names = append(names, op.name)
	}
	return &Error{CodeUnknownOp, "/op", "expected " + oneOf(name, names) + ", got " + strconv.Quote(clip(name))}
}

func failure(e *Error) []byte {
	var w jsonw.Writer
	w.Object()
	w.Field("kind", "error")
	w.Field("code", string(e.Code))
	w.Key("path")
	w.String(e.Path)
	w.Field("message", e.Message)
	w.End()
	return w.Bytes()
}

// inputError gives the path of a mesh that is no question.
func inputError(err error, path string) *Error {
	e, ok := err.(*mesh.InputError)
	if !ok {
		return &Error{CodeInternal, "", err.Error()}
	}
	if e.Field != "" {
		path += "/" + e.Field
	}
	return &Error{Code(e.Code), path, e.Message}
}

func answerCapabilities(r *reader, w *jsonw.Writer) *Error {
	run, asked, out := r.run(), r.mesh(), r.output()
	facts, from := r.model(run, &out)
	if err := r.done(); err != nil {
		return err
	}
	report := capabilities.Derive(facts, asked.CP, asked.EP)
	w.Object()
	writeReport(w, report, from)
	writeCatalogue(w, from)
	w.Field("text", render.Report(report, render.Options{Format: render.Text, Notes: out.Notes}))
	w.Field("rendered", render.Report(report, out))
	w.End()
	return nil
}

func validateMesh(r *reader, w *jsonw.Writer) *Error {
	run, out := r.run(), r.output()
	facts, from := r.model(run, &out)
	list, listPath := r.get("meshes")
	if list.Kind() != capabilities.Absent {
		return validateMeshes(r, w, facts, from, run, out, list, listPath)
	}
	r.need("mesh", "the sizes of a mesh, or meshes")
	asked, nearest := r.mesh(), r.nearest()
	if err := r.done(); err != nil {
		return err
	}
	v, err := mesh.Validate(mesh.NewModel(facts), asked, run, nearest)
	if err != nil {
		return inputError(err, "/mesh")
	}
	w.Object()
	w.Field("kind", "verdict")
	writeVerdict(w, &v, from)
	writeCatalogue(w, from)
	w.Field("text", render.Verdict(&v, render.Options{Format: render.Text, Notes: out.Notes}))
	w.Field("rendered", render.Verdict(&v, out))
	w.End()
	return nil
}

// mostNearest bounds the meshes that a refusal offers, and how many refusals of one request may offer any.
const mostNearest = 64

// nearest reads how many meshes that pass a refusal offers.
func (r *reader) nearest() int {
	const usual = 3
	if v, _ := r.get("nearest"); v.Kind() == capabilities.Absent {
		return usual
	}
	return r.integer("nearest", 0, mostNearest)
}

// validateMeshes holds one model against many meshes. A refusal offers no other meshes unless it is asked to.
func validateMeshes(r *reader, w *jsonw.Writer, facts capabilities.Facts, from *catalogue.Origin, run mesh.Run, out render.Options, list capabilities.Value, path string) *Error {
	nearest := r.integer("nearest", 0, mostNearest)
	if one, at := r.get("mesh"); one.Kind() != capabilities.Absent {
		r.fail(&Error{CodeContradiction, at, "expected either mesh or meshes, got both"})
	}
	if err := r.done(); err != nil {
		return err
	}
	switch {
	case list.Kind() != capabilities.Array:
		return wrongType(path, "an array of meshes", list)
	case nearest > 0 && list.Len() > mostNearest:
		return &Error{CodeOutOfRange, "/nearest", "expected 0 for more than " + strconv.Itoa(mostNearest) + " meshes, got " + strconv.Itoa(nearest)}
	case out.Format != "" && list.Len() > render.MaxVerdicts:
		return &Error{CodeOutOfRange, path, "expected at most " + strconv.Itoa(render.MaxVerdicts) + " meshes to render, got " + strconv.Itoa(list.Len())}
	case list.Len() == 0 || list.Len() > maxMeshes:
		return &Error{CodeOutOfRange, path, "expected 1 to " + strconv.Itoa(maxMeshes) + " meshes, got " + strconv.Itoa(list.Len())}
	}
	model := mesh.NewModel(facts)
	var rendered []mesh.Verdict // kept only where they are rendered together
	w.Object()
	w.Field("kind", "verdicts")
	w.ArrayAt("verdicts")
	for i := range list.Len() {
		v, err := validateOne(model, element(path, i), list.At(i), run, nearest)
		if err != nil {
			return err
		}
		w.Object()
		writeVerdict(w, &v, from)
		w.End()
		if out.Format != "" {
			rendered = append(rendered, v)
		}
		if len(w.Bytes()) > maxAnswer {
			return tooLarge()
		}
	}
	w.End()
	writeCatalogue(w, from)
	w.Field("rendered", render.Verdicts(rendered, out))
	w.End()
	return nil
}

func validateOne(model *mesh.Model, path string, asked capabilities.Value, run mesh.Run, nearest int) (mesh.Verdict, *Error) {
	m, failed := readMesh(path, asked)
	if failed != nil {
		return mesh.Verdict{}, failed
	}
	v, err := mesh.Validate(model, m, run, nearest)
	if err != nil {
		return v, inputError(err, path)
	}
	return v, nil
}

func listMeshes(r *reader, w *jsonw.Writer) *Error {
	asked, run, out := r.mesh(), r.run(), r.output()
	facts, from := r.model(run, &out)
	limit := r.integer("limit", 1, maxMeshes)
	near, ordered := r.near()
	if err := r.done(); err != nil {
		return err
	}
	if limit == 0 {
		limit = usualMeshes
	}
	model := mesh.NewModel(facts)
	var list mesh.Listing
	var err error
	if ordered {
		list, err = mesh.MeshesNear(model, asked, near, run, limit)
	} else {
		list, err = mesh.Meshes(model, asked, run, limit)
	}
	if err != nil {
		return inputError(err, "/mesh")
	}
	w.Object()
	w.Field("kind", "meshes")
	w.Field("model", list.Model)
	w.Field("framework", run.Framework.String())
	writeListing(w, &list)
	writeCatalogue(w, from)
	w.Field("rendered", render.Meshes(list.Model, &list, out))
	w.End()
	return nil
}

func answerTopology(r *reader, w *jsonw.Writer) *Error {
	r.need("mesh", "the sizes of a mesh")
	asked, run, out := r.mesh(), r.run(), r.output()
	axis := mesh.Axis(r.oneWord("axis", axisNames()))
	given, _ := r.get("rank")
	hasRank := given.Kind() != capabilities.Absent
	rank := r.integer("rank", 0, mesh.MaxSize-1)
	if err := r.done(); err != nil {
		return err
	}
	t, err := newTopology(asked, run, axis, hasRank, rank)
	if err != nil {
		return err
	}
	w.Object()
	w.Field("kind", "topology")
	t.write(w)
	w.Field("rendered", render.Topology(t.Topology, out))
	w.End()
	return nil
}

func axisNames() []string {
	var names []string
	for _, a := range mesh.Axes() {
		names = append(names, string(a.Axis))
	}
	return names
}
