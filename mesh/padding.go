package mesh

import "github.com/meshwise/meshwise/mesh/law"

// Padded is the run of a trainer that pads each sequence itself, so that its axes cut it into equal parts: to a multiple of
//
//	tp_size                 | where cp_size is 1
//	tp_size * 2 * cp_size   | else: context parallelism gives each rank a part from the front and one from the back
//
// What such a trainer is told is a bound, and sizes that do not divide it are no fault.
func Padded(run Run) Run {
	step := max(1, run.Number(termTP))
	if cp := run.Number(termCP); cp > 1 {
		step = product(step, 2, cp)
	}
	length := law.Must("sequence_length")
	if n := run.Number(length); n > 0 && n%step != 0 && step <= law.MaxSize {
		return run.Adjust(length, n+step-n%step)
	}
	return run
}
