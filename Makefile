# A script runner: `make help` lists what it runs. Every target does its own set-up.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --warn-undefined-variables
.DEFAULT_GOAL := help

GO ?= go
WASM := build/meshwise.wasm
FUZZTIME ?= 30s
CALLS ?= 200000

.PHONY: help
help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-12s %s\n", $$1, $$2}'

.PHONY: test
test: lint wasm ## run all tests: every engine over the whole corpus, then that they agree
	rm -rf build/results
	$(GO) test ./...
	$(MAKE) python-test
	$(MAKE) js-test
	$(MAKE) web-test
	$(GO) run ./tests/agree

.PHONY: race
race: wasm ## run the tests that share an engine between goroutines under the race detector
	$(GO) test -race ./hostabi/... ./cmd/...

.PHONY: lint
lint: ## format, vet, tidy
	@unformatted=$$(gofmt -l bench capabilities catalogue cmd hostabi internal mesh render tests wasm); if [ -n "$$unformatted" ]; then echo "gofmt: $$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(GO) mod tidy -diff

.PHONY: wasm
wasm: ## build the engine: build/meshwise.wasm
	$(GO) run ./internal/wasmbuild -o $(WASM)

.PHONY: python-wasm
python-wasm: wasm ## put the engine into the Python package
	$(GO) run ./internal/wasmbuild -faults -o build/meshwise_faults.wasm
	python3 bindings/python/stage_wasm.py

.PHONY: python-test
python-test: python-wasm ## lint and test the Python package, on real torch (the first run downloads it)
	@venv=$$(bindings/python/venv.sh) && cd bindings/python && \
	$$venv/bin/python -m ruff check . ../../catalogue --config pyproject.toml && \
	$$venv/bin/python -m ruff format --check . ../../catalogue --config pyproject.toml && \
	$$venv/bin/python -m mypy && $$venv/bin/python -m pytest

.PHONY: python-bench
python-bench: python-wasm ## the part of bench that is about the Python package
	@venv=$$(bindings/python/venv.sh) && cd bindings/python && PYTHONPATH=src $$venv/bin/python bench.py

.PHONY: python-wheel
python-wheel: ## build the Python wheel, with Go and pip alone: dist/
	python3 -m pip wheel --no-deps --quiet --wheel-dir dist bindings/python

.PHONY: js
js: wasm ## build the npm package: bindings/js/dist
	bindings/js/deps.sh
	cd bindings/js && npm run --silent build

.PHONY: js-test
js-test: js ## lint and test the npm package, in Node and in Chromium
	$(GO) run ./internal/wasmbuild -faults -o build/meshwise_faults.wasm
	cd bindings/js && npm run --silent lint && npm run --silent test

.PHONY: web
web: js ## build the checker in the browser: dist/web
	bindings/js/deps.sh web
	cd web && npm run --silent build

.PHONY: web-serve
web-serve: web ## serve the checker at http://127.0.0.1:8000/, with the headers of production
	node web/serve.mjs

.PHONY: web-test
web-test: js ## lint and test the checker, in Chromium
	bindings/js/deps.sh web
	cd web && npm run --silent check
	cd web && MESHWISE_HUB=http://hub.test MESHWISE_WEB_OUT=../build/web-test npm run --silent build
	node web/size.mjs build/web-test
	cd web && npm run --silent test
	node web/measure.mjs build/web-test

.PHONY: repro
repro: ## build the engine from two folders and compare the bytes
	$(GO) run ./internal/wasmbuild -repro

.PHONY: catalogue
catalogue: python-wasm ## observe the classes of every package anew: catalogue/*.json (goes on where it stopped)
	catalogue/run.sh
	$(GO) run ./internal/cataloguegen

.PHONY: catalogue-check
catalogue-check: python-wasm ## observe them anew, and compare
	catalogue/run.sh --check

.PHONY: docs
docs: ## write what is made from the code: pages of docs/, and the words of the Python command
	$(GO) run ./internal/docsgen
	$(GO) test ./cmd/meshwise -run CommandsFile -update

.PHONY: catalogue-embed
catalogue-embed: ## put the catalogue of classes into the engine: catalogue/data.go
	$(GO) run ./internal/cataloguegen

.PHONY: vectors
vectors: ## count the vectors anew: tests/vectors/manifest.json
	$(GO) test ./tests -run Manifest -update

.PHONY: fuzz
fuzz: wasm ## fuzz each target for FUZZTIME (30s)
	$(GO) test ./wasm/abi -run '^$$' -fuzz FuzzCall -fuzztime $(FUZZTIME) -fuzzminimizetime 1s
	$(GO) test ./wasm/abi -run '^$$' -fuzz FuzzParse -fuzztime $(FUZZTIME) -fuzzminimizetime 1s
	$(GO) test ./wasm/abi -run '^$$' -fuzz FuzzStructured -fuzztime $(FUZZTIME) -fuzzminimizetime 1s
	$(GO) test ./render -run '^$$' -fuzz FuzzHostileNames -fuzztime $(FUZZTIME) -fuzzminimizetime 1s
	$(GO) test ./tests -run '^$$' -fuzz FuzzHosts -fuzztime $(FUZZTIME) -fuzzminimizetime 1s
	$(GO) test ./internal/wasmbuild/wasmbin -run '^$$' -fuzz FuzzPack -fuzztime $(FUZZTIME) -fuzzminimizetime 1s

.PHONY: bench
bench: wasm ## measure against the budgets and the original, as ratios in one run; CALLS=1000000 for the whole run of the memory
	$(GO) run ./bench -calls $(CALLS)
	@echo
	@$(MAKE) --no-print-directory python-bench

.PHONY: clean
clean: ## remove what was built
	rm -rf build dist
