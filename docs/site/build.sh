#!/usr/bin/env bash
# Makes the documentation site of this version: build.sh FOLDER. Any warning, such as a link that leads nowhere, fails it.
set -euo pipefail
cd "$(dirname "$0")/../.."
output=${1:?the folder to write into}
staged=build/docs-site
export PYTHONHASHSEED=0 SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
venv=$(bindings/python/venv-build.sh docs/site/requirements.txt)
bindings/js/deps.sh docs/site
go run ./internal/docsite -o "$staged"
cp docs/site/conf.py docs/site/*.md "$staged"
docs/site/node_modules/.bin/typedoc --logLevel Warn --options docs/site/typedoc.config.mjs --out "$staged/javascript-api"
printf '\n```{toctree}\n:hidden:\n\nnode\nworker\ninline\n```\n' >>"$staged/javascript-api/index.md"
rm -rf "$output"
"$venv/bin/python" -m sphinx -q -W --keep-going -E -b html -c docs/site "$staged" "$output"
rm -rf "$output/.doctrees" "$output/.buildinfo"
echo "docs: $(find "$output" -name '*.html' | wc -l) pages in $output"
