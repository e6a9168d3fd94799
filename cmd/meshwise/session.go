package main

import (
	"context"

	"github.com/tidwall/gjson"

	"github.com/meshwise/meshwise/hostabi"
)

// session is an engine that has been started for one command.
type session struct {
	*cli
	ctx    context.Context
	engine *hostabi.Engine
}

// open starts the engine that the flags choose.
func (c *cli) open(ctx context.Context) (*session, error) {
	engine, err := c.flags.start(ctx)
	if err != nil {
		return nil, err
	}
	return &session{c, ctx, engine}, nil
}

// close ends the engine. There is nothing left to lose by then.
func (s *session) close() { s.engine.Close(s.ctx) }

// ask asks the engine. An answer of kind "error" is returned as the error that it is, about what the user wrote.
func (s *session) ask(r *request) (answer, error) {
	raw, err := s.engine.Call(s.ctx, r.bytes())
	if err != nil {
		return answer{}, engineFailure(err)
	}
	a := answer{raw: raw, Result: gjson.ParseBytes(raw)}
	if a.Get("kind").Str == "error" {
		return answer{}, r.refusal(a)
	}
	return a, nil
}

// answer is what the engine said.
type answer struct {
	gjson.Result
	raw []byte
}
