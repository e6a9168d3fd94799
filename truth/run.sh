#!/usr/bin/env bash
# Runs the instruments: run.sh [GROUP[/GRID] ...] [--cases N] [--seed S] [--sample] [--show N] [--checkout PACKAGE=DIR].
#
# Each group has a process of its own, since packages patch one another and two versions of one cannot be imported together.
# What it found is in build/truth/GROUP.json; the table over all of them comes last, and its exit code says whether they hold.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
venv=$("$root/bindings/python/venv.sh")
mkdir -p "$root/build/truth"
(cd "$root" && "${GO:-go}" build -o build/truth/ask ./truth/ask)

groups=() options=()
while [ $# -gt 0 ]; do
  case $1 in
  --sample) options+=("$1"); shift ;;
  --*) options+=("$1" "${2:?$1 needs a value}"); shift 2 ;;
  *) groups+=("$1"); shift ;;
  esac
done

# Nothing is loaded from anywhere, and no GPU is looked at: the same is seen on every machine.
export HF_HUB_OFFLINE=1 CUDA_VISIBLE_DEVICES='' PYTHONHASHSEED=0 TOKENIZERS_PARALLELISM=false OMP_NUM_THREADS=1 TQDM_DISABLE=1
python() { PYTHONPATH=$1:$here:$root/catalogue:$root/bindings/python/src "$venv/bin/python" -m grids "${@:2}"; }
[ ${#groups[@]} -gt 0 ] || mapfile -t groups < <(python "" list)

failed=0 results=()
for group in "${groups[@]}"; do
  name=${group%%/*}
  result=$root/build/truth/${group//\//-}.json
  folder=$("$here/environment.sh" "$name")
  rm -f "$result"
  results+=("$result")
  python "$folder" run "$group" --ask "$root/build/truth/ask" --json "$result" ${options[@]+"${options[@]}"} || failed=1
done
python "" table "${results[@]}" || failed=1
exit $failed
