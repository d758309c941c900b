#!/usr/bin/env bash
# Measures with the release build, on SQLite and on a private PostgreSQL that it starts and stops; the kill test is a development build.
# Arguments name single measurements: chance codecs store finder reports mixed positions live kill. SIGAP_BENCH_KILLS is how many random kills an engine gets.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"

MEASUREMENTS=()
KILL=false
for name in "${@:-chance codecs store finder reports mixed positions live kill}"; do
  for one in $name; do
    if [ "$one" = kill ]; then KILL=true; else MEASUREMENTS+=("$one"); fi
  done
done

scripts/need.sh test
scripts/frontend.sh
answer=$(scripts/postgres.sh start $$)
{ read -r postgres_dir && read -r SIGAP_TEST_POSTGRES; } <<<"$answer"
export SIGAP_TEST_POSTGRES
# The folder is known now, and the trap shall hold just that.
# shellcheck disable=SC2064
trap "scripts/postgres.sh stop '$postgres_dir'" EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# On the disk of the checkout: a folder in memory would make every sync free.
export SIGAP_BENCH_DIR=$CACHE/bench
code=0
if [ "${#MEASUREMENTS[@]}" -gt 0 ]; then
  cargo build --release -p sigap-bench
  "$(dirname "$(built release)")/sigap-bench" run "${MEASUREMENTS[@]}" || code=1
fi
if [ "$KILL" = true ]; then
  # With the named places of the store, which no release has.
  cargo build -p sigap-bench --features failpoints
  "$(dirname "$(built dev)")/sigap-bench" kill --rounds "${SIGAP_BENCH_KILLS:-50}" || code=1
fi
exit "$code"
