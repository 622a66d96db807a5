#!/usr/bin/env bash
# Lets devices made with other people's libraries publish to a real broker, and checks that all of it is understood.
# The libraries come from PyPI and npm in pinned versions (tests/clients/packages) into the build folder and nowhere else,
# so it needs the registries and is not part of `make test`. Needs Python 3.11 or newer with pip, node, npm and mosquitto.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/paths.sh"

packages="$target/clients"
pins=tests/clients/packages

python_library() {
  local into="$packages/python-$1" list="$pins/$1.txt"
  cmp -s "$list" "$into/.installed-from" && return 0
  rm -rf "$into"
  "$packages/pip/bin/pip" install --quiet --disable-pip-version-check --no-deps --target "$into" -r "$list"
  cp "$list" "$into/.installed-from"
}

node_libraries() {
  local into="$packages/node" stamp="$packages/node/.installed-from"
  cmp -s "$pins/package-lock.json" "$stamp" && return 0
  mkdir -p "$into"
  cp "$pins/package.json" "$pins/package-lock.json" "$into"
  npm --prefix "$into" ci --silent --ignore-scripts
  cp "$pins/package-lock.json" "$stamp"
}

mkdir -p "$packages"
[ -x "$packages/pip/bin/pip" ] || python3 -m venv "$packages/pip"
for list in "$pins"/*.txt; do
  python_library "$(basename "$list" .txt)"
done
node_libraries

cargo build --quiet --package cli
unset PLANTROOM_DATA
"$packages/pip/bin/python" tests/clients/understood.py "$target/debug/plantroomctl" "$packages"
