#!/usr/bin/env bash
# Builds frontend/dist when its sources have changed since the last time.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"

sources=$(cd frontend && find . \( -name node_modules -o -name dist \) -prune -o -type f -exec sha256sum {} + | sort -k 2 | sha256sum)
if stamp_is frontend "$sources" && [ -d frontend/dist ]; then exit 0; fi
say "building the styles and scripts of the pages"
(cd frontend && npm run --silent build)
stamp frontend "$sources"
