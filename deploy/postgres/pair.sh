#!/usr/bin/env bash
# Two PostgreSQL servers for Sigap, of which one follows the other. Run on the machine of the server it is about, as the user postgres;
# what it has to know stands in pair.env (or in the file that PAIR_ENV names).
#   pair.sh follow     make this server the standby of the other: a fresh copy; an old data folder is put aside, not deleted
#   pair.sh together   on the primary: from now on nothing is acknowledged that the standby does not hold
#   pair.sh alone      on the primary: go on without a standby, knowingly
#   pair.sh promote    on the standby: take over. Refuses while the other still takes writes
#   pair.sh fence      before each start of the server: refuses when the other has taken over meanwhile
#   pair.sh status     how both stand
set -euo pipefail

# shellcheck source=deploy/postgres/pair.env
source "${PAIR_ENV:-/etc/sigap/pair.env}"
: "${PG_BIN:?}" "${PG_DATA:?}" "${PG_PORT:?}" "${PG_SOCKET:?}" "${PG_START:?}" "${NAME:?}" "${OTHER_HOST:?}" "${OTHER_PORT:?}" "${OTHER_NAME:?}" "${ROOT_CERT:?}"
export PGPASSFILE=${PASS_FILE:?} PGCONNECT_TIMEOUT=5

FOLLOW_SECONDS_MAX=60
STATE="SELECT CASE WHEN pg_is_in_recovery() THEN 'follows' ELSE 'takes writes' END"

say() { printf 'pair: %s\n' "$*"; }
die() {
  printf 'pair: %s\n' "$*" >&2
  exit 1
}

here() { "$PG_BIN/psql" -XAtq -h "$PG_SOCKET" -p "$PG_PORT" -U postgres -d postgres -v ON_ERROR_STOP=1 "$@"; }

there() { "$PG_BIN/psql" -XAtq "host=$OTHER_HOST port=$OTHER_PORT user=sigap dbname=sigap sslmode=verify-full sslrootcert=$ROOT_CERT" -c "$STATE" 2>/dev/null || echo "does not answer"; }

follow() {
  if "$PG_BIN/pg_ctl" -D "$PG_DATA" status >/dev/null 2>&1; then die "this server runs: stop it first"; fi
  [ "$(there)" = "takes writes" ] || die "$OTHER_NAME does not take writes: there is nothing to follow"
  if [ -e "$PG_DATA" ]; then
    mv "$PG_DATA" "$PG_DATA.before-$(date -u +%Y%m%dT%H%M%SZ)"
    say "what was in $PG_DATA lies beside it; delete it when both run again"
  fi
  "$PG_BIN/pg_basebackup" -D "$PG_DATA" -R -X stream -c fast \
    -d "host=$OTHER_HOST port=$OTHER_PORT user=standby application_name=$NAME sslmode=verify-full sslrootcert=$ROOT_CERT passfile=$PASS_FILE"
  # Whoever takes over begins alone: its first commits would wait for ever for a standby that has just died.
  printf "synchronous_standby_names = ''\n" >>"$PG_DATA/postgresql.auto.conf"
  eval "$PG_START"
  say "this server follows $OTHER_NAME; now on $OTHER_NAME: pair.sh together"
}

together() {
  local second
  for ((second = 0; second < FOLLOW_SECONDS_MAX; second++)); do
    if [ "$(here -c "SELECT COUNT(*) FROM pg_stat_replication WHERE application_name = '$OTHER_NAME' AND state = 'streaming'")" -gt 0 ]; then
      here -c "ALTER SYSTEM SET synchronous_standby_names = 'FIRST 1 (\"$OTHER_NAME\")'" -c "SELECT pg_reload_conf()" >/dev/null
      say "from now on nothing is acknowledged that $OTHER_NAME does not hold"
      return 0
    fi
    sleep 1
  done
  die "$OTHER_NAME does not follow this server"
}

alone() {
  here -c "ALTER SYSTEM SET synchronous_standby_names = ''" -c "SELECT pg_reload_conf()" >/dev/null
  say "this server goes on alone: what it acknowledges from now on is lost with it"
}

promote() {
  [ "$(here -c "$STATE")" = "follows" ] || die "this server takes writes already"
  [ "$(there)" != "takes writes" ] || die "$OTHER_NAME still takes writes: stop it first, or the two go apart"
  "$PG_BIN/pg_ctl" -D "$PG_DATA" -w promote >/dev/null
  say "this server takes writes now, alone. Keep $OTHER_NAME stopped until it follows: there, pair.sh follow"
}

fence() {
  if [ -f "$PG_DATA/standby.signal" ]; then return 0; fi
  [ "$(there)" != "takes writes" ] || die "$OTHER_NAME has taken over: this server must not start as it is; run pair.sh follow"
}

status() {
  say "$NAME (here): $(here -c "$STATE" 2>/dev/null || echo "does not answer")"
  say "$OTHER_NAME: $(there)"
  here -c "SELECT application_name || ': ' || state || ', ' || sync_state FROM pg_stat_replication" 2>/dev/null || true
}

case ${1:-} in
  follow | together | alone | promote | fence | status) "$1" ;;
  *) die "pair.sh follow | together | alone | promote | fence | status" ;;
esac
