#!/usr/bin/env bash
# Finds Chromium for the tests in a real browser, and prints its path. Where there is none, it installs Debian's when run
# by root, and else says what to do. CHROMIUM names another one.
set -euo pipefail
if [ -n "${CHROMIUM:-}" ]; then
  command -v "$CHROMIUM" && exit 0
  echo "chromium: CHROMIUM=$CHROMIUM is not there" >&2
  exit 1
fi
find_one() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
find_one && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "chromium: installing Debian's (once)" >&2
  export DEBIAN_FRONTEND=noninteractive
  # Only one at a time, also where several tests start together: who holds the folder of the packages installs them.
  (flock 9 && { command -v chromium >/dev/null || { apt-get update && apt-get install -y --no-install-recommends chromium fonts-liberation; }; }) \
    9</var/cache/apt >&2
  find_one && exit 0
fi
echo "chromium: there is none, and the tests need a real browser: install it (apt-get install chromium), or set CHROMIUM to its path" >&2
exit 1
