package abi

import (
	"strconv"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/internal/jsonw"
	"github.com/meshwise/meshwise/internal/yield"
	"github.com/meshwise/meshwise/mesh"
	"github.com/meshwise/meshwise/render"
	"github.com/meshwise/meshwise/wasm/abi/strict"
)

// validateMesh holds a model against a run, or against many meshes.
func validateMesh(r *reader, w *jsonw.Writer) *Error {
	run, out := r.run(), r.output()
	files := r.question(&run)
	of := r.modelOf(&run, &out, files)
	o := r.outcome(&out)
	list := r.get("meshes")
	if list.Kind() != capabilities.Absent {
		if files != nil {
			r.fail(&Error{Code: CodeContradiction, Path: r.at("meshes"), Message: "expected either meshes or a reading, got both"})
		}
		return validateMeshes(r, w, of, run, out, o, list, r.at("meshes"))
	}
	if !r.has("run") && files == nil {
		r.need("mesh", "the sizes of a mesh, or meshes, or a run, or a reading")
	}
	want := r.want(verdictParts, usualParts)
	nearest := r.nearest(want)
	if err := r.done(); err != nil {
		return err
	}
	if files != nil && !files.judged(&run) {
		o.unjudged(&out)
		writeReading(w, files.Reading, out, o)
		return nil
	}
	model := of.prepared()
	v, err := judge(model, nil, run, nearest, want, out)
	if err != nil {
		return inputError(err, r)
	}
	if files != nil {
		files.place(&v)
	}
	o.judge(&v, &out)
	w.Object()
	w.Field("kind", "verdict")
	writeVerdict(w, &v, model, of.from, out.Notes, want)
	if files != nil {
		writeTerms(w, "hinges", v.Hinges)
		writeRemarks(w, v.Remarks)
		files.writeRepair(w, &v)
	}
	o.write(w)
	writeCatalogue(w, of.from)
	if want.has("text") {
		w.Field("text", render.Verdict(&v, render.Options{Format: render.Text, Notes: out.Notes, Accepted: out.Accepted}))
	}
	w.Field("rendered", render.Verdict(&v, out))
	w.End()
	return nil
}

// verdictParts are the parts of a verdict. The first are there unless a request wants others: "detail" is the messages,
// fixes and evidence of what was found, and without it there are codes alone. "rules" is every rule that was asked.
// "estimate" is what the run needs: it is there also where a request gives a card and does not say what it wants.
var verdictParts = []string{"detail", "effective", "topology", "text", "rules", "estimate"}

const usualParts = 4

// usualInLists: the verdicts of a list differ in their messages. A list of more than mostDetailed is answered with codes
// alone, and has no other parts: each refusal takes a search of what would mend it, and a few hundred bytes of words.
const (
	usualInLists = 1
	mostDetailed = 1024
)

// mostTried bounds what the refusals of one list may try in search of what would mend them: a world with many divisors has
// much to try, and a list of a thousand such refusals would take minutes.
const mostTried = 250_000

// shortest is how many runs are worth finding out what no run changes.
const shortest = 16

// bareTurns is how many verdicts in codes are given between two turns of the collector's: each allocates less than a kilobyte, and a
// turn asks the host for the time, which a host in Python takes longer to tell than the verdict takes.
const bareTurns = 16

// measured is how many verdicts of a list say how long it will be. Room for all of them is made once: an answer of some
// megabytes that grows bit by bit leaves copies of itself that, beside a large request, are more than an instance has.
const measured = 31

func tooMuch() *Error {
	return &Error{Code: CodeAnswerTooLarge, Message: "to find what would mend the refusals of this list takes more than " +
		strconv.Itoa(mostTried) + " trials; ask about fewer meshes at once, or for codes alone, which is want: []"}
}

// mostNearest bounds the meshes that a refusal offers, and how many refusals of one request may offer any.
const mostNearest = 64

// nearest reads how many meshes that pass a refusal offers. One of codes alone offers none unless it is asked to.
func (r *reader) nearest(want parts) int {
	const usual = 3
	switch {
	case r.has("nearest"):
	case want.has("detail"):
		return usual
	default:
		return 0
	}
	return r.integer("nearest", 0, mostNearest)
}

