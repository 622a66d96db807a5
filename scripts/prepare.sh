#!/usr/bin/env bash
# Sees to it that what a build needs is there: `scripts/prepare.sh run` or `scripts/prepare.sh test`.
# Debian and Ubuntu get missing packages installed; elsewhere they are named, and the build goes on.
# Where nothing is missing it does nothing, in well under a second.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/paths.sh"

goal="${1:-}"
case "$goal" in
  run | test) ;;
  *)
    echo "usage: scripts/prepare.sh run|test" >&2
    exit 2
    ;;
esac

headless() {
  [ "$(uname)" = Linux ] && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]
}

system_packages() {
  local wanted=(build-essential pkg-config libwebkit2gtk-4.1-dev)
  if [ "$goal" = test ]; then
    wanted+=(webkit2gtk-driver mosquitto mosquitto-clients gnome-keyring openssl ca-certificates)
  fi
  if [ "$goal" = test ] || headless; then
    wanted+=(xvfb xauth dbus)
  fi
  local present missing=() package
  # shellcheck disable=SC2016
  present=" $(dpkg-query -W -f '${Package}=${db:Status-Status} ' "${wanted[@]}" 2>/dev/null || true)"
  for package in "${wanted[@]}"; do
    [[ "$present" == *" $package=installed "* ]] || missing+=("$package")
  done
  [ "${#missing[@]}" -gt 0 ] || return 0

  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "These packages are missing and only root may install them: ${missing[*]}" >&2
      echo "Run as root: apt-get install --no-install-recommends ${missing[*]}" >&2
      exit 1
    fi
    as_root=(sudo)
  fi
  echo "Installing: ${missing[*]}"
  "${as_root[@]}" apt-get update -q
  if ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"; then
    echo "The packages could not be installed. Debian 12 and Ubuntu 22.04 are the oldest releases that have all of them." >&2
    exit 1
  fi
}

# What a system without apt lacks is named; a build that needs it says the rest itself.
name_what_is_missing() {
  local missing=() program
  command -v cc >/dev/null || missing+=("a C compiler")
  if [ "$(uname)" = Linux ]; then
    pkg-config --exists webkit2gtk-4.1 2>/dev/null || missing+=("pkg-config and the development files of WebKitGTK 4.1")
    if [ "$goal" = test ] || headless; then
      for program in xvfb-run xauth dbus-run-session; do
        command -v "$program" >/dev/null || missing+=("$program")
      done
    fi
  fi
  if [ "$goal" = test ]; then
    command -v mosquitto >/dev/null || missing+=("mosquitto 2")
    command -v mosquitto_pub >/dev/null || missing+=("mosquitto_pub (mosquitto's clients)")
    command -v openssl >/dev/null || missing+=("openssl 3")
    if [ "$(uname)" = Linux ]; then
      command -v WebKitWebDriver >/dev/null || missing+=("WebKitWebDriver")
      command -v gnome-keyring-daemon >/dev/null || missing+=("gnome-keyring-daemon")
    fi
  fi
  [ "${#missing[@]}" -gt 0 ] || return 0
  echo "This system has no apt: please install yourself what is missing." >&2
  printf '  %s\n' "${missing[@]}" >&2
}

node_and_npm() {
  local found
  found="$(node --version 2>/dev/null || true)"
  if ! command -v npm >/dev/null || ! [[ "$found" =~ ^v([0-9]+)\.([0-9]+) ]] ||
    ((BASH_REMATCH[1] * 1000 + BASH_REMATCH[2] < 20019)); then
    echo "Node 20.19 or newer with npm is needed to build the window's pages; found: ${found:-none}." >&2
    echo "Install it from https://nodejs.org or with your system's packages, then try again." >&2
    exit 1
  fi
}

rust() {
  if ! command -v cargo >/dev/null; then
    echo "Rust is needed and cargo was not found. Install it with rustup from https://rustup.rs, then try again." >&2
    exit 1
  fi
  local wanted found
  wanted="$(sed -n 's/^channel = "\(.*\)"$/\1/p' rust-toolchain.toml)"
  # Where rustup is allowed to, it fetches the toolchain that rust-toolchain.toml names right here.
  found="$(rustc --version 2>/dev/null || true)"
  if [[ "$found" != "rustc $wanted "* ]]; then
    echo "Rust $wanted is needed; found: ${found:-none}." >&2
    echo "With rustup (https://rustup.rs): rustup toolchain install $wanted --component rustfmt --component clippy" >&2
    exit 1
  fi
}

ui_packages() {
  local stamp=ui/node_modules/.installed-from
  cmp -s ui/package-lock.json "$stamp" && return 0
  echo "Installing the packages of ui/package-lock.json"
  (cd ui && npm ci)
  cp ui/package-lock.json "$stamp"
}

driver() {
  [ "$(uname)" = Linux ] || return 0
  [ -x "$tools/bin/tauri-driver" ] && return 0
  echo "Installing tauri-driver into $tools"
  cargo install tauri-driver --version '^2' --locked --root "$tools"
}

if command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; then
  system_packages
else
  name_what_is_missing
fi
node_and_npm
rust
ui_packages
if [ "$goal" = test ]; then
  driver
fi
