#!/usr/bin/env bash
# Makes the virtual environment of the tests, once for each lock, and prints its path.
#
# It lies in a cache folder outside of the checkout and is named after the locks and the Python, so that a clean clone
# finds it again. The first run downloads torch with its CUDA libraries (about 3 GB) and says how far it is.
set -euo pipefail
cd "$(dirname "$0")"
python=${PYTHON:-python3}
tag=$("$python" -c 'import sys; print(f"{sys.version_info[0]}.{sys.version_info[1]}-{sys.platform}")')
big='^(torch==|nvidia-|cuda-|triton==)'
# What the lock says of the packages whose names match, or of the others: the version, and the digests that pip holds it to.
locked() { awk -v names="$big" -v wanted="$1" '/^[a-z]/ { on = (($0 ~ names) == wanted) } on && !/^#/' requirements-test.txt; }
versions() { sed -E '/^ +--hash=/d; s/ \\$//' "$@"; }
hash=$(versions requirements-test.txt requirements-test-nodeps.txt <(echo "$tag") | sha256sum | cut -c1-16)
root=${XDG_CACHE_HOME:-$HOME/.cache}/meshwise
venv=$root/venv-$hash
say() { echo "venv: $*" >&2; }

mkdir -p "$root"
exec 9>"$venv.lock"
flock 9 2>/dev/null || true # another checkout may be building the same one
if [ ! -e "$venv/complete" ]; then
  say "making $venv (once for each lock; some minutes)"
  rm -rf "$venv"
  whole=yes
  "$python" -m venv "$venv"
  pip=("$venv/bin/python" -m pip --disable-pip-version-check install --progress-bar off)
  say "1/3 the tools: wasmtime, pytest, hypothesis, mypy, ruff"
  "${pip[@]}" --no-deps --quiet -r <(locked 0) >&2
  say "2/3 torch and what it loads (the long part)"
  if "${pip[@]}" --no-deps -r <(locked 1) 2>&1 |
    grep --line-buffered -E '^(Collecting|  Downloading|Installing|Successfully|ERROR)' | sed -u 's/^ */venv:   /' >&2; then
    :
  else
    # The tests that need torch then fail loudly; the rest runs, and the next run tries again.
    whole=no
    say "TORCH COULD NOT BE INSTALLED: tests that need it will fail and say so"
  fi
  say "3/3 what answers are compared with"
  if ! "${pip[@]}" --no-deps --quiet -r requirements-test-nodeps.txt >&2; then
    say "THE ORIGINAL COULD NOT BE INSTALLED: the parity tests will fail and say so"
    whole=no
  fi
  [ "$whole" = no ] || touch "$venv/complete"
  say "done: $(du -sh "$venv" | cut -f1)"
fi
echo "$venv"
