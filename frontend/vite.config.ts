// Builds dist/: hashed files, manifest.json, and .br/.gz beside each text file, so that the server compresses nothing twice.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const DIST = "dist";
const TEXT = /\.(js|css|svg|json|mjs)$/;
/** Below this a compressed copy saves nothing worth a file. */
const WORTH_BYTES = 512;
/** Above this the best brotli takes seconds for a few percent. */
const LARGE_BYTES = 200_000;

/** htmx keeps an eval for pages that allow it. Ours never do: it is taken out, which also lets the rest shrink. */
function withoutEval(): Plugin {
  return {
    name: "sigap-without-eval",
    enforce: "pre",
    transform(code, id) {
      if (!id.includes("htmx.org")) return null;
      const clean = code.replace("return eval(str)", "return undefined").replace("new Function('event', code)", "null");
      if (clean === code) throw new Error("htmx changed: its eval was not found where it used to be");
      return { code: clean, map: null };
    },
  };
}

function compressed(): Plugin {
  return {
    name: "sigap-compressed",
    apply: "build",
    closeBundle() {
      readdirSync(DIST)
        .filter((name) => TEXT.test(name) && name !== "manifest.json")
        .forEach((name) => {
          const body = readFileSync(join(DIST, name));
          if (body.length < WORTH_BYTES) return;
          writeFileSync(join(DIST, `${name}.gz`), gzipSync(body, { level: 9 }));
          writeFileSync(join(DIST, `${name}.br`), brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: body.length > LARGE_BYTES ? 9 : 11 } }));
        });
    },
  };
}

export default defineConfig({
  base: "/assets/",
  publicDir: false,
  plugins: [withoutEval(), compressed()],
  worker: { format: "es" },
  build: {
    outDir: DIST,
    assetsDir: "",
    assetsInlineLimit: 0,
    manifest: "manifest.json",
    modulePreload: { polyfill: false },
    target: ["es2020", "chrome87", "firefox78", "safari14"],
    cssTarget: ["chrome87", "firefox78", "safari14"],
    rollupOptions: { input: ["src/main.ts", "src/styles/public.css", "src/styles/staff.css"] },
  },
  test: { include: ["src/tests/**/*.test.ts"], environment: "node" },
});
