#!/usr/bin/env bash
# A private PostgreSQL for one run of the tests: its own folder, a free port on 127.0.0.1, every write made durable. It leaves nothing behind.
#   postgres.sh bin            prints the folder of the newest server programs
#   postgres.sh start OWNER    starts one for the process OWNER; prints its folder, then its address
#   postgres.sh stop FOLDER    stops it and removes the folder
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"

TRIES_MAX=5
CONNECTIONS_MAX=300
# One file for each server that runs, named by its owner and holding its folder: what a killed run left is found by the next one.
RUNNING=$CACHE/postgres

bin() {
  local newest
  newest=$(find /usr/lib/postgresql -mindepth 3 -maxdepth 3 -path '*/bin/initdb' 2>/dev/null | sort -V | tail -n 1)
  if [ -z "$newest" ]; then newest=$(command -v initdb) || die "no PostgreSQL server programs were found"; fi
  dirname "$(readlink -f "$newest")"
}

# PostgreSQL refuses to be run by root; Debian's package brings a user for it.
as_server() {
  if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

start() {
  local owner=$1 programs folder port try
  programs=$(bin)
  stop_left_overs
  folder=$(mktemp -d -t sigap-postgres.XXXXXX)
  mkdir -p "$RUNNING"
  printf '%s\n' "$folder" >"$RUNNING/$owner"
  if [ "$(id -u)" -eq 0 ]; then chown postgres "$folder"; fi
  cd "$folder"
  as_server "$programs/initdb" -D "$folder/data" -U postgres --auth=trust --encoding=UTF8 --no-locale >"$folder.log" 2>&1 || fail "$folder"
  for ((try = 1; try <= TRIES_MAX; try++)); do
    port=$(node "$TOP/scripts/net.mjs" port)
    if as_server "$programs/pg_ctl" -D "$folder/data" -l "$folder/log" -w -s -o "$(settings "$folder" "$port")" start >>"$folder.log" 2>&1 </dev/null; then
      rm -f "$folder.log"
      printf '%s\npostgres://postgres@127.0.0.1:%s/postgres\n' "$folder" "$port"
      return 0
    fi
  done
  fail "$folder"
}

settings() {
  printf '%s ' "-p $2" -c listen_addresses=127.0.0.1 -c "unix_socket_directories=$1" -c "max_connections=$CONNECTIONS_MAX" -c fsync=on -c synchronous_commit=on
}

fail() {
  cat "$1.log" "$1/log" >&2 2>/dev/null || true
  rm -f "$1.log"
  stop "$1"
  die "the private PostgreSQL did not start; its last words stand above"
}

stop() {
  local folder=$1
  [ -d "$folder" ] || return 0
  if [ -f "$folder/data/postmaster.pid" ]; then
    (cd "$folder" && as_server "$(bin)/pg_ctl" -D "$folder/data" -m immediate -w -s stop) || true
  fi
  rm -rf "$folder"
  grep -lxF "$folder" "$RUNNING"/* 2>/dev/null | xargs -r rm -f
}

stop_left_overs() {
  local note
  for note in "$RUNNING"/*; do
    if [ -f "$note" ] && ! kill -0 "$(basename "$note")" 2>/dev/null; then
      stop "$(cat "$note")"
      rm -f "$note"
    fi
  done
}

case ${1:-} in
  bin) bin ;;
  start) start "${2:?the process that owns it}" ;;
  stop) stop "${2:?its folder}" ;;
  *) die "postgres.sh bin, start OWNER or stop FOLDER" ;;
esac
