#!/usr/bin/env bash
# Shared by the scripts: where things are, how they speak, how they remember what is done. Sourced, never run.

TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
CACHE=$TOP/.cache
# The programs of the Python environment that the tests use.
PYTHON_BIN=$CACHE/venv/bin
export PYTHON_BIN
cd "$TOP" || exit 1
mkdir -p "$CACHE"

say() { printf '==> %s\n' "$*"; }

# Ends with a sentence that says what to do.
die() {
  printf '\nsigap: %s\n' "$*" >&2
  exit 1
}

# stamp_is NAME VALUE: whether NAME was last done for VALUE.
stamp_is() { [ "$(cat "$CACHE/$1.stamp" 2>/dev/null)" = "$2" ]; }

stamp() { printf '%s\n' "$2" >"$CACHE/$1.stamp"; }

hash_of() { cat "$@" | sha256sum | cut -d ' ' -f 1; }

# built PROFILE: the path of the program as cargo built it.
built() {
  local folder=$1
  if [ "$folder" = dev ]; then folder=debug; fi
  printf '%s\n' "${CARGO_TARGET_DIR:-$TOP/target}/$folder/sigap"
}
