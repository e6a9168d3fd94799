#!/usr/bin/env bash
# The Python package, asked very many times: python.sh -calls N FILE. See main.go.
set -euo pipefail
cd "$(dirname "$0")/../.."
venv=$(bindings/python/venv.sh)
PYTHONPATH=bindings/python/src exec "$venv/bin/python" bench/soak/python.py "$@"
