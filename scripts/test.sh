#!/usr/bin/env bash
# Runs every test against servers of its own on free ports, stops what it started, and closes with one line: `N passed, N failed`.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"

PHASES=${PHASES:-check frontend rust clients figures browser}
LOGS=$CACHE/test
# Random kills on each engine, beside those at every named place.
SMALL_KILLS=3
SUMMARY=()
PASSED=0
FAILED=0
POSTGRES_DIR=
# What the phases that failed said of it, told once more at the end: who reads only the last screen knows why.
REASONS=()
REASON_LINES_MAX=24

# In CI the lock file is what was submitted, and stays that.
CARGO_FLAGS=()
# What only makes a second build quicker is left out there: it is a gigabyte or more of the disk.
if [ "${CI:-}" = true ]; then
  CARGO_FLAGS+=(--locked)
  export CARGO_INCREMENTAL=0
fi

wanted() { [[ " $PHASES " == *" $1 "* ]]; }

# Adds up the closing lines of cargo test, Vitest, Playwright and the clients: `12 passed`, `1 failed`, `3 did not run`.
counted() {
  sed 's/\x1b\[[0-9;]*m//g' "$1" | awk '
    /^test result: / || /^ +Tests +[0-9]/ || /^ +[0-9]+ (passed|failed|flaky|interrupted)( |$)/ || /^[a-z-]+: [0-9]+ passed, [0-9]+ failed$/ {
      for (i = 2; i <= NF; i++) {
        if ($i ~ /^passed[;,]?$/) passed += $(i - 1)
        if ($i ~ /^(failed|flaky|interrupted)[;,]?$/) failed += $(i - 1)
      }
    }
    /^ +[0-9]+ did not run$/ { failed += $1 }
    END { print passed + 0, failed + 0 }'
}

# The lines of Playwright, cargo test and the compiler that say what went wrong, without the pictures around them.
reasons() {
  sed 's/\x1b\[[0-9;]*m//g' "$1" |
    grep -E '^ +[0-9]+\) |^ *(Error|Locator|Expected|Received|Timeout|Call log):? |panicked at|^ *(left|right): |^error|^ +- (unexpected value|waiting for) ' |
    cut -c 1-200 | uniq | head -n "$REASON_LINES_MAX"
}

# phase NAME COMMAND…: runs it, counts its tests, and remembers how it went. One that fails does not stop the next.
phase() {
  local name=$1 code=0 begin=$SECONDS passed failed word=ok
  shift
  printf '\n=== %s\n' "$name"
  "$@" 2>&1 | tee "$LOGS/$name.log" || code=$?
  read -r passed failed < <(counted "$LOGS/$name.log")
  if [ "$failed" -eq 0 ] && { [ "$code" -ne 0 ] || [ "$passed" -eq 0 ]; }; then failed=1; fi
  if [ "$failed" -gt 0 ]; then
    word=FAILED
    REASONS+=("$(printf -- '--- %s\n%s' "$name" "$(reasons "$LOGS/$name.log" || true)")")
  fi
  PASSED=$((PASSED + passed))
  FAILED=$((FAILED + failed))
  SUMMARY+=("$(printf '%-24s %-7s %6d passed %4d failed %5d s' "$name" "$word" "$passed" "$failed" $((SECONDS - begin)))")
}

# prepare NAME COMMAND…: what everything after it needs; without it there is no use in going on.
prepare() {
  local name=$1 begin=$SECONDS
  shift
  printf '\n=== %s\n' "$name"
  if ! "$@"; then
    FAILED=$((FAILED + 1))
    SUMMARY+=("$(printf '%-24s FAILED' "$name")")
    exit 1
  fi
  SUMMARY+=("$(printf '%-24s ok %38d s' "$name" $((SECONDS - begin)))")
}

start_postgres() {
  local answer
  answer=$(scripts/postgres.sh start $$) || return 1
  { read -r POSTGRES_DIR && read -r SIGAP_TEST_POSTGRES; } <<<"$answer"
  export SIGAP_TEST_POSTGRES
  say "PostgreSQL at $SIGAP_TEST_POSTGRES"
}

frontend_tests() { (cd frontend && npm run --silent test); }

# Every measurement once, small and unjudged, and a few kills: that they work, not how fast they are. `make bench` judges.
small_figures() {
  local bench
  cargo build "${CARGO_FLAGS[@]}" -p sigap-bench --features failpoints
  bench=$(dirname "$(built dev)")/sigap-bench
  SIGAP_BENCH_QUICK=1 "$bench" run
  "$bench" kill --rounds "$SMALL_KILLS"
}

browser_tests() { (cd e2e && npx playwright test); }

finish() {
  local code=$?
  trap - EXIT INT TERM
  if [ -n "$POSTGRES_DIR" ]; then scripts/postgres.sh stop "$POSTGRES_DIR"; fi
  if [ "$code" -gt 128 ]; then
    printf '\nStopped before the end.\n'
    exit "$code"
  fi
  printf '\n'
  if [ "${#REASONS[@]}" -gt 0 ]; then printf '%s\n\n' "${REASONS[@]}"; fi
  if [ "${#SUMMARY[@]}" -gt 0 ]; then printf '%s\n' "${SUMMARY[@]}"; fi
  # Something went wrong outside of every phase: that is a failure, too.
  if [ "$code" -ne 0 ] && [ "$FAILED" -eq 0 ]; then FAILED=1; fi
  printf '\n%d passed, %d failed\n' "$PASSED" "$FAILED"
  if [ "$FAILED" -gt 0 ]; then exit 1; fi
  exit 0
}

trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

mkdir -p "$LOGS"
prepare install scripts/need.sh test
prepare pages scripts/frontend.sh
if wanted check; then phase check scripts/check.sh; fi
if wanted frontend; then phase frontend frontend_tests; fi
prepare postgres start_postgres
if wanted rust && [ ! -d ../shared/data ]; then REASONS+=("left out: the lists of real cities are not beside this checkout (../shared/data)"); fi
if wanted rust && [ ! -x "$(scripts/postgres.sh bin)/pg_basebackup" ]; then REASONS+=("left out: two nodes on two servers; pg_basebackup is not beside the server programs of PostgreSQL"); fi
if wanted rust; then phase rust cargo test "${CARGO_FLAGS[@]}" --workspace --no-fail-fast; fi
if wanted clients || wanted browser; then
  prepare program cargo build "${CARGO_FLAGS[@]}" -p sigap
  SIGAP_BIN=$(built dev)
  export SIGAP_BIN
fi
if wanted clients; then
  phase clients-sqlite scripts/clients.sh sqlite
  phase clients-postgres scripts/clients.sh postgres
fi
if wanted figures; then
  export SIGAP_BENCH_DIR=$CACHE/bench
  phase figures small_figures
fi
if wanted browser; then phase browser browser_tests; fi