// validateMeshes holds one model against many meshes. A refusal offers no other meshes unless it is asked to.
func validateMeshes(r *reader, w *jsonw.Writer, of *subject, run mesh.Run, out render.Options, o *outcome, list capabilities.Value, path string) *Error {
	usual := usualInLists
	if list.Len() > mostDetailed {
		usual = 0
	}
	nearest, want := r.integer("nearest", 0, mostNearest), r.want(verdictParts, usual)
	if r.has("mesh") {
		r.fail(&Error{Code: CodeContradiction, Path: r.at("mesh"), Message: "expected either mesh or meshes, got both"})
	}
	if err := r.done(); err != nil {
		return err
	}
	switch n := list.Len(); {
	case list.Kind() != capabilities.Array:
		return wrongType(path, "an array of meshes", list)
	case nearest > 0 && n > mostNearest:
		return &Error{Code: CodeOutOfRange, Path: "/nearest", Message: "expected 0 for more than " + strconv.Itoa(mostNearest) + " meshes, got " + strconv.Itoa(nearest)}
	case out.Format != "" && n > render.MaxVerdicts:
		return &Error{Code: CodeOutOfRange, Path: path, Message: "expected at most " + strconv.Itoa(render.MaxVerdicts) + " meshes to render, got " + strconv.Itoa(n)}
	case n > mostDetailed && n <= maxMeshes && len(want) > 0:
		return &Error{Code: CodeOutOfRange, Path: r.at("want"), Message: "expected no parts for more than " + strconv.Itoa(mostDetailed) + " meshes, got " + strconv.Itoa(n) + " meshes"}
	case n == 0 || n > maxMeshes:
		return &Error{Code: CodeOutOfRange, Path: path, Message: "expected 1 to " + strconv.Itoa(maxMeshes) + " meshes, got " + strconv.Itoa(n)}
	}
	model := of.prepared()
	var series *mesh.Series
	steps := 1
	if list.Len() >= shortest {
		series = mesh.NewSeries(model)
		if len(want) == 0 && nearest == 0 && out.Format == "" {
			steps = bareTurns
		}
	}
	tried := 0
	run.Tried = &tried
	var turns yield.Counter
	var rendered []mesh.Verdict // kept only where they are rendered together
	w.Object()
	w.Field("kind", "verdicts")
	w.ArrayAt("verdicts")
	for i := range list.Len() {
		turns.Every(steps)
		v, err := validateOne(model, series, path, list, i, run, nearest, want, out)
		if err == nil && tried > mostTried {
			err = tooMuch()
		}
		if err != nil {
			return err
		}
		fails := o.judge(&v, &out)
		w.Object()
		writeVerdict(w, &v, model, of.from, nil, want)
		o.writeFails(w, fails)
		w.End()
		if out.Format != "" {
			rendered = append(rendered, v)
		}
		if len(w.Bytes()) > maxAnswer {
			return tooLarge()
		}
		if i == measured {
			each := len(w.Bytes()) / (measured + 1)
			w.Grow(min((list.Len()-i)*(each+each/8), maxAnswer+each-len(w.Bytes())))
		}
	}
	w.End()
	o.write(w)
	writeCatalogue(w, of.from)
	w.Field("rendered", render.Verdicts(rendered, out))
	w.End()
	return nil
}

func validateOne(model *mesh.Model, series *mesh.Series, path string, list capabilities.Value, i int, run mesh.Run, nearest int, want parts, out render.Options) (mesh.Verdict, *Error) {
	said := run
	if readSettings(&said, "", list.At(i), true) != nil { // once more, to say where: most runs are never in need of their path
		return mesh.Verdict{}, readSettings(&run, strict.Element(path, i), list.At(i), true)
	}
	v, err := judge(model, series, said, nearest, want, out)
	if err != nil {
		failed := inputError(err, &reader{})
		if len(failed.Path) >= len("/mesh") && failed.Path[:len("/mesh")] == "/mesh" {
			failed.Path = strict.Element(path, i) + failed.Path[len("/mesh"):]
		}
		return v, failed
	}
	return v, nil
}

// judge asks for no more than what is wanted, of a run by itself or in a series.
func judge(model *mesh.Model, series *mesh.Series, run mesh.Run, nearest int, want parts, out render.Options) (mesh.Verdict, error) {
	if nearest == 0 && len(want) == 0 && out.Format == "" {
		if series != nil {
			return series.Judge(run)
		}
		return mesh.Judge(model, run)
	}
	if want.has("estimate") {
		return mesh.Estimated(model, run, nearest)
	}
	return mesh.Validate(model, run, nearest)
}
