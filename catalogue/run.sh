#!/usr/bin/env bash
# Writes every catalogue, or compares each with what would be written: run.sh [--check].
set -euo pipefail
cd "$(dirname "$0")"
venv=$(../bindings/python/venv.sh)
failed=0
{ read -r fields; read -r sections; } < <(cd .. && ${GO:-go} run ./internal/cataloguegen -fields)
for list in environments/*.txt; do
  name=$(basename "$list" .txt)
  folder=$(./environment.sh "$name")
  # Nothing is loaded from anywhere, and no GPU is looked at: the same is observed on every machine.
  HF_HUB_OFFLINE=1 CUDA_VISIBLE_DEVICES='' PYTHONHASHSEED=0 MESHWISE_CATALOGUE_EXTRAS=$(sed -E '/^ +--hash=/d; s/ \\$//' "$list" | sha256sum | cut -c1-16) \
    PYTHONPATH=$folder:$PWD:$PWD/../bindings/python/src \
    "$venv/bin/python" -m generate "${name%-*}" --version "${name##*-}" "$@" || failed=1
  [ "${name%-*}" != transformers ] || HF_HUB_OFFLINE=1 CUDA_VISIBLE_DEVICES='' PYTHONPATH=$folder:$PWD:$PWD/../bindings/python/src \
    "$venv/bin/python" -m generate.defaults --fields "$fields" --sections "$sections" "$@" || failed=1
done
exit $failed
