#!/usr/bin/env bash
# Measures with the release build, on SQLite and on a private PostgreSQL that it starts and stops. Arguments name single measurements.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"

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

cargo build --release -p sigap
SIGAP_BIN=$(built release)
export SIGAP_BIN
cargo run --release -p xtask -- bench "$@"
