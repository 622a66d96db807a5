#!/usr/bin/env bash
# Drives the real window on a virtual display. Expects what `scripts/prepare.sh test` installs and a built ui/dist.
# Arguments go to the tests, such as the name of one of them.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/paths.sh"

cargo build "${window_build[@]}" --bin plantroom --bin plantroomctl
cargo test -p window-tests --no-run

# A home of its own: neither the data nor the window settings of whoever runs this are touched.
home="$(mktemp -d)"
trap 'rm -rf "$home"' EXIT
unset PLANTROOM_DATA
export XDG_DATA_HOME="$home/data" XDG_CONFIG_HOME="$home/config" XDG_CACHE_HOME="$home/cache" XDG_STATE_HOME="$home/state"

# One at a time: they share the display, and the promises in seconds hold for a machine that does one thing.
scripts/with-display.sh cargo test -p window-tests -- --test-threads=1 "$@"
