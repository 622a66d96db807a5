# shellcheck shell=bash
# Sourced by the other scripts: goes to the project's folder and says where things are built and found.
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

target="${CARGO_TARGET_DIR:-target}"
case "$target" in
  /*) ;;
  *) target="$PWD/$target" ;;
esac
tools="$target/tools"

# Debian keeps mosquitto in /usr/sbin, which a plain user's PATH leaves out.
export PATH="$tools/bin:$PATH:${CARGO_HOME:-$HOME/.cargo}/bin:/usr/sbin"

# One selection of packages and features for everything that has the window in it: another would compile it again.
# shellcheck disable=SC2034,SC2054
window_build=(-p plantroom -p cli --features desktop,custom-protocol)
