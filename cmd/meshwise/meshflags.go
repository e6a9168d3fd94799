package main

import (
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/meshwise/meshwise/internal/jsonw"
	"github.com/meshwise/meshwise/mesh/law"
)

// meshFlags are the flags that say what the mesh is, or the meshes, and what else is known of the run.
type meshFlags struct {
	meshes   []string
	defaults choice
	takes    which
}

// register adds the flags of the settings that the operation asks about.
func (f *meshFlags) register(cmd *cobra.Command, takes which) {
	f.takes = takes
	registerSettings(cmd, settingsOf(takes))
	cmd.Flags().StringArrayVar(&f.meshes, "mesh", nil, "sizes in one word, such as tp=8,pp=4 (`SIZES`)")
	complete(cmd, "mesh", completeMesh)
	if takes == everySetting {
		f.defaults.register(cmd, "defaults", "what was not given is the framework's default by assumption, or because a script states it so", "assumed", "stated")
	}
	cmd.Flags().SetNormalizeFunc(normalize)
	cmd.SetUsageFunc(groupedUsage)
}

// add adds what the flags say to the request. The flags of sizes hold for every --mesh.
func (f *meshFlags) add(cmd *cobra.Command, r *request, many bool) error {
	r.from("/mesh", "--mesh, or --tp, --pp and the like")
	sections := settingsOf(f.takes)
	flags := givenFlags(cmd, sections, true)
	eachSetting(sections, func(section *law.Section, s *law.Setting) {
		if section.Mesh {
			label := "--" + flagOf(s)
			if f := cmd.Flags().Lookup(flagOf(s)); f != nil {
				label = written(f)
			}
			r.from("/mesh/"+s.Name, label)
		}
	})
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
	run, err := object(r, "/run", givenFlags(cmd, sections, false))
	if err == nil && run != "{}" {
		r.add("run", run, "")
	}
	if f.takes == everySetting && cmd.Flags().Changed("defaults") {
		r.addString("defaults", f.defaults.value, "--defaults")
	}
	return err
}

// object writes settings as a JSON object, the members of a group together, and notes where each is from.
func object(r *request, path string, list []given) (string, error) {
	var w jsonw.Writer
	seen := map[string]string{}
	for _, g := range list {
		if before, twice := seen[g.member]; twice {
			return "", badInput("%s: is given before, by %s", g.label, before)
		}
		seen[g.member] = g.label
	}
	open := ""
	w.Object()
	for _, g := range grouped(list) {
		group, member := "", g.member
		if g.setting != nil {
			group, member = g.setting.Member()
		}
		if group != open {
			if open != "" {
				w.End()
			}
			if open = group; open != "" {
				w.ObjectAt(group)
			}
		}
		w.Key(member)
		if g.setting == nil {
			w.Raw(number(g.value))
		} else {
			w.Raw(jsonOf(g.setting, g.value))
		}
		at := path
		if group != "" {
			at += "/" + group
		}
		r.from(at+"/"+pointer(member), g.label)
	}
	if open != "" {
		w.End()
	}
	w.End()
	return string(w.Bytes()), nil
}

// grouped puts the settings of a group behind the first of them: a manifest has them in any order.
func grouped(list []given) []given {
	begins := map[string]int{}
	for i := range list {
		if _, begun := begins[list[i].group()]; !begun {
			begins[list[i].group()] = i
		}
	}
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b given) int { return begins[a.group()] - begins[b.group()] })
	return list
}

// group is the group of settings that a setting is one of, else the setting itself.
func (g given) group() string {
	if g.setting != nil {
		if group, _ := g.setting.Member(); group != "" {
			return group
		}
	}
	return g.member
}

// pointer escapes a name for a JSON pointer.
func pointer(name string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}
