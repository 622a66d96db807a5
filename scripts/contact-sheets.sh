#!/usr/bin/env bash
# Takes every page in every state and lays the pictures side by side: `scripts/contact-sheets.sh [REFERENCES]`.
# The pages are the fake ones of `vite build --mode fake`, built below the build folder; with a folder of reference
# pictures each page stands beside its own. The sheets are `contact-sheets/*.png` in the build folder, the single
# pictures in `contact-sheets/pictures`. Not part of `make test`: these are for eyes.
# ONLY=floor takes the pages whose name begins so.
set -euo pipefail
references="${1:+$(realpath "$1")}"
. "$(dirname "${BASH_SOURCE[0]}")/paths.sh"

chromium="$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)"
if [ -z "$chromium" ]; then
  echo "Chromium takes the pictures; on Debian and Ubuntu: apt-get install chromium" >&2
  exit 1
fi
if ! command -v montage >/dev/null; then
  echo "ImageMagick's montage lays the pictures side by side; on Debian and Ubuntu: apt-get install imagemagick" >&2
  exit 1
fi

# ImageMagick's own choice is a font that few computers have.
font="$(fc-match -f '%{file}' sans)"
sheets="$target/contact-sheets"
pictures="$sheets/pictures"
pages="$target/fake-pages"
mkdir -p "$pictures"
npm --prefix ui run build -- --mode fake --outDir "$pages" --emptyOutDir --logLevel warn

work="$(mktemp -d)"
server=""
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT

# Port 0 is any free one; the server says which.
python3 -u -m http.server 0 --bind 127.0.0.1 --directory "$pages" >"$work/served" 2>/dev/null &
server=$!
port=""
for _ in $(seq 50); do
  port="$(sed -n 's/.*port \([0-9]*\).*/\1/p' "$work/served")"
  [ -z "$port" ] || break
  sleep 0.1
done
[ -n "$port" ] || { echo "The pages could not be served on the loopback address." >&2; exit 1; }

# The code of the fake's point at this place, as ui/src/ipc/fake.ts makes it.
code() {
  node -e 'const at = Number(process.argv[1]); console.log(`p${(7000021 + at * 7919).toString(36)}${at.toString(36).padStart(3, "0")}`)' "$1"
}

shows() {
  case "$1" in "${ONLY:-}"*) return 0 ;; *) return 1 ;; esac
}

# picture FILE SIZE ADDRESS [SETTING…]: a picture after six seconds of the page's own time.
picture() {
  local file="$1" size="$2" address="$3"
  shift 3
  "$chromium" --headless=new --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$work/profile" \
    --window-size="$size" --virtual-time-budget=6000 "$@" --screenshot="$file" "http://127.0.0.1:$port/$address" 2>/dev/null
}

# sheet NAME COLUMNS TITLE=FILE…: pictures with their titles, at their own size.
sheet() {
  local name="$1" columns="$2" one
  local arguments=()
  shift 2
  for one in "$@"; do
    arguments+=(-label "${one%%=*}" "${one#*=}")
  done
  montage -font "$font" -pointsize 22 -background '#ffffff' -fill '#000000' "${arguments[@]}" -tile "${columns}x" -geometry '+12+12' "$sheets/$name.png"
  echo "$sheets/$name.png"
}

# page NAME ADDRESS EMPTY [STATE=REFERENCE…]: one sheet with the page live and in its four states, each followed by
# its reference where it has one. EMPTY is the address without points, which cannot name any.
page() {
  local name="$1" live="$2" empty="$3" state hash one
  shift 3
  shows "$name" || return 0
  local parts=()
  for state in live empty loading offline refusing; do
    case "$state" in empty) hash="$empty" ;; *) hash="$live" ;; esac
    picture "$pictures/$name-$state.png" 1280,800 "?fake=$state&points=200#/$hash"
    parts+=("$name, $state=$pictures/$name-$state.png")
    for one in "$@"; do
      [ -z "$references" ] || [ "${one%%=*}" != "$state" ] || [ ! -f "$references/${one#*=}" ] || parts+=("reference ${one#*=}=$references/${one#*=}")
    done
  done
  sheet "$name" 2 "${parts[@]}"
}

# beside NAME SIZE QUERY SETTING…: the five pages that are looked at most, in another size or theme.
beside() {
  local name="$1" size="$2" one
  shift 2
  shows "$name" || return 0
  local parts=()
  for one in "overview=overview" "floor=floors/3/$(code 27)" "trends=trends/$trend" "found=setup/found" "health=setup/health"; do
    picture "$pictures/$name-${one%%=*}.png" "$size" "?fake=live&points=200#/${one#*=}" "$@"
    parts+=("${one%%=*}, $name=$pictures/$name-${one%%=*}.png")
  done
  for one in "02-floor-$name.png" "03-trends-$name.png"; do
    if [ -n "$references" ] && [ -f "$references/$one" ]; then parts+=("reference $one=$references/$one"); fi
  done
  sheet "$name" 2 "${parts[@]}"
}

# window: the whole window when nothing could be read, when the engine is gone, and in scenes of their own.
window() {
  shows window || return 0
  local one parts=()
  for one in "failing=?fake=failing#/overview" "gone=?fake=gone&points=200#/overview" "gone-floor=?fake=gone&points=200#/floors/3/$(code 27)" "half=?fake=half&points=200#/overview" \
    "demo=?fake=live&points=200&demo#/overview" "few=?fake=live&points=3#/floors" "many=?fake=live&points=3000#/floors/3" "hostile=?fake=hostile&points=8#/floors" "hostile-found=?fake=hostile&points=60#/setup/found"; do
    picture "$pictures/window-${one%%=*}.png" 1280,800 "${one#*=}"
    parts+=("${one%%=*}=$pictures/window-${one%%=*}.png")
  done
  sheet window 2 "${parts[@]}"
}

trend="$(code 0),$(code 7),$(code 4),$(code 6)"
page overview overview overview live=01-overview.png empty=09-first-run.png
page floors floors floors
page floor "floors/3/$(code 27)" floors/3 live=02-floor.png offline=09b-offline.png
page loose floors/none floors/none
page trends "trends/$trend" trends/ live=03-trends.png
page setup-connections setup/connections setup/connections
page setup-found setup/found setup/found live=05-inbox.png
page setup-model setup/model setup/model
page setup-health setup/health setup/health
page setup-computer setup/computer setup/computer
window
beside dark 1280,800 --blink-settings=preferredColorScheme=0
beside 1920 1920,1080
