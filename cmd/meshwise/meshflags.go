package main

import (
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/meshwise/meshwise/internal/jsonw"
)

// meshFlags are the flags that say what the mesh is, or the meshes, and how it runs.
type meshFlags struct {
	meshes []string
	runs   []setting
}

// register adds the flags, with those of a run that the operation asks about.
func (f *meshFlags) register(cmd *cobra.Command, runs []setting) {
	registerSettings(cmd, meshSettings())
	cmd.Flags().StringArrayVar(&f.meshes, "mesh", nil, "sizes in one word, such as tp=8,pp=4 (`SIZES`)")
	complete(cmd, "mesh", completeMesh)
	f.runs = runs
	registerSettings(cmd, runs)
	cmd.Flags().SetNormalizeFunc(normalize)
}

// add adds what the flags say to the request. The flags of sizes hold for every --mesh.
func (f *meshFlags) add(cmd *cobra.Command, r *request, many bool) error {
	r.from("/mesh", "--mesh, or --tp, --pp and the like")
	flags := givenFlags(cmd, meshSettings())
	for _, s := range meshSettings() {
		r.from("/mesh/"+s.member, "--"+s.flag)
	}
	var meshes []string
	for i, argument := range f.meshes {
		inMesh, err := parseMesh("--mesh", argument)
		if err != nil {
			return err
		}
		path := "/mesh"
		if len(f.meshes) > 1 {
			path = "/meshes/" + strconv.Itoa(i)
		}
		mesh, err := object(r, path, append(flags[:len(flags):len(flags)], inMesh...))
		if err != nil {
			return err
		}
		meshes = append(meshes, mesh)
	}
	switch {
	case len(meshes) > 1 && !many:
		return badInput("--mesh: expected one mesh, got %d", len(meshes))
	case len(meshes) > 1:
		r.add("meshes", "["+strings.Join(meshes, ",")+"]", "--mesh")
	case len(meshes) == 1:
		r.add("mesh", meshes[0], "--mesh")
	case len(flags) > 0:
		mesh, err := object(r, "/mesh", flags)
		if err != nil {
			return err
		}
		r.add("mesh", mesh, "--mesh")
	}
	run, err := object(r, "/run", givenFlags(cmd, f.runs))
	if err == nil && run != "{}" {
		r.add("run", run, "")
	}
	return err
}

// object writes settings as a JSON object, and notes where each is from.
func object(r *request, path string, list []given) (string, error) {
	var w jsonw.Writer
	var failed error
	seen := map[string]string{}
	w.Object()
	for _, g := range list {
		if before, twice := seen[g.member]; twice && failed == nil {
			failed = badInput("%s: is given before, by %s", g.label, before)
		}
		seen[g.member] = g.label
		w.Key(g.member)
		w.Raw(g.json(g.value))
		r.from(path+"/"+pointer(g.member), g.label)
	}
	w.End()
	return string(w.Bytes()), failed
}

// pointer escapes a name for a JSON pointer.
func pointer(name string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}
