// Package meshwise asks whether a training run works, in Go: typed runs and answers over an engine of package hostabi.
//
//	engine := hostabi.Native()
//	verdict, err := meshwise.Check(ctx, engine, meshwise.Config(configJSON), meshwise.Run{
//		Framework: "megatron", WorldSize: 64, TPSize: 8, PPSize: 2, GlobalBatchSize: 512, SequenceLength: 8192,
//	})
//	if verdict.Valid == meshwise.No { … verdict.Violations … }
//
// An invalid run is an answer; an error is a failed call: [Error] where the engine cannot use what it was given, and an error
// of the engine's otherwise. Nothing is decided here: every sentence and every number is the engine's, and what a type
// does not hold is in the answer's Raw.
package meshwise
