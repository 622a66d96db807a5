#!/usr/bin/env bash
# Takes a picture of the whole display: `scripts/screenshot.sh FILE`.
# With a command, of a virtual display on which that command has run for some seconds, and ends it:
# `scripts/screenshot.sh FILE SECONDS COMMAND…`. SCREEN=1920x1080 sets its size.
set -euo pipefail

if [ $# -eq 0 ] || [ $# -eq 2 ]; then
  echo "usage: scripts/screenshot.sh FILE [SECONDS COMMAND…]" >&2
  exit 2
fi
if ! command -v import >/dev/null; then
  echo "ImageMagick's import takes the picture; on Debian and Ubuntu: apt-get install imagemagick" >&2
  exit 1
fi

file="$1"
if [ $# -eq 1 ]; then
  exec import -window root "$file"
fi

seconds="$2"
shift 2
# shellcheck disable=SC2016
exec "$(dirname "${BASH_SOURCE[0]}")/with-display.sh" bash -c '
  file="$1" seconds="$2"
  shift 2
  "$@" &
  command=$!
  sleep "$seconds"
  kill -0 "$command" 2>/dev/null || { echo "The command ended before the picture was taken." >&2; exit 1; }
  import -window root "$file"
  kill "$command" 2>/dev/null
  wait "$command" 2>/dev/null || true
' screenshot "$file" "$seconds" "$@"
