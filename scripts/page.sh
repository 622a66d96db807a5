#!/usr/bin/env bash
# Builds the page where its sources are newer than what was built: a page made anew makes the whole window be linked anew.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Folders count too, so that a removed file is noticed.
if [ ! -f ui/dist/index.html ] ||
  [ -n "$(find ui/src ui/*.html ui/*.json ui/*.js ui/*.ts -newer ui/dist/index.html -print -quit)" ]; then
  npm --prefix ui run build
fi
