#!/usr/bin/env bash
# Runs a command on a virtual display with a session bus of its own: `scripts/with-display.sh COMMAND…`.
set -euo pipefail

# Without a graphics card WebKit's default renderer draws 10 to 20 frames a second, the plain one more than 50.
export WEBKIT_DISABLE_DMABUF_RENDERER=1 LIBGL_ALWAYS_SOFTWARE=1
export GDK_BACKEND=x11 NO_AT_BRIDGE=1
unset WAYLAND_DISPLAY

if [ -z "${XDG_RUNTIME_DIR:-}" ]; then
  XDG_RUNTIME_DIR="$(mktemp -d)"
  export XDG_RUNTIME_DIR
  trap 'rm -rf "$XDG_RUNTIME_DIR"' EXIT
fi

# WebKit takes its language from LANG and knows no language called C. The locale need not be installed.
env -u LC_ALL -u LC_MESSAGES LANG=en_US.UTF-8 xvfb-run -a -s "-screen 0 ${SCREEN:-1400x900}x24 -nolisten tcp" dbus-run-session -- "$@"
