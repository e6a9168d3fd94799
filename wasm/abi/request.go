package abi

import (
	"strconv"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/mesh"
	"github.com/meshwise/meshwise/render"
)

// maxMeshes bounds the meshes of one request, and those of one answer; usualMeshes is how many an answer lists unless it
// is asked for another number.
const (
	maxMeshes = 16384
	// maxRanks bounds the world whose groups are listed.
	maxRanks    = 1 << 16
	usualMeshes = 1000
)

func element(path string, i int) string { return path + "/" + strconv.Itoa(i) }

// boolean reads a boolean, false when the member is not there.
func (r *reader) boolean(name string) bool {
	v, path := r.get(name)
	if v.Kind() != capabilities.Absent && v.Kind() != capabilities.Bool {
		r.fail(wrongType(path, "a boolean", v))
	}
	return v.IsTrue()
}

// facts reads the facts of a request, which it needs.
func (r *reader) facts() capabilities.Facts {
	v := r.need("facts", "the facts of a model")
	if v.Kind() == capabilities.Absent {
		return nil
	}
	facts, err := readFacts(r.at("facts"), v)
	if err != nil {
		r.fail(err)
	}
	return facts
}

// mesh reads the mesh of a request, all sizes open when it is not there.
func (r *reader) mesh() (m mesh.Mesh) {
	v, path := r.get("mesh")
	if v.Kind() == capabilities.Absent {
		return m
	}
	m, err := readMesh(path, v)
	if err != nil {
		r.fail(err)
	}
	return m
}

// near reads the mesh that a list is ordered by, and whether there is one.
func (r *reader) near() (m mesh.Mesh, ok bool) {
	v, path := r.get("near")
	if v.Kind() == capabilities.Absent {
		return m, false
	}
	m, err := readMesh(path, v)
	if err != nil {
		r.fail(err)
	}
	return m, true
}

func readMesh(path string, v capabilities.Value) (mesh.Mesh, *Error) {
	r := object(path, v)
	if r.err != nil {
		return mesh.Mesh{}, r.err
	}
	var strategies []string
	for _, s := range mesh.Strategies() {
		strategies = append(strategies, string(s))
	}
	m := mesh.Mesh{
		Strategy:    mesh.Strategy(r.oneWord("strategy", strategies)),
		World:       r.size("world_size", mesh.MaxSize),
		PP:          r.size("pp_size", mesh.MaxSize),
		DP:          r.size("dp_size", mesh.MaxSize),
		DPReplicate: r.size("dp_replicate_size", mesh.MaxSize),
		DPShard:     r.size("dp_shard_size", mesh.MaxSize),
		CP:          r.size("cp_size", mesh.MaxSize),
		TP:          r.size("tp_size", mesh.MaxSize),
		EP:          r.size("ep_size", mesh.MaxSize),
	}
	return m, r.done()
}

// run reads what is known of the run beside the mesh.
func (r *reader) run() (run mesh.Run) {
	v, path := r.get("run")
	if v.Kind() == capabilities.Absent {
		return run
	}
	inner := object(path, v)
	if inner.err != nil {
		r.fail(inner.err)
		return run
	}
	if name := inner.oneWord("framework", mesh.Frameworks()); name != "" {
		run.Framework, _ = mesh.FrameworkNamed(name)
	}
	run.GPUsPerNode = inner.size("gpus_per_node", mesh.MaxSize)
	run.LayersPerStage = inner.size("layers_per_stage", mesh.MaxSize)
	run.PipelineSchedule = inner.oneWord("pipeline_schedule", mesh.Schedules())
	run.ExpertTP = inner.size("expert_tensor_parallel_size", mesh.MaxSize)
	run.Transformers = inner.version("transformers_version")
	if err := inner.done(); err != nil {
		r.fail(err)
	}
	return run
}

// output reads how the answer is to be rendered, and the name of the file that the facts are from.
func (r *reader) output() render.Options {
	return render.Options{
		Format: render.Format(r.oneWord("format", render.Formats())),
		File:   r.word("file"),

		Version: Version,
	}
}
