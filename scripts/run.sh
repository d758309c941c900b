#!/usr/bin/env bash
# Installs what is missing, builds, and starts the demo city. A second start builds nothing and goes on where the first stopped.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"

LISTEN=${LISTEN:-127.0.0.1:${PORT:-8080}}
DATA=${DATA:-demo-data}
# The tests build the same profile, so that one build serves both; PROFILE=release is for measuring and for real use.
PROFILE=${PROFILE:-dev}

# Said before a build of minutes, not after it.
refuse_taken_port() {
  local host=${LISTEN%:*} port=${LISTEN##*:}
  host=${host#[}
  host=${host%]}
  if (exec 3<>"/dev/tcp/$host/$port") 2>/dev/null; then
    die "another program answers at $LISTEN already. Stop it, or choose another port: make run PORT=$((port + 1))"
  fi
}

refuse_taken_port
scripts/need.sh run
scripts/frontend.sh
say "building Sigap ($PROFILE; the first time takes some minutes)"
cargo build --profile "$PROFILE" -p sigap
exec "$(built "$PROFILE")" demo --data "$DATA" --listen "$LISTEN"
