#!/usr/bin/env bash
# Everything that can be said about the code without running it. Goes through all checks, then names those that failed.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"

FAILED=()
PASSED=0

check() {
  local name=$1
  shift
  say "$name"
  if "$@"; then PASSED=$((PASSED + 1)); else FAILED+=("$name"); fi
}

# check_with PROGRAM NAME COMMAND…: when the program is there; installing it takes longer than it is worth for one check.
check_with() {
  local program=$1
  shift
  if command -v "$program" >/dev/null; then check "$@"; else say "$1: left out, $program is not installed"; fi
}

types() { (cd "$1" && npm run --silent check); }

scripts/need.sh check
scripts/frontend.sh
check_with cargo-fmt "format" cargo fmt --check
check_with cargo-clippy "lints" cargo clippy --quiet --workspace --all-targets -- -D warnings
check "house rules" cargo run --quiet -p xtask -- tidy
check "licences and THIRD-PARTY.md" cargo run --quiet -p xtask -- third-party --check
check_with cargo-deny "known holes in the work of others" cargo deny check advisories bans sources
check "types of frontend/" types frontend
check "types of e2e/" types e2e
check_with shellcheck "shell scripts" shellcheck -x .ci/run scripts/*.sh e2e/clients/*.sh deploy/postgres/*.sh

printf 'check: %d passed, %d failed\n' "$PASSED" "${#FAILED[@]}"
if [ "${#FAILED[@]}" -gt 0 ]; then die "failed: $(printf '%s; ' "${FAILED[@]}")"; fi
say "all checks passed"
