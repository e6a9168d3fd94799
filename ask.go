package meshwise

import (
	"context"
	"encoding/json"
	"fmt"
)

// Engine answers requests: a *hostabi.Engine does, native or as a module.
type Engine interface {
	Call(ctx context.Context, request []byte) (answer []byte, err error)
}

// Model is what is known of a model.
type Model struct{ facts json.RawMessage }

// Config is a model by its config.json.
func Config(config []byte) Model {
	return Model{append(append(json.RawMessage(`{"config":`), config...), '}')}
}

// Facts is a model by the facts that a host saw of its live class (docs/abi.md): what the Python package writes with
// `meshwise capabilities --live … --facts`, say.
func Facts(facts []byte) Model { return Model{facts} }

// Error is what the engine says of a request that it cannot use.
type Error struct {
	Code    string `json:"code"`    // stable: docs/errors.md lists them
	Path    string `json:"path"`    // a JSON pointer to the culprit in the request
	Message string `json:"message"` // what was expected, and what was there
}

// Error is the engine's sentence, with its code.
func (e *Error) Error() string { return e.Code + ": " + e.Message }

// Option is a part of a request beside the model and the run.
type Option func(map[string]any)

// Want names parts of an answer that are not told unless they are asked for: "estimate", "rules", "detail".
func Want(parts ...string) Option { return func(request map[string]any) { request["want"] = parts } }

// Nearest asks a verdict for meshes that pass, at most so many.
func Nearest(limit int) Option { return func(request map[string]any) { request["nearest"] = limit } }

// Acceptance is a code that may fire, with the reason for it.
type Acceptance struct {
	Code   string `json:"code"`
	Reason string `json:"reason"`
	At     string `json:"at,omitempty"` // where it is accepted, as "admission.yaml:12"
}

// FailOn asks a verdict for its Fails: on "violation", on what is "unknown" as well, or on every "warning", but for what is accepted.
// What is accepted stays what it is.
func FailOn(least string, accepted ...Acceptance) Option {
	return func(request map[string]any) { request["fail_on"], request["accept"] = least, accepted }
}

// Limit bounds the meshes or runs of a list.
func Limit(limit int) Option { return func(request map[string]any) { request["limit"] = limit } }

// Text asks for the answer as a person reads it in a terminal, so many columns wide. It stands in the answer's Rendered.
func Text(width int) Option {
	return func(request map[string]any) { request["format"], request["width"] = "text", width }
}

// Check holds a run against its model: every violation at once, with what would work.
func Check(ctx context.Context, engine Engine, model Model, run Run, options ...Option) (*Verdict, error) {
	answer := &Verdict{}
	return answer, ask(ctx, engine, "validate_mesh", model, run, options, answer, &answer.Raw)
}

// Meshes lists the meshes of run.WorldSize on which the model runs, the rest of the run staying as it is.
func Meshes(ctx context.Context, engine Engine, model Model, run Run, options ...Option) (*List, error) {
	answer := &List{}
	return answer, ask(ctx, engine, "meshes", model, run, options, answer, &answer.Raw)
}

// Plan ranks the runs of a world: what fits and how long a step takes. A size or a setting that the run has is kept.
func Plan(ctx context.Context, engine Engine, model Model, run Run, options ...Option) (*Ranking, error) {
	answer := &Ranking{}
	return answer, ask(ctx, engine, "plan", model, run, options, answer, &answer.Raw)
}

// Ask asks any question of docs/abi.md that is about a model and a run, and returns the answer as it came.
func Ask(ctx context.Context, engine Engine, op string, model Model, run Run, options ...Option) (json.RawMessage, error) {
	var raw json.RawMessage
	err := ask(ctx, engine, op, model, run, options, nil, &raw)
	return raw, err
}

func ask(ctx context.Context, engine Engine, op string, model Model, run Run, options []Option, into any, raw *json.RawMessage) error {
	request, err := run.members()
	if err != nil {
		return err
	}
	request["op"] = op
	if model.facts != nil {
		request["facts"] = model.facts
	}
	for _, option := range options {
		option(request)
	}
	text, err := json.Marshal(request)
	if err != nil {
		return fmt.Errorf("meshwise: the model is no JSON: %w", err)
	}
	answer, err := engine.Call(ctx, text)
	if err != nil {
		return err
	}
	var failed struct {
		Kind string
		Error
	}
	if err := json.Unmarshal(answer, &failed); err != nil {
		return fmt.Errorf("meshwise: the engine's answer is no JSON: %w", err)
	}
	if failed.Kind == "error" {
		return &failed.Error
	}
	*raw = answer
	if into == nil {
		return nil
	}
	return json.Unmarshal(answer, into)
}
