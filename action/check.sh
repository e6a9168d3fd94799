#!/usr/bin/env bash
# What the action runs: it finds the files, annotates their lines, and writes the summary of the job.
#
#   check.sh PROGRAM
#
# GitHub sets GITHUB_EVENT_PATH, GITHUB_EVENT_NAME, GITHUB_STEP_SUMMARY and GITHUB_OUTPUT, action.yml the MESHWISE_ ones.
set -euo pipefail
program=$1

# The words of an input, one a line; blank lines are none.
lines() { while IFS= read -r line; do line=${line%$'\r'}; [ -z "${line//[[:space:]]/}" ] || printf '%s\0' "$line"; done <<<"$1"; }

# The commit before the change: the base of a pull request, or what a push found there. Empty where there is none.
base() {
  case ${GITHUB_EVENT_NAME:-} in
    pull_request | pull_request_target) json_path pull_request base sha ;;
    push) json_path before ;;
  esac
}

# A string in the event, by the names on the way to it.
json_path() {
  [ -f "${GITHUB_EVENT_PATH:-}" ] || return 0
  if command -v jq >/dev/null; then
    jq -r 'getpath($ARGS.positional) // ""' --args "$@" <"$GITHUB_EVENT_PATH"
  else
    python3 -c 'import json, sys
v = json.load(open(sys.argv[1]))
for name in sys.argv[2:]:
    v = v.get(name) if isinstance(v, dict) else None
print(v or "")' "$GITHUB_EVENT_PATH" "$@"
  fi
}

# The files that changed and may say a run, each followed by a zero byte; all of them where no change is known.
changed() {
  local from
  from=$(base)
  case $from in
    "" | *[!0-9a-f]* | 0000000000000000000000000000000000000000) from= ;;
    *) git cat-file -e "$from^{commit}" 2>/dev/null || git fetch --quiet --depth=1 origin "$from" || from= ;;
  esac
  local patterns=('*.yaml' '*.yml' '*.toml' '*.json' '*.sh' '*.bash' '*.slurm' '*.sbatch')
  if [ -n "$from" ]; then
    git diff --relative --name-only --diff-filter=ACMRT -z "$from" HEAD -- "${patterns[@]}"
  else
    git ls-files -z -- "${patterns[@]}"
  fi
}

arguments=(check --fail-on="${MESHWISE_FAIL_ON:-violation}")
[ "${MESHWISE_DOWNLOAD:-}" != true ] || arguments+=(--download)
[ -z "${MESHWISE_MODEL:-}" ] || arguments+=("--model=$MESHWISE_MODEL")
while IFS= read -r -d '' word; do arguments+=("$word"); done < <(lines "${MESHWISE_ARGS:-}")

files=()
while IFS= read -r -d '' file; do files+=("$file"); done < <(lines "${MESHWISE_FILES:-}")
if [ ${#files[@]} -eq 0 ]; then
  if [ -f meshwise.yaml ]; then
    files=(meshwise.yaml)
  else
    arguments+=(--only-runs)
    while IFS= read -r -d '' file; do
      case $file in -*) file=./$file ;; esac # no flag
      files+=("$file")
    done < <(changed)
  fi
fi
if [ ${#files[@]} -eq 0 ]; then
  echo "no file changed that may say a run"
  echo "passes=true" >>"$GITHUB_OUTPUT"
  exit 0
fi

# GitHub wants the places as the repository has them, wherever this runs.
prefix=$(git rev-parse --show-prefix 2>/dev/null || true)
prefix=${prefix//\\/\\\\}
prefix=${prefix//|/\\|}
prefix=${prefix//&/\\&}

code=0
"$program" "${arguments[@]}" --format=github "${files[@]}" | sed -E "s|^(::[a-z]+ file=)(\./)?|\1$prefix|" || code=$?
{
  echo "# meshwise"
  echo
  "$program" "${arguments[@]}" --format=markdown "${files[@]}" 2>/dev/null || true
} >>"$GITHUB_STEP_SUMMARY"
case $code in
  0) echo "passes=true" >>"$GITHUB_OUTPUT" ;;
  1) echo "passes=false" >>"$GITHUB_OUTPUT" ;;
  *) echo "::error title=meshwise::something could not be read: see the log of this step" ;;
esac
exit "$code"
