#!/usr/bin/env bash
# Installs what is missing for `run`, `test` or `check`, and nothing else. Asks no network when nothing is missing.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"

POSTGRES_VERSION_MIN=15
NODE_VERSION_MIN=20.19
LOCK_SECONDS_MAX=300

# at_least WANTED FOUND: whether the version that was found is the wanted one or newer.
at_least() { [ "$(printf '%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

# Rust and Node are the two things a person brings along.
need_rust_and_node() {
  local wanted found
  command -v cargo >/dev/null || die "Rust is missing. Install it with rustup, then try again."
  wanted=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
  found=$(cargo --version | cut -d ' ' -f 2)
  at_least "$wanted" "$found" || die "Rust $found is too old: $wanted or newer is needed."
  command -v npm >/dev/null || die "Node.js is missing. Install version $NODE_VERSION_MIN or newer with npm, then try again."
  found=$(node --version)
  found=${found#v}
  at_least "$NODE_VERSION_MIN" "$found" || die "Node.js $found is too old: $NODE_VERSION_MIN or newer is needed."
}

has_postgres() {
  local bin
  bin=$(scripts/postgres.sh bin 2>/dev/null) || return 1
  [ "$("$bin/postgres" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')" -ge "$POSTGRES_VERSION_MIN" ]
}

has_venv() { python3 -c 'import ensurepip, venv' 2>/dev/null; }

# Without a window it takes half the time; the whole one will do, too.
has_chromium() {
  if [ -n "${CHROMIUM:-}" ]; then [ -x "$CHROMIUM" ]; else [ -x /usr/bin/chromium-headless-shell ] || [ -x /usr/bin/chromium ]; fi
}

# need_debian PACKAGE…: installs them as root; anyone else is told the command to type.
need_debian() {
  [ $# -gt 0 ] || return 0
  command -v apt-get >/dev/null || die "these are missing, and this is no Debian: $*. Install what your system calls them, then try again."
  if [ "$(id -u)" -ne 0 ]; then
    die "$(printf 'these Debian packages are missing: %s\nInstall them with this command, then try again:\n\n  sudo apt-get update && sudo apt-get install -y --no-install-recommends %s' "$*" "$*")"
  fi
  say "installing from Debian: $*"
  export DEBIAN_FRONTEND=noninteractive
  apt-get -o "DPkg::Lock::Timeout=$LOCK_SECONDS_MAX" -qq update
  if ! apt-cache show chromium-headless-shell >/dev/null 2>&1; then set -- "${@/chromium-headless-shell/chromium}"; fi
  apt-get -o "DPkg::Lock::Timeout=$LOCK_SECONDS_MAX" install -y --no-install-recommends "$@"
}

# need_npm FOLDER: the packages of its lock file, without running their install scripts.
need_npm() {
  local folder=$1 value
  value="$(hash_of "$folder/package-lock.json") $(node --version)"
  if stamp_is "npm-$folder" "$value" && [ -d "$folder/node_modules" ]; then return 0; fi
  say "installing npm packages for $folder/"
  (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
  stamp "npm-$folder" "$value"
}

need_python() {
  local value
  value="$(hash_of e2e/requirements.txt) $(python3 --version) $TOP"
  if stamp_is venv "$value" && [ -x "$PYTHON_BIN/python" ]; then return 0; fi
  say "installing Python packages for the clients of others"
  rm -rf "$CACHE/venv"
  python3 -m venv "$CACHE/venv"
  "$PYTHON_BIN/pip" install --quiet --disable-pip-version-check -r e2e/requirements.txt
  stamp venv "$value"
}

purpose=${1:?run, test or check}
need_rust_and_node
missing=()
command -v cc >/dev/null || missing+=(build-essential)
if [ "$purpose" = test ]; then
  has_postgres || missing+=(postgresql)
  has_chromium || missing+=(chromium-headless-shell)
  has_venv || missing+=(python3-venv)
fi
need_debian "${missing[@]}"
need_npm frontend
if [ "$purpose" != run ]; then need_npm e2e; fi
if [ "$purpose" = test ]; then need_python; fi
