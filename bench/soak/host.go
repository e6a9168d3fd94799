package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strconv"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"

	"github.com/meshwise/meshwise/hostabi"
	"github.com/meshwise/meshwise/hostabi/wasmtime"
)

// caller is one host: a request in, an answer out, and how much memory the guest has.
type caller struct {
	call   func(request []byte) ([]byte, error)
	memory func() int
}

// serve is one of the hosts in Go: the requests in turn, over and over, each with the answer that it had the first time.
func serve(name string, calls int, path string) error {
	requests, err := readRequests(path)
	if err != nil {
		return err
	}
	host, err := start(name, calls)
	if err != nil {
		return err
	}
	answers := make([][]byte, len(requests))
	digest := sha256.New()
	found := outcome{}
	for ; found.Calls < calls; found.Calls++ {
		n := found.Calls % len(requests)
		answer, err := host.call(requests[n])
		if err != nil {
			return fmt.Errorf("call %d: %w", found.Calls, err)
		}
		if answers[n] == nil {
			answers[n] = answer
			binary.Write(digest, binary.LittleEndian, uint32(len(answer)))
			digest.Write(answer)
		} else if !bytes.Equal(answer, answers[n]) {
			return fmt.Errorf("call %d: another answer to request %d than before", found.Calls, n)
		}
		if found.Calls == max(2*len(requests), calls/10)-1 {
			found.Early = host.memory()
		}
		if found.Calls%stepCalls == 0 {
			fmt.Println(found.Calls)
		}
	}
	found.Digest, found.Late = hex.EncodeToString(digest.Sum(nil)), host.memory()
	return json.NewEncoder(os.Stdout).Encode(found)
}

func readRequests(path string) ([][]byte, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var requests [][]byte
	for len(content) > 0 {
		line, rest, _ := bytes.Cut(content, []byte("\n"))
		size, err := strconv.Atoi(string(line))
		if err != nil || size > len(rest) {
			return nil, fmt.Errorf("%s is no file of requests", path)
		}
		requests, content = append(requests, rest[:size]), rest[size:]
	}
	return requests, nil
}

func start(name string, calls int) (caller, error) {
	ctx := context.Background()
	if name == "native" {
		engine := hostabi.Native()
		return caller{func(request []byte) ([]byte, error) { return engine.Call(ctx, request) }, func() int { return 0 }}, nil
	}
	module, err := os.ReadFile("build/meshwise.wasm")
	if err != nil {
		return caller{}, err
	}
	switch name {
	case "wazero":
		return bare(ctx, module)
	case "wasmtime":
		engine, err := wasmtime.New(ctx, module, hostabi.WithInstances(1), hostabi.WithCallsPerInstance(calls+1))
		if err != nil {
			return caller{}, err
		}
		return caller{func(request []byte) ([]byte, error) { return engine.Call(ctx, request) }, func() int { return 0 }}, nil
	}
	return caller{}, fmt.Errorf("there is no host %q", name)
}

// bare is one instance in wazero without hostabi, which would replace one that grew.
func bare(ctx context.Context, module []byte) (caller, error) {
	runtime := wazero.NewRuntime(ctx)
	wasi_snapshot_preview1.MustInstantiate(ctx, runtime)
	instance, err := runtime.InstantiateWithConfig(ctx, module,
		wazero.NewModuleConfig().WithStartFunctions("_initialize").WithSysNanotime())
	if err != nil {
		return caller{}, err
	}
	input, answer := instance.ExportedFunction("meshwise_input"), instance.ExportedFunction("meshwise_call")
	call := func(request []byte) ([]byte, error) {
		at, err := input.Call(ctx, uint64(len(request)))
		if err != nil {
			return nil, err
		}
		instance.Memory().Write(api.DecodeU32(at[0]), request)
		packed, err := answer.Call(ctx, uint64(len(request)))
		if err != nil {
			return nil, err
		}
		view, ok := instance.Memory().Read(uint32(packed[0]>>32), uint32(packed[0]))
		if !ok {
			return nil, fmt.Errorf("the answer lies outside of the memory")
		}
		return bytes.Clone(view), nil
	}
	return caller{call, func() int { return int(instance.Memory().Size()) }}, nil
}
