#!/usr/bin/env bash
# Makes what a catalogue is observed with, once for each list in environments/, and prints its folder.
#
# It is a folder of packages that is put before those of the environment of the Python tests: so torch, with its gigabytes,
# is there once. It lies in the same cache folder outside of the checkout, named after its list and that environment.
set -euo pipefail
name=$1
cd "$(dirname "$0")"
list=environments/$name.txt
venv=$(../bindings/python/venv.sh)
# It is named after the versions; pip holds what it downloads to the digests beside them.
hash=$(cat <(sed -E '/^ +--hash=/d; s/ \\$//' "$list") <(basename "$venv") | sha256sum | cut -c1-16)
folder=$(dirname "$venv")/catalogue-$hash

exec 9>"$folder.lock"
flock 9 2>/dev/null || true # another checkout may be making the same one
if [ ! -e "$folder/complete" ]; then
  echo "catalogue: making $folder for $name (once for each list)" >&2
  rm -rf "$folder"
  "$venv/bin/python" -m pip --disable-pip-version-check install --quiet --progress-bar off --no-deps \
    --target "$folder" -r "$list" >&2
  touch "$folder/complete"
fi
echo "$folder"
