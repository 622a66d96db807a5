#!/usr/bin/env bash
# The whole check, in the order in which a fault is cheapest to find; what `make test` does.
# Ends at the first step that fails and tells at the end how long each took.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/paths.sh"

# Tests make folders of their own and never meet the data of whoever runs them.
unset PLANTROOM_DATA

report=()
current=""
started=0

step() {
  current="$1"
  started=$SECONDS
  shift
  printf '\n== %s\n' "$current"
  "$@"
  report+=("$(printf '%5d s  %s' $((SECONDS - started)) "$current")")
  current=""
}

tell() {
  local code=$?
  printf '\n'
  [ "${#report[@]}" -eq 0 ] || printf '%s\n' "${report[@]}"
  [ -z "$current" ] || printf '%5d s  %s: FAILED\n' $((SECONDS - started)) "$current"
  printf '%5d s  in all\n' "$SECONDS"
  exit "$code"
}
trap tell EXIT

ui() {
  npm --prefix ui "$@"
}

# Lints are denied on clippy's own command line: RUSTFLAGS that differ between steps would compile everything twice.
step "prepare" scripts/prepare.sh test
step "format" cargo fmt --all --check
step "core: lints" cargo clippy --workspace --no-default-features --all-targets --locked -- -D warnings
step "core: tests" cargo test --workspace --exclude window-tests --no-default-features
step "ui: lints" ui run lint
step "ui: types" ui run check
step "ui: tests" ui test
step "ui: build" ui run build
step "window: lints" cargo clippy "${window_build[@]}" --all-targets -- -D warnings
step "window: tests" cargo test "${window_build[@]}" --lib --bin plantroom
if [ "$(uname)" = Linux ]; then
  step "window: end to end" scripts/window.sh
else
  printf '\nThe window is driven end to end on Linux only: that step is left out here.\n'
fi
