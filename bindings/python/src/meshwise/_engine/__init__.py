"""The host: it runs the engine, one WebAssembly module, on wasmtime. :mod:`.ask` is the door to it."""
