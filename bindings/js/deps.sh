#!/usr/bin/env bash
# Installs the packages of a lock next to it, once for each lock. No script of any package runs.
#
#   bindings/js/deps.sh [FOLDER]
set -euo pipefail
cd "${1:-$(dirname "$0")}"
hash=$(cat package.json package-lock.json | sha256sum | cut -c1-32)
stamp=node_modules/.installed-$hash
if [ ! -e "$stamp" ]; then
  echo "npm: installing what $PWD/package-lock.json lists" >&2
  npm ci --ignore-scripts --no-audit --no-fund >&2
  touch "$stamp"
fi
