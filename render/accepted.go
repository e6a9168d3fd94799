package render

import (
	"strconv"
	"strings"

	"github.com/meshwise/meshwise/mesh"
)

// acceptedPage tells what was accepted, a line each, with the reason and where that stands. A flag gives no reason.
func acceptedPage(p page, list []*mesh.Acceptance) {
	for _, a := range list {
		why := ""
		if a.At != "" {
			why = ": " + a.Reason + " (" + a.At + ")"
		}
		p.aside("accepted", a.Code, why)
	}
}

// IdleText says of an acceptance that it fired for none of several runs.
func IdleText(a *mesh.Acceptance) string {
	return "the acceptance of " + a.Code + " no longer fires: none of these runs breaks it, so it may go"
}

// Idle renders that at the place of the acceptance.
func Idle(a *mesh.Acceptance, o Options) string {
	f := remarked(a.Code, IdleText(a))
	f.level, f.label = warned, "accepted"
	if at := placeAt(a.At); at.Line > 0 {
		f.at = []mesh.At{at}
	} else {
		o.File = at.File
	}
	return o.write(func(p page) { p.aside("", "", a.At+": "+f.message) }, func() []check {
		return []check{{subject: "acceptances", findings: []*finding{f}}}
	})
}

// placeAt reads a place such as "meshwise.yaml:12".
func placeAt(at string) mesh.At {
	if i := strings.LastIndexByte(at, ':'); i > 0 {
		if line, err := strconv.Atoi(at[i+1:]); err == nil && line > 0 {
			return mesh.At{File: at[:i], Line: line}
		}
	}
	return mesh.At{File: at}
}
