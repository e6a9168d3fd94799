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

// Idle says of an acceptance that it fired nowhere. Whoever asks about several runs says it where it fired in none.
func Idle(a *mesh.Acceptance) string {
	return "the acceptance of " + a.Code + " no longer fires: none of these runs breaks it, so it may go"
}

// IdleCommand is the workflow command that says it at the line of the acceptance.
func IdleCommand(a *mesh.Acceptance) string {
	at := mesh.At{File: a.At}
	if i := strings.LastIndexByte(a.At, ':'); i > 0 {
		if line, err := strconv.Atoi(a.At[i+1:]); err == nil && line > 0 {
			at.File, at.Line = a.At[:i], line
		}
	}
	return command("warning", at, a.Code+" (accepted)", visible(Idle(a)))
}
