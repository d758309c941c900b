cd /work/main/e2e && CHROME=$(grep -rhoE "/[a-z/]*chromium[a-z-]*" support/chromium.ts | head -1) node tmp-shot.mjs "$@"
