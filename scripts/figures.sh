#!/usr/bin/env bash
# Measures what the window promises in figures, on the release build under a virtual display, and prints them as JSON.
# Arguments choose figures (bundle start travel chart floor topics idle memory) and `--minutes N`; all of them without any.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/paths.sh"

scripts/prepare.sh test
scripts/page.sh
cargo build --release "${window_build[@]}" --bin plantroom --bin plantroomctl
cargo bench -p window-tests --bench figures --no-run

home="$(mktemp -d)"
trap 'rm -rf "$home"' EXIT
unset PLANTROOM_DATA
export XDG_DATA_HOME="$home/data" XDG_CONFIG_HOME="$home/config" XDG_CACHE_HOME="$home/cache" XDG_STATE_HOME="$home/state"

scripts/with-display.sh cargo bench -q -p window-tests --bench figures -- "$@"
