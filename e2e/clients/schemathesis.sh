#!/usr/bin/env bash
# Asks every operation of the API description at SIGAP_URL with odd and wrong input; no answer may be a server error, or another one
# than the description says.
set -euo pipefail

: "${SIGAP_URL:?the address of the running program}"
: "${PYTHON_BIN:?the folder of the Python programs}"
here=$(cd "$(dirname "$0")" && pwd)
left=$here/../test-results/schemathesis

# It leaves what it needs to replay a failure in the folder where it runs.
mkdir -p "$left"
cd "$left"

# The same questions each time, a bounded number of them, and no pause between them.
code=0
"$PYTHON_BIN/schemathesis" --config-file "$here/schemathesis.toml" run "$SIGAP_URL/openapi.json" \
  --checks not_a_server_error,content_type_conformance,status_code_conformance,response_schema_conformance,response_headers_conformance \
  --phases examples,coverage,fuzzing \
  --max-examples "${EXAMPLES:-30}" \
  --generation-deterministic \
  --continue-on-failure \
  --request-timeout 10 \
  --workers 2 \
  --no-color | tee run.log || code=$?

tested=$(sed -n 's/^ *Tested: \([0-9]*\).*/\1/p' run.log | tail -n 1)
tested=${tested:-0}
described=$(sed -n 's#^ *Selected: [0-9]*/\([0-9]*\).*#\1#p' run.log | tail -n 1)
if [ "$code" -eq 0 ] && [ "$tested" -gt 0 ] && [ "$tested" = "$described" ]; then
  echo "schemathesis: $tested passed, 0 failed"
else
  echo "schemathesis: 0 passed, 1 failed"
  exit 1
fi
