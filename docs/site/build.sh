#!/usr/bin/env bash
# Makes the documentation site of this version: build.sh FOLDER. Any warning, such as a link that leads nowhere, fails it.
# build.sh --check does all of it but writing the pages, in a third of the time: `make test` runs it, with what a release runs.
set -euo pipefail
cd "$(dirname "$0")/../.."
output=${1:?the folder to write into, or --check}
staged=build/docs-site
export PYTHONHASHSEED=0 SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
venv=$(bindings/python/venv-build.sh docs/site/requirements.txt)
bindings/js/deps.sh docs/site
go run ./internal/docsite -o "$staged"
cp docs/site/conf.py docs/site/*.md "$staged"
docs/site/node_modules/.bin/typedoc --logLevel Warn --options docs/site/typedoc.config.mjs --out "$staged/javascript-api"
printf '\n```{toctree}\n:hidden:\n\nnode\nworker\ninline\n```\n' >>"$staged/javascript-api/index.md"
make_pages=("$venv/bin/python" -m sphinx -q -W --keep-going -E -c docs/site)
if [ "$output" = --check ]; then
  "${make_pages[@]}" -b dummy "$staged" build/docs-check
  echo "docs: $(find "$staged" -name '*.md' | wc -l) sources in $staged, and nothing to warn of"
  exit
fi
rm -rf "$output"
"${make_pages[@]}" -b html "$staged" "$output"
rm -rf "$output/.doctrees" "$output/.buildinfo"
echo "docs: $(find "$output" -name '*.html' | wc -l) pages in $output"
