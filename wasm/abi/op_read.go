package abi

import (
	"github.com/meshwise/meshwise/internal/jsonw"
	"github.com/meshwise/meshwise/reading"
	"github.com/meshwise/meshwise/render"
)

// answerRead says what files and command lines say of a run. Nothing is run, and nothing opened: what a file refers to is
// wanted, and the host may add it and ask again.
func answerRead(r *reader, w *jsonw.Writer) *Error {
	req, out := r.toRead(), r.output()
	if err := r.done(); err != nil {
		return err
	}
	reads, err := reading.Read(req)
	if err != nil {
		return unread("", err)
	}
	writeReading(w, reads, out, nil)
	return nil
}

func writeReading(w *jsonw.Writer, reads *reading.Reading, out render.Options, o *outcome) {
	w.Object()
	w.Field("kind", "reading")
	w.Field("headline", render.ReadingHeadline(reads))
	reads.Members(w)
	o.write(w)
	w.Field("rendered", render.Reading(reads, out))
	w.End()
}
