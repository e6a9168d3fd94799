#!/usr/bin/env bash
# Makes what a group of grids runs with, once for each list in environments/, and prints its folder; a group without a
# list needs nothing beyond the environment of the Python tests, and prints nothing.
#
# It is a folder of packages that is put before those of that environment: so torch, with its gigabytes, is there once. It
# lies in the same cache folder outside of the checkout, named after its list and that environment.
set -euo pipefail
group=$1
cd "$(dirname "$0")"
# What NeMo Automodel runs with is what its classes are observed with; it pins transformers 5.18.0.
case $group in
nemo | transformers-5.18.0) exec ../catalogue/environment.sh nemo_automodel-0.7.0 ;;
transformers-5.24.0) exec ../catalogue/environment.sh transformers-5.24.0 ;;
esac
list=environments/$group.txt
[ -e "$list" ] || exit 0
venv=$(../bindings/python/venv.sh)
# It is named after the versions; pip holds what it downloads to the digests beside them.
hash=$(cat <(sed -E '/^ +--hash=/d; s/ \\$//' "$list") <(basename "$venv") | sha256sum | cut -c1-16)
folder=$(dirname "$venv")/truth-$hash

exec 9>"$folder.lock"
flock 9 2>/dev/null || true # another checkout may be making the same one
if [ ! -e "$folder/complete" ]; then
  echo "truth: making $folder for $group (once for each list)" >&2
  rm -rf "$folder"
  # No package is compiled: what a list names is pure Python, or comes as a wheel.
  DS_BUILD_OPS=0 PYTHONPATH="$folder" "$venv/bin/python" -m pip --disable-pip-version-check install --quiet --progress-bar off \
    --no-deps --no-build-isolation --target "$folder" -r "$list" >&2
  touch "$folder/complete"
fi
echo "$folder"
