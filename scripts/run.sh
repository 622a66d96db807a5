#!/usr/bin/env bash
# Builds the console and opens its window; what `make run` does. Arguments go to the window.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/paths.sh"

scripts/prepare.sh run

scripts/page.sh
cargo build --release "${window_build[@]}" --bin plantroom --bin plantroomctl

# WebKit takes its language from LANG and knows no language called C.
language=(env)
case "${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}" in
  "" | C | C.* | POSIX)
    language+=(-u LC_ALL -u LC_MESSAGES LANG=en_US.UTF-8)
    ;;
esac

window="$target/release/plantroom"
if [ "$(uname)" = Linux ] && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  echo "There is no display here: the window opens on a virtual one, where nobody sees it. Ctrl+C ends it."
  echo "For a picture of it: scripts/screenshot.sh window.png 10 $window"
  exec scripts/with-display.sh "$window" "$@"
fi
exec "${language[@]}" "$window" "$@"
