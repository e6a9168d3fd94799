#!/usr/bin/env bash
# Makes the virtual environment of a lock, once for each lock, and prints its path. It lies outside of the checkout.
#
#   bindings/python/venv-build.sh [LOCK]
#
# Without LOCK it is that of the tools that make the wheel and the sdist.
set -euo pipefail
lock=${1:-$(dirname "$0")/requirements-build.txt}
python=${PYTHON:-python3}
tag=$("$python" -c 'import sys; print(f"{sys.version_info[0]}.{sys.version_info[1]}-{sys.platform}")')
hash=$({ cat "$lock"; echo "$tag"; } | sha256sum | cut -c1-16)
root=${XDG_CACHE_HOME:-$HOME/.cache}/meshwise
venv=$root/$(basename "$lock" .txt)-$hash
mkdir -p "$root"
exec 9>"$venv.lock"
flock 9 2>/dev/null || true # another checkout may be building the same one
if [ ! -e "$venv/complete" ]; then
  echo "venv: installing what $lock lists" >&2
  rm -rf "$venv"
  "$python" -m venv "$venv" >&2
  "$venv/bin/python" -m pip --disable-pip-version-check install --quiet --no-deps --require-hashes -r "$lock" >&2
  touch "$venv/complete"
fi
echo "$venv"
