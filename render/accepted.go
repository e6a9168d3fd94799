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

// acceptedOf is what was accepted of several verdicts, each code once.
func acceptedOf(list []mesh.Verdict) (all []*mesh.Acceptance) {
	for i := range list {
		all = addAccepted(all, list[i].Accepted)
	}
	return all
}

// acceptedIn is [acceptedOf] of checks.
func acceptedIn(checks []check) (all []*mesh.Acceptance) {
	for i := range checks {
		all = addAccepted(all, checks[i].accepted)
	}
	return all
}

func addAccepted(all, more []*mesh.Acceptance) []*mesh.Acceptance {
next:
	for _, a := range more {
		for _, known := range all {
			if known.Code == a.Code {
				continue next
			}
		}
		all = append(all, a)
	}
	return all
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
