package hostabi

import (
	"bytes"
	"context"
	"errors"
	"math"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/meshwise/meshwise/hostabi/internal/backend"
)

// instance is one running instance and what the host knows of it.
type instance struct {
	backend.Instance
	stderr  backend.Stderr
	calls   int
	address uint32 // of the request buffer, which does not move until more is asked for
	asked   uint32 // what the buffer was asked to hold
}

// crash is the end of an instance: a trap, or an answer that points outside the memory.
type crash struct {
	reason string
	stderr string
}

// Error returns the reason.
func (c *crash) Error() string {
	return c.reason
}

// crashed makes the end of the instance out of what the runtime said.
func (i *instance) crashed(err error) *crash {
	return &crash{reason: firstLine(err), stderr: i.stderr.String()}
}

// exchange hands a request to the instance and copies the answer out. After an error the instance must be dropped.
func (i *instance) exchange(ctx context.Context, request []byte) ([]byte, error) {
	i.calls++
	i.stderr.Reset()
	answer, err := i.roundTrip(ctx, request)
	if err != nil {
		return nil, i.crashed(err)
	}
	return answer, nil
}

// roundTrip is the ABI of one request: see wasm/main.go.
func (i *instance) roundTrip(ctx context.Context, request []byte) ([]byte, error) {
	size := uint32(min(uint64(len(request)), math.MaxUint32))
	writable := i.address != 0 && size <= i.asked
	if !writable {
		address, err := i.Input(ctx, size)
		if err != nil {
			return nil, err
		}
		if address != 0 { // 0: the request is over the limit, and the engine says so without reading it
			i.address, i.asked, writable = address, size, true
		}
	}
	if writable && !i.Write(i.address, request) {
		return nil, errors.New("the request buffer lies outside the memory")
	}
	packed, err := i.Call(ctx, size)
	if err != nil {
		return nil, err
	}
	answer, ok := i.Read(uint32(packed>>32), uint32(packed))
	if !ok || len(answer) == 0 {
		return nil, errors.New("the answer is empty or lies outside the memory")
	}
	return answer, nil
}

// operation reads which operation a request asks for, for the report of a crash. A request that made the engine crash may
// hold anything, so a name that does not look like one is left out.
func operation(request []byte) string {
	const longest = 64
	decoder := jsontext.NewDecoder(bytes.NewReader(request))
	if token, err := decoder.ReadToken(); err != nil || token.Kind() != jsontext.BeginObject.Kind() {
		return ""
	}
	for decoder.PeekKind() == '"' {
		key, err := decoder.ReadToken()
		if err != nil {
			return ""
		}
		if key.String() != "op" {
			if decoder.SkipValue() != nil {
				return ""
			}
			continue
		}
		value, err := decoder.ReadToken()
		if err != nil || value.Kind() != '"' {
			return ""
		}
		name := value.String()
		for _, r := range name {
			if r != '_' && (r < 'a' || r > 'z') {
				return ""
			}
		}
		if len(name) > longest {
			return ""
		}
		return name
	}
	return ""
}
