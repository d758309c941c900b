#!/usr/bin/env bash
# Starts `sigap serve` on one engine with two invented hospitals, and lets the programs of others talk to it: clients.sh sqlite | postgres
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"

: "${SIGAP_BIN:?the program}"
engine=${1:?sqlite or postgres}
READY_SECONDS_MAX=60
STOP_SECONDS_MAX=10

# Rekaan: invented hospitals.
export SIGAP_PPK=0301R001 SIGAP_CONS_ID=12345 SIGAP_SECRET=rahasia-rekaan SIGAP_FACILITY="RS Rekaan Melati" SIGAP_NEAR=-6.98,110.41
export SIGAP_FHIR_PPK=0301R002 SIGAP_FHIR_ID=klien-rekaan SIGAP_FHIR_SECRET=rahasia-klien-rekaan SIGAP_FHIR_FACILITY="RS Rekaan Kenanga"

folder=$(mktemp -d -t sigap-clients.XXXXXX)
log=$CACHE/test/server-$engine.log
pid=
mkdir -p "$(dirname "$log")"

finish() {
  local code=$?
  trap - EXIT INT TERM
  if [ -n "$pid" ]; then node scripts/net.mjs stop "$pid" "$STOP_SECONDS_MAX"; fi
  if [ "$code" -ne 0 ]; then
    printf '\n--- the last lines of the server (%s)\n' "$engine"
    tail -n 40 "$log" 2>/dev/null || true
  fi
  rm -rf "$folder"
  exit "$code"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

where=(--data "$folder/data")
if [ "$engine" = postgres ]; then
  : "${SIGAP_TEST_POSTGRES:?the address of the private PostgreSQL}"
  "$(scripts/postgres.sh bin)/psql" -q "$SIGAP_TEST_POSTGRES" -c 'DROP DATABASE IF EXISTS sigap_clients' -c 'CREATE DATABASE sigap_clients'
  where+=(--database-url "${SIGAP_TEST_POSTGRES%/*}/sigap_clients")
fi

"$SIGAP_BIN" facility add "${where[@]}" --code "$SIGAP_PPK" --name "$SIGAP_FACILITY" --lat "${SIGAP_NEAR%,*}" --lon="${SIGAP_NEAR#*,}" --kind hospital --stage public
"$SIGAP_BIN" key add "${where[@]}" --facility "$SIGAP_PPK" --protocol aplicares --id "$SIGAP_CONS_ID" --secret "$SIGAP_SECRET"
"$SIGAP_BIN" facility add "${where[@]}" --code "$SIGAP_FHIR_PPK" --name "$SIGAP_FHIR_FACILITY" --lat "${SIGAP_NEAR%,*}" --lon="${SIGAP_NEAR#*,}" --kind hospital --stage public
"$SIGAP_BIN" key add "${where[@]}" --facility "$SIGAP_FHIR_PPK" --protocol fhir --id "$SIGAP_FHIR_ID" --secret "$SIGAP_FHIR_SECRET"

port=$(node scripts/net.mjs port)
export SIGAP_URL=http://127.0.0.1:$port
"$SIGAP_BIN" serve "${where[@]}" --listen "127.0.0.1:$port" >"$log" 2>&1 &
pid=$!
node scripts/net.mjs ready "$SIGAP_URL/readyz" "$pid" "$READY_SECONDS_MAX"

code=0
"$PYTHON_BIN/python" e2e/clients/aplicares.py || code=1
"$PYTHON_BIN/python" e2e/clients/fhir.py || code=1
"$PYTHON_BIN/python" e2e/clients/mail.py || code=1
e2e/clients/schemathesis.sh || code=1
if [ "$code" -ne 0 ]; then exit 1; fi
